"""Reading delimited text: every record checked, and what doesn't fit named."""

from __future__ import annotations

import csv
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import chain, islice
from typing import Literal

import numpy as np
import pandas as pd

from embedcore.errors import DataError
from embedcore.files import suffix
from embedcore.phrases import by_number, counted, row_list
from embedcore.reading import cells
from embedcore.reading.column_builder import ColumnBuilder, Header, is_strings
from embedcore.reading.column_names import is_id_name, is_known_name
from embedcore.reading.decode import DecodedText
from embedcore.reading.raw_table import RawTable, assemble, check_width, unique_names
from embedcore.reading.records import Records, escapes_explain_quotes
from embedcore.reading.report import LeftOutRow
from embedcore.reading.sniff import Dialect, find_dialect, first_is_data, looks_odd_as_header

_BELOW = 200


ProjectorFile = Literal["vectors", "metadata"]
"""A file of the TensorFlow Embedding Projector: fields between tabs, nothing quoted, no column names above vectors."""


def read_delimited(decoded: DecodedText, name: str, projector: ProjectorFile | None = None) -> RawTable:
    """A raw table from CSV, TSV and their kin, or from plain lines.

    Raises DataError if there is no row of data, or the table is too wide or too long.
    """
    csv.field_size_limit(sys.maxsize)  # the module's default refuses cells above 131,072 bytes
    dialect = _dialect(decoded, name, projector)
    header, body, records = _read(decoded, dialect, name, projector, frozenset())
    if body.not_numbers:  # rare: a wide table in which a column of numbers turns into something else further down
        header, body, records = _read(decoded, dialect, name, projector, frozenset(body.not_numbers))
    if not body.numbers:
        got = "column names alone"
        if body.left_out:
            first = body.left_out[0]
            got = f"column names and {counted(len(body.left_out), 'unusable row')}, the first: {first.reason}"
        raise DataError(f"{name} must hold at least one row of data (got {got}); choose another file or mend it")
    notes = [*decoded.notes, *header.notes]
    if dialect.escaped:
        notes.append('Quotation marks in this file are written \\" and were read so.')
    notes += body.notes(header, records)
    return _to_table(decoded, dialect, header, body, name, notes)


def _dialect(decoded: DecodedText, name: str, projector: ProjectorFile | None) -> Dialect:
    if projector is not None:
        return Dialect("\t", "\t", quoted=False)
    dialect = find_dialect(decoded, name)
    return replace(dialect, escaped=escapes_explain_quotes(decoded, dialect))


def _read(
    decoded: DecodedText, dialect: Dialect, name: str, projector: ProjectorFile | None, texts: frozenset[int]
) -> tuple[Header, ColumnBuilder, Records]:
    """The header and the rows. texts: the places of columns that are known to be no numbers."""
    header, stream, records = _open(decoded, dialect, name, projector)
    body = ColumnBuilder(len(header.names), texts, dialect.delimiter == ";")
    return header, _read_body(stream, header, body), records


def _open(
    text: DecodedText, dialect: Dialect, name: str, projector: ProjectorFile | None
) -> tuple[Header, Iterator[list[str]], Records]:
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
    reason = ""
    if projector == "vectors" or (projector == "metadata" and len(first) == 1):
        reason = "The first line of this file is no row of column names"
    elif projector is None and dialect.delimiter is None and suffix(name) == ".txt" and not is_known_name(first[0]):
        reason = "The first line of a .txt file is a row like the others"
    elif projector is None and first_is_data(first, filled):
        reason = "The first line looks like data, not like column names"
    if reason:
        return _made_up_names(first, reason), chain([first], below, stream), records
    return _names_from(first, [] if records.broken or projector else filled), chain(below, stream), records


def _made_up_names(first: list[str], reason: str) -> Header:
    names = [f"column {place}" for place in range(1, len(first) + 1)]
    if len(first) == 1 and any(character.isalpha() for character in first[0]):
        names = ["text"]
    named = f'column is named "{names[0]}"'
    if len(names) > 1:
        named = f'columns are named "{names[0]}" to "{names[-1]}"'
    note = f"{reason}: it was kept as row 1, and the {named}."
    return Header(names, [note], None)


def _names_from(first: list[str], below: list[list[str]]) -> Header:
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
            f"{by_number(len(first), 'name', 'names')}; if it is data, put a line with names above."
        )
    return Header(names, notes + name_notes, written)


def _read_body(stream: Iterator[list[str]], header: Header, body: ColumnBuilder) -> ColumnBuilder:
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
        body.add(number, record)
    body.flush()
    return body


def _fitted(record: list[str], number: int, header: Header, body: ColumnBuilder) -> list[str] | None:
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
    decoded: DecodedText, dialect: Dialect, header: Header, body: ColumnBuilder, name: str, notes: list[str]
) -> RawTable:
    numbers = np.asarray(body.numbers, dtype=np.int64)
    marked: set[int] = set()
    with_nul: set[int] = set()
    has_nul = b"\0" in decoded.data
    columns: dict[str, cells.TypedColumn] = {}
    for place, column_name in enumerate(header.names):
        values = body.take(place)
        if not is_strings(values):
            columns[column_name] = cells.TypedColumn(values)
            continue
        if decoded.mark:
            values = _replaced(values, decoded.mark, "\ufffd", numbers, marked)
        if has_nul:
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
        left_out=body.left_out,
        notes=notes,
    )


def _replaced(values: pd.Series, old: str, new: str, numbers: np.ndarray, touched: set[int]) -> pd.Series:
    """The column with one character replaced; adds the numbers of the rows that had it."""
    found = values.str.contains(old, regex=False).to_numpy(dtype=bool)
    if not found.any():
        return values
    touched.update(numbers[found].tolist())
    return values.str.replace(old, new, regex=False)
