"""Reading Parquet."""

from __future__ import annotations

from embedcore.errors import DataError
from embedcore.reading.arrow_columns import first_line, to_raw_table
from embedcore.reading.raw_table import RawTable, check_length, check_width

_BATCH_ROWS = 16_384  # at once, Arrow unpacks a column of lists or bytes to three times its size on the way


def read_parquet(data: bytes, name: str) -> RawTable:
    """A raw table from the bytes of a Parquet file.

    Raises DataError if the file is cut off, damaged, empty or too large.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq
    import pyarrow.types as kinds

    try:
        file = pq.ParquetFile(pa.BufferReader(data))
        check_width(file.metadata.num_columns)
        check_length(file.metadata.num_rows)
        if any(kinds.is_nested(kind) or kinds.is_binary(kind) for kind in file.schema_arrow.types):
            batches = file.iter_batches(batch_size=_BATCH_ROWS, use_threads=True)
            table = pa.Table.from_batches(batches, schema=file.schema_arrow)
        else:
            table = file.read(use_threads=True)
        return to_raw_table(table, name, "parquet", len(data))
    except DataError:
        raise
    except (pa.ArrowException, OSError, ValueError, KeyError, OverflowError, MemoryError) as error:
        raise DataError(
            f"{name} must be a whole Parquet file (got one that is cut off or damaged: "
            f"{first_line(error)}); save or download it again"
        ) from error
