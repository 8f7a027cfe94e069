"""What the messages of an Arrow stream claim to hold, before any of it is unpacked.

Arrow checks much of what it reads, but unpacks a compressed buffer to whatever size the buffer claims. The sizes
stand in the messages' metadata (FlatBuffers, as described in Arrow's Message.fbs and in the FlatBuffers internals).
"""

import struct

import numpy as np
import pyarrow as pa
import pyarrow.ipc as ipc

_DICTIONARY_BATCH, _RECORD_BATCH = 2, 3


def claimed(stream: pa.Buffer) -> tuple[int, int]:
    """The rows of all record batches of a stream, and the bytes of all buffers, unpacked, as its messages claim.

    Raises pa.ArrowInvalid, struct.error or ValueError where they can't be read.
    """
    n_rows = n_bytes = 0
    for message in ipc.MessageReader.open_stream(stream):
        data = message.metadata.to_pybytes()
        top = _followed(data, 0)
        place = _field(data, top, 1)
        kind = _number("<B", data, place) if place else 0
        if kind not in (_RECORD_BATCH, _DICTIONARY_BATCH):
            continue
        batch = _inner(data, top, 2)
        if kind == _DICTIONARY_BATCH:
            batch = _inner(data, batch, 1)
        elif place := _field(data, batch, 0):
            n_rows += _number("<q", data, place)
        n_bytes += _unpacked(data, batch, message.body)
    return n_rows, n_bytes


def _unpacked(data: bytes, batch: int, body: pa.Buffer | None) -> int:
    """The bytes of a batch's buffers: a compressed one begins with its size, or -1 where it isn't compressed."""
    if not _field(data, batch, 2):
        return 0
    total = 0
    compressed = body is not None and _field(data, batch, 3) != 0
    start = _inner(data, batch, 2)
    pairs = np.frombuffer(data, "<i8", 2 * _number("<I", data, start), start + 4).reshape(-1, 2)
    for offset, length in pairs.tolist():
        size = _number("<q", body, offset) if compressed and length else -1
        if min(offset, length) < 0 or size < -1:
            raise ValueError("a buffer of negative size")
        total += length if size == -1 else size
    return total


# A FlatBuffers table holds at its place the distance back to the list of where its fields lie, from there.


def _field(data: bytes, table: int, number: int) -> int:
    """Where a field of a table lies; 0 where it is absent."""
    fields = table - _number("<i", data, table)
    if fields < 0:
        raise ValueError("a table outside of the message")
    if 4 + 2 * number >= _number("<H", data, fields):
        return 0
    offset = _number("<H", data, fields + 4 + 2 * number)
    return table + offset if offset else 0


def _inner(data: bytes, table: int, number: int) -> int:
    """Where the table or list begins that a field leads to."""
    place = _field(data, table, number)
    if not place:
        raise ValueError("a message without content")
    return _followed(data, place)


def _followed(data: bytes, place: int) -> int:
    return place + _number("<I", data, place)


def _number(form: str, data: bytes | pa.Buffer, place: int) -> int:
    return int(struct.unpack_from(form, data, place)[0])
