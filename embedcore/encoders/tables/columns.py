"""From a table's columns to numbers: amounts, days since 1970, and names of categories. Nothing is guessed."""

from __future__ import annotations

import re
import warnings
from typing import Any

import numpy as np
from numpy.typing import NDArray

from embedcore.encoders.tables.rows import CategoricalColumn, PlainColumn, named
from embedcore.errors import DataError
from embedcore.phrases import counted, row_list
from embedcore.reading.clocks import clock_between
from embedcore.reading.missing import number_in

Numbers = NDArray[np.float64]

DATES, DAY_FIRST, TIMES_OF_DAY = "dates", "day-first dates", "times of day"
DAYS_OF_CLOCK = {DATES, DAY_FIRST, TIMES_OF_DAY, "seconds", "milliseconds", "yyyymmdd", "years"}
"""The ways in which a column tells time that days can be made of; a column of any other numbers stays as it is."""

_DAYS_A_YEAR = 365.2425
_TIME_OF_DAY = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}(?:\.\d+)?))? ?(?:([AaPp])\.?[Mm]\.?)?")
_DAY_MONTH_YEAR = re.compile(r"(\d{1,2})([-/.])(\d{1,2})[-/.]\d{2,4}\b.*")
_SHOWN = 40


def missing_in(column: PlainColumn) -> NDArray[np.bool_]:
    """Which cells are empty: (n_rows,) bool."""
    if isinstance(column, CategoricalColumn):
        return column.codes < 0
    if column.dtype.kind == "M":
        return np.isnat(column)
    return np.isnan(column) if column.dtype.kind == "f" else np.zeros(len(column), dtype=bool)


def numbers_of(name: str, column: PlainColumn, rows: NDArray[np.int64]) -> Numbers:
    """The amounts of a column, (n_rows,) float64, NaN where missing; True is 1; a date is its days since 1970.

    rows: (n_rows,) the rows' numbers, for errors.
    Raises DataError, by row, for cells that are no number, and for infinite ones.
    """
    if isinstance(column, CategoricalColumn):
        values = np.array([*map(number_in, column.values), np.nan], dtype=np.float64)
        wrong = [code for code, value in enumerate(column.values) if number_in(value) is None]
        if wrong:
            where = row_list(rows[column.codes == wrong[0]].tolist())
            others = f" and {counted(len(wrong) - 1, 'other value')}" if len(wrong) > 1 else ""
            raise DataError(
                f'column "{name}" must hold numbers (got {column.values[wrong[0]][:_SHOWN]!r} in {where}{others}); '
                "mend it, take it as a category, or leave it out of columns"
            )
        numbers = values[column.codes]
    else:
        numbers = _days(column) if column.dtype.kind == "M" else column.astype(np.float64)
    infinite = np.isinf(numbers)
    if infinite.any():
        raise DataError(
            f'column "{name}" must hold finite numbers (got infinity in {row_list(rows[infinite].tolist())}); '
            "mend these rows, leave them out, or leave the column out of columns"
        )
    return numbers


def clock_of(column: PlainColumn) -> str:
    """How a column tells time: one of DAYS_OF_CLOCK, or "numbers"."""
    if isinstance(column, CategoricalColumn):
        told = [value for value in column.values if number_in(value) is not None]
        if column.values and len(told) == len(column.values):
            return _clock_of_numbers(np.array([float(value) for value in told]))
        if sum(bool(_TIME_OF_DAY.fullmatch(value)) for value in column.values) > 0.5 * len(column.values):
            return TIMES_OF_DAY
        return DAY_FIRST if order_of_dates(column)[0] else DATES
    if column.dtype.kind == "M":
        return DATES
    return _clock_of_numbers(column[~missing_in(column)].astype(np.float64))


def order_of_dates(column: PlainColumn) -> tuple[bool, bool]:
    """Whether the day comes first in dates as 03/04/2024, and whether that is a guess, since none tells.

    25/12/2024 tells; where nothing does, 03.04.2024 is written by people who put the day first.
    """
    values = column.values if isinstance(column, CategoricalColumn) else ()
    parts = [found for found in map(_DAY_MONTH_YEAR.fullmatch, values) if found]
    is_told = any(int(found[1]) > 12 for found in parts)
    is_open = bool(parts) and all(int(found[3]) <= 12 for found in parts)
    return is_told or (is_open and all(found[2] == "." for found in parts)), is_open and not is_told


def days_of(name: str, column: PlainColumn, clock: str | None, rows: NDArray[np.int64]) -> Numbers:
    """Days since 1970, or parts of a day for times of day: (n_rows,) float64, NaN where missing or not readable.

    clock: what clock_of said of the column that was learned from; amounts (None) and "numbers" stay as they are.
    Raises DataError as numbers_of does.
    """
    if isinstance(column, CategoricalColumn) and clock in (DATES, DAY_FIRST, TIMES_OF_DAY):
        read = _times_of_day if clock == TIMES_OF_DAY else _dates
        return np.append(read(column.values, clock == DAY_FIRST), np.nan)[column.codes]
    numbers = numbers_of(name, column, rows)
    if not isinstance(column, CategoricalColumn) and column.dtype.kind == "M":
        return numbers
    if clock == "years":
        return (numbers - 1970) * _DAYS_A_YEAR
    if clock == "yyyymmdd":
        texts = ["" if np.isnan(number) else f"{number:.0f}" for number in numbers.tolist()]
        return _dates(tuple(f"{text[:4]}-{text[4:6]}-{text[6:]}" for text in texts), False)
    return numbers / {"seconds": 86_400, "milliseconds": 86_400_000}.get(clock or "", 1)


def labels_of(column: PlainColumn) -> CategoricalColumn:
    """The names of a column's categories: 3 and 3.0 are "3", yes and no are "true" and "false", a date is its day."""
    if isinstance(column, CategoricalColumn):
        return column
    missing = missing_in(column)
    distinct, places = np.unique(column[~missing], return_inverse=True)
    codes = np.full(len(column), -1, dtype=np.int64)
    codes[~missing] = places
    return named([_name(value) for value in distinct.tolist()], codes)


def _name(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return str(int(value))
    return str(value).removesuffix(" 00:00:00")


def _clock_of_numbers(filled: Numbers) -> str:
    if len(filled) and np.isfinite(filled).all():
        return clock_between(float(filled.min()), float(filled.max())) or "numbers"
    return "numbers"


def _days(times: NDArray[Any]) -> Numbers:
    return (times - np.datetime64(0, "us")) / np.timedelta64(1, "D")


def _dates(values: tuple[str, ...], day_first: bool) -> Numbers:
    """Days of dates as people write them; the order of day and month is asked only where a date leaves it open."""
    import pandas as pd

    days = np.full(len(values), np.nan)
    is_open = np.array([bool(_DAY_MONTH_YEAR.fullmatch(value)) for value in values], dtype=bool)
    for places, first in ((np.flatnonzero(~is_open), False), (np.flatnonzero(is_open), day_first)):
        texts = pd.Series([values[place] for place in places.tolist()], dtype="str")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # pandas remarks on days beyond 12 where the month was to come first
            read = pd.to_datetime(texts, errors="coerce", utc=True, format="mixed", dayfirst=first)
        if len(texts):
            days[places] = _days(read.dt.tz_convert(None).to_numpy(dtype="datetime64[us]"))
    return days


def _times_of_day(values: tuple[str, ...], _: bool) -> Numbers:
    """The part of the day, 0 to 1."""
    parts = []
    for found in map(_TIME_OF_DAY.fullmatch, values):
        if found is None:
            parts.append(np.nan)
            continue
        hours, half = int(found[1]), (found[4] or "").lower()
        hours = hours % 12 + 12 * (half == "p") if half else hours
        seconds = 3_600 * hours + 60 * int(found[2]) + float(found[3] or 0)
        parts.append(seconds / 86_400 if seconds <= 86_400 else np.nan)
    return np.array(parts, dtype=np.float64)
