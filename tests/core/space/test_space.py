"""EmbeddingSpace: what it accepts, what it refuses and how, its identity and its siblings."""

import pickle
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier

import numpy as np
import pandas as pd
import pytest

import embedcore as ec
from embedcore.scores.calibration import known_calibration, space_calibration
from embedcore.space import space as space_module
from embedcore.space.scorer import ExactScorer
from embedcore.space.space import Memo, metric_vectors
from tests.core.conftest import CountingEncoder

METRICS = ["cosine", "euclidean", "dot"]


def vectors(n_rows: int = 12, n_dims: int = 6) -> np.ndarray:
    return np.random.default_rng(0).normal(size=(n_rows, n_dims)).astype(np.float32)


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_rows_that_are_not_finite_are_refused_by_number(bad: float) -> None:
    broken = vectors()
    broken[[2, 7], [0, 5]] = bad
    with pytest.raises(ec.DataError, match=r"NaN or infinity in 2 of 12 rows: 2, 7\); correct or leave out"):
        ec.EmbeddingSpace(broken)


def test_only_the_first_ten_bad_rows_are_listed() -> None:
    broken = vectors(30)
    broken[5:18] = np.nan
    with pytest.raises(ec.DataError, match=r"13 of 30 rows: 5, 6, 7, 8, 9, 10, 11, 12, 13, 14 and 3 more\)"):
        ec.EmbeddingSpace(broken)


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize(
    ("values", "message"),
    [
        ([[1.0, 2.0], [3.0]], r"rows of one length \(got list: .*check for rows of different lengths"),
        ([["a", "b"]], r"vectors must be a table of numbers .*check for .*text"),
        ("text", r"vectors must be a table of numbers"),
        ([1.0, 2.0], r"at least one row and one dimension \(got shape \(2,\)\)"),
        (3.0, r"\(got shape \("),
        (None, r"vectors must"),
        (np.zeros((2, 2, 2)), r"\(got shape \(2, 2, 2\)\)"),
        ([], r"at least one row"),
        (np.zeros((0, 4)), r"\(got shape \(0, 4\)\)"),
        (np.zeros((4, 0)), r"\(got shape \(4, 0\)\)"),
        ([[1.0, 1e300]], r"NaN or infinity in 1 of 1 rows: 0\)"),
        ([[10**400, 1]], r"vectors must be a table of numbers"),
        ([[1.0, None]], r"NaN or infinity in 1 of 1 rows: 0\)"),
        (np.ones((2, 2)) * 1j, r"complex numbers"),
        (np.array([["2024-01-01"]], dtype="datetime64[D]"), r"dates"),
        ([[object()]], r"vectors must be a table of numbers"),
        ({"a": 1}, r"\(got dict"),
    ],
)
def test_what_is_no_table_of_finite_numbers_is_refused(values: object, message: str) -> None:
    with pytest.raises(ec.DataError, match=message):
        ec.EmbeddingSpace(values)


@pytest.mark.parametrize(
    "values",
    [
        [[1, 2], [3, 4]],
        ((1, 2), (3, 4)),
        np.array([[1, 2], [3, 4]], dtype=np.int8),
        np.array([[1, 3], [2, 4]], dtype=np.float64).T,
        pd.DataFrame({"x": [1, 3], "y": [2, 4]}),
        np.array([[1, 0, 2], [3, 0, 4]], dtype=np.float16)[:, ::2],
    ],
)
def test_whatever_converts_to_float32_is_taken(values: object) -> None:
    made = ec.EmbeddingSpace(values)
    assert made.vectors.dtype == np.float32
    assert made.vectors.tolist() == [[1, 2], [3, 4]]
    assert (made.n_rows, made.n_dims) == (2, 2)
    assert made.vectors.flags.c_contiguous


def test_the_vectors_are_a_read_only_view_and_the_input_stays_writable() -> None:
    given = vectors()
    made = ec.EmbeddingSpace(given)
    assert np.shares_memory(given, made.vectors)
    with pytest.raises(ValueError, match="read-only"):
        made.vectors[0, 0] = 1
    given[0, 0] = 5.0


def test_zero_rows_are_kept_and_counted() -> None:
    given = vectors()
    given[[1, 4]] = 0
    made = ec.EmbeddingSpace(given)
    assert made.n_rows == 12
    assert made.n_zero_rows == 2
    assert ec.EmbeddingSpace(vectors()).n_zero_rows == 0


def test_the_dataset_must_have_as_many_rows() -> None:
    dataset = ec.Dataset.from_texts(["one", "two", "three"])
    with pytest.raises(ec.DataError, match=r"got 12 vectors for 3 rows\); pass the vectors of the kept rows"):
        ec.EmbeddingSpace(vectors(), dataset=dataset)
    with pytest.raises(ec.DataError, match=r"dataset must be a Dataset \(got list\)"):
        ec.EmbeddingSpace(vectors(3), dataset=["one", "two", "three"])
    assert ec.EmbeddingSpace(vectors(3), dataset=dataset).dataset is dataset


def test_texts_without_a_dataset_name_the_groups() -> None:
    texts = ["red apple", "red apples", "blue sky", "blue skies"]
    space = ec.EmbeddingSpace(np.array([[1, 0], [1, 0.1], [0, 1], [0.1, 1]]), texts=texts)
    assert space.texts == space.with_metric("euclidean").texts == texts
    assert space.fingerprint != ec.EmbeddingSpace(space.vectors).fingerprint
    names = ec.cluster(space, n_clusters=2).names
    assert sorted(name.split(",")[0].split()[0] for name in names) == ["Blue", "Red"]
    assert ec.EmbeddingSpace(vectors(3)).texts is None


def test_texts_must_be_one_for_each_vector() -> None:
    with pytest.raises(ec.DataError, match=r"texts must be one for each vector.*\(got 2 texts for 3 vectors\)"):
        ec.EmbeddingSpace(vectors(3), texts=["one", "two"])
    with pytest.raises(ec.DataError, match="and a dataset"):
        ec.EmbeddingSpace(vectors(2), texts=["one", "two"], dataset=ec.Dataset.from_texts(["one", "two"]))


@pytest.mark.parametrize("name", ["cosin", "", None, 3])
def test_an_unknown_metric_is_refused(name: object) -> None:
    with pytest.raises(ec.ParameterError, match=r"metric must be one of cosine, euclidean, dot"):
        ec.EmbeddingSpace(vectors(), metric=name)
    with pytest.raises(ec.ParameterError, match=r"metric must be one of cosine, euclidean, dot"):
        ec.EmbeddingSpace(vectors()).with_metric(name)


class PromptedEncoder(CountingEncoder):
    @property
    def card(self) -> ec.ModelCard:
        return replace(super().card, query_prompt="query: ")


def test_the_fingerprint_is_that_of_the_content() -> None:
    texts = [f"text {n}" for n in range(12)]
    dataset = ec.Dataset.from_texts(texts)
    base = ec.EmbeddingSpace(vectors(), dataset=dataset, encoder=CountingEncoder())
    same = ec.EmbeddingSpace(
        vectors().astype(np.float64), dataset=ec.Dataset.from_texts(texts), encoder=CountingEncoder()
    )
    assert base.fingerprint == same.fingerprint
    changed = vectors()
    changed[3, 3] = np.nextafter(changed[3, 3], np.float32(9))
    others = [
        ec.EmbeddingSpace(changed, dataset=dataset, encoder=CountingEncoder()),
        ec.EmbeddingSpace(vectors().reshape(6, 12)),
        ec.EmbeddingSpace(vectors(), dataset=dataset, encoder=CountingEncoder("another")),
        ec.EmbeddingSpace(vectors(), dataset=dataset, encoder=PromptedEncoder()),  # answers kept by it would be others
        ec.EmbeddingSpace(vectors(), dataset=dataset),
        ec.EmbeddingSpace(vectors(), encoder=CountingEncoder()),
        ec.EmbeddingSpace(vectors(), dataset=ec.Dataset.from_texts([*texts[:-1], "other"]), encoder=CountingEncoder()),
        base.with_metric("dot"),
        base.with_metric("euclidean"),
    ]
    assert len({base.fingerprint, *(other.fingerprint for other in others)}) == len(others) + 1
    assert base.with_metric("dot").with_metric("cosine").fingerprint == base.fingerprint


def test_another_metric_shares_everything_and_recomputes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    prepared: list[str] = []

    def counting(rows: np.ndarray, metric: ec.Metric) -> ExactScorer:
        prepared.append(str(metric))
        return ExactScorer(rows, metric)

    monkeypatch.setattr(space_module, "ExactScorer", counting)
    encoder = CountingEncoder()
    dataset = ec.Dataset.from_texts([f"text {n}" for n in range(12)])
    first = ec.EmbeddingSpace(vectors(), dataset=dataset, encoder=encoder, notes=["said"])
    other = first.with_metric("euclidean")
    assert (first.metric, other.metric) == ("cosine", "euclidean")
    assert other.vectors is first.vectors
    assert (other.dataset, other.encoder, other.notes) == (dataset, encoder, ("said",))
    for _ in range(2):
        ec.search(first, 0)
        ec.search(other, 0)
        ec.search(other.with_metric("cosine"), 1)
    assert prepared == ["cosine", "euclidean"]
    assert encoder.encoded == []


@pytest.mark.parametrize("name", ["vectors", "metric", "dataset", "texts", "encoder", "notes", "anything_else"])
def test_nothing_is_assigned_from_outside(name: str) -> None:
    made = ec.EmbeddingSpace(vectors())
    with pytest.raises(AttributeError, match="cannot assign"):
        setattr(made, name, ())
    with pytest.raises(AttributeError, match="cannot delete"):
        delattr(made, name)


def test_a_copy_differs_in_one_thing_and_leaves_the_space_as_it_was() -> None:
    dataset = ec.Dataset.from_texts([f"text {n}" for n in range(12)])
    encoder = CountingEncoder()
    first = ec.EmbeddingSpace(vectors(), notes=["one"])
    noted, read, told = first.with_notes("two"), first.with_encoder(encoder), first.with_dataset(dataset)
    assert (first.notes, first.encoder, first.dataset, first.texts) == (("one",), None, None, None)
    assert (noted.notes, noted.fingerprint) == (("one", "two"), first.fingerprint)
    assert (read.encoder, read.notes, read.vectors is first.vectors) == (encoder, ("one",), True)
    assert (told.dataset, told.texts) == (dataset, dataset.texts)
    assert len({first.fingerprint, read.fingerprint, told.fingerprint}) == 3
    with pytest.raises(ec.DataError, match=r"got counting, which gives 4 numbers, for vectors of 6\)"):
        first.with_encoder(CountingEncoder(n_dims=4))
    with pytest.raises(ec.DataError, match=r"got 12 vectors for 1 rows"):
        first.with_dataset(ec.Dataset.from_texts(["one"]))


def test_what_was_made_stays_with_a_copy_that_agrees_in_what_it_reads() -> None:
    texts = [f"{word} number {n}" for n, word in enumerate(["card", "euro", "pin"] * 8)]
    given = np.random.default_rng(1).normal(size=(24, 6))
    first = ec.EmbeddingSpace(given, dataset=ec.Dataset.from_texts(texts))
    graph, groups, meaning = ec.neighbor_graph(first), ec.cluster(first, n_clusters=3), space_calibration(first)
    again = first.with_dataset(ec.Dataset.from_texts(texts)).with_notes("more").with_metric("dot").with_metric("cosine")
    assert ec.neighbor_graph(again) is graph
    assert ec.cluster(again, n_clusters=3) is groups
    assert ec.calibrate(again, 0).floor is meaning.floor
    assert known_calibration(again) is meaning
    other = first.with_dataset(ec.Dataset.from_texts([text.replace("card", "parcel") for text in texts]))
    assert ec.neighbor_graph(other) is graph
    assert ec.cluster(other, n_clusters=3).names != groups.names
    assert known_calibration(other) is known_calibration(first.with_encoder(CountingEncoder())) is None
    assert ec.cluster(first, n_clusters=2) is not groups
    assert ec.cluster(first, n_clusters=3, random_state=1) is not groups
    assert space_calibration(first, random_state=7) is not known_calibration(first)


def test_a_memo_makes_each_value_once_and_two_at_a_time() -> None:
    memo, made, both = Memo(), [], Barrier(2, timeout=20)

    def slow(key: str) -> str:
        both.wait()  # passes only while the other is being made too
        made.append(key)
        return key.upper()

    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda key: memo.get(key, lambda: slow(key)), ["a", "b", "a", "b"]))
    assert found == ["A", "B", "A", "B"]
    assert sorted(made) == ["a", "b"]


def test_a_memo_may_be_asked_while_it_makes_and_keeps_nothing_of_what_failed() -> None:
    memo = Memo()
    assert memo.get("graph", lambda: memo.get("graph", lambda: 1) + memo.get("scorer", lambda: 2)) == 3
    with pytest.raises(ec.Cancelled):
        memo.get("map", stopped)
    assert memo.known("map") is None
    assert memo.get("map", lambda: "made") == "made"
    assert memo.get("graph", lambda: 9, enough=lambda known: known > 5) == 9
    assert memo.get("graph", lambda: 1, enough=lambda known: known > 5) == 9


def stopped() -> None:
    raise ec.Cancelled


def test_a_graph_tells_its_progress_to_one_who_searches_meanwhile() -> None:
    made = ec.EmbeddingSpace(vectors(40))
    seen: list[int] = []
    ec.neighbor_graph(made, on_progress=lambda done, total, what: seen.append(len(ec.search(made, 0))))
    assert set(seen) == {10}


def test_a_space_can_be_sent_to_another_process_without_what_was_made() -> None:
    made = ec.EmbeddingSpace(vectors(), texts=[f"text {n}" for n in range(12)], notes=["said"])
    ec.neighbor_graph(made)
    back = pickle.loads(pickle.dumps(made))
    assert (back.fingerprint, back.notes, back.known("neighbor graph")) == (made.fingerprint, ("said",), None)


def test_metric_vectors_have_unit_length_for_the_cosine_alone() -> None:
    made = ec.EmbeddingSpace([[3, 4], [0, 0]])
    assert metric_vectors(made) == pytest.approx(np.array([[0.6, 0.8], [0, 0]]))
    assert metric_vectors(made.with_metric("dot")) is made.vectors
    assert metric_vectors(made.with_metric("euclidean")) is made.vectors


@pytest.mark.parametrize("metric", METRICS)
def test_a_text_is_searched_with_the_spaces_own_encoder(metric: str) -> None:
    encoder = CountingEncoder()
    texts = ["lost card", "new card", "exchange rate", "pin code"]
    made = ec.EmbeddingSpace(
        [encoder.vector(text) for text in texts],
        metric=metric, dataset=ec.Dataset.from_texts(texts), encoder=encoder,
    )  # fmt: skip
    found = ec.search(made, "pin code", n_neighbors=4)
    assert encoder.encoded == ["pin code"]
    assert found.indices.tolist() == ec.search(made, encoder.vector("pin code"), n_neighbors=4).indices.tolist()
    if metric != "dot":
        assert found.indices[0] == 3


@pytest.mark.parametrize("text", ["", "   ", "\n\t"])
def test_an_empty_query_is_refused(text: str) -> None:
    made = ec.EmbeddingSpace(vectors(), encoder=CountingEncoder())
    with pytest.raises(ec.ParameterError, match=r"a query must have at least one word \(got an empty text\)"):
        ec.search(made, text)


def test_a_text_needs_an_encoder_of_as_many_dimensions() -> None:
    with pytest.raises(ec.DataError, match=r"only with the model that made the vectors \(this space has none\)"):
        ec.search(ec.EmbeddingSpace(vectors()), "card")
    other = CountingEncoder(n_dims=4)
    with pytest.raises(ec.DataError, match=r"got counting, which gives 4 numbers, for vectors of 6\)"):
        ec.EmbeddingSpace(vectors(), encoder=other)


def test_an_encoder_whose_first_answer_has_another_length() -> None:
    class Unsaid(CountingEncoder):
        """A model whose card does not say how long its vectors are, as behind an API."""

        @property
        def card(self) -> ec.ModelCard:
            return replace(super().card, n_dims=0)

    with pytest.raises(ec.DataError, match=r"the encoder must give 6 dimensions, as the rows have \(got 4\)"):
        ec.search(ec.EmbeddingSpace(vectors(), encoder=Unsaid(n_dims=4)), "card")


def test_a_space_shows_what_it_is() -> None:
    assert repr(ec.EmbeddingSpace(vectors(), metric="dot")) == "EmbeddingSpace(12 rows, 6 dimensions, dot)"
    assert ec.EmbeddingSpace(vectors()).model_name is None
    assert ec.EmbeddingSpace(vectors(), encoder=CountingEncoder("mine")).model_name == "mine"
