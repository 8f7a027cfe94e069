"""Reading Parquet."""

from __future__ import annotations

import numpy as np

from embedcore.errors import DataError
from embedcore.reading.arrow_columns import check_filled, first_line, typed_columns
from embedcore.reading.table import RawTable, assemble, check_length, check_width


def read_parquet(data: bytes, name: str) -> RawTable:
    """A raw table from the bytes of a Parquet file.

    Raises DataError if the file is cut off, damaged, empty or too large.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        file = pq.ParquetFile(pa.BufferReader(data))
        check_width(file.metadata.num_columns)
        check_length(file.metadata.num_rows)
        table = file.read(use_threads=True)
        columns, notes = typed_columns(table, name, len(data))
    except DataError:
        raise
    except (pa.ArrowException, OSError, ValueError, KeyError, OverflowError, MemoryError) as error:
        raise DataError(
            f"{name} must be a whole Parquet file (got one that is cut off or damaged: "
            f"{first_line(error)}); save or download it again"
        ) from error
    check_filled(columns, table.num_rows, name)
    numbers = np.arange(1, table.num_rows + 1, dtype=np.int64)
    return assemble(columns, numbers=numbers, name=name, kind="parquet", notes=notes)
