"""Reading Parquet, column by column, so repeated names and nested cells do no harm."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from embedcore.errors import DataError
from embedcore.reading import cells
from embedcore.reading.table import RawTable, assemble, check_length, check_width, unique_names

if TYPE_CHECKING:
    import pyarrow as pa


def read_parquet(data: bytes, name: str) -> RawTable:
    """A raw table from the bytes of a Parquet file.

    Raises DataError if the file is cut off, damaged, empty or too large.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        file = pq.ParquetFile(io.BytesIO(data))
        check_width(file.metadata.num_columns)
        check_length(file.metadata.num_rows)
        table = file.read(use_threads=True)
        names, notes = unique_names([cells.clean_text(str(n)) for n in table.column_names])
        columns = {column: _typed(table.column(place)) for place, column in enumerate(names)}
    except DataError:
        raise
    except (pa.ArrowException, OSError, ValueError, KeyError, OverflowError, MemoryError) as error:
        raise DataError(
            f"{name} must be a whole Parquet file (got one that is cut off or damaged: "
            f"{_first_line(error)}); save or download it again"
        ) from error
    if not columns or table.num_rows == 0:
        raise DataError(
            f"{name} must hold at least one row and one column (got {table.num_rows:,} rows and "
            f"{len(columns):,} columns); choose another file"
        )
    numbers = np.arange(1, table.num_rows + 1, dtype=np.int64)
    return assemble(columns, numbers=numbers, name=name, kind="parquet", notes=notes)


def _first_line(error: BaseException) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:120]


def _typed(column: pa.ChunkedArray) -> cells.TypedColumn:
    """Plain numbers, dates and strings quickly; everything nested through Python values."""
    import pyarrow as pa
    import pyarrow.types as kinds

    if kinds.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    kind = column.type
    if kinds.is_string(kind) or kinds.is_large_string(kind) or kinds.is_string_view(kind):
        return _typed_strings(column)
    if kinds.is_decimal(kind):
        column = column.cast(pa.float64())
    elif kinds.is_date(kind) or (kinds.is_timestamp(kind) and kind.tz is None):
        column = column.cast(pa.timestamp("us"), safe=False)
    elif kinds.is_timestamp(kind):
        column = column.cast(pa.timestamp("us", tz="UTC"), safe=False).cast(pa.timestamp("us"))
    elif kinds.is_integer(kind) and column.null_count == 0 and not kinds.is_uint64(kind):
        column = column.cast(pa.int64())
    elif kinds.is_floating(kind):
        column = column.cast(pa.float64())
    else:
        return cells.type_objects(column.to_pylist())
    return cells.TypedColumn(pd.Series(column.to_numpy()))


def _typed_strings(column: pa.ChunkedArray) -> cells.TypedColumn:
    import pyarrow as pa

    try:
        column.validate(full=True)
    except pa.ArrowInvalid:
        raw = column.cast(pa.large_binary()).to_pylist()
        texts = [None if item is None else item.decode("utf-8", "surrogateescape") for item in raw]
        return cells.type_objects(texts)
    values = cells.strings(column.to_pandas())
    if values.str.contains("\0", regex=False).any():
        return cells.type_objects([None if pd.isna(cell) else cell for cell in values.tolist()])
    return cells.type_text(values)
