"""How much of each sheet of a workbook is used, counted before anything is unfolded.

The reader of workbooks makes room for rows times columns, and for a shared string once per cell that refers to it;
a file of a few kilobytes can ask for more memory than there is, which ends the process.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipInfo

from embedcore.errors import DataError
from embedcore.reading.raw_table import check_width
from embedcore.reading.unpack_limits import check_unpacked, most_unpacked

CHUNK = 1 << 18
_ENCRYPTED = 0x1
_CELL_BYTES = 64  # of a cell, filled or not, in the reader and as a Python object
_SPARSE_CELLS, _SPARSE_RATIO = 1 << 24, 50


class Damaged(Exception):
    """A part of a workbook is not what it should be."""


@dataclass
class UsedArea:
    """What a sheet holds: rows and columns from A1 to the last filled cell.

    claimed: cells that the sheet says it has. n_bytes: the text of its cells, shared strings and repeated cells
    unfolded. lost: what the reader would not give back, by row and column from 0: errors, and whole numbers of more
    than 15 digits. n_uncomputed: formulas without a value.
    """

    n_rows: int = 0
    n_columns: int = 0
    n_filled: int = 0
    claimed: int = 0
    n_bytes: int = 0
    n_uncomputed: int = 0
    lost: dict[tuple[int, int], str | int] = field(default_factory=dict)

    def include(self, row: int, column: int, n_filled: int = 1) -> None:
        """Counts the filled cell at a row and column from 0, or n_filled of them that end there."""
        self.n_rows, self.n_columns = max(self.n_rows, row + 1), max(self.n_columns, column + 1)
        self.n_filled += n_filled

    def check(self, name: str, packed: int) -> None:
        """Raises DataError where reading the sheet would take more memory than it may. packed: the file's size."""
        check_width(self.n_columns)
        check_unpacked(name, self.n_bytes, packed)
        most = min(most_unpacked() // _CELL_BYTES, max(_SPARSE_CELLS, _SPARSE_RATIO * self.n_filled))
        if max(self.n_rows * self.n_columns, self.claimed) > most:
            raise DataError(
                f"{name} must have sheets of at most {most:,} cells on this machine (got {self.n_rows:,} rows x "
                f"{self.n_columns:,} columns with {self.n_filled:,} filled cells); delete what stands far from the "
                "table, or save the table as CSV"
            )


def unpacked(data: bytes, part: ZipInfo) -> Iterator[bytes]:
    """A part of an archive, chunk by chunk, and never more than the archive's directory says.

    zipfile would stop there without a word, while other readers go on.
    """
    at = part.header_offset
    if data[at : at + 4] != b"PK\x03\x04":
        raise BadZipFile("a part without a header")
    if part.compress_type not in (ZIP_STORED, ZIP_DEFLATED) or part.flag_bits & _ENCRYPTED:
        raise BadZipFile("a part packed by an unusual method")
    start = at + 30 + sum(struct.unpack_from("<HH", data, at + 26))
    packed = memoryview(data)[start : start + part.compress_size]
    size = 0
    for chunk in _inflated(packed) if part.compress_type == ZIP_DEFLATED else [bytes(packed)]:
        size += len(chunk)
        if size > part.file_size:
            raise BadZipFile("a part larger than it claims")
        yield chunk
    if size != part.file_size:
        raise BadZipFile("a part smaller than it claims")


def _inflated(packed: memoryview) -> Iterator[bytes]:
    inflate = zlib.decompressobj(-zlib.MAX_WBITS)
    for place in range(0, len(packed), CHUNK):
        rest = bytes(packed[place : place + CHUNK])
        while rest:
            yield inflate.decompress(rest, CHUNK)
            rest = inflate.unconsumed_tail
    while not inflate.eof:
        chunk = inflate.decompress(b"", CHUNK)
        if not chunk:
            raise BadZipFile("a part that is cut off")
        yield chunk
