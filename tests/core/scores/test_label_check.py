"""A threshold checked against a label, by hand."""

import math

import numpy as np
import pandas as pd
import pytest

import embedcore as ec
from embedcore.metrics import Metric
from embedcore.scores.threshold_curve import check_label, telling_value
from embedcore.space.neighbors import Neighbors

RANKING = Neighbors(np.array([0, 2, 1, 3]), np.array([0.9, 0.7, 0.5, 0.1]), Metric.COSINE)
RIGHT = [True, True, False, False]


def test_what_a_threshold_finds_and_misses() -> None:
    found = check_label(RANKING, RIGHT, Metric.COSINE, 0.6)
    assert (found.n_found, found.n_hits, found.curve.n_right) == (2, 1, 2)
    assert (found.precision, found.recall, found.f1) == (0.5, 0.5, 0.5)
    assert check_label(RANKING, RIGHT, Metric.COSINE, 0.5).recall == 1.0  # a score equal to the threshold passes


def test_a_threshold_that_finds_nothing() -> None:
    found = check_label(RANKING, RIGHT, Metric.COSINE, 0.95)
    assert (found.n_found, found.recall, found.f1) == (0, 0.0, 0.0)
    assert math.isnan(found.precision)


def test_a_label_that_no_row_has() -> None:
    with pytest.raises(ec.DataError, match="at least one ranked row must be right"):
        check_label(RANKING, [False] * 4, Metric.COSINE, 0.5)


def test_the_value_that_the_best_rows_share_and_others_lack() -> None:
    values = pd.Series(["a", "a", "b", "a", "b", "a", None, "a"])
    assert telling_value(values, np.array([2, 4, 0])) == ("b", pytest.approx(2 / 3 - 2 / 7))
    assert telling_value(values, np.array([6])) == (None, -1.0)
    assert telling_value(pd.Series(["x", "y"]), np.array([1, 0]))[0] == "y"  # of equals the first row's
