"""Cells of a person's own file under each way of reading them, so that the right way is seen."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from embedcore.reading import dates

if TYPE_CHECKING:
    import pandas as pd

    from embedcore.reading.raw_table import RawTable

_MOST_CELLS = 5_000
_BEYOND = re.compile(rb"[^\x00-\x2f\x3a-\x40\x5b-\x60\x7b-\x7f][^\r\n\t\"',;|<>]*")
_LONGEST = 24


@dataclass(frozen=True)
class DateExample:
    """A cell as it is written, and the two days that it can mean; None where it is none in that order."""

    written: str
    day_first: dt.date | None
    month_first: dt.date | None


@dataclass(frozen=True)
class NumberExample:
    """A cell as it is written, and the number that it was taken for."""

    written: str
    number: float


def date_example(raw: RawTable | None) -> DateExample | None:
    """A date of the table that tells the orders of day and month apart, else any; None where there is none."""
    found = None
    for written, _ in _retyped(raw, "M"):
        if not dates.are_numeric_dates([written]):
            continue
        both = [dates.parsed(written, day_first) for day_first in (True, False)]
        day_first, month_first = (time.date() if time is not None else None for time in both)
        example = DateExample(written.strip(), day_first, month_first)
        if day_first and month_first and day_first != month_first:
            return example
        found = found or example
    return found


def number_example(raw: RawTable | None) -> NumberExample | None:
    """A number of the table with a mark in it, the longest of the first ones; None where no cell has one."""
    marked = [(written.strip(), value) for written, value in _retyped(raw, "iuf") if re.search(r"\d[., ']\d", written)]
    if not marked:
        return None
    written, value = max(marked, key=lambda pair: len(pair[0]))
    return NumberExample(written, float(value))  # type: ignore[arg-type]


def _retyped(raw: RawTable | None, kinds: str) -> Iterator[tuple[str, object]]:
    """The first filled cells of the columns that became numbers or times: as written, and as taken."""
    if raw is None:
        return
    for name, written in raw.as_written.items():
        values: pd.Series = raw.frame[name]
        if getattr(values.dtype, "kind", "") not in kinds:
            continue
        first = values.iloc[:_MOST_CELLS].dropna()
        for cell, value in zip(written[first.index].tolist(), first.tolist(), strict=True):
            if isinstance(cell, str):
                yield cell, value


def encoded_example(data: bytes, encodings: Iterable[str]) -> dict[str, str]:
    """How some words of a text read in each of these encodings; empty where it holds nothing beyond ASCII.

    An encoding in which they can't be written is left out.
    """
    beyond = [piece for piece in _BEYOND.findall(data) if not piece.isascii()]
    pieces = sorted(beyond, key=lambda piece: -sum(byte > 127 for byte in piece[: 2 * _LONGEST]))
    if not pieces:
        return {}
    read = {}
    for encoding in encodings:
        try:
            text = pieces[0].decode(encoding, "ignore").strip()
        except (LookupError, UnicodeError):
            continue
        if text:
            read[encoding] = text if len(text) <= _LONGEST else f"{text[:_LONGEST].rstrip()}…"
    return read
