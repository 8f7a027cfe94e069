"""The rows of a delimited file on their way into columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import pandas as pd

from embedcore.phrases import counted, row_list
from embedcore.reading import cells
from embedcore.reading.layout import Header as Shape
from embedcore.reading.raw_table import WIDE, check_length
from embedcore.reading.records import Records
from embedcore.reading.report import LeftOutRow

_KEPT = 24
_CHUNK_CELLS, _CHUNK_CHARACTERS = 1_000_000, 10_000_000


@dataclass(frozen=True)
class Header:
    """names: unique column names. written: the header's own cells, None where there is none.

    shape: how many rows name and describe the columns, None where none does. rest: the place of the column
    that is a text whose delimiters are not quoted, None where there is none. may_be_names: whether the first row was
    taken as data and might be names all the same.
    """

    names: list[str]
    notes: list[str]
    written: list[str] | None
    shape: Shape | None = None
    rest: int | None = None
    may_be_names: bool = False


@dataclass
class ColumnBuilder:
    """Rows on their way into columns, chunk by chunk, so a million never are lists at once.

    In a table wider than WIDE, chunks of numbers are numbers at once: as strings they take three times the memory.
    not_numbers: the places of columns that were numbers in some chunks alone; texts: those that are to be strings.
    short, trimmed, joined, closing: the numbers of rows that were filled up, cut, whose last fields are one text, or
    that are none of the table.
    """

    width: int
    texts: frozenset[int]
    decimal_comma: bool
    chunks: list[dict[int, pd.Series]] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    left_out: list[LeftOutRow] = field(default_factory=list)
    short: list[int] = field(default_factory=list)
    trimmed: list[int] = field(default_factory=list)
    pending: list[list[str]] = field(default_factory=list)
    size: int = 0
    not_numbers: set[int] = field(default_factory=set)
    joined: list[int] = field(default_factory=list)
    closing: list[int] = field(default_factory=list)
    after_blank: set[int] = field(default_factory=set)
    n_closing: int = 0

    def add(self, number: int, record: list[str]) -> None:
        self.pending.append(record)
        self.numbers.append(number)
        self.size += sum(map(len, record))
        if len(self.pending) * self.width >= _CHUNK_CELLS or self.size >= _CHUNK_CHARACTERS:
            self.flush(keep=_KEPT)
            check_length(number)

    def flush(self, *, keep: int = 0) -> None:
        """Makes columns of the pending rows, all but the last few."""
        kept = self.pending[len(self.pending) - keep :] if keep else []
        ready = self.pending[: len(self.pending) - keep] if keep else self.pending
        if not ready:
            return
        columns = enumerate(zip(*ready, strict=True))
        chunk = {place: self._chunk(place, column) for place, column in columns}
        if self.chunks and self.width > WIDE:
            before = self.chunks[0]
            self.not_numbers |= {
                place for place in range(self.width) if is_strings(chunk[place]) != is_strings(before[place])
            }
        self.chunks.append(chunk)
        self.pending, self.size = kept, 0

    def take_closing(self, n: int, reason: str) -> None:
        """The last rows, which are none of the table, are left out."""
        for number in self.numbers[len(self.numbers) - n :]:
            self.left_out.append(LeftOutRow(number, reason))
            self.closing.append(number)
        del self.numbers[len(self.numbers) - n :], self.pending[len(self.pending) - n :]
        gone = set(self.closing)
        self.short = [number for number in self.short if number not in gone]

    def _chunk(self, place: int, column: Sequence[str]) -> pd.Series:
        values = cells.strings(column)
        if self.width <= WIDE or place in self.texts:
            return values
        return cells.compact_numbers(values, decimal_comma=self.decimal_comma)

    def take(self, place: int) -> pd.Series:
        """A whole column; its chunks are let go."""
        parts = [chunk.pop(place) for chunk in self.chunks]
        return pd.concat(parts, ignore_index=True) if len(parts) > 1 else parts[0]

    def notes(self, header: Header, records: Records) -> list[str]:
        first = 0 if header.shape is None else header.shape.n_names
        last = header.names[-1 if header.rest is None else header.rest]
        broken = [place - first + 1 for place in records.broken if place >= first]
        odd = (
            (broken, "with quotation marks that don't close where they should, read line by line"),
            (self.short, "with too few fields, the rest taken as empty"),
            (self.trimmed, "with empty fields beyond the last column, which were dropped"),
            (self.joined, f'with more fields than the header: those too many are the text of "{last}"'),
            (self.closing, "of totals or remarks at the end left out"),
        )
        notes = [f"{counted(len(rows), 'row')} {what}: {row_list(rows)}." for rows, what in odd if rows]
        if records.repaired:
            what = "with quotation marks inside quoted cells that aren't doubled, read as part of the text"
            notes.append(f"{counted(records.repaired, 'row')} {what}.")
        n_long = sum("where the header has" in row.reason for row in self.left_out)
        if n_long:
            notes.append(
                f"{counted(n_long, 'row')} with too many fields left out; a comma inside a text "
                "needs quotation marks around the text."
            )
        return notes


def is_strings(values: pd.Series) -> bool:
    return isinstance(values.dtype, pd.StringDtype)
