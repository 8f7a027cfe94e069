"""Unpacking, and how far: what keeps a small file from filling the memory."""

import io
import zlib

from embedcore.errors import DataError
from embedcore.memory import total_memory

MAX_ENTRIES = 100_000
"""Files in an archive or a folder."""

_PIECE = 1 << 20
_FIRST_FED = 1 << 10
_CHECKED = "CRC check failed"
_GZIP = 16 + zlib.MAX_WBITS
_LEAST, _MOST = 128 << 20, 2 << 30
_BOMB_BYTES = 100 << 20
BOMB_RATIO = 200
"""Tables and pictures shrink to a twentieth or so, never to a two-hundredth."""


def most_unpacked() -> int:
    """The most bytes that a file may unpack to: a quarter of the memory here, 128 MB to 2 GB."""
    return min(max(total_memory() // 4, _LEAST), _MOST)


def check_unpacked(name: str, size: int, packed: int, *, more: bool = False, most: int | None = None) -> None:
    """Raises DataError, with both sizes, if a file unpacks to more than it may.

    size, packed: bytes unpacked and as they came. more: size is only what was unpacked so far. most: the limit, where
    it isn't most_unpacked().
    """
    limit = most_unpacked() if most is None else most
    if size <= limit and (size <= _BOMB_BYTES or size / max(packed, 1) <= BOMB_RATIO):
        return
    raise DataError(
        f"{name} must unpack to at most {limit >> 20:,} MB on this machine, and to no more than {BOMB_RATIO} times "
        f"its size (got {'more than ' if more else ''}{megabytes(size)} from {megabytes(packed)}); "
        "load a part of it, or the files in it one by one"
    )


def gunzip(data: bytes, name: str) -> bytes:
    """What a gzip file holds: all of its members, one after another (RFC 1952).

    Raises DataError if it is cut off or damaged, or unpacks to more than it may.
    """
    unpacked = io.BytesIO()
    at = n_members = 0
    try:
        while at < len(data):
            n_members += 1
            if n_members > MAX_ENTRIES:
                raise DataError(f"{name} must hold at most {MAX_ENTRIES:,} packed parts (got more); pack it as one")
            at = _end_of_member(data, at, unpacked, name)
            while at < len(data) and data[at] == 0:  # padding
                at += 1
    except zlib.error as error:
        raise _damaged_gzip(name, _CHECKED if "data check" in str(error) else error) from error
    return unpacked.getvalue()


def _end_of_member(data: bytes, at: int, unpacked: io.BytesIO, name: str) -> int:
    """Where the member that begins at `at` ends. It is fed piece by piece, ever longer ones: most are long or tiny."""
    member = zlib.decompressobj(wbits=_GZIP)
    size = _FIRST_FED
    fed = memoryview(data)
    while not member.eof:
        if at >= len(data):
            raise _damaged_gzip(name, "its end is missing")
        piece = fed[at : at + size]
        at += len(piece)
        rest: bytes | memoryview = piece
        written = _PIECE
        while (rest or written == _PIECE) and not member.eof:
            written = unpacked.write(member.decompress(rest, _PIECE))
            check_unpacked(name, unpacked.tell(), len(data), more=True)
            rest = member.unconsumed_tail
        size = min(2 * size, _PIECE)
    return at - len(member.unused_data)


def _damaged_gzip(name: str, what: object) -> DataError:
    return DataError(
        f"{name} must be a whole gzip file (got a gzip archive that is cut off or damaged: {what}); "
        "download it again, or unpack it first"
    )


def megabytes(size: int) -> str:
    """A size in bytes for a sentence: "110 MB", "0.2 MB", "12 KB"."""
    if size < 100 << 10:
        return f"{-(-size // 1024):,} KB"
    return f"{size / 2**20:,.0f} MB" if size >= 10 << 20 else f"{size / 2**20:,.1f} MB"
