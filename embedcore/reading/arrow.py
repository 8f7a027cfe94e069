"""Reading Arrow: IPC files (which Feather 2 is) and IPC streams."""

from __future__ import annotations

import struct

from embedcore.errors import DataError
from embedcore.reading.arrow_columns import first_line, to_raw_table
from embedcore.reading.arrow_messages import claimed
from embedcore.reading.raw_table import RawTable, check_length
from embedcore.reading.unpack_limits import check_unpacked

FILE_END = b"ARROW1"
_STREAM_END = b"\xff\xff\xff\xff\0\0\0\0"
_STREAM_AT = 8  # an IPC file is a stream behind eight bytes, with a list of its batches at the end


def read_arrow(data: bytes, name: str, kind: str) -> RawTable:
    """A raw table from an Arrow file. kind: "arrow" (IPC file) or "arrow stream".

    Batches are read one after another and the list of them at the file's end isn't used, so that what was checked
    is what is read.
    Raises DataError if the file is cut off, damaged, empty, or unpacks to more than it may.
    """
    import pyarrow as pa
    import pyarrow.ipc as ipc

    if kind == "arrow" and not data.endswith(FILE_END):
        raise _damaged(name, "its end is missing")
    stream = pa.py_buffer(data).slice(_STREAM_AT if kind == "arrow" else 0)
    try:
        claim = claimed(stream)
        check_length(claim.n_rows)
        check_unpacked(name, claim.n_bytes, len(data))
        table = ipc.open_stream(stream).read_all()
        _check_cells(table)
        cut = kind == "arrow stream" and not data.endswith(_STREAM_END)
        said = ["The stream has no mark at its end: if it was cut off there, rows are missing."] if cut else []
        return to_raw_table(table, name, "arrow", len(data), said)
    except DataError:
        raise
    except (
        pa.ArrowException, OSError, ValueError, KeyError, TypeError, OverflowError, MemoryError, struct.error,
    ) as error:  # fmt: skip
        raise _damaged(name, first_line(error)) from error


def _damaged(name: str, what: str) -> DataError:
    return DataError(
        f"{name} must be a whole Arrow or Feather file (got one that is cut off or damaged: {what}); "
        "save or download it again"
    )


def _check_cells(table: object) -> None:
    """Offsets and indices are checked before they are followed; strings that are no UTF-8 are mended later."""
    import pyarrow as pa
    import pyarrow.types as kinds

    assert isinstance(table, pa.Table)
    for column in table.columns:
        column.validate()
        if kinds.is_string(column.type):
            column = column.cast(pa.binary())
        elif kinds.is_large_string(column.type):
            column = column.cast(pa.large_binary())
        column.validate(full=True)
