"""Dates in the forms that programs and people write them, and numbers that count days or seconds."""

import datetime as dt
import json

import numpy as np
import pandas as pd
import pytest

from embedcore.facets.values import time_values
from embedcore.reading import dates
from embedcore.table.dataset import Dataset, read_table

WRITTEN = [
    ("01/Mar/26 9:05 AM", dt.datetime(2026, 3, 1, 9, 5)),
    ("01-MAR-26", dt.datetime(2026, 3, 1)),
    ("01/Mar/2026:10:15:00 +0100", dt.datetime(2026, 3, 1, 9, 15)),
    ("Sun Mar 01 10:15:00 +0000 2026", dt.datetime(2026, 3, 1, 10, 15)),
    ("Sun Mar  1 10:15:00 PDT 2026", dt.datetime(2026, 3, 1, 17, 15)),
    ("Sun Mar 01 2026 10:15:00 GMT+0100 (CET)", dt.datetime(2026, 3, 1, 9, 15)),
    ("2026年3月1日", dt.datetime(2026, 3, 1)),
    ("2026年3月1日 10:15", dt.datetime(2026, 3, 1, 10, 15)),
    ("2026년 3월 1일", dt.datetime(2026, 3, 1)),
    ("20260301T101500Z", dt.datetime(2026, 3, 1, 10, 15)),
    ("/Date(1772359200000)/", dt.datetime(2026, 3, 1, 10)),
    ("1 January 2026", dt.datetime(2026, 1, 1)),
]


def table(name: str, cells: list[object]) -> Dataset:
    rows = [{"comment": f"The parcel number {i} arrived late", name: cell} for i, cell in enumerate(cells)]
    return read_table(json.dumps(rows).encode(), filename="a.json")


@pytest.mark.parametrize(("written", "time"), WRITTEN)
def test_a_date_as_programs_write_it_is_a_time(written: str, time: dt.datetime) -> None:
    dataset = table("v", [written] * 4)
    assert dataset.column_roles["v"] == "time"
    assert dataset.frame["v"].tolist() == [time] * 4


@pytest.mark.parametrize(
    "written", ["01/Foo/26", "31-Feb-2026", "Sun Mar 99 10:15:00 +0000 2026", "/Date(9" + "9" * 20]
)
def test_what_is_no_date_is_none(written: str) -> None:
    assert dates.parsed(written, day_first=True) is None


def test_days_that_a_spreadsheet_counts_are_dates_where_the_name_says_so() -> None:
    dataset = table("date", [46082, 46083.5, None, 46085])
    assert dataset.frame["date"].dropna().tolist() == [
        dt.datetime(2026, 3, 1), dt.datetime(2026, 3, 2, 12), dt.datetime(2026, 3, 4)
    ]  # fmt: skip
    assert any("46082 is 2026-03-01" in note for note in dataset.report.notes)
    assert table("amount", [46082, 46083, 46085]).column_roles["amount"] == "number"


def test_seconds_with_fractions_are_times_by_their_name() -> None:
    assert table("ts", ["1709280000.000200", "1709280001.500000"]).column_roles["ts"] == "time"
    assert table("ts", [1709280000.0002, 1709280001.5]).column_roles["ts"] == "time"
    assert table("price", [1709280000.25, 1709280001.5]).column_roles["price"] == "number"


def test_numbers_since_1970_make_a_time_line_of_their_own_years() -> None:
    day = np.datetime64("2024-03-01T08:00:00", "ms")
    for cells in ([1709280000], [1709280000000], ["1709280000.000200"]):
        assert time_values(pd.Series(cells)).tolist() == [day.item()]
    assert np.isnat(time_values(pd.Series([1709280000.0, None]))).tolist() == [False, True]
    assert time_values(pd.Series([2024])).astype("datetime64[Y]").tolist() == [dt.date(2024, 1, 1)]
