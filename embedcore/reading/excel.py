"""Reading workbooks (.xlsx, .xlsb, .xls, .ods): the sheet that holds the data, or several of the same columns."""

from __future__ import annotations

import contextlib
import io
import json
import pickle
import re
import subprocess
import sys
import time
import zipfile
from pathlib import Path
from threading import Thread

from embedcore.errors import DataError, ParameterError, require
from embedcore.phrases import did_you_mean, quoted
from embedcore.reading.options import ReadOptions
from embedcore.reading.raw_table import RawTable
from embedcore.reading.sheets import OtherSheet, Sheet, sheets_table
from embedcore.reading.unpacking import BOMB_RATIO, check_unpacked, megabytes, most_unpacked

_PROGRAM = Path(__file__).with_name("workbook_process.py")
_LOOK_EVERY_S = 0.02
_MOST_BYTES = 1 << 30
_PART_DAMAGED = "a part of it can't be unpacked"
_IN_PART = re.compile(r"(zipfile\.)?BadZipFile|zlib\.error|EOFError")
_ERROR_NAME = re.compile(r"^[\w.]+(Error|Exception): ")
_ROOM = 512 << 20
"""A workbook of a few kilobytes may take as much memory; most of it is what each cell takes as an object."""


def read_zipped_workbook(data: bytes, name: str, options: ReadOptions) -> RawTable:
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
    return read_workbook(data, name, kind, options)


def read_workbook(data: bytes, name: str, kind: str, options: ReadOptions) -> RawTable:
    """The same from the bytes of a workbook of a known kind: xlsx, xlsb, ods or xls."""
    sheets, others = _sheets(_answer(data, name, options), name)
    return sheets_table(sheets, others, name, kind, options)


def _sheets(answer: bytes, name: str) -> tuple[list[Sheet], list[OtherSheet]]:
    """The sheets that were read, and the others."""
    if not answer:
        raise DataError(f"{name} must hold a sheet with cells (got empty sheets); choose another file")
    stream, rows, sheets = io.BytesIO(answer), list[list[object]](), list[Sheet]()
    while True:
        part = pickle.load(stream)
        if isinstance(part, list):
            rows += part
            continue
        what, *about = part
        if what == "end":
            return sheets, [OtherSheet(*other) for other in about[0]]
        if what == "missing":
            unknown, known = about
            hint = did_you_mean(unknown[0], known) or "; choose one of these"
            raise ParameterError(f"sheet must be one that holds cells: {quoted(known)} (got {unknown[0]!r}){hint}")
        sheets.append(Sheet(about[0], rows, *about[1:]))
        rows = []


def damaged(name: str, reason: str) -> DataError:
    """The error for a workbook that can't be opened."""
    return DataError(
        f"{name} must be a whole workbook without a password (got one that is damaged, protected or of another "
        f"program: {reason}); open it in Excel and save it again, or save it as CSV"
    )


def _answer(data: bytes, name: str, options: ReadOptions) -> bytes:
    """What the process that reads the workbook writes; it is ended when it takes more memory than it may."""
    for package in ("python_calamine", "psutil"):
        require(package, extra="excel", to="read workbooks")
    most, pipe = min(most_unpacked(), _ROOM + BOMB_RATIO * len(data)), subprocess.PIPE
    wanted = [options.sheet] if isinstance(options.sheet, str) and options.sheet != "all" else options.sheet
    command = [sys.executable, "-P", str(_PROGRAM)] + ([] if wanted is None else [json.dumps(wanted)])
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe) as process:
        Thread(target=_watch, args=(process, most + 2 * len(data)), daemon=True).start()
        answer, errors = process.communicate(data)
    reason = errors.decode("utf-8", "replace").strip().rpartition("\n")[2][:120]
    if process.returncode == 1 and not reason.startswith("MemoryError"):
        raise damaged(name, _PART_DAMAGED if _IN_PART.match(reason) else _ERROR_NAME.sub("", reason))
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
