"""The approximate neighbour graph against the exact one."""

import re

import numpy as np
import pytest

import embedcore as ec
from embedcore.metrics import Metric
from embedcore.space import query as query_module
from embedcore.space.approximate import WANTED, ApproximateScorer
from embedcore.space.cells import Cells
from embedcore.space.neighbors import exact_graph
from embedcore.space.scorer import ExactScorer
from embedcore.space.smallest import keep_smallest, sort_smallest
from tests.core.space.test_neighbors import clusters

METRICS = ["cosine", "euclidean"]


@pytest.fixture(autouse=True)
def low_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(query_module, "EXACT_GRAPH_ROWS", 500)


@pytest.fixture(scope="module")
def vectors() -> np.ndarray:
    """Texts of a sample, each six times with noise: lists with borders through the middle of crowds."""
    rng = np.random.default_rng(0)
    centres = rng.normal(size=(500, 24))
    return (np.repeat(centres, 6, axis=0) + 0.9 * rng.normal(size=(3_000, 24))).astype(np.float32)


def found_share(graph: ec.NeighborGraph, vectors: np.ndarray, metric: str) -> float:
    """By score: which of many copies are named does not matter."""
    exact = exact_graph(vectors, Metric(metric), graph.n_neighbors)
    key = Metric(metric).order_key
    return float((key(graph.scores) <= key(exact.scores[:, -1:]) + 1e-12).mean())


@pytest.mark.parametrize("metric", METRICS)
def test_nearly_all_true_neighbours_are_found_and_the_share_is_said(metric: str, vectors: np.ndarray) -> None:
    graph = ec.neighbor_graph(ec.EmbeddingSpace(vectors, metric=metric), n_neighbors=10)
    assert not graph.exact
    assert graph.indices.shape == graph.scores.shape == (3_000, 10)
    assert not (graph.indices == np.arange(3_000)[:, None]).any()
    share = found_share(graph, vectors, metric)
    assert share > 0.95
    said = re.fullmatch(
        r"the neighbours of all 3,000 rows were approximated: of the true ones, (\d+\.\d)% are found "
        r"\(measured on 500 rows\); the scores shown are exact",
        graph.notes[0],
    )
    assert said is not None
    assert float(said[1]) / 100 == pytest.approx(share, abs=0.02)
    again = ec.neighbor_graph(ec.EmbeddingSpace(vectors, metric=metric), n_neighbors=10)
    assert (again.indices == graph.indices).all()


@pytest.mark.parametrize("metric", METRICS)
def test_scores_are_exact_and_in_order(metric: str, vectors: np.ndarray) -> None:
    space = ec.EmbeddingSpace(vectors, metric=metric)
    graph = ec.neighbor_graph(space, n_neighbors=5)
    keys = Metric(metric).order_key(graph.scores)
    assert (np.diff(keys, axis=1) >= 0).all()
    for row in (0, 1_234, 2_999):
        scores = ec.search(space, row, n_neighbors=None)
        by_row = dict(zip(scores.indices.tolist(), scores.scores.tolist(), strict=True))
        assert graph.scores[row].tolist() == [by_row[other] for other in graph.indices[row].tolist()]


def test_few_cells_are_compared_where_they_hold_the_neighbours_and_more_where_not(vectors: np.ndarray) -> None:
    def cells_asked(rows: np.ndarray) -> int:
        scorer = ApproximateScorer(ExactScorer(rows, Metric.EUCLIDEAN))
        assert scorer.measure(rows[:200], 11, of_rows=True) >= WANTED
        return scorer._n_probes

    apart = np.repeat(np.eye(50, 24, dtype=np.float32) * 100, 60, axis=0) + vectors
    assert cells_asked(apart) == 8
    assert cells_asked(np.random.default_rng(3).normal(size=(3_000, 24)).astype(np.float32)) > 8


def test_exact_neighbours_are_had_by_asking(vectors: np.ndarray) -> None:
    space = ec.EmbeddingSpace(vectors)
    assert not ec.neighbor_graph(space).exact
    asked = ec.neighbor_graph(space, exact=True)
    assert asked.exact
    assert (asked.indices == exact_graph(vectors, Metric.COSINE, 15).indices).all()
    assert ec.neighbor_graph(space).n_rows == 3_000
    assert ec.neighbor_graph(space).exact  # what is better is there now
    assert not ec.neighbor_graph(ec.EmbeddingSpace(vectors[:100]), exact=False).exact


@pytest.mark.parametrize("metric", METRICS)
def test_copies_and_groups_of_a_few_rows_have_all_their_neighbours(metric: str) -> None:
    vectors = clusters(10, 100).astype(np.float32)
    vectors[200:300] = vectors[200]  # a hundred copies
    vectors[300:303] += 500  # three rows far from all others
    graph = ec.neighbor_graph(ec.EmbeddingSpace(vectors, metric=metric), n_neighbors=40)
    assert found_share(graph, vectors, metric) > 0.95
    assert not (graph.indices == np.arange(1_000)[:, None]).any()
    assert all(len(set(row)) == 40 for row in graph.indices.tolist())
    assert graph.nearest(2).notes == graph.notes
    assert not graph.nearest(2).exact


def test_all_rows_equal() -> None:
    graph = ec.neighbor_graph(ec.EmbeddingSpace(np.ones((600, 4))), n_neighbors=3)
    assert graph.scores == pytest.approx(1)
    assert graph.indices[5].tolist() == [0, 1, 2]


def test_progress_ends_at_the_total_and_cancelling_stops(vectors: np.ndarray) -> None:
    reports: list[tuple[int, int]] = []
    ec.neighbor_graph(ec.EmbeddingSpace(vectors), on_progress=lambda done, total, _: reports.append((done, total)))
    assert reports == sorted(reports)
    assert reports[-1] == (3_000, 3_000)

    def stop(done: int, total: int, what: str) -> None:
        raise ec.Cancelled

    with pytest.raises(ec.Cancelled):
        ec.neighbor_graph(ec.EmbeddingSpace(vectors), on_progress=stop)


def test_up_to_the_limit_and_for_the_dot_product_the_graph_is_exact(
    vectors: np.ndarray, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert ec.neighbor_graph(ec.EmbeddingSpace(vectors[:600], metric="dot"), n_neighbors=6).exact
    assert ec.neighbor_graph(ec.EmbeddingSpace(vectors[:500]), n_neighbors=6).exact
    assert not ec.neighbor_graph(ec.EmbeddingSpace(vectors[:501]), n_neighbors=6).exact


@pytest.mark.parametrize("n", [1, 3, 40])
def test_the_smallest_keys_are_found_in_order(n: int) -> None:
    keys = np.random.default_rng(0).normal(size=(7, 1_000)).astype(np.float32)
    keys[3] = np.sort(keys[3])[::-1]
    keys[4] = 1.0
    values, kept = np.empty((7, 2 * n), np.float32), np.empty((7, 2 * n), np.int32)
    counts = np.zeros(7, dtype=np.int64)
    for columns in (slice(0, 30), slice(30, 31), slice(31, 1_000)):
        names = np.arange(1_000, dtype=np.int32)[columns]
        keep_smallest(keys[:, columns], names, np.arange(7), values, kept, counts)
    sort_smallest(values, kept, counts)
    found = kept[:, :n].astype(np.int64)
    assert (np.take_along_axis(keys, found, 1) == np.sort(keys, axis=1)[:, :n]).all()
    assert (values[:, :n] == np.sort(keys, axis=1)[:, :n]).all()
    assert all(len(set(row)) == n for row in found.tolist())


def test_a_query_whose_cells_hold_too_few_rows_is_compared_with_all(vectors: np.ndarray) -> None:
    cells = Cells.of(vectors)
    few = cells.closest(vectors[:20], 500, 1)
    distances = np.linalg.norm(vectors[:20, None] - vectors[None], axis=2)
    true = np.argsort(distances, axis=1)[:, :500]
    assert np.mean([len(np.intersect1d(a, b)) / 500 for a, b in zip(few, true, strict=True)]) > 0.99
    with_all = cells.closest(vectors[:20], 15, cells.n_cells)
    assert (with_all == true[:, :15]).mean() > 0.99
