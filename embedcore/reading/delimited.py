"""Reading delimited text: every record checked, and what doesn't fit named."""

from __future__ import annotations

import csv
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import chain, islice

import numpy as np
import pandas as pd

from embedcore.errors import DataError
from embedcore.reading import cells
from embedcore.reading.decode import DecodedText, absent_character
from embedcore.reading.names import is_id_name
from embedcore.reading.records import Records, escapes_explain_quotes
from embedcore.reading.report import LeftOutRow
from embedcore.reading.sniff import Dialect, find_dialect, first_is_data, looks_odd_as_header
from embedcore.reading.table import (
    RawTable,
    assemble,
    check_length,
    check_width,
    counted,
    row_list,
    unique_names,
)

_CHUNK = 50_000
_BELOW = 200


def read_delimited(decoded: DecodedText, name: str) -> RawTable:
    """A raw table from CSV, TSV and their kin, or from plain lines.

    Raises DataError if there is no row of data, or the table is too wide or too long.
    """
    csv.field_size_limit(sys.maxsize)  # the module's default refuses cells above 131,072 bytes
    text = decoded.text.rstrip("\x1a")
    dialect = find_dialect(text, name)
    if dialect.delimiter is None:
        dialect = replace(dialect, separator=absent_character(text))
    escaped = escapes_explain_quotes(text, dialect)
    dialect = replace(dialect, escaped=escaped)
    header, stream, records = _open(text, dialect, name)
    body = _read_body(stream, header)
    if not body.n_kept:
        got = "column names alone"
        if body.left_out:
            first = body.left_out[0]
            got = f"column names and {counted(len(body.left_out), 'unusable row')}, the first: {first.reason}"
        raise DataError(f"{name} must hold at least one row of data (got {got}); choose another file or mend it")
    notes = [note for note in (decoded.note,) if note]
    notes += header.notes
    if escaped:
        notes.append('Quotation marks in this file are written \\" and were read so.')
    notes += body.notes(header, records)
    return _to_table(decoded, dialect, header, body, name, notes)


@dataclass(frozen=True)
class _Header:
    """names: unique column names. written: the header's own cells, None where there is none."""

    names: list[str]
    notes: list[str]
    written: list[str] | None


@dataclass
class _Body:
    """Rows on their way into columns, chunk by chunk, so a million never are lists at once."""

    chunks: list[list[pd.Series]] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    left_out: list[LeftOutRow] = field(default_factory=list)
    short: list[int] = field(default_factory=list)
    trimmed: list[int] = field(default_factory=list)
    pending: list[list[str]] = field(default_factory=list)

    @property
    def n_kept(self) -> int:
        return len(self.numbers)

    def flush(self) -> None:
        if self.pending:
            columns = zip(*self.pending, strict=True)
            self.chunks.append([cells.strings(list(column)) for column in columns])
            self.pending = []

    def notes(self, header: _Header, records: Records) -> list[str]:
        notes = []
        first = 0 if header.written is None else 1
        broken = [place - first + 1 for place in records.broken if place >= first]
        if broken:
            notes.append(
                f"{counted(len(broken), 'row')} with quotation marks that don't close where they "
                f"should, read line by line: {row_list(broken)}."
            )
        if self.short:
            notes.append(
                f"{counted(len(self.short), 'row')} with too few fields, the rest taken as empty: "
                f"{row_list(self.short)}."
            )
        if self.trimmed:
            notes.append(
                f"{counted(len(self.trimmed), 'row')} with empty fields beyond the last column, "
                f"which were dropped: {row_list(self.trimmed)}."
            )
        n_long = sum("where the header has" in row.reason for row in self.left_out)
        if n_long:
            notes.append(
                f"{counted(n_long, 'row')} with too many fields left out; a comma inside a text "
                "needs quotation marks around the text."
            )
        return notes


def _open(text: str, dialect: Dialect, name: str) -> tuple[_Header, Iterator[list[str]], Records]:
    """The header, and the rows below it (with the first line, where that is data)."""
    records = Records(text, dialect)
    stream = iter(records)
    first = next(stream, None)
    while first is not None and not any(cell.strip() for cell in first):
        # Blank lines above the table are no rows of it: count anew from the header.
        records.restart_count()
        first = next(stream, None)
    if first is None:
        raise DataError(f"{name} must hold a table (got blank cells alone); choose another file")
    check_width(len(first))
    records.width = len(first)
    below = list(islice(stream, _BELOW))
    filled = [record for record in below if record]
    if first_is_data(first, filled):
        return _made_up_names(first), chain([first], below, stream), records
    return _names_from(first, [] if records.broken else filled), chain(below, stream), records


def _made_up_names(first: list[str]) -> _Header:
    names = [f"column {place}" for place in range(1, len(first) + 1)]
    if len(first) == 1 and any(character.isalpha() for character in first[0]):
        names = ["text"]
    named = f'column is named "{names[0]}"'
    if len(names) > 1:
        named = f'columns are named "{names[0]}" to "{names[-1]}"'
    note = f"The first line looks like data, not like column names: it was kept as row 1, and the {named}."
    return _Header(names, [note], None)


def _names_from(first: list[str], below: list[list[str]]) -> _Header:
    notes = []
    written = list(first)
    widths = Counter(len(row) for row in below)
    if widths and widths.most_common(1)[0][0] == len(first) + 1 > 2 and not is_id_name(first[0]):
        wide = [row for row in below if len(row) == len(first) + 1]
        numbered = all(row[0].strip().isdigit() for row in wide)  # as R writes its row names
        if numbered and len(wide) == len(below) and any(row[-1].strip() for row in wide):
            written = ["", *first]
            notes.append("The rows have one field more than the header: the first has no name.")
    names, name_notes = unique_names([cells.clean_text(cell) for cell in written])
    if looks_odd_as_header(first):
        shown = first[0].strip()[:60]
        notes.append(
            f'The first line ("{shown}") was taken as the column '
            f"{'name' if len(first) == 1 else 'names'}; if it is data, put a line with names above."
        )
    return _Header(names, notes + name_notes, written)


def _read_body(stream: Iterator[list[str]], header: _Header) -> _Body:
    body = _Body()
    width = len(header.names)
    blank: list[LeftOutRow] = []  # blank lines count only once a row follows them
    for number, record in enumerate(stream, start=1):
        if len(record) != width or record == header.written:
            if not any(cell.strip() for cell in record):
                blank.append(LeftOutRow(number, "the line is blank"))
                continue
            fitted = _fitted(record, number, header, body)
            if fitted is None:
                continue
            record = fitted
        if blank:
            body.left_out += blank
            blank = []
        body.pending.append(record)
        body.numbers.append(number)
        if len(body.pending) == _CHUNK:
            body.flush()
            check_length(number)
    body.flush()
    return body


def _fitted(record: list[str], number: int, header: _Header, body: _Body) -> list[str] | None:
    """The record in the table's width; None where it was left out, which the body then says."""
    width = len(header.names)
    if len(record) < width:
        body.short.append(number)
        return record + [""] * (width - len(record))
    if len(record) == width:
        if width == 1:
            return record
        body.left_out.append(LeftOutRow(number, "the row repeats the column names"))
        return None
    if not any(cell.strip() for cell in record[width:]):
        body.trimmed.append(number)
        return record[:width]
    body.left_out.append(LeftOutRow(number, f"{len(record):,} fields where the header has {width:,}"))
    return None


def _to_table(
    decoded: DecodedText, dialect: Dialect, header: _Header, body: _Body, name: str, notes: list[str]
) -> RawTable:
    numbers = np.asarray(body.numbers, dtype=np.int64)
    marked: set[int] = set()
    with_nul: set[int] = set()
    columns: dict[str, cells.TypedColumn] = {}
    for place, column_name in enumerate(header.names):
        values = pd.concat([chunk[place] for chunk in body.chunks], ignore_index=True)
        if decoded.mark:
            values = _replaced(values, decoded.mark, "\ufffd", numbers, marked)
        if "\0" in decoded.text:
            values = _replaced(values, "\0", "", numbers, with_nul)
        if header.written is not None and not header.written[place] and cells.blank(values).all():
            continue  # a delimiter at the end of every line
        columns[column_name] = cells.type_strings(values, decimal_comma=dialect.delimiter == ";")
    if decoded.n_replaced:
        where = f" in {row_list(marked)}" if marked else ""
        notes.append(
            f"{counted(decoded.n_replaced, 'byte')} that {decoded.encoding} can't hold replaced by \ufffd{where}."
        )
    if with_nul:
        notes.append(f"NUL characters were taken out of {row_list(with_nul)}.")
    if len(columns) < len(header.names):
        n_dropped = len(header.names) - len(columns)
        notes = [note for note in notes if "without a name" not in note]
        notes.append(f"{counted(n_dropped, 'column')} without a name or any content left out.")
    return assemble(
        columns,
        numbers=numbers,
        name=name,
        kind={"\t": "tsv", None: "text"}.get(dialect.delimiter, "csv"),
        encoding=decoded.encoding,
        delimiter=dialect.delimiter,
        left_out=tuple(body.left_out),
        notes=notes,
    )


def _replaced(values: pd.Series, old: str, new: str, numbers: np.ndarray, touched: set[int]) -> pd.Series:
    """The column with one character replaced; adds the numbers of the rows that had it."""
    found = values.str.contains(old, regex=False).to_numpy(dtype=bool)
    if not found.any():
        return values
    touched.update(numbers[found].tolist())
    return values.str.replace(old, new, regex=False)
