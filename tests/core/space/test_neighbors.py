"""Neighbours and search: exact, by hand and against a brute-force float64 reference."""

from collections.abc import Iterator

import numpy as np
import pytest

import embedcore as ec
from embedcore.metrics import Metric
from embedcore.space import neighbors, scorer
from embedcore.space import query as query_module
from embedcore.space.neighbors import distinct_rows, exact_graph

METRICS = ["cosine", "euclidean", "dot"]


def reference_scores(vectors: np.ndarray, queries: np.ndarray, metric: str) -> np.ndarray:
    """(n_queries, n_rows) float64 scores by the textbook formula, one pair at a time."""
    rows, asked = vectors.astype(np.float64), queries.astype(np.float64)
    scores = np.empty((len(asked), len(rows)))
    for q, query in enumerate(asked):
        if metric == "euclidean":
            scores[q] = np.sqrt(((rows - query) ** 2).sum(axis=1))
            continue
        scores[q] = (rows * query).sum(axis=1)
        if metric == "cosine":
            lengths = np.sqrt((rows**2).sum(axis=1) * (query**2).sum())
            scores[q] = np.divide(scores[q], lengths, out=np.zeros(len(rows)), where=lengths > 0)
    return scores


def check_list(indices: np.ndarray, scores: np.ndarray, expected: np.ndarray, metric: str, own: int | None) -> None:
    """That a list holds the closest rows by the reference scores (n_rows,), in order, ties in row order."""
    sign = 1 if metric == "euclidean" else -1
    allowed = np.array([row for row in range(len(expected)) if row != own])
    best = np.sort(sign * expected[allowed])[: len(indices)]
    scale = np.abs(expected).max() if metric == "dot" else 0
    close = {"rtol": 1e-9, "atol": max(1e-13 * scale, 1e-13 if metric == "cosine" else 0)}
    assert own not in indices
    assert len(set(indices.tolist())) == len(indices)
    np.testing.assert_allclose(scores, expected[indices], **close)
    np.testing.assert_allclose(sign * scores, best, **close)
    keys = sign * scores
    assert (np.diff(keys) >= 0).all()
    assert (np.diff(indices)[np.diff(keys) == 0] > 0).all()


def cases() -> Iterator[tuple[str, np.ndarray]]:
    rng = np.random.default_rng(20)
    for n_rows, n_dims in [(2, 1), (3, 2), (17, 1), (40, 3), (90, 31), (150, 384)]:
        yield f"random {n_rows}x{n_dims}", rng.normal(size=(n_rows, n_dims))
    yield "exact copies", rng.normal(size=(8, 5))[rng.integers(0, 8, 60)]
    yield "integer grid", rng.integers(-2, 3, size=(80, 3))
    yield "one-hot", np.eye(12)[rng.integers(0, 12, 50)]
    yield "all equal", np.ones((20, 4))
    yield "all zero", np.zeros((9, 4))
    zeros = rng.normal(size=(30, 6))
    zeros[[3, 4, 29]] = 0
    yield "some zero rows", zeros
    for scale in (1e-38, 1e-30, 1e-20, 1e-10, 1e10, 1e18, 1e19, 3e19, 1e25, 1e37):
        yield f"magnitude {scale:g}", rng.normal(size=(40, 8)) * scale
    yield "mixed magnitudes", rng.normal(size=(50, 8)) * 10.0 ** rng.integers(-20, 19, size=(50, 1))
    yield "far off centre", rng.normal(size=(60, 5)) + 1e5
    yield "one far row", np.vstack([rng.normal(size=(40, 4)), np.full((1, 4), 1e7)])
    yield "nearly parallel", 1 + 1e-4 * rng.normal(size=(60, 20))
    yield "scaled copies", rng.normal(size=(6, 7))[np.arange(36) % 6] * (2.0 ** rng.integers(-3, 4, size=(36, 1)))


CASES = {name: vectors.astype(np.float32) for name, vectors in cases()}


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("metric", METRICS)
@pytest.mark.parametrize("name", CASES)
def test_the_graph_equals_brute_force(name: str, metric: str) -> None:
    vectors = CASES[name]
    before = vectors.copy()
    for n_neighbors in {1, min(5, len(vectors) - 1), len(vectors) - 1}:
        made = ec.EmbeddingSpace(vectors, metric=metric)
        graph = ec.neighbor_graph(made, n_neighbors=n_neighbors)
        assert graph.indices.shape == graph.scores.shape == (len(vectors), n_neighbors)
        assert graph.exact
        expected = reference_scores(vectors, vectors, metric)
        for row in range(len(vectors)):
            check_list(graph.indices[row], graph.scores[row], expected[row], metric, row)
    assert (vectors == before).all()


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("metric", METRICS)
@pytest.mark.parametrize("name", CASES)
def test_search_by_vector_and_by_row_equals_brute_force(name: str, metric: str) -> None:
    vectors = CASES[name]
    made = ec.EmbeddingSpace(vectors, metric=metric)
    graph = ec.neighbor_graph(made, n_neighbors=min(7, len(vectors) - 1))
    rng = np.random.default_rng(5)
    new = (vectors[rng.integers(0, len(vectors), 4)] * rng.normal(size=(4, 1))).astype(np.float32)
    for query, expected in zip(new, reference_scores(vectors, new, metric), strict=True):
        found = ec.search(made, query, n_neighbors=min(7, len(vectors)))
        check_list(found.indices, found.scores, expected, metric, None)
    for row in {0, len(vectors) // 2, len(vectors) - 1}:
        found = ec.search(made, row, n_neighbors=graph.n_neighbors)
        assert found.indices.tolist() == graph.indices[row].tolist()
        assert found.scores.tolist() == graph.scores[row].tolist()


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("metric", METRICS)
@pytest.mark.parametrize("name", CASES)
def test_search_by_threshold_returns_exactly_the_rows_that_pass(name: str, metric: str) -> None:
    vectors = CASES[name]
    made = ec.EmbeddingSpace(vectors, metric=metric)
    everything = ec.search(made, 0, n_neighbors=None)
    assert sorted(everything.indices.tolist()) == list(range(1, len(vectors)))
    for place in {0, len(everything) // 3, len(everything) - 1}:
        threshold = everything.scores[place]
        passing = ec.search(made, 0, n_neighbors=None, threshold=float(threshold))
        count = int(Metric(metric).passes(everything.scores, threshold).sum())
        assert passing.indices.tolist() == everything.indices[:count].tolist()
        assert passing.scores.tolist() == everything.scores[:count].tolist()
        stricter = np.nextafter(threshold, np.inf if metric != "euclidean" else -np.inf)
        fewer = ec.search(made, 0, n_neighbors=None, threshold=float(stricter))
        assert fewer.scores.tolist() == [s for s in everything.scores.tolist() if s != threshold][: len(fewer)]
        assert not (fewer.scores == threshold).any()


@pytest.mark.parametrize("metric", METRICS)
def test_integer_grids_are_in_exactly_the_reference_order(metric: str) -> None:
    """Sums of small whole numbers are exact in float64, so ties are true ties: the lists must be identical."""
    vectors = np.random.default_rng(8).integers(-3, 4, size=(200, 4)).astype(np.float32)
    graph = ec.neighbor_graph(ec.EmbeddingSpace(vectors, metric=metric), n_neighbors=30)
    expected = reference_scores(vectors, vectors, metric)
    np.fill_diagonal(expected, np.inf if metric == "euclidean" else -np.inf)
    keys = expected if metric == "euclidean" else -expected
    order = np.argsort(keys, axis=1, kind="stable")[:, :30]
    assert graph.indices.tolist() == order.tolist()
    np.testing.assert_array_equal(graph.scores, np.take_along_axis(expected, order, 1))


def test_a_graph_computed_by_hand() -> None:
    line = np.array([[0], [1], [3], [6]], dtype=np.float32)
    graph = ec.neighbor_graph(ec.EmbeddingSpace(line, metric="euclidean"), n_neighbors=2)
    assert graph.indices.tolist() == [[1, 2], [0, 2], [1, 0], [2, 1]]
    assert graph.scores.tolist() == [[1, 3], [1, 2], [2, 3], [3, 5]]
    corner = np.array([[1, 0], [0, 2], [1, 1]], dtype=np.float32)
    dot = ec.neighbor_graph(ec.EmbeddingSpace(corner, metric="dot"), n_neighbors=2)
    assert dot.indices.tolist() == [[2, 1], [2, 0], [1, 0]]
    assert dot.scores.tolist() == [[1, 0], [2, 0], [2, 1]]
    cosine = ec.neighbor_graph(ec.EmbeddingSpace(corner, metric="cosine"), n_neighbors=2)
    assert cosine.indices.tolist() == [[2, 1], [2, 0], [0, 1]]
    assert cosine.scores == pytest.approx(np.array([[0.5**0.5, 0], [0.5**0.5, 0], [0.5**0.5, 0.5**0.5]]))


@pytest.mark.parametrize("metric", METRICS)
def test_copies_are_neighbours_and_a_row_is_never_its_own(metric: str) -> None:
    rng = np.random.default_rng(2)
    vectors = rng.normal(size=(50, 9)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    vectors[[7, 20, 33]] = vectors[3]
    graph = ec.neighbor_graph(ec.EmbeddingSpace(vectors, metric=metric), n_neighbors=3)
    assert {row: graph.indices[row].tolist() for row in (3, 7, 20, 33)} == {
        3: [7, 20, 33], 7: [3, 20, 33], 20: [3, 7, 33], 33: [3, 7, 20],
    }  # fmt: skip
    if metric == "cosine":
        assert (graph.scores[[3, 7, 20, 33]] == 1.0).all()
    if metric == "euclidean":
        assert (graph.scores[[3, 7, 20, 33]] == 0.0).all()


@pytest.mark.parametrize("metric", METRICS)
@pytest.mark.parametrize("n_dims", [1, 5, 13, 384])
def test_identical_rows_get_identical_scores(metric: str, n_dims: int) -> None:
    rng = np.random.default_rng(4)
    vectors = rng.normal(size=(301, n_dims)).astype(np.float32)
    copies = [0, 101, 207, 300]
    vectors[copies] = vectors[0]
    found = ec.search(
        ec.EmbeddingSpace(vectors, metric=metric), rng.normal(size=n_dims).astype(np.float32), n_neighbors=None
    )
    assert len({found.scores[found.indices == row][0] for row in copies}) == 1
    places = [int(np.flatnonzero(found.indices == row)[0]) for row in copies]
    assert places == sorted(places)


def test_many_copies_fill_the_lists_with_the_first_of_them() -> None:
    vectors = np.repeat(np.eye(2, dtype=np.float32), 100, axis=0)
    graph = ec.neighbor_graph(ec.EmbeddingSpace(vectors), n_neighbors=4)
    assert graph.indices[150].tolist() == [100, 101, 102, 103]
    assert graph.indices[101].tolist() == [100, 102, 103, 104]
    assert graph.indices[0].tolist() == [1, 2, 3, 4]


def test_blocks_and_threads_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    vectors = np.random.default_rng(9).normal(size=(157, 6)).astype(np.float32)
    whole = exact_graph(vectors, Metric.COSINE, 9)
    monkeypatch.setattr(neighbors, "_BLOCK_BYTES", 4 * 157 * 10)
    monkeypatch.setattr(scorer, "_PAIRS_AT_ONCE", 11)
    reports: list[tuple[int, int]] = []
    parts = exact_graph(vectors, Metric.COSINE, 9, on_progress=lambda done, total, what: reports.append((done, total)))
    assert (parts.indices == whole.indices).all()
    assert (parts.scores == whole.scores).all()
    assert reports == [(min(10 * n, 157), 157) for n in range(1, 17)]


def test_cancelling_stops_the_graph_and_leaves_the_space_usable() -> None:
    made = ec.EmbeddingSpace(np.random.default_rng(9).normal(size=(30, 6)))

    def stop(done: int, total: int, what: str) -> None:
        raise ec.Cancelled

    with pytest.raises(ec.Cancelled, match=r"^$"):
        ec.neighbor_graph(made, n_neighbors=3, on_progress=stop)
    assert ec.neighbor_graph(made, n_neighbors=3).n_neighbors == 3


def test_the_graph_is_made_once_per_metric(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[tuple[str, int]] = []

    def counting(vectors: np.ndarray, metric: Metric, n_neighbors: int, **options: object) -> ec.NeighborGraph:
        made.append((str(metric), n_neighbors))
        return exact_graph(vectors, metric, n_neighbors)

    monkeypatch.setattr(query_module, "exact_graph", counting)
    first = ec.EmbeddingSpace(np.random.default_rng(0).normal(size=(40, 5)))
    graph = ec.neighbor_graph(first, n_neighbors=10)
    assert ec.neighbor_graph(first, n_neighbors=10).indices is graph.indices
    assert np.shares_memory(ec.neighbor_graph(first, n_neighbors=4).indices, graph.indices)
    assert made == [("cosine", 10)]
    other = first.with_metric("dot")
    ec.neighbor_graph(other, n_neighbors=10)
    ec.neighbor_graph(other.with_metric("cosine"), n_neighbors=10)
    ec.neighbor_graph(other, n_neighbors=3)
    assert made == [("cosine", 10), ("dot", 10)]
    ec.neighbor_graph(first, n_neighbors=11)
    assert made[2:] == [("cosine", 11)]


def test_a_smaller_graph_is_the_start_of_the_larger_one() -> None:
    made = ec.EmbeddingSpace(np.random.default_rng(0).normal(size=(40, 5)))
    large = ec.neighbor_graph(made, n_neighbors=20)
    small = ec.neighbor_graph(ec.EmbeddingSpace(made.vectors), n_neighbors=6)
    assert (large.nearest(6).indices == small.indices).all()
    assert (large.nearest(6).scores == small.scores).all()
    assert large.nearest(6).n_neighbors == 6
    assert large.n_rows == 40


def test_distances_are_never_negative_and_zero_for_copies() -> None:
    vectors = np.random.default_rng(0).normal(size=(40, 5)).astype(np.float32)
    vectors[1] = vectors[0]
    for metric in METRICS:
        graph = ec.neighbor_graph(ec.EmbeddingSpace(vectors, metric=metric), n_neighbors=5)
        assert (graph.distances >= 0).all()
        assert (np.diff(graph.distances, axis=1) >= 0).all()
        if metric != "dot":
            assert graph.distances[0, 0] == 0


def test_defaults_adapt_to_few_rows_while_given_values_raise() -> None:
    made = ec.EmbeddingSpace(np.eye(4))
    assert ec.neighbor_graph(made).n_neighbors == 3
    assert len(ec.search(made, [1, 0, 0, 0])) == 4
    assert len(ec.search(made, 0)) == 3
    with pytest.raises(ec.ParameterError, match=r"n_neighbors must be in 1\.\.3 \(got 15\); there are 4 rows"):
        ec.neighbor_graph(made, n_neighbors=15)
    with pytest.raises(
        ec.ParameterError, match=r"n_neighbors must be in 1\.\.4 \(got 10\); there are 4 rows to choose"
    ):
        ec.search(made, [1, 0, 0, 0], n_neighbors=10)
    with pytest.raises(ec.ParameterError, match=r"n_neighbors must be in 1\.\.3 \(got 4\); there are 3 rows to choose"):
        ec.search(made, 0, n_neighbors=4)
    large = ec.EmbeddingSpace(np.random.default_rng(0).normal(size=(50, 3)))
    assert ec.neighbor_graph(large).n_neighbors == 15
    assert len(ec.search(large, 0)) == 10


def test_n_neighbors_limits_what_a_threshold_lets_pass() -> None:
    made = ec.EmbeddingSpace(np.array([[0.0], [1], [2], [3], [4]]), metric="euclidean")
    assert ec.search(made, [0.0], n_neighbors=2, threshold=3).indices.tolist() == [0, 1]
    assert ec.search(made, [0.0], n_neighbors=None, threshold=3).indices.tolist() == [0, 1, 2, 3]
    assert ec.search(made, 0, n_neighbors=2, threshold=3).indices.tolist() == [1, 2]
    assert ec.search(made, [0.0], n_neighbors=5, threshold=1.5).indices.tolist() == [0, 1]


@pytest.mark.parametrize(("metric", "none"), [("cosine", 1.5), ("euclidean", -1.0), ("dot", 1e9)])
def test_a_threshold_that_no_row_passes_gives_an_empty_result(metric: str, none: float) -> None:
    made = ec.EmbeddingSpace(np.random.default_rng(0).normal(size=(20, 3)), metric=metric)
    found = ec.search(made, 3, n_neighbors=None, threshold=none)
    assert len(found) == 0
    assert found.indices.shape == found.scores.shape == (0,)


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("metric", METRICS)
@pytest.mark.parametrize("threshold", [1e200, -1e200, 1e300, -1e300, 0, np.float32(0.5), 10**30])
def test_thresholds_of_any_size_are_understood(metric: str, threshold: float) -> None:
    vectors = np.random.default_rng(0).normal(size=(20, 3)).astype(np.float32)
    found = ec.search(ec.EmbeddingSpace(vectors, metric=metric), vectors[0], n_neighbors=None, threshold=threshold)
    expected = Metric(metric).passes(reference_scores(vectors, vectors[:1], metric)[0], float(threshold))
    assert len(found) == expected.sum()


def test_a_single_row_has_no_neighbours() -> None:
    single = ec.EmbeddingSpace([[1.0, 2.0]])
    with pytest.raises(ec.DataError, match=r"at least 2 rows \(got 1 row\); load more rows"):
        ec.neighbor_graph(single)
    assert len(ec.search(single, 0)) == 0
    assert ec.search(single, [1.0, 2.0]).indices.tolist() == [0]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"n_neighbors": 0}, r"n_neighbors must be in 1\.\.5 \(got 0\)"),
        ({"n_neighbors": -3}, r"n_neighbors must be in 1\.\.5 \(got -3\)"),
        ({"n_neighbors": 6}, r"n_neighbors must be in 1\.\.5 \(got 6\); there are 6 rows"),
        ({"n_neighbors": 2.0}, r"n_neighbors must be a whole number in 1\.\.5 \(got 2\.0\)"),
        ({"n_neighbors": True}, r"n_neighbors must be a whole number in 1\.\.5 \(got True\)"),
        ({"n_neighbors": "3"}, r"n_neighbors must be a whole number in 1\.\.5 \(got '3'\)"),
        ({"n_neighbors": None}, r"n_neighbors must be a whole number in 1\.\.5 \(got None\)"),
    ],
)
def test_bad_graph_parameters_say_what_must_hold(options: dict, message: str) -> None:
    with pytest.raises(ec.ParameterError, match=message):
        ec.neighbor_graph(ec.EmbeddingSpace(np.eye(6)), **options)


@pytest.mark.parametrize(
    ("query", "options", "message"),
    [
        (6, {}, r"a row index must be in 0\.\.5 \(got 6\)"),
        (-1, {}, r"a row index must be in 0\.\.5 \(got -1\)"),
        ([1.0, 2.0], {}, r"query must have 6 dimensions, as the rows have \(got shape \(2,\)\)"),
        (np.eye(6), {}, r"query must be one vector \(got 6\)"),
        (2.0, {}, r"must have 6 dimensions, as the rows have \(got shape \(\)\)"),
        (None, {}, r"must have 6 dimensions"),
        ([np.nan] * 6, {}, r"query must be finite float32 numbers \(got NaN or infinity\)"),
        ([np.inf] * 6, {}, r"query must be finite"),
        ([1e300] * 6, {}, r"query must be finite"),
        ([10**400] * 6, {}, r"query must be a text, a row index or a vector of numbers \(got list: .*"),
        (["a"] * 6, {}, r"query must be a text, a row index or a vector of numbers \(got list: .*"),
        ({"a": 1}, {}, r"query must be a text, a row index or a vector of numbers \(got dict: .*"),
        (0, {"n_neighbors": 0}, r"n_neighbors must be in 1\.\.5 \(got 0\)"),
        (0, {"n_neighbors": 1.5}, r"n_neighbors must be a whole number in 1\.\.5 \(got 1\.5\)"),
        (0, {"threshold": "high"}, r"threshold must be a number \(got 'high'\)"),
        (0, {"threshold": True}, r"threshold must be a number \(got True\)"),
        (0, {"threshold": np.nan}, r"threshold must be a finite number \(got nan\)"),
        (0, {"threshold": np.inf}, r"threshold must be a finite number \(got inf\)"),
        (0, {"threshold": 10**400}, r"threshold must be a finite number"),
    ],
)
def test_bad_search_input_says_what_must_hold(query: object, options: dict, message: str) -> None:
    with pytest.raises(ec.ParameterError, match=message):
        ec.search(ec.EmbeddingSpace(np.eye(6)), query, **options)


def test_zero_vectors_are_explained_with_the_cosine_alone() -> None:
    vectors = np.array([[1, 0], [0, 0], [0, 0]], dtype=np.float32)
    found = ec.search(ec.EmbeddingSpace(vectors), [0, 0])
    assert found.scores.tolist() == [0, 0, 0]
    assert "the query is a zero vector" in found.notes[0]
    assert found.notes[1].startswith("2 rows are zero vectors")
    assert ec.search(ec.EmbeddingSpace(vectors, metric="euclidean"), [0, 0]).notes == ()
    assert ec.search(ec.EmbeddingSpace(vectors[:1]), [1, 0]).notes == ()


def test_distinct_rows_by_hand() -> None:
    vectors = np.array([[1, 0], [2, 2], [1, 0], [0.0, 0], [-0.0, 0], [1, 0]], dtype=np.float32)
    first, inverse, rank = distinct_rows(vectors)
    assert first.tolist() == [0, 1, 3]
    assert inverse.tolist() == [0, 1, 0, 2, 2, 0]
    assert rank.tolist() == [0, 0, 1, 0, 1, 2]


def clusters(n_groups: int, size: int) -> np.ndarray:
    rng = np.random.default_rng(1)
    return np.vstack([rng.normal(size=(size, 8)) * 0.3 + 3 * rng.normal(size=8) for _ in range(n_groups)])
