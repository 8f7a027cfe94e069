"""Precision, recall and F1 at every threshold: by hand and against scikit-learn."""

import numpy as np
import pytest
from sklearn.metrics import f1_score, precision_recall_curve

import embedcore as ec
from embedcore.metrics import Metric
from embedcore.scores.threshold_curve import threshold_curve
from embedcore.space.neighbors import Neighbors


def ranking(scores: list[float], metric: Metric = Metric.COSINE) -> Neighbors:
    values = np.array(scores)
    order = np.argsort(metric.order_key(values), kind="stable")
    return Neighbors(order, values[order], metric)


def test_by_hand() -> None:
    curve = threshold_curve(ranking([0.9, 0.5, 0.7, 0.1]), [True, True, False, False])
    assert curve.thresholds.tolist() == [0.9, 0.7, 0.5, 0.1]
    assert curve.precision == pytest.approx([1, 1 / 2, 2 / 3, 2 / 4])
    assert curve.recall == pytest.approx([1 / 2, 1 / 2, 1, 1])
    assert curve.f1 == pytest.approx([2 / 3, 1 / 2, 4 / 5, 4 / 6])
    assert (curve.best, curve.n_right) == (2, 2)


def test_equal_scores_pass_together() -> None:
    curve = threshold_curve(ranking([0.9, 0.5, 0.5, 0.1]), [False, True, False, True])
    assert curve.thresholds.tolist() == [0.9, 0.5, 0.1]
    assert curve.precision == pytest.approx([0, 1 / 3, 2 / 4])


@pytest.mark.parametrize("metric", list(Metric))
def test_it_agrees_with_scikit_learn(metric: Metric) -> None:
    rng = np.random.default_rng(0)
    scores = np.round(rng.normal(size=300), 1)
    right = rng.random(300) < 0.2
    curve = threshold_curve(ranking(scores.tolist(), metric), right)
    precision, recall, thresholds = precision_recall_curve(right, -metric.order_key(scores))
    np.testing.assert_allclose(-metric.order_key(curve.thresholds), thresholds[::-1])
    np.testing.assert_allclose(curve.precision, precision[:-1][::-1])
    np.testing.assert_allclose(curve.recall, recall[:-1][::-1])
    best = [f1_score(right, metric.passes(scores, threshold)) for threshold in curve.thresholds]
    assert curve.f1 == pytest.approx(best)
    assert curve.best == int(np.argmax(best))


@pytest.mark.parametrize("metric", list(Metric))
def test_the_best_threshold_of_two_decimal_places(metric: Metric) -> None:
    rng = np.random.default_rng(1)
    scores = rng.random(40)
    right = scores > 0.7 if metric.greater_is_closer else scores < 0.3
    right ^= rng.random(40) < 0.2
    curve = threshold_curve(ranking(scores.tolist(), metric), right)
    best, place = curve.best_rounded(metric)
    f1 = [f1_score(right, metric.passes(scores, step), zero_division=0) for step in np.arange(101) / 100]
    assert best == round(best, 2)
    assert f1_score(right, metric.passes(scores, best)) == pytest.approx(max(f1))
    assert curve.f1[place] == pytest.approx(max(f1))


def test_a_row_that_is_left_out_of_its_own_ranking_does_not_count() -> None:
    space = ec.EmbeddingSpace(np.eye(4, dtype=np.float32) + 0.5)
    curve = threshold_curve(ec.search(space, 0, n_neighbors=None), [True, True, False, False])
    assert curve.n_right == 1


def test_bad_input() -> None:
    with pytest.raises(ec.DataError, match="at least one ranked row must be right"):
        threshold_curve(ranking([0.3, 0.2]), [False, False])
    with pytest.raises(ec.DataError, match=r"one value for each row \(got shape \(1,\) for 2 ranked rows\)"):
        threshold_curve(ranking([0.3, 0.2]), [True])
