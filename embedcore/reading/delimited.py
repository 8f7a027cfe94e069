"""Reading delimited text: every record checked, and what doesn't fit named."""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pandas as pd

from embedcore.errors import DataError
from embedcore.phrases import counted, row_list
from embedcore.reading import cells
from embedcore.reading.chat import read_chat
from embedcore.reading.closing import MOST_BELOW, n_below
from embedcore.reading.column_builder import ColumnBuilder, Header, is_strings
from embedcore.reading.decode import DecodedText
from embedcore.reading.header import ProjectorFile, open_table
from embedcore.reading.log_file import read_log
from embedcore.reading.options import Choice, ReadOptions
from embedcore.reading.raw_table import RawTable, assemble
from embedcore.reading.records import Records, escapes_explain_quotes
from embedcore.reading.report import LeftOutRow
from embedcore.reading.sniff import DELIMITERS, Dialect, find_dialect
from embedcore.reading.text_cells import told_empty


def read_delimited(
    decoded: DecodedText, name: str, projector: ProjectorFile | None = None, options: ReadOptions | None = None
) -> RawTable:
    """A raw table from CSV, TSV and their kin, or from plain lines.

    Raises DataError if there is no row of data, or the table is too wide or too long.
    """
    csv.field_size_limit(sys.maxsize)  # the module's default refuses cells above 131,072 bytes
    options = options or ReadOptions()
    told = {"delimiter", "quote", "skip_rows", "header_rows", "label_rows", "footer_rows"} & set(options.given)
    if projector is None and not told and (chat := read_chat(decoded, name)) is not None:
        return chat
    dialect = _dialect(decoded, name, projector, options)
    if dialect.delimiter is None and projector is None and not told and (log := read_log(decoded, name)) is not None:
        return log
    header, body, records = _read(decoded, dialect, name, projector, frozenset(), options)
    if body.not_numbers:  # rare: a wide table in which a column of numbers turns into something else further down
        header, body, records = _read(decoded, dialect, name, projector, frozenset(body.not_numbers), options)
    if not body.numbers:
        got = "column names alone"
        if body.left_out:
            first = body.left_out[0]
            got = f"column names and {counted(len(body.left_out), 'unusable row')}, the first: {first.reason}"
        raise DataError(f"{name} must hold at least one row of data (got {got}); choose another file or mend it")
    notes = [*decoded.notes]
    if dialect.above and dialect.skip_lines and not dialect.above.startswith("blank"):
        notes.append(f"{counted(dialect.skip_lines, 'line')} above the header skipped: {dialect.above}.")
    notes += header.notes
    if dialect.escaped:
        notes.append('Quotation marks in this file are written \\" and were read so.')
    notes += body.notes(header, records)
    return _to_table(decoded, dialect, header, body, name, notes, options)


def _dialect(decoded: DecodedText, name: str, projector: ProjectorFile | None, options: ReadOptions) -> Dialect:
    if projector is not None:
        return Dialect("\t", "\t", quoted=False)
    dialect = find_dialect(decoded, name, options)
    return replace(dialect, escaped=escapes_explain_quotes(decoded, dialect))


def _read(
    decoded: DecodedText,
    dialect: Dialect,
    name: str,
    projector: ProjectorFile | None,
    texts: frozenset[int],
    options: ReadOptions,
) -> tuple[Header, ColumnBuilder, Records]:
    """The header and the rows. texts: the places of columns that are known to be no numbers."""
    header, stream, records = open_table(decoded, dialect, name, projector, options)
    body = ColumnBuilder(len(header.names), texts, dialect.delimiter == ";")
    _read_body(stream, header, body, dialect)
    if projector is None:
        _leave_out_closing(body, options)
    body.flush()
    return header, body, records


def _read_body(stream: Iterator[list[str]], header: Header, body: ColumnBuilder, dialect: Dialect) -> None:
    width = len(header.names)
    n_labels = header.shape.n_labels if header.shape else 0
    blank: list[LeftOutRow] = []  # blank lines count only once a row follows them
    glue = dialect.delimiter if header.rest is not None and dialect.delimiter else ""
    place = header.rest or 0
    n_after = width - 1 - place
    for number, record in enumerate(stream, start=1):
        if number <= n_labels:
            body.left_out.append(LeftOutRow(number, "the row describes the columns"))
            continue
        if len(record) != width or record == header.written:
            if not any(cell.strip() for cell in record):
                blank.append(LeftOutRow(number, "the line is blank"))
                continue
            if glue and len(record) > width and any(cell.strip() for cell in record[width:]):
                body.joined.append(number)
                end = len(record) - n_after
                record = [*record[:place], glue.join(record[place:end]), *record[end:]]
            elif (fitted := _fitted(record, number, header, body)) is None:
                continue
            else:
                record = fitted
        if blank:
            body.left_out += blank
            body.after_blank.add(number)
            blank = []
        body.add(number, record)


def _leave_out_closing(body: ColumnBuilder, options: ReadOptions) -> None:
    """The last rows that are totals or remarks, as many as were given or as look like it."""
    if options.footer_rows is not None:
        n = min(options.footer_rows, len(body.pending))
    else:
        tail, before = body.pending[-MOST_BELOW:], body.pending[:-MOST_BELOW]
        after_blank = [number in body.after_blank for number in body.numbers[len(body.numbers) - len(tail) :]]
        n = _n_closing(tail, before, after_blank)
    body.n_closing = n
    if n:
        body.take_closing(n, "a total or remark below the table")


def _n_closing(tail: list[list[str]], before: list[list[str]], after_blank: list[bool]) -> int:
    """How many rows of the tail close the table; of a short table its own first rows show what the others are like."""
    if len(before) >= MOST_BELOW:
        return n_below(tail, before[-100:], after_blank=after_blank)
    rows = [*before, *tail]
    n_rows = max(2, (2 * len(rows)) // 3)
    rest = rows[n_rows:]
    return n_below(rest, rows[:n_rows], after_blank=after_blank[len(after_blank) - len(rest) :]) if rest else 0


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
    decoded: DecodedText,
    dialect: Dialect,
    header: Header,
    body: ColumnBuilder,
    name: str,
    notes: list[str],
    options: ReadOptions,
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
        if header.shape is not None and header.shape.is_ruled:
            values = values.str.strip()  # such tables are padded to be looked at
        if decoded.mark:
            values = _replaced(values, decoded.mark, "\ufffd", numbers, marked)
        if has_nul:
            values = _replaced(values, "\0", "", numbers, with_nul)
        nameless = place == len(header.names) - 1 > 0 if header.written is None else not header.written[place]
        if nameless and told_empty(values)[0].all():
            continue  # a delimiter at the end of every line
        columns[column_name] = cells.type_strings(values)
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
        used=(*decoded.used, *_used(dialect, header, body, options)),
    )


def _used(dialect: Dialect, header: Header, body: ColumnBuilder, options: ReadOptions) -> list[Choice]:
    """How the text was taken apart, a choice for each option that says so."""
    n_names, n_labels = (header.shape.n_names, header.shape.n_labels) if header.shape else (0, 0)
    named = header.shape.names_reason if header.shape else "the first row looks like the rows below it"
    named += ", but it might be names" if header.may_be_names else ""
    labelled = header.shape.labels_reason if header.shape else "there are no names"
    above = f"{dialect.above} stand above the table" if dialect.skip_lines else "the table begins in the first line"
    closing = "totals or remarks stand at the end" if body.n_closing else "the last rows are like the others"
    quote = dialect.quote if dialect.quoted else ""
    return [
        Choice.of(
            "delimiter",
            dialect.delimiter or "",
            dialect.reason,
            options,
            others=(*DELIMITERS[:5], ""),
            sure=dialect.sure,
        ),
        Choice.of("quote", quote, "cells are quoted so, where they are" if quote else "nothing is quoted", options),
        Choice.of("skip_rows", dialect.skip_lines, above, options),
        Choice.of("header_rows", n_names, named, options, sure=not header.may_be_names),
        Choice.of("label_rows", n_labels, labelled, options),
        Choice.of("footer_rows", body.n_closing, closing, options),
    ]


def _replaced(values: pd.Series, old: str, new: str, numbers: np.ndarray, touched: set[int]) -> pd.Series:
    """The column with one character replaced; adds the numbers of the rows that had it."""
    found = values.str.contains(old, regex=False).to_numpy(dtype=bool)
    if not found.any():
        return values
    touched.update(numbers[found].tolist())
    return values.str.replace(old, new, regex=False)
