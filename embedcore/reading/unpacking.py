"""Unpacking, and how far: what keeps a small file from filling the memory."""

import gzip
import io
import zlib

from embedcore.errors import DataError
from embedcore.memory import total_memory

MAX_ENTRIES = 100_000
"""Files in an archive or a folder."""

_PIECE = 1 << 20
_LEAST, _MOST = 128 << 20, 2 << 30
_BOMB_BYTES = 100 << 20
_BOMB_RATIO = 200  # tables and pictures shrink to a twentieth or so, never to a two-hundredth


def most_unpacked() -> int:
    """The most bytes that a file may unpack to: a quarter of the memory here, 128 MB to 2 GB."""
    return min(max(total_memory() // 4, _LEAST), _MOST)


def check_unpacked(name: str, size: int, packed: int, *, more: bool = False, most: int | None = None) -> None:
    """Raises DataError, with both sizes, if a file unpacks to more than it may.

    size, packed: bytes unpacked and as they came. more: size is only what was unpacked so far. most: the limit, where
    it isn't most_unpacked().
    """
    limit = most_unpacked() if most is None else most
    if size <= limit and (size <= _BOMB_BYTES or size / max(packed, 1) <= _BOMB_RATIO):
        return
    raise DataError(
        f"{name} must unpack to at most {limit >> 20:,} MB on this machine, and to no more than {_BOMB_RATIO} times "
        f"its size (got {'more than ' if more else ''}{megabytes(size)} from {megabytes(packed)}); "
        "load a part of it, or the files in it one by one"
    )


def gunzip(data: bytes, name: str) -> bytes:
    """What a gzip file holds: all of its members, one after another (RFC 1952).

    Raises DataError if it is cut off or damaged, or unpacks to more than it may.
    """
    unpacked = io.BytesIO()
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(data)) as file:
            while piece := file.read(_PIECE):
                unpacked.write(piece)
                check_unpacked(name, unpacked.tell(), len(data), more=True)
    except (zlib.error, EOFError, gzip.BadGzipFile) as error:
        raise DataError(
            f"{name} must be a whole gzip file (got a gzip archive that is cut off or damaged: {error}); "
            "download it again, or unpack it first"
        ) from error
    return unpacked.getvalue()


def megabytes(size: int) -> str:
    """A size in bytes for a sentence: "110 MB", "0.2 MB", "12 KB"."""
    if size < 100 << 10:
        return f"{-(-size // 1024):,} KB"
    return f"{size / 2**20:,.0f} MB" if size >= 10 << 20 else f"{size / 2**20:,.1f} MB"
