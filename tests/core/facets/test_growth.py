"""How groups grow in the last days of the data."""

import numpy as np
import pytest

import embedcore as ec
from embedcore.facets import growth

START = np.datetime64("2026-01-01", "ms")


def days(*numbers: float) -> np.ndarray:
    return START + (np.array(numbers) * 86_400_000).astype("timedelta64[ms]")


def test_growth_is_counted_in_two_times_of_one_length() -> None:
    times = days(0, 35, 45, 60, 65, 70, 75, 94, 95)
    found = growth(times, np.array([0, 0, 0, 0, 0, 0, 1, 1, 1]), 2, days=30)
    assert found.since == days(65)[0]
    assert found.before_since == days(35)[0]
    assert found.before.tolist() == [3, 0]  # day 35 is outside, day 65 is not yet recent
    assert found.recent.tolist() == [1, 3]
    assert (found.n_before, found.n_recent) == (3, 4)
    assert found.change.tolist() == [pytest.approx(-2 / 3), np.inf]
    assert found.first.tolist() == days(0, 75).tolist()


def test_what_was_planted_is_found_and_nothing_else() -> None:
    rng = np.random.default_rng(0)
    usual = rng.uniform(0, 200, 2_000)
    grown = np.concatenate([rng.uniform(0, 170, 60), rng.uniform(170, 200, 60)])
    new = rng.uniform(180, 200, 40)
    times = days(*usual, *grown, *new)
    labels = np.concatenate([rng.integers(0, 10, 2_000), np.full(120, 10), np.full(40, 11)])
    found = growth(times, labels, 12)
    assert np.flatnonzero(found.new).tolist() == [11]
    assert np.flatnonzero(found.faster).tolist() == [10, 11]
    assert not found.slower.any()


def test_where_all_grow_alike_none_grows_faster() -> None:
    rng = np.random.default_rng(2)
    times = days(*(200 * rng.random(3_000) ** 0.3))
    found = growth(times, rng.integers(0, 20, 3_000), 20)
    assert found.n_recent > found.n_before
    assert not (found.faster | found.slower | found.new).any()


def test_short_data_are_cut_in_halves() -> None:
    found = growth(days(0, 1, 9, 10), np.zeros(4, dtype=np.int64), 1)
    assert found.days == 5
    assert (found.before[0], found.recent[0]) == (1, 2)  # the oldest moment begins the time before, and is outside


def test_rows_without_a_date_or_a_group_are_said_and_left_out() -> None:
    times = np.array([*days(0, 10, 20), np.datetime64("NaT")], dtype="datetime64[ms]")
    found = growth(times, np.array([0, -1, 0, 1]), 3, days=10)
    assert found.n_undated == 1
    assert found.recent.tolist() == [1, 0, 0]
    assert np.isnat(found.first).tolist() == [False, True, True]


@pytest.mark.parametrize(
    ("times", "said"), [(days(3, 3), "got one time"), (np.array(["NaT"], dtype="datetime64[ms]"), "got no date")]
)
def test_without_two_times_there_is_no_growth(times: np.ndarray, said: str) -> None:
    with pytest.raises(ec.DataError, match=said):
        growth(times, np.zeros(len(times), dtype=np.int64), 1)


def test_days_have_a_length() -> None:
    with pytest.raises(ec.ParameterError, match="days must be above 0"):
        growth(days(0, 1), np.zeros(2, dtype=np.int64), 1, days=0)
