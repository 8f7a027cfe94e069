"""Reading workbooks (.xlsx, .xlsb, .xls, .ods): the first sheet that holds anything."""

from __future__ import annotations

import contextlib
import io
import pickle
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path
from threading import Thread
from typing import Any

import numpy as np

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
    messages = list(_messages(_answer(data, name)))
    if not messages:
        raise DataError(f"{name} must hold a sheet with cells (got empty sheets); choose another file")
    *chunks, about = messages
    rows: list[list[object]] = [row for chunk in chunks for row in chunk]
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


def _messages(answer: bytes) -> Iterator[Any]:
    stream = io.BytesIO(answer)
    while stream.tell() < len(answer):
        yield pickle.load(stream)


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
        if names[place] or any(place < len(row) and row[place] is not None for row in body)
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
