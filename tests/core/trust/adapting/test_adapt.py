"""Adapting: what is learned by hand, what is measured, and when it is refused."""

import io

import numpy as np
import pytest
from scipy.stats import norm
from sklearn.metrics import roc_auc_score

import embedcore as ec
from embedcore.metrics import Metric
from embedcore.trust.adapting.examples import class_folds, label_codes, pair_folds
from embedcore.trust.adapting.learn import auc, chance_of_gain, learn_from_pairs
from embedcore.trust.adapting.stretch import EVEN, STRONG, Setting, of_classes, of_pairs, symmetric
from embedcore.trust.lists import voted

N_KINDS, N_DIMS = 6, 12


def planted(n_of_a_kind: int = 15, *, seed: int = 0, noise: float = 3.0) -> tuple[np.ndarray, list[str]]:
    """Kinds that differ along six dimensions, below the noise of the six others, which says nothing."""
    rng = np.random.default_rng(seed)
    codes = np.repeat(np.arange(N_KINDS), n_of_a_kind)
    vectors = rng.normal(scale=0.35, size=(len(codes), N_DIMS))
    vectors[:, 6:] += rng.normal(scale=noise, size=(len(codes), 6))
    vectors[np.arange(len(codes)), codes] += 1.5
    order = rng.permutation(len(codes))
    return vectors[order].astype(np.float32), [f"kind {code}" for code in codes[order]]


def right(space: ec.EmbeddingSpace, labels: list[str], others: np.ndarray, their: list[str]) -> float:
    encoded = space.encoder.adjustment.applied(others) if space.encoder is not None else others  # type: ignore[attr-defined]
    near = [ec.search(space, vector, n_neighbors=1).indices[0] for vector in encoded]
    return float(np.mean([labels[place] == wanted for place, wanted in zip(near, their, strict=True)]))


def test_stretching_by_hand() -> None:
    vectors = np.array([[0.0, 0.0], [2.0, 0.0], [0.0, 9.0], [2.0, 9.0]])
    spread = of_classes(vectors, np.array([0, 0, 1, 1]))
    # Within: (1, 0) four times, divided by 4 - 2; shrunk by half towards its mean 1 it is 1.5 and 0.5.
    even = symmetric(spread.stretch(Setting(0.5, EVEN)))
    np.testing.assert_allclose(even, np.diag([1.5**-0.5, 0.5**-0.5]), atol=1e-12)
    # The second direction alone tells the classes apart: 1 / (1 + 0.03) of its variance stays, 1 % of the other's.
    strong = symmetric(spread.stretch(Setting(0.5, STRONG)))
    kept = 0.01 + 0.99 / 1.03
    np.testing.assert_allclose(strong, np.diag([(0.01 / 1.5) ** 0.5, (kept / 0.5) ** 0.5]), atol=1e-12)


def test_two_alike_differ_by_twice_the_spread() -> None:
    differences = np.array([[2.0, 0.0], [0.0, 2.0], [5.0, 5.0]])
    spread = of_pairs(differences, np.array([True, True, False]))
    np.testing.assert_allclose(symmetric(spread.stretch(Setting(0.3, EVEN))), np.eye(2), atol=1e-12)


def test_labels_bring_rows_of_a_kind_together_and_it_is_measured_on_others() -> None:
    vectors, labels = planted()
    space = ec.EmbeddingSpace(vectors)
    adapted = ec.adapt(space, labels=labels)
    report = ec.adapt_report(adapted)
    assert report is not None and report.gained and ec.adapt_report(space) is None
    assert (report.n_examples, report.n_kinds, report.n_measured) == (len(labels), N_KINDS, len(labels))
    assert f"{report.after:.0%}" in report.describe() and "adapted from" in adapted.notes[-1]
    assert adapted.metric is space.metric and adapted.n_rows == space.n_rows
    np.testing.assert_allclose(np.linalg.norm(adapted.vectors, axis=1), 1, atol=1e-5)
    assert report.after > report.before + 0.2


def test_the_figure_is_about_what_others_get() -> None:
    vectors, labels = planted()
    others, their = planted(seed=1)
    plain = ec.EmbeddingSpace(vectors)
    adapted = ec.adapt(plain.with_encoder(_Passing()), labels=labels)
    report = ec.adapt_report(adapted)
    assert report is not None
    before, after = (right(space, labels, others, their) for space in (plain, adapted))
    assert after > before + 0.1
    assert report.after == pytest.approx(after, abs=0.15)


class _Passing(ec.Encoder):
    """A model that nothing is asked of."""

    card = ec.ModelCard(name="passing", n_dims=N_DIMS, provider="test", description="x", languages="x", licence="MIT")  # type: ignore[assignment]
    cache_key = "passing"  # type: ignore[assignment]

    def encode(self, items, *, on_progress=None):  # type: ignore[no-untyped-def]
        return np.ones((len(items), N_DIMS), dtype=np.float32)


def test_labels_of_nothing_are_no_gain() -> None:
    vectors, labels = planted()
    shuffled = np.random.default_rng(3).permutation(labels).tolist()
    with pytest.raises(ec.NoGainError, match="must bring more than chance") as refused:
        ec.adapt(ec.EmbeddingSpace(vectors), labels=shuffled)
    report = refused.value.report
    assert not report.gained and "no gain" in report.describe()


def test_rows_without_a_label_are_moved_alike_and_not_learned_from() -> None:
    vectors, labels = planted()
    some = [label if place % 2 else (None, "", float("nan"))[place % 3] for place, label in enumerate(labels)]
    adapted = ec.adapt(ec.EmbeddingSpace(vectors), labels=some)
    report = ec.adapt_report(adapted)
    assert report is not None and report.n_examples == len(labels) // 2 and adapted.n_rows == len(labels)


@pytest.mark.parametrize("metric", ["euclidean", "dot"])
def test_lengths_that_count_stay_on_the_whole(metric: str) -> None:
    vectors, labels = planted()
    space = ec.EmbeddingSpace(vectors, metric=metric)
    adapted = ec.adapt(space, labels=labels)
    assert str(adapted.metric) == metric
    assert np.square(adapted.vectors).sum() == pytest.approx(np.square(vectors).sum(), rel=1e-3)


def test_the_same_seed_gives_the_same() -> None:
    vectors, labels = planted()
    one, other = (ec.adapt(ec.EmbeddingSpace(vectors), labels=labels) for _ in range(2))
    np.testing.assert_array_equal(one.vectors, other.vectors)
    assert ec.adapt_report(one) == ec.adapt_report(other)


def test_a_column_is_taken_by_its_name_and_saved_with_the_space() -> None:
    vectors, labels = planted()
    rows = "text,kind\n" + "\n".join(f"text {n},{label}" for n, label in enumerate(labels))
    dataset = ec.read_table(rows.encode(), filename="t.csv", text_column="text")
    adapted = ec.adapt(ec.EmbeddingSpace(vectors, dataset=dataset), labels="kind")
    assert 'label in "kind"' in adapted.notes[-1]
    file = io.BytesIO()
    ec.save(adapted, file)
    found = ec.load(file.getvalue())
    assert isinstance(found, ec.EmbeddingSpace) and found.notes == adapted.notes
    with pytest.raises(ec.ParameterError, match="column must be one of"):
        ec.adapt(ec.EmbeddingSpace(vectors, dataset=dataset), labels="kinds")


def judged(n_pairs: int, *, seed: int = 0) -> tuple[np.ndarray, list[tuple[int, int, bool]]]:
    vectors, labels = planted(40)
    rng = np.random.default_rng(seed)
    pairs: list[tuple[int, int, bool]] = []
    while len(pairs) < n_pairs:
        one, other = rng.integers(len(vectors), size=2).tolist()
        alike = labels[one] == labels[other]
        if one != other and alike == (len(pairs) % 2 == 0):
            pairs.append((one, other, alike))
    return vectors, pairs


def test_judged_pairs_are_learned_from() -> None:
    vectors, pairs = judged(120)
    adapted = ec.adapt(ec.EmbeddingSpace(vectors), pairs=pairs)
    report = ec.adapt_report(adapted)
    assert report is not None and report.gained and report.source == "pairs"
    assert report.after > report.before + 0.1 and "judged alike" in report.describe()
    lying = [(one, other, bool(place % 3)) for place, (one, other, _) in enumerate(pairs)]
    with pytest.raises(ec.NoGainError, match="120 judged pairs"):
        ec.adapt(ec.EmbeddingSpace(vectors), pairs=lying)


def test_a_pair_may_have_a_phrase() -> None:
    texts = [f"{thing} number {n}" for n in range(15) for thing in ("a parcel", "the soup")]
    space = ec.embed(texts, model="all-MiniLM-L6-v2-static")
    pairs = [("parcel", row, row % 2 == 0) for row in range(24)]
    with pytest.raises(ec.NoGainError, match="24 judged pairs"):  # it tells them apart already
        ec.adapt(space, pairs=pairs)
    with pytest.raises(ec.DataError, match="must be of rows where the space has no model"):
        ec.adapt(ec.EmbeddingSpace(space.vectors), pairs=pairs)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({}, "labels or pairs must be given"),
        ({"labels": ["a"], "pairs": []}, "labels or pairs must be given"),
        ({"labels": ["a", "b"]}, r"labels must be one for each row \(got 2 for 90 rows\)"),
        ({"labels": ["a"] * 90}, r"two labels of 3 rows or more \(got 90 rows .* 1 label of 3"),
        ({"labels": "kind"}, "the space has no columns"),
        ({"pairs": "abc"}, "pairs must be a list"),
        ({"pairs": [(1, 2)]}, r"pairs must be \(row, row, alike\) each \(got \(1, 2\) at position 0\)"),
        ({"pairs": [(1, 90, True)]}, r"a row in 0..89 or a text"),
        ({"pairs": [(1, 2, 1)]}, "True for alike or False"),
        ({"pairs": [(1, 2, True)] * 30}, r"at least 20, 5 alike and 5 not \(got 30 alike and 0 not"),
    ],
)
def test_what_can_not_be_learned_from_is_refused(given: dict[str, object], message: str) -> None:
    vectors, _ = planted()
    with pytest.raises(ec.EmbedcoreError, match=message):
        ec.adapt(ec.EmbeddingSpace(vectors), **given)  # type: ignore[arg-type]


def test_pairs_of_equal_vectors_teach_nothing() -> None:
    vectors, pairs = judged(40)
    left, right_ = (vectors[[pair[side] for pair in pairs]] for side in (0, 1))
    same = np.array([alike for *_, alike in pairs])
    with pytest.raises(ec.ParameterError, match="those of equal vectors left out"):
        learn_from_pairs(vectors, left, np.where(same[:, None], left, right_), same, Metric.COSINE)


def test_measures_beside_references() -> None:
    rng = np.random.default_rng(0)
    scores, positive = rng.integers(5, size=40).astype(float), rng.random(40) < 0.4
    assert auc(scores, positive) == pytest.approx(roc_auc_score(positive, scores))
    assert np.isnan(auc(scores, np.ones(40, bool)))
    differences = rng.normal(0.1, 1, size=50)
    z = differences.mean() / differences.std(ddof=1) * 50**0.5
    assert chance_of_gain(differences) == pytest.approx(norm.sf(z))
    assert (chance_of_gain(np.zeros(9)), chance_of_gain(np.ones(9))) == (1.0, 0.0)
    assert voted(np.array([[3, 1, 1], [2, 1, 0]])).tolist() == [1, 2]


def test_parts_are_even_and_share_no_row() -> None:
    rng = np.random.default_rng(0)
    codes = np.repeat([0, 1, 2], [10, 5, 5])
    folds = class_folds(codes, 5, rng)
    assert (np.array([np.bincount(folds[codes == code], minlength=5) for code in (0, 1, 2)]) == [[2], [1], [1]]).all()
    ends = np.array([[n // 3, 100 + n // 2] for n in range(60)])
    parts = pair_folds(ends, np.arange(60) % 2 == 0, 5, rng)
    whose: dict[int, set[int]] = {}
    for pair, part in zip(ends.tolist(), parts.tolist(), strict=True):
        for end in pair:
            whose.setdefault(end, set()).add(part)
    assert all(len(found) == 1 for found in whose.values()) and len(set(parts.tolist())) == 5
    of_one_phrase = np.array([[0, n + 1] for n in range(20)])
    assert set(pair_folds(of_one_phrase, np.arange(20) % 2 == 0, 5, rng).tolist()) == set(range(5))


def test_labels_of_a_single_row_are_none() -> None:
    codes = label_codes(["a", " a ", "b", "b", None, "once", *["c"] * 20, *["d"] * 3], 29)
    assert codes[:6].tolist() == [0, 0, 1, 1, -1, -1] and (codes[6:26] == 2).all()
