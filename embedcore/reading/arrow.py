"""Reading Parquet, and Arrow: IPC files (which Feather 2 is) and IPC streams."""

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


def read_arrow(data: bytes, name: str, kind: str) -> RawTable:
    """A raw table from the bytes of a file. kind: "parquet", "arrow" (IPC file) or "arrow stream".

    Raises DataError if the file is cut off, damaged, empty, or unpacks to more than it may.
    """
    whole = "Parquet file" if kind == "parquet" else "Arrow or Feather file"
    if kind == "arrow" and not data.endswith(_FILE_END):
        raise damaged(name, whole, "its end is missing")
    cut = kind == "arrow stream" and not data.endswith(_STREAM_END)
    said = ["The stream has no mark at its end: if it was cut off there, rows are missing."] if cut else []
    try:
        table = _parquet(data, name) if kind == "parquet" else _arrow(data, name, kind)
        return to_raw_table(table, name, kind.split()[0], len(data), said)
    except DataError:
        raise
    except (pa.ArrowException, *UNREADABLE) as error:
        raise damaged(name, whole, error) from error


def arrow_table(data: bytes, name: str) -> pa.Table:
    """The table of an IPC file as it is, its offsets, indices and characters checked.

    Raises DataError if the file is cut off, damaged, or unpacks to more than it may.
    """
    try:
        table = _arrow(data, name, "arrow")
        for column in table.columns:
            column.validate(full=True)
        return table
    except DataError:
        raise
    except (pa.ArrowException, *UNREADABLE) as error:
        raise damaged(name, "Arrow file", error) from error


def _parquet(data: bytes, name: str) -> pa.Table:
    from embedcore.reading.parquet import open_parquet, parquet_table

    with open_parquet(pa.py_buffer(data)) as file:
        return parquet_table(file, name, len(data))


def _arrow(data: bytes, name: str, kind: str) -> pa.Table:
    """Batches are read one after another, without the list of them at the file's end: what was checked is read."""
    stream = pa.py_buffer(data).slice(_STREAM_AT if kind == "arrow" else 0)
    n_rows, n_bytes = claimed(stream)
    check_length(n_rows)
    check_unpacked(name, n_bytes, len(data))
    table = ipc.open_stream(stream).read_all()
    _check_cells(table)
    return table


def _check_cells(table: pa.Table) -> None:
    """Offsets and indices are checked before they are followed; strings that are no UTF-8 are mended later."""
    as_bytes = {pa.string(): pa.binary(), pa.large_string(): pa.large_binary()}
    for column in table.columns:
        column.validate()
        if column.type in as_bytes:
            column = column.cast(as_bytes[column.type])
        column.validate(full=True)
