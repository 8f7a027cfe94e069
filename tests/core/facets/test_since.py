"""What of each group is new since a moment."""

import numpy as np
import pytest

import embedcore as ec
from embedcore.facets import growth, last_days, new_since

START = np.datetime64("2026-01-01", "ms")


def days(*numbers: float) -> np.ndarray:
    return START + (np.array(numbers) * 86_400_000).astype("timedelta64[ms]")


def test_rows_from_a_moment_on_are_counted_and_groups_that_began_then_are_named() -> None:
    times = np.array([*days(0, 10, 20, 25, 30, 12), np.datetime64("NaT")], dtype="datetime64[ms]")
    found = new_since(times, np.array([0, 0, 0, 1, 1, -1, 2]), 4, days(20)[0])
    assert found.new.tolist() == [1, 2, 0, 0]  # the moment itself is inside
    assert found.began.tolist() == [False, True, False, False]
    assert found.first[:2].tolist() == days(0, 25).tolist()
    assert found.last[:2].tolist() == days(20, 30).tolist()
    assert np.isnat(found.first[2:]).all() and np.isnat(found.last[2:]).all()
    assert (found.n_new, found.n_undated) == (3, 1)
    assert found.until == days(30)[0]


def test_the_last_days_are_those_of_growth() -> None:
    rng = np.random.default_rng(0)
    times, labels = days(*rng.uniform(0, 200, 500)), rng.integers(0, 5, 500)
    found = new_since(times, labels, 5, last_days(times, 30))
    np.testing.assert_array_equal(found.new, growth(times, labels, 5, days=30).recent)
    assert last_days(days(0, 40), 30) == days(10)[0] + np.timedelta64(1, "ms")


def test_without_dates_and_without_a_moment() -> None:
    nothing = np.full(3, np.datetime64("NaT"), dtype="datetime64[ms]")
    labels = np.zeros(3, dtype=np.int64)
    with pytest.raises(ec.DataError, match="rows with a date"):
        new_since(nothing, labels, 1, START)
    with pytest.raises(ec.DataError, match="rows with a date"):
        last_days(nothing, 7)
    with pytest.raises(ec.ParameterError, match="since must be a moment"):
        new_since(days(0, 1, 2), labels, 1, np.datetime64("NaT"))
    with pytest.raises(ec.ParameterError, match="days must be above 0"):
        last_days(days(0, 1), 0)
