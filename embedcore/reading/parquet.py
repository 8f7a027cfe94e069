"""Parquet, read under a limit on what it may unpack to, which is checked before it is spent.

A file of 10 KB can hold a text of 200 KB once and 50,000 rows that point at it: its own sizes count what is packed.
"""

from collections.abc import Iterator, Sequence

import pyarrow as pa
import pyarrow.parquet as pq
import pyarrow.types as kinds

from embedcore.reading.raw_table import check_length, check_width
from embedcore.reading.unpacking import check_unpacked

_BATCH_ROWS = 16_384  # at once, Arrow unpacks a column of lists or bytes to three times its size on the way
_WIDTHS = {"BOOLEAN": 1, "INT32": 4, "FLOAT": 4, "INT96": 12}
_DICTIONARIES = ("RLE_DICTIONARY", "PLAIN_DICTIONARY")
_BY_PREFIX = "DELTA_BYTE_ARRAY"  # each text is written as how much of the one before it has, and the rest
_AT_ONCE = 64 << 20


def parquet_table(file: pq.ParquetFile, name: str, n_bytes: int, columns: Sequence[str] | None = None) -> pa.Table:
    """The table of an open Parquet file, or these columns of it. n_bytes: the file's size.

    Texts that the file keeps in a dictionary stay in one, so that their full length can be told before it is spent.
    Raises DataError if the file claims, or unpacks to, more than it may.
    """
    check_width(file.metadata.num_columns)
    check_length(file.metadata.num_rows)
    check_unpacked(name, _claimed(file, columns), n_bytes)
    schema = file.schema_arrow
    chosen = [field.type for field in schema if columns is None or field.name in columns]
    wanted = None if columns is None else list(columns)
    if not any(kinds.is_nested(kind) or kinds.is_binary(kind) or kinds.is_string(kind) for kind in chosen):
        return file.read(columns=wanted)
    batches: list[pa.RecordBatch] = []
    total = 0
    for batch in _batches(file, wanted, nested=any(map(kinds.is_nested, chosen))):
        batches.append(batch)
        total += batch.get_total_buffer_size()
        check_unpacked(name, total, n_bytes, more=True)
    if not batches:
        return file.read(columns=wanted)
    return pa.Table.from_batches(batches)


def _batches(file: pq.ParquetFile, columns: list[str] | None, *, nested: bool) -> Iterator[pa.RecordBatch]:
    """The rows, some at a time. Texts in lists and objects that are kept in dictionaries can't be read across groups of
    rows, each of which has a dictionary of its own: those are read one after another.
    """
    size = _batch_rows(file)
    if not nested or not any("." in path for path in _texts_in_dictionaries(file.metadata)):
        yield from file.iter_batches(batch_size=size, columns=columns, use_threads=True)
        return
    for group in range(file.num_row_groups):
        yield from file.iter_batches(batch_size=size, row_groups=[group], columns=columns, use_threads=True)


def open_parquet(source: pa.Buffer | str) -> pq.ParquetFile:
    """A Parquet file, from its bytes or its path, whose texts are read as the dictionaries that it keeps them in."""
    with pq.ParquetFile(_opened(source)) as file:
        metadata = file.metadata
    return pq.ParquetFile(_opened(source), metadata=metadata, read_dictionary=_texts_in_dictionaries(metadata))


def _opened(source: pa.Buffer | str) -> pa.BufferReader | str:
    return source if isinstance(source, str) else pa.BufferReader(source)


def _chunks(metadata: pq.FileMetaData) -> Iterator[pq.ColumnChunkMetaData]:
    for place in range(metadata.num_row_groups):
        group = metadata.row_group(place)
        for column in range(group.num_columns):
            yield group.column(column)


def _texts_in_dictionaries(metadata: pq.FileMetaData) -> list[str]:
    found: dict[str, None] = {}
    for chunk in _chunks(metadata):
        if chunk.physical_type == "BYTE_ARRAY" and any(kind in chunk.encodings for kind in _DICTIONARIES):
            found[chunk.path_in_schema] = None
    return list(found)


def _claimed(file: pq.ParquetFile, columns: Sequence[str] | None) -> int:
    """The bytes that columns unpack to, by what their metadata says; texts in dictionaries count as written."""
    total = 0
    for chunk in _chunks(file.metadata):
        if columns is None or chunk.path_in_schema.split(".")[0] in columns:
            total += max(chunk.total_uncompressed_size, _WIDTHS.get(chunk.physical_type, 8) * chunk.num_values)
    return total


def _batch_rows(file: pq.ParquetFile) -> int:
    """How many rows to read at once: few where each could be as long as its whole column is as written."""
    by_prefix = [chunk.total_uncompressed_size for chunk in _chunks(file.metadata) if _BY_PREFIX in chunk.encodings]
    longest = max(by_prefix, default=0)
    return min(_BATCH_ROWS, max(_AT_ONCE // max(longest, 1), 1))
