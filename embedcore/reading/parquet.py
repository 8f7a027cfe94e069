"""Reading Parquet."""

import pyarrow as pa
import pyarrow.parquet as pq
import pyarrow.types as kinds

from embedcore.errors import DataError
from embedcore.files import UNREADABLE
from embedcore.reading.arrow_columns import to_raw_table
from embedcore.reading.raw_table import RawTable, check_length, check_width
from embedcore.reading.source import damaged

_BATCH_ROWS = 16_384  # at once, Arrow unpacks a column of lists or bytes to three times its size on the way


def read_parquet(data: bytes, name: str) -> RawTable:
    """A raw table from the bytes of a Parquet file.

    Raises DataError if the file is cut off, damaged, empty or too large.
    """
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
    except (pa.ArrowException, *UNREADABLE) as error:
        raise damaged(name, "Parquet file", error) from error
