"""Vectors too large for a second copy, at a size that is small here."""

import numpy as np
import pytest

import embedcore as ec
from embedcore import metrics
from embedcore.metrics import Metric
from embedcore.space import scorer as scorer_module
from embedcore.space.scorer import ExactScorer
from tests.core.space.test_neighbors import clusters

METRICS = ["cosine", "euclidean", "dot"]


@pytest.fixture
def small_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scorer_module, "KEPT_BYTES", 1_000)
    monkeypatch.setattr(scorer_module, "_KEYS_AT_ONCE", 2_000)
    monkeypatch.setattr(metrics, "BLOCK_ROWS", 64)


VECTORS = {
    "ordinary": clusters(10, 40),
    "far from the origin": clusters(10, 40) + 1_000,
    "very long": clusters(10, 40) * 1e30,
    "very short": clusters(10, 40) * 1e-30,
    "with zero rows": np.vstack([clusters(10, 39), np.zeros((10, clusters(10, 39).shape[1]))]),
}


@pytest.mark.parametrize("metric", METRICS)
@pytest.mark.parametrize("what", VECTORS)
def test_answers_are_those_of_vectors_with_a_copy(
    what: str, metric: str, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    vectors = VECTORS[what].astype(np.float32)
    with np.errstate(over="ignore", invalid="ignore"):
        copied = ExactScorer(vectors, Metric(metric))
        wanted = copied.closest(vectors[:50], 10), copied.within(vectors[3], copied.all_scores(vectors[3])[7])
        request.getfixturevalue("small_limits")
        scorer = ExactScorer(vectors, Metric(metric))
        found = scorer.closest(vectors[:50], 10), scorer.within(vectors[3], scorer.all_scores(vectors[3])[7])
    for one, other in zip(wanted, found, strict=True):
        assert np.array_equal(one[0], other[0])
        assert np.array_equal(one[1], other[1], equal_nan=True)


@pytest.mark.parametrize("metric", ["cosine", "euclidean"])
def test_large_vectors_are_not_copied(metric: str, small_limits: None) -> None:
    space = ec.EmbeddingSpace(clusters(10, 40).astype(np.float32), metric=metric)
    kept = [value for value in vars(space.scorer).values() if isinstance(value, np.ndarray)]
    assert [value.shape for value in kept if value.ndim == 2] == [space.vectors.shape]
    assert np.shares_memory(space.scorer.vectors, space.vectors)
