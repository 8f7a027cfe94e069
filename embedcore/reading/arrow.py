"""Reading Arrow: IPC files (which Feather 2 is) and IPC streams."""

import pyarrow as pa
import pyarrow.ipc as ipc

from embedcore.errors import DataError
from embedcore.files import UNREADABLE
from embedcore.reading.arrow_columns import to_raw_table
from embedcore.reading.arrow_messages import claimed
from embedcore.reading.raw_table import RawTable, check_length
from embedcore.reading.source import damaged
from embedcore.reading.unpacking import check_unpacked

_FILE_END = b"ARROW1"
_STREAM_END = b"\xff\xff\xff\xff\0\0\0\0"
_STREAM_AT = 8  # an IPC file is a stream behind eight bytes, with a list of its batches at the end
_WHOLE = "Arrow or Feather file"


def read_arrow(data: bytes, name: str, kind: str) -> RawTable:
    """A raw table from an Arrow file. kind: "arrow" (IPC file) or "arrow stream".

    Batches are read one after another and the list of them at the file's end isn't used, so that what was checked
    is what is read.
    Raises DataError if the file is cut off, damaged, empty, or unpacks to more than it may.
    """
    if kind == "arrow" and not data.endswith(_FILE_END):
        raise damaged(name, _WHOLE, "its end is missing")
    stream = pa.py_buffer(data).slice(_STREAM_AT if kind == "arrow" else 0)
    try:
        n_rows, n_bytes = claimed(stream)
        check_length(n_rows)
        check_unpacked(name, n_bytes, len(data))
        table = ipc.open_stream(stream).read_all()
        _check_cells(table)
        cut = kind == "arrow stream" and not data.endswith(_STREAM_END)
        said = ["The stream has no mark at its end: if it was cut off there, rows are missing."] if cut else []
        return to_raw_table(table, name, "arrow", len(data), said)
    except DataError:
        raise
    except (pa.ArrowException, *UNREADABLE) as error:
        raise damaged(name, _WHOLE, error) from error


def _check_cells(table: pa.Table) -> None:
    """Offsets and indices are checked before they are followed; strings that are no UTF-8 are mended later."""
    as_bytes = {pa.string(): pa.binary(), pa.large_string(): pa.large_binary()}
    for column in table.columns:
        column.validate()
        if column.type in as_bytes:
            column = column.cast(as_bytes[column.type])
        column.validate(full=True)
