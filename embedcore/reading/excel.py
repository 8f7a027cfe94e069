"""Reading Excel workbooks (.xlsx): the first sheet that holds anything."""

from __future__ import annotations

import io
import struct
import warnings
import zipfile
import zlib
from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np

from embedcore.errors import DataError
from embedcore.phrases import counted, quoted
from embedcore.reading import cells
from embedcore.reading.raw_table import RawTable, assemble, check_width, unique_names
from embedcore.reading.report import LeftOutRow
from embedcore.reading.source import not_a_table
from embedcore.reading.unpack_limits import check_unpacked

if TYPE_CHECKING:
    from openpyxl.workbook.workbook import Workbook

_MOST_BYTES = 1 << 30
_MOST_ROWS = 1_048_576  # Excel's own limit; a damaged row number may claim more
_MOST_CELLS = 200_000_000

# openpyxl checks little of what it reads: a damaged part shows as whichever of these it meets.
_DAMAGE = (
    zipfile.BadZipFile, zlib.error, struct.error, SyntaxError, KeyError, IndexError, ValueError,
    TypeError, AttributeError, OverflowError, EOFError, OSError, NotImplementedError,
    RuntimeError, MemoryError,
)  # fmt: skip


def read_excel(data: bytes, name: str) -> RawTable:
    """A raw table from the bytes of a zip file that should be an .xlsx workbook.

    Raises DataError if it is another kind of Office file, damaged, a zip bomb, or without a row.
    """
    try:
        _check_archive(data, name)
        rows, notes = _rows_of_first_sheet(data, name)
    except DataError:
        raise
    except _DAMAGE as error:
        raise damaged(name, error) from error
    return _to_table(rows, notes, name)


def damaged(name: str, error: BaseException) -> DataError:
    """The error for a workbook that can't be opened."""
    return DataError(
        f"{name} must be a whole Excel workbook (got one that is damaged: "
        f"{type(error).__name__}); open it in Excel and save it again, or save it as CSV"
    )


def _check_archive(data: bytes, name: str) -> None:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = archive.infolist()
        if not any(part.filename == "xl/workbook.xml" for part in parts):
            raise DataError(
                f"{name} must be an Excel workbook (got an Office file without a workbook in "
                "it); save the table as .xlsx or CSV"
            )
        packed = sum(part.compress_size for part in parts)
        check_unpacked(name, sum(part.file_size for part in parts), packed, most=_MOST_BYTES)
        for part in parts:
            if part.filename.endswith((".xml", ".rels")):
                with archive.open(part) as stream:
                    if b"<!DOCTYPE" in stream.read(4096):
                        raise not_a_table(name, "a workbook with XML declarations of its own")


def _rows_of_first_sheet(data: bytes, name: str) -> tuple[list[list[object]], list[str]]:
    """All rows from the first that holds anything, trailing empty ones dropped, and notes."""
    from openpyxl import load_workbook

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about styles and extensions, which hold no cells
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        try:
            return _first_filled_sheet(book, name)
        finally:
            book.close()


def _first_filled_sheet(book: Workbook, name: str) -> tuple[list[list[object]], list[str]]:
    for sheet in book.worksheets:
        sheet.reset_dimensions()  # some programs write a wrong size, which would cut the sheet
        rows, n_above = _filled_rows(sheet.iter_rows(values_only=True), name)
        if not rows:
            continue
        notes = []
        if others := [other for other in book.sheetnames if other != sheet.title]:
            notes.append(f'Read the sheet "{sheet.title}"; not read: {quoted(others)}.')
        if n_above:
            notes.append(f"{counted(n_above, 'empty row')} above the table skipped.")
        return rows, notes
    raise DataError(f"{name} must hold a sheet with cells (got empty sheets); choose another file")


def _filled_rows(rows: Iterable[tuple[object, ...]], name: str) -> tuple[list[list[object]], int]:
    kept: list[list[object]] = []
    n_above = n_cells = filled_until = 0
    for place, row in enumerate(rows):
        n_cells += len(row)
        if place >= _MOST_ROWS or n_cells > _MOST_CELLS:
            raise DataError(
                f"{name} must hold at most {_MOST_ROWS:,} rows and {_MOST_CELLS:,} cells (got "
                "more); save the table as CSV"
            )
        width = len(row)
        while width and _empty(row[width - 1]):
            width -= 1
        check_width(width)
        if not kept and not width:
            n_above += 1
            continue
        kept.append(list(row[:width]))
        if width:
            filled_until = len(kept)
    return kept[:filled_until], n_above


def _empty(value: object) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def _to_table(rows: list[list[object]], notes: list[str], name: str) -> RawTable:
    header, body = rows[0], rows[1:]
    if not body:
        raise DataError(
            f"{name} must hold at least one row below the column names (got the names alone); choose another file"
        )
    width = max(len(row) for row in rows)
    names = ["" if cell is None else cells.clean_text(cells.as_text(cell)) for cell in header]
    names += [""] * (width - len(names))
    used = [
        place for place in range(width)
        if names[place] or any(place < len(row) and not _empty(row[place]) for row in body)
    ]  # fmt: skip
    names, name_notes = unique_names([names[place] for place in used])
    numbers = np.asarray([i for i, row in enumerate(body, start=1) if row], dtype=np.int64)
    left_out = tuple(LeftOutRow(i, "the row is empty") for i, row in enumerate(body, start=1) if not row)
    filled = [row + [None] * (width - len(row)) for row in body if row]
    columns = {
        column: cells.type_objects([row[place] for row in filled]) for place, column in zip(used, names, strict=True)
    }
    return assemble(
        columns,
        numbers=numbers,
        name=name,
        kind="xlsx",
        left_out=left_out,
        notes=notes + name_notes,
    )
