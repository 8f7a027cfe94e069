"""Reading workbooks (.xlsx, .xlsb, .xls, .ods): the first sheet that holds anything."""

from __future__ import annotations

import contextlib
import io
import pickle
import subprocess
import sys
import time
import zipfile
from itertools import zip_longest
from pathlib import Path
from threading import Thread

from embedcore.errors import DataError, require
from embedcore.phrases import counted, listed
from embedcore.reading import cells
from embedcore.reading.raw_table import RawTable, assemble, check_width, unique_names
from embedcore.reading.report import LeftOutRow
from embedcore.reading.unpacking import check_unpacked, megabytes, most_unpacked

_PROGRAM = Path(__file__).with_name("workbook_process.py")
_LOOK_EVERY_S = 0.02
_MOST_BYTES = 1 << 30


def read_zipped_workbook(data: bytes, name: str) -> RawTable:
    """A raw table from the bytes of an archive that should be an .xlsx, .xlsb or .ods workbook.

    Raises DataError if it is another kind of Office file, damaged, larger than it may be, or without a row.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {part.filename.replace("\\", "/").lower() for part in archive.infolist()}
        check_unpacked(name, sum(part.file_size for part in archive.infolist()), len(data), most=_MOST_BYTES)
    books = {"xl/workbook.xml": "xlsx", "xl/workbook.bin": "xlsb", "content.xml": "ods"}
    kind = next((kind for part, kind in books.items() if part in parts), None)
    if kind is None:
        raise DataError(
            f"{name} must be an Excel workbook (got an Office file without a workbook in it); "
            "save the table as .xlsx or CSV"
        )
    return read_workbook(data, name, kind)


def read_workbook(data: bytes, name: str, kind: str) -> RawTable:
    """The same from the bytes of a workbook of a known kind: xlsx, xlsb, ods or xls."""
    answer = _answer(data, name)
    if not answer:
        raise DataError(f"{name} must hold a sheet with cells (got empty sheets); choose another file")
    stream, rows = io.BytesIO(answer), list[list[object]]()
    while isinstance(about := pickle.load(stream), list):
        rows += about
    while not rows[-1]:
        rows.pop()
    check_width(max(map(len, rows)))
    return _to_table(rows, _notes(*about), name, kind)


def damaged(name: str, reason: str) -> DataError:
    """The error for a workbook that can't be opened."""
    return DataError(
        f"{name} must be a whole workbook without a password (got one that is damaged, protected or of another "
        f"program: {reason}); open it in Excel and save it again, or save it as CSV"
    )


def _answer(data: bytes, name: str) -> bytes:
    """What the process that reads the workbook writes; it is ended when it takes more memory than it may."""
    for package in ("python_calamine", "psutil"):
        require(package, extra="excel", to="read workbooks")
    most, pipe = most_unpacked(), subprocess.PIPE
    with subprocess.Popen([sys.executable, "-P", _PROGRAM], stdin=pipe, stdout=pipe, stderr=pipe) as process:
        Thread(target=_watch, args=(process, most + 2 * len(data)), daemon=True).start()
        answer, errors = process.communicate(data)
    reason = errors.decode("utf-8", "replace").strip().rpartition("\n")[2][:120]
    if process.returncode == 1 and not reason.startswith("MemoryError"):
        raise damaged(name, reason)
    if process.returncode != 0:
        raise DataError(
            f"{name} must have sheets that fit in {most >> 20:,} MB of memory on this machine (got more from "
            f"{megabytes(len(data))}); delete what stands far from the table, or save the table as CSV"
        )
    check_unpacked(name, len(answer), len(data))
    return bytes(answer)


def _watch(process: subprocess.Popen[bytes], most: int) -> None:
    """Ends the process once it takes more bytes of memory than that."""
    import psutil

    with contextlib.suppress(psutil.Error):  # it has just ended
        seen = psutil.Process(process.pid)
        while process.poll() is None:
            if seen.memory_info().rss > most:
                process.kill()
            time.sleep(_LOOK_EVERY_S)


def _notes(read: str, others: list[tuple[str, bool, bool]], n_above: int, n_uncomputed: int) -> list[str]:
    notes = []
    if others:
        named = (
            f'"{other}"' + " (hidden)" * hidden + " (open when the file was saved)" * was_open
            for other, hidden, was_open in others
        )
        notes.append(f'Read the sheet "{read}"; not read: {listed(named)}.')
    if n_above:
        notes.append(f"{counted(n_above, 'empty row')} above the table skipped.")
    if n_uncomputed:
        notes.append(
            f"{counted(n_uncomputed, 'formula')} without a computed value taken as empty; "
            "open the file in Excel and save it to have the values."
        )
    return notes


def _to_table(rows: list[list[object]], notes: list[str], name: str, kind: str) -> RawTable:
    header, *body = rows
    if not body:
        raise DataError(
            f"{name} must hold at least one row below the column names (got the names alone); choose another file"
        )
    filled = [(number, row) for number, row in enumerate(body, start=1) if row]
    left_out = [LeftOutRow(number, "the row is empty") for number, row in enumerate(body, start=1) if not row]
    names: list[str] = []
    columns: list[cells.TypedColumn] = []
    for head, *column in zip_longest(header, *(row for _, row in filled)):
        title = "" if head is None else cells.clean_text(cells.as_text(head))
        if title or any(cell is not None for cell in column):
            names.append(title)
            columns.append(cells.type_objects(column))
    names, name_notes = unique_names(names)
    return assemble(
        dict(zip(names, columns, strict=True)),
        numbers=[number for number, _ in filled],
        name=name,
        kind=kind,
        left_out=left_out,
        notes=notes + name_notes,
    )
