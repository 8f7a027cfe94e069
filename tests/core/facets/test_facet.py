"""What the columns of a table say of rows, in few parts."""

from collections.abc import Sequence
from datetime import date

import numpy as np
import pandas as pd
import pytest

import embedcore as ec
from embedcore.facets import Days, facet, facets
from embedcore.facets.steps import MOST_NUMBER_STEPS, MOST_TIME_STEPS, number_steps, time_steps


def dataset(**columns: Sequence[object]) -> ec.Dataset:
    n_rows = len(next(iter(columns.values())))
    table = pd.DataFrame({"text": [f"The parcel number {row} never arrived." for row in range(n_rows)], **columns})
    return ec.read_table(table.to_csv(index=False).encode(), filename="table.csv", text_column="text")


def with_roles(data: ec.Dataset, **roles: str) -> ec.Dataset:
    for column, role in roles.items():
        data = data.with_role(column, role)
    return data


def test_a_category_has_its_values_most_frequent_first_and_the_others_together() -> None:
    values = ["a"] * 5 + ["b"] * 7 + [""] * 3 + [f"rare {n}" for n in range(60)]
    made = facet(with_roles(dataset(kind=values), kind="category"), "kind")
    assert made.names[:2] == ("b", "a")
    assert made.names[-1] == "22 other values"
    assert made.others
    assert made.counts.sum() + made.n_empty == len(values)
    assert made.n_empty == 3
    assert made.counts[-1] == 22
    assert made.rows_in([-1]).sum() == 3


def test_few_different_numbers_are_a_part_each_in_order() -> None:
    made = facet(with_roles(dataset(stars=[5, 1, 3, 3, 5, 5]), stars="number"), "stars")
    assert made.names == ("1", "3", "5")
    assert made.counts.tolist() == [1, 2, 3]


def test_numbers_that_lie_far_out_are_one_open_step() -> None:
    numbers = np.concatenate([np.random.default_rng(0).integers(20, 70, 300), [99_999]]).astype(float)
    edges, names = number_steps(numbers)
    assert names[0] == "20 to 21"
    assert names[-1].endswith("and more")
    assert np.isinf(edges[-1])


@pytest.mark.parametrize(
    "numbers",
    [
        np.random.default_rng(0).normal(size=500),
        np.random.default_rng(0).lognormal(3, 2, 500),
        np.array([1.0, 1e300, -1e300]),
        np.array([0, 1e-320]),
        np.arange(1e16, 1e16 + 80, 2),
        np.arange(40.0),
    ],
)
def test_every_number_is_in_one_step_that_has_a_name_of_its_own(numbers: np.ndarray) -> None:
    edges, names = number_steps(numbers)
    assert (np.diff(edges) > 0).all()
    assert edges[0] <= numbers.min()
    assert numbers.max() < edges[-1]
    assert len(names) == len(edges) - 1 == len(set(names))
    assert len(names) <= MOST_NUMBER_STEPS + 4


@pytest.mark.parametrize(
    ("length", "first", "last"),
    [
        (np.timedelta64(10, "s"), "1 Apr 2026, 03:16:00", "1 Apr 2026, 03:16:10"),
        (np.timedelta64(20, "h"), "1 Apr 2026, 03:00", "1 Apr 2026, 23:00"),
        (np.timedelta64(50, "D"), "1 Apr 2026", "21 May 2026"),
        (np.timedelta64(300, "D"), "week of 30 Mar 2026", "week of 25 Jan 2027"),
        (np.timedelta64(900, "D"), "Apr 2026", "Sep 2028"),
        (np.timedelta64(5_000, "D"), "Apr to Jun 2026", "Oct to Dec 2039"),
        (np.timedelta64(200_000, "D"), "2020 to 2029", "2570 to 2579"),
    ],
)
def test_steps_of_time_are_those_that_people_use(length: np.timedelta64, first: str, last: str) -> None:
    start = np.datetime64("2026-04-01T03:16", "ms")
    times = np.array([start, start + length])
    edges, names = time_steps(times)
    assert (names[0], names[-1]) == (first, last)
    assert edges[0] <= times[0]
    assert times[1] < edges[-1]
    assert len(names) == len(edges) - 1 <= MOST_TIME_STEPS


def test_a_facet_of_time_keeps_rows_without_a_date_apart() -> None:
    dates = ["2026-04-01", "2026-04-03", "", "2026-04-03"]
    made = facet(with_roles(dataset(day=dates), day="time"), "day")
    assert made.kind == "time"
    assert made.n_empty == 1
    assert made.counts.sum() == 3
    assert made.by_group(np.array([0, 1, 1, -1]), 2).sum(axis=1).tolist() == [1, 1]


def test_columns_of_one_value_do_not_tell_rows_apart() -> None:
    data = with_roles(dataset(same=["x"] * 6, kind=["a", "b"] * 3), same="category", kind="category")
    assert [made.column for made in facets(data)] == ["kind"]


def test_a_column_that_has_no_parts_is_refused() -> None:
    data = with_roles(dataset(kind=["a", "b", "c"]), kind="category")
    with pytest.raises(ec.DataError, match=r'of role category.*got "text" of role text'):
        facet(data, "text")
    with pytest.raises(ec.ParameterError, match="column must be one of"):
        facet(data, "colour")
    with pytest.raises(ec.DataError, match='"kind" must hold at least one number'):
        facet(with_roles(data, kind="number"), "kind")


def test_a_range_of_weeks_ends_with_the_last_day_of_the_last() -> None:
    made = facet(with_roles(dataset(day=["2026-04-01", "2026-10-18"]), day="time"), "day")
    assert made.names[0] == "week of 30 Mar 2026"
    assert (made.ends[0], made.ends[-1]) == ("5 Apr 2026", "18 Oct 2026")
    months = facet(with_roles(dataset(day=["2020-04-01", "2024-10-18"]), day="time"), "day")
    assert months.ends == months.names


SEPTEMBER = Days(date(2026, 9, 1), date(2026, 9, 30))


def test_days_are_exact_whatever_the_steps_are() -> None:
    moments = ["2026-08-31 23:59:59", "2026-09-01", "2026-09-30 23:59", "2026-10-01 00:00", "", "2026-04-01"]
    made = facet(with_roles(dataset(day=moments), day="time"), "day")
    assert made.names[0].startswith("week of ")
    assert made.rows_in(SEPTEMBER).tolist() == [False, True, True, False, False, False]
    assert made.rows_in(Days(date(2026, 10, 1), date(2026, 10, 1))).tolist() == [
        False,
        False,
        False,
        True,
        False,
        False,
    ]


def test_days_are_those_of_pandas_before_1970_and_with_time_zones_too() -> None:
    random = np.random.default_rng(0)
    seconds = random.integers(-60 * 86_400, 60 * 86_400, 300)
    moments = pd.to_datetime(seconds, unit="s", utc=True).tz_convert("Asia/Kolkata")
    made = facet(with_roles(dataset(day=[str(moment) for moment in moments]), day="time"), "day")
    days = Days(date(1969, 12, 20), date(1970, 1, 10))
    utc = moments.tz_convert("UTC").tz_localize(None).normalize()
    assert made.rows_in(days).tolist() == ((utc >= "1969-12-20") & (utc <= "1970-01-10")).tolist()


def test_days_are_said_in_few_words_and_the_last_is_not_before_the_first() -> None:
    assert str(SEPTEMBER) == "1 Sep to 30 Sep 2026"
    assert str(Days(date(2025, 12, 24), date(2026, 1, 6))) == "24 Dec 2025 to 6 Jan 2026"
    assert str(Days(date(2026, 9, 1), date(2026, 9, 1))) == "1 Sep 2026"
    with pytest.raises(ec.ParameterError, match=r"must not be before the first \(got 2026-09-30 to 2026-09-01\)"):
        Days(date(2026, 9, 30), date(2026, 9, 1))


def test_days_are_asked_of_dates_alone() -> None:
    made = facet(with_roles(dataset(kind=["a", "b"]), kind="category"), "kind")
    with pytest.raises(ec.ParameterError, match=r'column of dates \(got "kind" of kind category\)'):
        made.rows_in(SEPTEMBER)
