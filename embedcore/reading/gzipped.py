"""Unpacking gzip, piece by piece, so that a bomb is met at the limit and not in memory."""

from __future__ import annotations

import io
import zlib

from embedcore.errors import DataError
from embedcore.reading.unpack_limits import check_unpacked

_GZIP = 31  # zlib's window bits for the gzip format
_PIECE = 1 << 20


def gunzip(data: bytes, name: str) -> bytes:
    """What a gzip file holds: all of its members, one after another (RFC 1952).

    Raises DataError if it is cut off or damaged, or unpacks to more than it may.
    """
    unpacked = io.BytesIO()
    rest: bytes | memoryview = memoryview(data)
    while rest:
        try:
            rest = _unpack_member(rest, unpacked, name, len(data))
        except (zlib.error, EOFError) as error:
            if unpacked.tell() and not any(bytes(rest[:_PIECE])):
                break  # some programs fill the last block with zeros
            raise DataError(
                f"{name} must be a whole gzip file (got a gzip archive that is cut off or damaged: {error}); "
                "download it again, or unpack it first"
            ) from error
    return unpacked.getvalue()


def _unpack_member(packed: memoryview | bytes, unpacked: io.BytesIO, name: str, n_packed: int) -> bytes | memoryview:
    """Adds one member's content to unpacked; returns what follows the member."""
    unpacker = zlib.decompressobj(_GZIP)
    start = 0
    while not unpacker.eof:
        piece = unpacker.unconsumed_tail
        if not piece:
            piece = bytes(packed[start : start + _PIECE])
            start += len(piece)
            if not piece:
                raise EOFError("the end is missing")
        unpacked.write(unpacker.decompress(piece, _PIECE))
        check_unpacked(name, unpacked.tell(), n_packed, more=True)
    return packed[start - len(unpacker.unused_data) :]
