"""Reading workbooks (.xlsx, .xlsb, .xls, .ods): the first sheet that holds anything."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING
from xml.parsers import expat

import numpy as np

from embedcore.errors import DataError, require
from embedcore.phrases import counted, listed
from embedcore.reading import cells
from embedcore.reading.raw_table import RawTable, assemble, check_width, unique_names
from embedcore.reading.report import LeftOutRow
from embedcore.reading.unpack_limits import check_unpacked
from embedcore.reading.used_area import Damaged, UsedArea
from embedcore.reading.workbook import Workbook, measured_excel, measured_ods, measured_xls

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

_MOST_BYTES = 1 << 30
_EXACT = 2**53

# What the standard library raises on a damaged part.
_DAMAGE = (Damaged, zipfile.BadZipFile, zlib.error, expat.ExpatError, struct.error, LookupError, ValueError, OSError)


def read_excel(data: bytes, name: str) -> RawTable:
    """A raw table from the bytes of an archive that should be an .xlsx or .xlsb workbook.

    Raises DataError if it is another kind of Office file, damaged, larger than it may be, or without a row.
    """
    return _read(data, name, lambda archive: measured_excel(data, archive, name))


def read_ods(data: bytes, name: str) -> RawTable:
    """The same from an .ods workbook."""
    return _read(data, name, lambda archive: measured_ods(data, archive, name))


def read_xls(data: bytes, name: str) -> RawTable:
    """The same from an .xls workbook."""
    with _damage_explained(name):
        book = measured_xls(data, name)
        rows, notes = _rows_of_first_sheet(data, book, name)
    return _to_table(rows, notes, name, book.kind)


def _read(data: bytes, name: str, measured: Callable[[zipfile.ZipFile], Workbook]) -> RawTable:
    with _damage_explained(name):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            check_unpacked(name, sum(part.file_size for part in parts), len(data), most=_MOST_BYTES)
            book = measured(archive)
        rows, notes = _rows_of_first_sheet(data, book, name)
    return _to_table(rows, notes, name, book.kind)


@contextmanager
def _damage_explained(name: str) -> Iterator[None]:
    require("python_calamine", extra="excel", to="read workbooks")
    from python_calamine import CalamineError, PasswordError

    try:
        yield
    except DataError:
        raise
    except PasswordError as error:
        raise DataError(
            f"{name} must be a workbook without a password (got one with it); take the password off"
        ) from error
    except (*_DAMAGE, CalamineError) as error:
        raise damaged(name, error) from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # Rust's, which is no Exception and can't be imported
            raise
        raise damaged(name, error) from error


def damaged(name: str, error: BaseException) -> DataError:
    """The error for a workbook that can't be opened."""
    return DataError(
        f"{name} must be a whole workbook (got one that is damaged: {type(error).__name__}); open it in Excel and "
        "save it again, or save it as CSV"
    )


def _rows_of_first_sheet(data: bytes, book: Workbook, name: str) -> tuple[list[list[object]], list[str]]:
    """All rows from the first that holds anything, trailing empty ones dropped, and notes."""
    from python_calamine import CalamineWorkbook, SheetTypeEnum

    with CalamineWorkbook.from_filelike(io.BytesIO(data)) as reader:
        for place, found in enumerate(reader.sheets_metadata):
            if found.typ != SheetTypeEnum.WorkSheet:
                continue
            area = book.area(place)
            rows, n_above = _filled_rows(_rows(reader.get_sheet_by_index(place), area))
            if rows:
                return rows, _notes(reader, book, place, n_above, area.n_uncomputed)
    raise DataError(f"{name} must hold a sheet with cells (got empty sheets); choose another file")


def _notes(reader: CalamineWorkbook, book: Workbook, read: int, n_above: int, n_uncomputed: int) -> list[str]:
    from python_calamine import SheetVisibleEnum

    notes = []
    others = [
        f'"{found.name}"'
        + (" (hidden)" if found.visible != SheetVisibleEnum.Visible else "")
        + (" (open when the file was saved)" if place == book.active and book.area(place).n_filled else "")
        for place, found in enumerate(reader.sheets_metadata)
        if place != read
    ]
    if others:
        notes.append(f'Read the sheet "{reader.sheet_names[read]}"; not read: {listed(others)}.')
    if n_above:
        notes.append(f"{counted(n_above, 'empty row')} above the table skipped.")
    if n_uncomputed:
        notes.append(
            f"{counted(n_uncomputed, 'formula')} without a computed value taken as empty; "
            "open the file in Excel and save it to have the values."
        )
    return notes


def _rows(sheet: CalamineSheet, area: UsedArea) -> Iterator[list[object]]:
    """The rows of a sheet from its first, whole numbers as such, None for an empty cell."""
    lost: dict[int, list[tuple[int, str | int]]] = {}
    for (place, column), value in area.lost.items():
        lost.setdefault(place, []).append((column, value))
    for place, cells_there in enumerate(sheet.iter_rows()):
        row = [_plain(cell) for cell in cells_there]
        for column, value in lost.get(place, ()):
            row[column] = value
        yield row


def _plain(cell: object) -> object:
    if type(cell) is float and cell.is_integer() and abs(cell) < _EXACT:
        return int(cell)
    return None if cell == "" else cell


def _filled_rows(rows: Iterable[list[object]]) -> tuple[list[list[object]], int]:
    kept: list[list[object]] = []
    n_above = filled_until = 0
    for row in rows:
        width = len(row)
        while width and _empty(row[width - 1]):
            width -= 1
        if not kept and not width:
            n_above += 1
            continue
        kept.append(row[:width])
        if width:
            check_width(width)
            filled_until = len(kept)
    return kept[:filled_until], n_above


def _empty(value: object) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def _to_table(rows: list[list[object]], notes: list[str], name: str, kind: str) -> RawTable:
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
    filled = [row for row in body if row]
    columns = {
        column: cells.type_objects([row[place] if place < len(row) else None for row in filled])
        for place, column in zip(used, names, strict=True)
    }
    return assemble(columns, numbers=numbers, name=name, kind=kind, left_out=left_out, notes=notes + name_notes)
