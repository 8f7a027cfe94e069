"""The used areas of the sheets of binary workbooks: .xlsb (BIFF12 records) and .xls (BIFF8 and older).

Only what says how large a sheet is, which strings its cells refer to and which cells hold an error is looked at
([MS-XLSB], [MS-XLS]).
"""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator

import numpy as np

from embedcore.errors import require
from embedcore.reading.used_area import Damaged, UsedArea

ERRORS = {
    0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A",
}  # fmt: skip

_XLSB_ROW, _XLSB_CELLS, _XLSB_STRING_CELL = 0, (*range(2, 12), 62), 7
_XLSB_ERRORS, _XLSB_SHARED, _XLSB_SHEET = (3, 11), 19, 156

_SHEET_START, _SHEET_NAMED = (0x0009, 0x0209, 0x0409, 0x0809), 0x0085
_SIZE, _SHARED, _MORE = (0x0000, 0x0200), 0x00FC, 0x003C
_CELLS = frozenset(
    (0x0002, 0x0003, 0x0004, 0x0005, 0x0006, 0x0206, 0x0406, 0x0203, 0x0204, 0x0205, 0x027E, 0x00FD, 0x00D6)
)
_MANY_NUMBERS, _STRING_CELL, _ERROR_CELL, _FORMULA = 0x00BD, 0x00FD, 0x0205, 0x0006


def xlsb_records(part: bytes) -> Iterator[tuple[int, memoryview]]:
    """The records of a part of an .xlsb workbook: their kinds and contents."""
    view, place = memoryview(part), 0
    while place < len(part):
        kind, place = _varint(part, place, 2)
        size, place = _varint(part, place, 4)
        if place + size > len(part):
            raise Damaged("a part that is cut off")
        yield kind, view[place : place + size]
        place += size


def _varint(part: bytes, place: int, most: int) -> tuple[int, int]:
    """A number of up to that many bytes, the low seven bits of each, and the place behind it."""
    number = 0
    for shift in range(most):
        if place >= len(part):
            raise Damaged("a part that is cut off")
        byte = part[place]
        place += 1
        number |= (byte & 0x7F) << 7 * shift
        if byte < 0x80:
            break
    return number, place


def xlsb_lengths(part: bytes) -> np.ndarray:
    """How many bytes each shared string of an .xlsb workbook takes."""
    return np.array([len(record) for kind, record in xlsb_records(part) if kind == _XLSB_SHARED], dtype=np.int64)


def xlsb_area(part: bytes, lengths: np.ndarray) -> UsedArea:
    """The used area of a sheet of an .xlsb workbook."""
    area, row = UsedArea(), 0
    for kind, record in xlsb_records(part):
        if kind == _XLSB_ROW and len(record) >= 4:
            (row,) = struct.unpack_from("<I", record)
        elif kind in _XLSB_CELLS:
            (column,) = struct.unpack_from("<I", record)
            area.include(row, column)
            if kind == _XLSB_STRING_CELL:
                area.n_bytes += _length(lengths, *struct.unpack_from("<I", record, 8))
            elif kind in _XLSB_ERRORS:
                area.lost[row, column] = ERRORS.get(record[8], "#ERROR")
    return area


def xlsb_sheets(part: bytes) -> list[str]:
    """The keys under which an .xlsb workbook names its sheets, in their order."""
    keys = []
    for kind, record in xlsb_records(part):
        if kind == _XLSB_SHEET:
            (n_characters,) = struct.unpack_from("<I", record, 8)
            keys.append(bytes(record[12 : 12 + 2 * n_characters]).decode("utf-16-le", "replace"))
    return keys


def _length(lengths: np.ndarray, place: int) -> int:
    if place >= len(lengths):
        raise Damaged("cells that refer to strings that are not there")
    return int(lengths[place])


def xls_stream(data: bytes) -> bytes | None:
    """The records of an .xls workbook; None where the file holds none, as one that is protected by a password."""
    require("olefile", extra="excel", to="read .xls workbooks")
    import olefile

    with olefile.OleFileIO(io.BytesIO(data)) as file:
        for name in ("Workbook", "Book"):
            if file.exists(name):
                return bytes(file.openstream(name).read())
    return None


def xls_areas(stream: bytes) -> tuple[list[UsedArea], list[UsedArea]]:
    """The used areas of the sheets of an .xls workbook, in their order, and those of whatever else is in it."""
    areas: dict[int, UsedArea] = {}
    sheets: list[int] = []
    area = UsedArea()
    lengths = np.zeros(0, dtype=np.int64)
    strings: list[memoryview] = []
    for place, kind, record in _xls_records(stream):
        if strings and kind != _MORE:
            lengths, strings = _xls_lengths(strings), []
        if kind in _SHEET_START:
            area = areas[place] = UsedArea()
        elif kind == _SHARED or (kind == _MORE and strings):
            strings.append(record)
        elif kind == _SHEET_NAMED:
            sheets.append(*struct.unpack_from("<I", record))
        else:
            _count(area, kind, record, lengths)
    found = [areas.pop(place, UsedArea()) for place in sheets]
    return found, list(areas.values())


def _xls_records(stream: bytes) -> Iterator[tuple[int, int, memoryview]]:
    """Where each record begins, its kind and its content."""
    view, place = memoryview(stream), 0
    while place + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, place)
        yield place, kind, view[place + 4 : place + 4 + size]
        place += 4 + size


def _count(area: UsedArea, kind: int, record: memoryview, lengths: np.ndarray) -> None:
    if kind in _SIZE and len(record) >= 10:
        first, until = struct.unpack_from("<II" if len(record) >= 14 else "<HH", record)
        left, right = struct.unpack_from("<HH", record, 8 if len(record) >= 14 else 4)
        if until > first and right > left:  # room is made for what is claimed
            area.claimed = (until - first) * (right - left)
    elif kind in _CELLS:
        row, column = struct.unpack_from("<HH", record)
        area.include(row, column)
        if kind == _STRING_CELL:
            area.n_bytes += _length(lengths, *struct.unpack_from("<I", record, 6))
        elif kind == _ERROR_CELL and record[7]:
            area.lost[row, column] = ERRORS.get(record[6], "#ERROR")
        elif kind == _FORMULA and bytes(record[12:14]) == b"\xff\xff" and record[6] == 2:
            area.lost[row, column] = ERRORS.get(record[8], "#ERROR")
    elif kind == _MANY_NUMBERS:
        row, first = struct.unpack_from("<HH", record)
        (last,) = struct.unpack_from("<H", record, len(record) - 2)
        area.include(row, max(first, last), (len(record) - 6) // 6)


def _xls_lengths(parts: list[memoryview]) -> np.ndarray:
    """How many bytes each shared string takes at most: two for each of its characters."""
    lengths = []
    data = _Continued(parts)
    data.skip(4)
    n_strings = data.number(4)
    for _ in range(n_strings):
        if data.at_end:
            break
        n_characters, flags = data.number(2), data.number(1)
        n_runs = data.number(2) if flags & 8 else 0
        n_more = data.number(4) if flags & 4 else 0
        data.skip_text(n_characters, flags & 1)
        data.skip(4 * n_runs + n_more)
        lengths.append(2 * n_characters)
    return np.array(lengths, dtype=np.int64)


class _Continued:
    """Bytes that go on over several records, in each of which text begins with a byte that says how it is written."""

    def __init__(self, parts: list[memoryview]) -> None:
        self._parts, self._part, self._place = parts, 0, 0

    @property
    def at_end(self) -> bool:
        self._settle()
        return self._part >= len(self._parts)

    def _settle(self) -> None:
        while self._part < len(self._parts) and self._place >= len(self._parts[self._part]):
            self._place -= len(self._parts[self._part])
            self._part += 1

    def number(self, n_bytes: int) -> int:
        found = b""
        while len(found) < n_bytes:
            if self.at_end:
                raise Damaged("strings that are cut off")
            part = self._parts[self._part][self._place : self._place + n_bytes - len(found)]
            found += bytes(part)
            self._place += len(part)
        return int.from_bytes(found, "little")

    def skip(self, n_bytes: int) -> None:
        self._place += n_bytes
        self._settle()

    def skip_text(self, n_characters: int, wide: int) -> None:
        while n_characters:
            if self.at_end:
                raise Damaged("strings that are cut off")
            here = (len(self._parts[self._part]) - self._place) // (1 + wide)
            taken = min(n_characters, here)
            self._place += taken * (1 + wide)
            n_characters -= taken
            if n_characters:
                self._part, self._place = self._part + 1, 0
                wide = self.number(1) & 1
