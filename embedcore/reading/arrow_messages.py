"""What the messages of an Arrow stream claim to hold, before any of it is unpacked.

Arrow checks much of what it reads, but unpacks a compressed buffer to whatever size the buffer claims. The sizes
stand in the messages' metadata (FlatBuffers, as described in Arrow's Message.fbs and in the FlatBuffers internals).
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow as pa

_DICTIONARY_BATCH, _RECORD_BATCH = 2, 3


@dataclass(frozen=True)
class Claim:
    """n_rows: rows of all record batches. n_bytes: the size of all buffers, unpacked."""

    n_rows: int
    n_bytes: int


def claimed(stream: pa.Buffer) -> Claim:
    """The rows and bytes that the messages of a stream claim.

    Raises pa.ArrowInvalid, struct.error or ValueError where they can't be read.
    """
    import pyarrow.ipc as ipc

    n_rows = n_bytes = 0
    for message in ipc.MessageReader.open_stream(stream):
        table = _Table.root(message.metadata.to_pybytes())
        kind = table.number(1, "<B")
        if kind not in (_RECORD_BATCH, _DICTIONARY_BATCH):
            continue
        batch = table.table(2)
        if kind == _DICTIONARY_BATCH:
            batch = batch.table(1)
        else:
            n_rows += batch.number(0, "<q")
        n_bytes += _unpacked(batch, message.body)
    return Claim(n_rows, n_bytes)


def _unpacked(batch: _Table, body: pa.Buffer | None) -> int:
    """The bytes of a batch's buffers: a compressed one begins with its size, or -1 where it isn't compressed."""
    total = 0
    compressed = batch.has(3)
    for offset, length in batch.pairs(2):
        if offset < 0 or length < 0:
            raise ValueError("a buffer of negative size")
        if compressed and length and body is not None:
            size = struct.unpack_from("<q", body, offset)[0]
            total += length if size == -1 else size
            if size < -1:
                raise ValueError("a buffer of negative size")
        else:
            total += length
    return total


@dataclass(frozen=True)
class _Table:
    """A FlatBuffers table: at its place the distance back to its list of field offsets."""

    data: bytes
    place: int

    @classmethod
    def root(cls, data: bytes) -> _Table:
        return cls(data, struct.unpack_from("<I", data)[0])

    def has(self, field: int) -> bool:
        return self._field(field) != 0

    def number(self, field: int, form: str) -> int:
        """A number of that struct format; 0 where the field is absent."""
        place = self._field(field)
        return int(struct.unpack_from(form, self.data, place)[0]) if place else 0

    def table(self, field: int) -> _Table:
        place = self._field(field)
        if not place:
            raise ValueError("a message without content")
        return _Table(self.data, place + struct.unpack_from("<I", self.data, place)[0])

    def pairs(self, field: int) -> list[tuple[int, int]]:
        """A vector of structs of two 64-bit numbers."""
        place = self._field(field)
        if not place:
            return []
        start = place + struct.unpack_from("<I", self.data, place)[0]
        count = struct.unpack_from("<I", self.data, start)[0]
        if count * 16 > len(self.data):
            raise ValueError("more buffers than the message can name")
        flat = struct.unpack_from(f"<{2 * count}q", self.data, start + 4)
        return list(zip(flat[::2], flat[1::2], strict=True))

    def _field(self, field: int) -> int:
        """Where a field lies, 0 where it is absent."""
        fields = self.place - struct.unpack_from("<i", self.data, self.place)[0]
        if fields < 0:
            raise ValueError("a table outside of the message")
        size = struct.unpack_from("<H", self.data, fields)[0]
        if 4 + 2 * field >= size:
            return 0
        offset = struct.unpack_from("<H", self.data, fields + 4 + 2 * field)[0]
        return self.place + offset if offset else 0
