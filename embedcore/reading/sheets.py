"""From the rows of sheets to one raw table: where each begins and ends, what its columns are called."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from embedcore.errors import DataError
from embedcore.phrases import by_number, counted, listed, quoted
from embedcore.reading import cells, layout
from embedcore.reading.closing import MOST_BELOW, n_below
from embedcore.reading.column_names import is_known_name
from embedcore.reading.first_row import first_is_data, first_may_be_names
from embedcore.reading.options import Choice, ReadOptions
from embedcore.reading.raw_table import RawTable, assemble, check_width, unique_names
from embedcore.reading.report import LeftOutRow

SHEET_COLUMN = "sheet"
_TOP = 60


@dataclass(frozen=True)
class Sheet:
    """The rows of a sheet, up to their last filled cells, and what there is to say of it."""

    name: str
    rows: list[list[object]]
    is_hidden: bool = False
    n_uncomputed: int = 0
    n_errors: int = 0
    n_merged: int = 0


class OtherSheet(NamedTuple):
    """A sheet that was not read. is_open: when the file was saved. n_rows: those up to the last filled one, names
    included. is_close: whether it looks about as much like data as what was read."""

    name: str
    is_hidden: bool = False
    is_open: bool = False
    n_rows: int = 0
    is_close: bool = False


@dataclass
class _Table:
    """One sheet's table. body: the filled rows with their numbers, 1 = the first row below the names."""

    names: list[str]
    body: list[tuple[int, list[object]]]
    left_out: list[LeftOutRow]
    n_above: int
    header: layout.Header | None
    n_closing: int
    n_rows: int
    notes: list[str]


def sheets_table(
    sheets: Sequence[Sheet],
    others: Sequence[OtherSheet],
    name: str,
    kind: str,
    options: ReadOptions,
    *,
    are_written: bool = False,
) -> RawTable:
    """One raw table of all sheets; several are put below each other, with a column that says which one a row is from.

    others: the sheets that were not read. are_written: all cells are text, numbers too.
    Raises DataError where there is no row below the names.
    """
    tables = [_table_of(sheet.rows, options) for sheet in sheets]
    if not any(table.body for table in tables):
        raise DataError(
            f"{name} must hold at least one row below the column names (got the names alone); choose another file"
        )
    several = len(tables) > 1
    names = list(dict.fromkeys(column for table in tables for column in table.names))
    check_width(len(names))
    columns: dict[str, list[object]] = {column: [] for column in names}
    numbers: list[int] = []
    left_out: list[LeftOutRow] = []
    of_sheet: list[object] = []
    before = 0
    for sheet, table in zip(sheets, tables, strict=True):
        places = {column: at for at, column in enumerate(table.names)}
        for column in names:
            at = places.get(column)
            columns[column] += [row[at] if at is not None and at < len(row) else None for _, row in table.body]
        numbers += [before + number for number, _ in table.body]
        left_out += [LeftOutRow(before + row.row_number, row.reason) for row in table.left_out]
        of_sheet += [sheet.name] * len(table.body)
        before += table.n_rows
    typed = {column: _typed(values, are_written=are_written) for column, values in columns.items()}
    if several:
        own = SHEET_COLUMN
        while own in typed:
            own += "_"
        typed[own] = cells.type_objects(of_sheet)
    return assemble(
        typed,
        numbers=numbers,
        name=name,
        kind=kind,
        left_out=left_out,
        notes=[*_sheet_notes(sheets, tables, others), *(note for note in tables[0].notes)],
        used=_used(sheets, others, tables, options),
    )


def _typed(values: list[object], *, are_written: bool) -> cells.TypedColumn:
    if not are_written:
        return cells.type_objects(values)
    return cells.type_strings(
        cells.strings(["" if value is None else cells.clean_text(str(value)) for value in values])
    )


def _table_of(rows: list[list[object]], options: ReadOptions) -> _Table:
    """The table of a sheet: below its titles, above its totals."""
    top = rows[:_TOP]
    n_above = layout.n_above(top) if options.skip_rows is None else options.skip_rows
    below = rows[n_above:]
    while below and not below[0] and options.skip_rows is not None:
        n_above, below = n_above + 1, below[1:]
    if not below:
        return _Table([], [], [], n_above, None, 0, 0, [])
    header, notes = _header_of(below, options)
    n_names = header.n_names if header else 0
    names, name_notes = _names_of(below, n_names)
    body = below[n_names:]
    n_labels = header.n_labels if header else 0
    left_out = [LeftOutRow(at, "the row describes the columns") for at in range(1, min(n_labels, len(body)) + 1)]
    filled = [(at, row) for at, row in enumerate(body, start=1) if row and at > n_labels]
    left_out += [
        LeftOutRow(at, "the row is empty") for at, row in enumerate(body, start=1) if not row and at > n_labels
    ]
    n_closing = _n_closing(filled, options)
    if n_closing:
        left_out += [LeftOutRow(at, "a total or remark below the table") for at, _ in filled[-n_closing:]]
        notes.append(f"{counted(n_closing, 'row')} of totals or remarks at the end left out.")
        filled = filled[:-n_closing]
    if n_above:
        what = "above the table skipped"
        empty = not any(rows[:n_above])
        notes.insert(0, f"{counted(n_above, 'empty row' if empty else 'row')} {what}.")
    kept = [
        at for at, title in enumerate(names) if title or any(len(row) > at and row[at] is not None for _, row in filled)
    ]
    if len(kept) < len(names):
        filled = [(number, [row[at] if at < len(row) else None for at in kept]) for number, row in filled]
    final, more = unique_names([names[at] for at in kept])
    return _Table(final, filled, left_out, n_above, header, n_closing, len(body), [*notes, *name_notes, *more])


def _header_of(rows: list[list[object]], options: ReadOptions) -> tuple[layout.Header | None, list[str]]:
    """How many rows name the columns; None where the first row is data."""
    width = max(map(len, rows[:_TOP]))
    padded = [[*row, *[None] * (width - len(row))] for row in rows[:_TOP]]
    asked = options.header_rows
    if asked == 0 or (asked is None and _first_is_data(padded)):
        said = "No row of column names was asked for" if asked == 0 else "The first row looks like data"
        return None, [f"{said}: it was kept as row 1, and the columns were named by their places."]
    found = layout.find_header(padded) if len(padded) > 1 else layout.Header(1, 0, "there is one row", "there is none")
    n_names = found.n_names if asked is None else asked
    n_labels = max(found.n_names + found.n_labels - n_names, 0) if options.label_rows is None else options.label_rows
    found = layout.Header(n_names, n_labels, found.names_reason, found.labels_reason)
    notes = []
    if n_names > 1:
        notes.append(f"{counted(n_names, 'row')} of column names joined: {found.names_reason}.")
    if n_labels:
        notes.append(f"{counted(n_labels, 'row')} below the column names left out: {found.labels_reason}.")
    return found, notes


def _first_is_data(rows: list[list[object]]) -> bool:
    """Whether a sheet has no names: its first row has numbers or dates where all rows below it have them too."""
    first = rows[0]
    if len(rows) < 3 or any(isinstance(cell, str) and is_known_name(cell) for cell in first):
        return False
    if all(isinstance(cell, str) for cell in first if cell is not None):
        written = [["" if cell is None else cells.as_text(cell) for cell in row] for row in rows]
        return first_is_data(written[0], written[1:])
    typed = layout.typed_columns(rows[1:], len(first))
    own = {at: layout.kind_of(first[at]) for at in typed}
    as_below = [kind == typed[at] for at, kind in own.items() if kind != "blank"]
    years = all(isinstance(cell, int) and 1800 <= cell <= 2200 for cell in first if isinstance(cell, (int, float)))
    return bool(as_below) and all(as_below) and not years


def _names_of(rows: list[list[object]], n_names: int) -> tuple[list[str], list[str]]:
    width = max(map(len, rows))
    check_width(width)
    if not n_names:
        return [f"column {place}" for place in range(1, width + 1)], []
    written = [
        [None if cell is None else cells.clean_text(cells.as_text(cell)) for cell in row] for row in rows[:n_names]
    ]
    return layout.joined_names(written, width), []


def _n_closing(filled: Sequence[tuple[int, list[object]]], options: ReadOptions) -> int:
    if options.footer_rows is not None:
        return min(options.footer_rows, len(filled))
    rows = [row for _, row in filled[-200:]]
    numbers = [number for number, _ in filled[-200:]]
    after_blank = [at > 0 and numbers[at] - numbers[at - 1] > 1 for at in range(len(numbers))]
    n_tail = min(MOST_BELOW, len(rows) // 3)
    if not n_tail:
        return 0
    return n_below(rows[-n_tail:], rows[:-n_tail], after_blank=after_blank[-n_tail:])


def _sheet_notes(sheets: Sequence[Sheet], tables: Sequence[_Table], others: Sequence[OtherSheet]) -> list[str]:
    notes = []
    named = (
        f'"{other.name}"' + " (hidden)" * other.is_hidden + " (open when the file was saved)" * other.is_open
        for other in others
    )
    read = f'the sheet "{sheets[0].name}"' + " (hidden)" * sheets[0].is_hidden
    if len(sheets) > 1:
        are_same = len({frozenset(table.names) for table in tables}) == 1
        same, differ = (
            (" of the same columns", "") if are_same else ("", "; columns that a sheet doesn't have are empty there")
        )
        named_sheets = quoted(sheet.name for sheet in sheets)
        read = f"{counted(len(sheets), 'sheet')}{same}, one below the other: {named_sheets}{differ}"
    if others:
        notes.append(f"Read {read}; not read: {listed(named)}.")
    elif len(sheets) > 1:
        notes.append(f"Read {read}.")
    n_uncomputed = sum(sheet.n_uncomputed for sheet in sheets)
    if n_uncomputed:
        notes.append(
            f"{counted(n_uncomputed, 'formula')} without a computed value taken as empty; "
            "open the file in Excel and save it to have the values."
        )
    if n_errors := sum(sheet.n_errors for sheet in sheets):
        notes.append(f"{counted(n_errors, 'cell')} with an error such as #N/A taken as missing.")
    if n_merged := sum(sheet.n_merged for sheet in sheets):
        notes.append(f"{counted(n_merged, 'cell')} below merged ones filled with their values.")
    return notes


def _used(
    sheets: Sequence[Sheet], others: Sequence[OtherSheet], tables: Sequence[_Table], options: ReadOptions
) -> list[Choice]:
    """How the workbook was read, a choice for each option that says so."""
    names = tuple(sheet.name for sheet in sheets)
    reason = "it is the only sheet that holds anything"
    if others:
        reason = "of the visible sheets it looks most like data"
    if len(names) > 1:
        reason = "these sheets have the same columns"
    table = tables[0]
    header = table.header
    above = "titles stand above the table" if table.n_above else "the table begins in the first row"
    closing = "totals or remarks stand at the end" if table.n_closing else "the last rows are like the others"
    every = (*names, *(other.name for other in others))
    sizes = [counted(len(one.body), "row") for one in tables]
    sizes += [counted(max(other.n_rows - 1, 0), "row") + ", hidden" * other.is_hidden for other in others]
    close = [other.name for other in others if other.is_close and not other.is_hidden]
    if close:
        reason += f"; {quoted(close)} {by_number(len(close), 'looks', 'look')} about as much like data"
    given = [
        Choice.of("skip_rows", table.n_above, above, options),
        _used_header(table, options),
        Choice.of("label_rows", header.n_labels if header else 0, header.labels_reason if header else "", options),
        Choice.of("footer_rows", table.n_closing, closing, options),
    ]
    value = names if len(names) > 1 else names[0]
    sheet = Choice.of("sheet", value, reason, options, others=every, sizes=sizes, sure=not close)
    return [sheet, *given]


def _used_header(table: _Table, options: ReadOptions) -> Choice:
    """How many rows were taken as names; unsure where the first was taken as data and might be names all the same."""
    if table.header is not None:
        return Choice.of("header_rows", table.header.n_names, table.header.names_reason, options)
    rows = [["" if cell is None else cells.as_text(cell) for cell in row] for _, row in table.body[:_TOP]]
    may_be_names = len(rows) > 1 and first_may_be_names(rows[0], rows[1:])
    reason = "the first row looks like the rows below it" + ", but it might be names" * may_be_names
    return Choice.of("header_rows", 0, reason, options, sure=not may_be_names)
