"""The cut between a query's near rows and the others, by hand and against a brute-force Otsu."""

import numpy as np
import pytest

from embedcore.calibration import BEST_COMPARED, split_scores
from embedcore.metrics import Metric


def brute_force_cut(scores: np.ndarray) -> int:
    """How many scores are on the near side: the cut with the least variance within the two sides."""
    within = [scores[:n].var() * n + scores[n:].var() * (len(scores) - n) for n in range(1, len(scores))]
    return int(np.argmin(within)) + 1


def test_a_cut_by_hand() -> None:
    assert split_scores(np.array([0.9, 0.85, 0.3, 0.2, 0.1]), Metric.COSINE) == 0.85
    assert split_scores(np.array([0.91, 0.857, 0.31, 0.2, 0.1]), Metric.COSINE) == 0.85
    assert split_scores(np.array([1.0, 1.204, 7.0, 8.0]), Metric.EUCLIDEAN) == pytest.approx(1.21)
    assert split_scores(np.array([250.0, 240, 12, 3, -5]), Metric.DOT) == 240


@pytest.mark.parametrize("metric", list(Metric))
@pytest.mark.parametrize("scale", [0.001, 1.0, 50.0])
def test_the_cut_equals_a_brute_force_otsu(metric: Metric, scale: float) -> None:
    rng = np.random.default_rng(0)
    for _ in range(40):
        n_near, n_far = rng.integers(1, 20), rng.integers(2, 60)
        scores = np.concatenate([rng.normal(5, 0.5, n_near), rng.normal(1, 0.5, n_far)]) * scale
        if metric is Metric.EUCLIDEAN:
            scores = 10 * scale - scores
        scores = scores[np.argsort(metric.order_key(scores))]
        near = brute_force_cut(scores)
        assert metric.passes(scores, split_scores(scores, metric)).sum() == near


def test_the_cut_is_two_digits_where_that_changes_nothing() -> None:
    assert split_scores(np.array([0.9, 0.8567, 0.3, 0.2, 0.1]), Metric.COSINE) == 0.85
    assert split_scores(np.array([0.9, 0.8567, 0.8511, 0.1, 0.1]), Metric.COSINE) == 0.85
    tight = np.array([0.5089, 0.5088, 0.5012, 0.5011, 0.5010])
    assert split_scores(tight, Metric.COSINE) == 0.5088


def test_equal_scores_all_pass() -> None:
    for metric in Metric:
        assert split_scores(np.full(30, 0.123456), metric) == 0.123456


def test_ties_at_the_cut_stay_together() -> None:
    scores = np.array([0.9, 0.8, 0.8, 0.8, 0.1, 0.1, 0.1, 0.1])
    assert split_scores(scores, Metric.COSINE) == 0.8
    assert (scores >= split_scores(scores, Metric.COSINE)).sum() == 4


@pytest.mark.parametrize(
    ("scores", "expected"), [([], 0.0), ([0.7], 0.7), ([0.7, 0.2], 0.2), ([0.7, 0.6, 0.1], 0.6), ([3, 1, 0.5], 3)]
)
def test_few_scores(scores: list[float], expected: float) -> None:
    assert split_scores(np.array(scores, dtype=np.float64), Metric.DOT) == expected


def test_only_the_best_scores_count() -> None:
    best = np.concatenate([np.linspace(0.9, 0.8, 50), np.linspace(0.3, 0.2, BEST_COMPARED - 50)])
    with_tail = np.concatenate([best, np.full(100_000, -0.9)])
    assert split_scores(with_tail, Metric.COSINE) == split_scores(best, Metric.COSINE) == 0.8


def test_the_scores_are_left_as_they_were() -> None:
    scores = np.array([0.9, 0.8, 0.2, 0.1])
    split_scores(scores, Metric.COSINE)
    assert scores.tolist() == [0.9, 0.8, 0.2, 0.1]
