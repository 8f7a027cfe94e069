"""Metrics: what a score is, by hand and against plain float64 arithmetic."""

import math

import numpy as np
import pytest

from embedcore.errors import ParameterError
from embedcore.metrics import Metric, get_metric, pair_scores, principal_axes, unit_rows, with_fixed_signs

ALL = list(Metric)


def f32(*rows: object) -> np.ndarray:
    return np.array(rows, dtype=np.float32)


@pytest.mark.parametrize(
    ("a", "b", "cosine", "euclidean", "dot"),
    [
        ((3, 4), (3, 4), 1, 0, 25),
        ((3, 4), (4, 3), 24 / 25, math.sqrt(2), 24),
        ((3, 4), (-3, -4), -1, 10, -25),
        ((1, 0), (0, 5), 0, math.sqrt(26), 0),
        ((1, 0), (2, 0), 1, 1, 2),
        ((0, 0), (3, 4), 0, 5, 0),
        ((0, 0), (0, 0), 0, 0, 0),
        ((1, 2, 2), (2, 1, 2), 8 / 9, math.sqrt(2), 8),
        ((2,), (-3,), -1, 5, -6),
    ],
)
def test_scores_computed_by_hand(a: tuple, b: tuple, cosine: float, euclidean: float, dot: float) -> None:
    for metric, expected in zip(ALL, (cosine, euclidean, dot), strict=True):
        assert pair_scores(metric, f32(a), f32(b)) == pytest.approx([expected], abs=1e-15)


@pytest.mark.parametrize("metric", ALL)
@pytest.mark.parametrize("scale", [1e-20, 1e-3, 1.0, 1e18])
def test_scores_equal_a_plain_float64_computation(metric: Metric, scale: float) -> None:
    rng = np.random.default_rng(3)
    a, b = (rng.normal(size=(2, 50, 7)) * scale).astype(np.float32)
    expected = []
    for x, y in zip(a.tolist(), b.tolist(), strict=True):
        products = math.fsum(p * q for p, q in zip(x, y, strict=True))
        expected.append(
            {
                Metric.COSINE: products / math.hypot(*x) / math.hypot(*y),
                Metric.EUCLIDEAN: math.dist(x, y),
                Metric.DOT: products,
            }[metric]
        )
    assert pair_scores(metric, a, b) == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize("scale", [1e-38, 1e-20, 1.0, 3.3, 1e18, 1e37])
def test_cosine_of_a_vector_with_itself_is_exactly_one(scale: float) -> None:
    vectors = (np.random.default_rng(0).normal(size=(500, 33)) * scale).astype(np.float32)
    assert (pair_scores(Metric.COSINE, vectors, vectors) == 1.0).all()
    assert (pair_scores(Metric.EUCLIDEAN, vectors, vectors) == 0.0).all()


def test_cosine_stays_between_minus_one_and_one() -> None:
    vectors = np.random.default_rng(0).normal(size=(2_000, 3)).astype(np.float32)
    scores = pair_scores(Metric.COSINE, vectors, (vectors * np.float32(-7.3)))
    assert scores.min() >= -1.0
    assert scores == pytest.approx(-1.0)


@pytest.mark.parametrize("metric", ALL)
@pytest.mark.parametrize("n_dims", [1, 3, 7, 16, 31, 384])
def test_equal_pairs_score_equally_wherever_they_stand(metric: Metric, n_dims: int) -> None:
    rng = np.random.default_rng(1)
    a, b = rng.normal(size=(2, 64, n_dims)).astype(np.float32)
    a[[5, 30, 63]], b[[5, 30, 63]] = a[0], b[0]
    scores = pair_scores(metric, a, b)
    assert set(scores[[5, 30, 63]]) == {scores[0]}
    assert pair_scores(metric, a[0], b[0])[0] == scores[0]
    assert (pair_scores(metric, b, a) == scores).all()


def test_one_vector_is_compared_with_all() -> None:
    assert pair_scores(Metric.DOT, f32((1, 2), (3, 4)), f32(10, 1)).tolist() == [12, 34]


def test_unit_rows_have_length_one_and_keep_zero_rows_and_the_input() -> None:
    vectors = f32((3, 4), (0, 0), (1e-20, 0), (1e30, 1e30))
    before = vectors.copy()
    unit = unit_rows(vectors)
    assert unit.dtype == np.float32
    assert unit == pytest.approx(f32((0.6, 0.8), (0, 0), (1, 0), (math.sqrt(0.5), math.sqrt(0.5))))
    assert (vectors == before).all()


def test_threshold_is_inclusive_on_the_closer_side() -> None:
    scores = np.array([0.2, 0.5, 0.9])
    assert Metric.COSINE.passes(scores, 0.5).tolist() == [False, True, True]
    assert Metric.DOT.passes(scores, 0.5).tolist() == [False, True, True]
    assert Metric.EUCLIDEAN.passes(scores, 0.5).tolist() == [True, True, False]


@pytest.mark.parametrize("metric", ALL)
def test_sorting_by_the_order_key_puts_the_closest_first(metric: Metric) -> None:
    best = np.array([0.2, 0.9, 0.5])[np.argsort(metric.order_key(np.array([0.2, 0.9, 0.5])))]
    assert best.tolist() == ([0.9, 0.5, 0.2] if metric.greater_is_closer else [0.2, 0.5, 0.9])


def test_words_for_scores_do_not_mix_similarity_and_distance() -> None:
    assert [metric.unit for metric in ALL] == ["similarity", "distance", "similarity"]
    assert [metric.greater_is_closer for metric in ALL] == [True, False, True]
    assert Metric.COSINE == "cosine"


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("manhattan", r"metric must be one of cosine, euclidean, dot \(got 'manhattan'\)"),
        ("cosin", r"did you mean 'cosine'\?"),
        (None, r"metric must be one of cosine, euclidean, dot \(got None\)"),
        (["dot"], r"metric must be one of .*got \['dot'\]"),
    ],
)
def test_an_unknown_metric_lists_those_there_are(name: object, message: str) -> None:
    with pytest.raises(ParameterError, match=message):
        get_metric(name)


def test_principal_axes_by_hand_and_their_signs() -> None:
    table = np.array([[3.0, -3.0], [-3.0, 3.0], [1.0, 1.0], [-1.0, -1.0]])
    values, axes = principal_axes(table.T @ table, 2)
    assert values == pytest.approx([36, 4])
    assert np.abs(axes) == pytest.approx(np.full((2, 2), 0.5**0.5))
    assert (table @ axes[:, 0]) ** 2 == pytest.approx([18, 18, 0, 0], abs=1e-9)
    assert with_fixed_signs(np.array([[-2.0, 1.0], [1.0, 0.5]])).tolist() == [[2.0, 1.0], [-1.0, 0.5]]
    assert principal_axes(table.T @ table, 1)[1].shape == (2, 1)
