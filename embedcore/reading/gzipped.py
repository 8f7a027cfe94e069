"""Unpacking gzip, piece by piece, so that a bomb is met at the limit and not in memory."""

import gzip
import io
import zlib

from embedcore.errors import DataError
from embedcore.reading.unpack_limits import check_unpacked

_PIECE = 1 << 20


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
