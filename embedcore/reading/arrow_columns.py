"""From the columns of an Arrow table to typed columns: what Parquet, Arrow and Feather files have in common."""

import contextlib
from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.types as kinds

from embedcore.errors import DataError
from embedcore.reading import cells
from embedcore.reading.raw_table import WIDE, RawTable, assemble, check_length, check_width, unique_names
from embedcore.reading.unfold import MOST_DEPTH, Unfolding, column_unfolded
from embedcore.reading.unpacking import check_unpacked, megabytes

_MOST_NOTHING = 1_000_000
_CELL_BYTES, _OBJECT_BYTES = 8, 48


def to_raw_table(table: pa.Table, name: str, kind: str, n_bytes: int, said: Sequence[str] = ()) -> RawTable:
    """A raw table with unique names. n_bytes: the file's size. said: notes on the file.

    Lists of numbers and binary cells stay in Arrow's memory. Structs become a column for each thing in them,
    "review.title"; a column of pictures as Hugging Face writes them, structs of "bytes" and "path", becomes one of
    bytes and one of the paths.
    Raises DataError for a table without a row or a column.
    """
    check_width(table.num_columns)
    check_length(table.num_rows)
    if table.num_rows == 0 or table.num_columns == 0:
        raise DataError(
            f"{name} must hold at least one row and one column (got {table.num_rows:,} rows and "
            f"{table.num_columns:,} columns); choose another file"
        )
    check_unpacked(name, _CELL_BYTES * table.num_rows * table.num_columns, n_bytes)
    unfolding = Unfolding(n_bytes)
    typed: list[tuple[str, cells.TypedColumn]] = []
    for place, title in enumerate(map(str, table.column_names)):
        what = f'column "{cells.clean_text(title)}" of {name}'
        for part, column in _parts(title, table.column(place), unfolding, what=what, n_bytes=n_bytes):
            wide = table.num_columns > WIDE
            typed += _typed(part, column, unfolding, what=what, n_bytes=n_bytes, wide=wide)
            check_width(len(typed))
    names, notes = unique_names([cells.clean_text(title) for title, _ in typed])
    columns = {title: column for title, (_, column) in zip(names, typed, strict=True)}
    return assemble(columns, name=name, kind=kind, notes=[*notes, *said, *unfolding.notes()])


def _parts(
    name: str, column: pa.ChunkedArray, said: Unfolding, *, what: str, n_bytes: int, depth: int = 0
) -> Iterator[tuple[str, pa.ChunkedArray]]:
    """A column, or those in it: extension types as what they are stored as, structs and pictures taken apart."""
    while isinstance(column.type, pa.BaseExtensionType):
        kind = column.type.storage_type
        column = pa.chunked_array([chunk.storage for chunk in column.chunks], type=kind)
    _check_layout(column, what, n_bytes)
    kind = column.type
    fields = [field.name for field in kind] if kinds.is_struct(kind) else []
    if set(fields) == {"bytes", "path"}:
        yield from _pictures(name, column)
    elif not fields or depth >= MOST_DEPTH or set(fields) == {"indices", "values"} or len(set(fields)) < len(fields):
        yield name, column
    else:
        said.unfolded[name] = None
        for place, field in enumerate(fields):
            inner = pc.struct_field(column, [place])
            yield from _parts(f"{name}.{field}", inner, said, what=what, n_bytes=n_bytes, depth=depth + 1)


def _pictures(name: str, column: pa.ChunkedArray) -> Iterator[tuple[str, pa.ChunkedArray]]:
    pictures, paths = pc.struct_field(column, "bytes"), pc.struct_field(column, "path")
    if pictures.null_count == len(pictures):
        yield name, paths
        return
    yield name, pictures
    if paths.null_count < len(paths):
        yield f"{name} path", paths


def _typed(
    name: str, column: pa.ChunkedArray, said: Unfolding, *, what: str, n_bytes: int, wide: bool
) -> Iterator[tuple[str, cells.TypedColumn]]:
    """Plain numbers, dates and strings quickly; lists of numbers and bytes as they are; the rest as Python values."""
    if kinds.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    kind = column.type
    kept = pa.large_binary() if _is_bytes(kind) else _list_type(kind)
    if _is_text(kind):
        yield name, _typed_strings(column)
    elif kept is not None and column.null_count < len(column):
        yield name, cells.TypedColumn(cells.in_arrow(column.cast(kept)))
    elif (plain := _plain(column, wide=wide)) is not None:
        yield name, cells.TypedColumn(pd.Series(plain.to_numpy()))
    elif kinds.is_nested(kind):
        check_unpacked(what, sum(map(_as_objects, column.chunks)), n_bytes)
        for title, values in column_unfolded(name, column.to_pylist(maps_as_pydicts="lossy"), said):
            yield title, cells.type_objects(values)
    else:
        yield name, cells.type_objects(column.to_pylist())


def _plain(column: pa.ChunkedArray, *, wide: bool) -> pa.ChunkedArray | None:
    """Numbers and times in the type in which they are kept; None for any other column."""
    kind = column.type
    if kinds.is_decimal(kind):
        return column.cast(pa.float64())
    if kinds.is_date(kind) or (kinds.is_timestamp(kind) and kind.tz is None):
        return column.cast(pa.timestamp("us"), safe=False)
    if kinds.is_timestamp(kind):
        return column.cast(pa.timestamp("us", tz="UTC"), safe=False).cast(pa.timestamp("us"))
    if kinds.is_integer(kind) and column.null_count == 0 and not kinds.is_uint64(kind):
        return column.cast(pa.int64())
    if kinds.is_floating(kind):
        return column if wide and kinds.is_float32(kind) else column.cast(pa.float64())
    return None


def _is_text(kind: pa.DataType) -> bool:
    return bool(kinds.is_string(kind) or kinds.is_large_string(kind) or kinds.is_string_view(kind))


def _is_bytes(kind: pa.DataType) -> bool:
    return bool(kinds.is_binary(kind) or kinds.is_large_binary(kind) or kinds.is_binary_view(kind))


def _is_list(kind: pa.DataType) -> bool:
    return bool(kinds.is_list(kind) or kinds.is_large_list(kind) or kinds.is_fixed_size_list(kind))


def _list_type(kind: pa.DataType) -> pa.DataType | None:
    """The type in which a column of lists of numbers is kept; None for any other column."""
    if not _is_list(kind):
        return None
    value = kind.value_type
    if kinds.is_float16(value) or kinds.is_float32(value):
        value = pa.float32()
    elif kinds.is_floating(value) or kinds.is_decimal(value):
        value = pa.float64()
    elif kinds.is_integer(value) and not kinds.is_uint64(value):
        value = pa.int64()
    else:
        return None
    return pa.large_list(value) if kinds.is_large_list(kind) else pa.list_(value)


def _check_layout(column: pa.ChunkedArray, name: str, n_bytes: int) -> None:
    """Refuses layouts in which a few bytes stand for very many cells, or for the same long cell many times."""
    nested = list(_all_types(column.type))
    for kind in nested:
        if kinds.is_run_end_encoded(kind) or kinds.is_list_view(kind) or kinds.is_large_list_view(kind):
            raise DataError(
                f"{name} must be saved in plain columns (got {kind}); save it as strings, numbers or lists of numbers"
            )
        if kinds.is_dictionary(kind) and kinds.is_nested(kind.value_type):
            raise DataError(
                f"{name} must be saved in plain columns (got {kind}); save it without dictionaries of lists"
            )
    if any(map(kinds.is_null, nested[1:])):
        n_cells = sum(map(_n_nothing, column.chunks))
        if n_cells > max(n_bytes, _MOST_NOTHING):
            raise DataError(
                f"{name} must hold something (got {n_cells:,} cells of nothing in {megabytes(n_bytes)}); leave it out"
            )
    kind = column.type
    if kinds.is_dictionary(kind) and (_is_text(kind.value_type) or _is_bytes(kind.value_type)):
        lengths = [pc.binary_length(chunk.dictionary).take(chunk.indices) for chunk in column.chunks]
        check_unpacked(name, sum(pc.sum(each).as_py() or 0 for each in lengths), n_bytes)
    elif kinds.is_string_view(kind) or kinds.is_binary_view(kind):
        check_unpacked(name, sum(map(_viewed_bytes, column.chunks)), n_bytes)


def _as_objects(array: pa.Array) -> int:
    """About the bytes that an array takes as Python objects, where a text of a dictionary is one at each place."""
    kind = array.type
    if isinstance(kind, pa.BaseExtensionType):
        return _as_objects(array.storage)
    if kinds.is_dictionary(kind):
        lengths = 0
        if _is_text(kind.value_type) or _is_bytes(kind.value_type):
            lengths = pc.sum(pc.binary_length(array.dictionary).take(array.indices)).as_py() or 0
        return _OBJECT_BYTES * len(array) + int(lengths)
    if kinds.is_map(kind):
        return _OBJECT_BYTES * len(array) + _as_objects(array.keys) + _as_objects(array.items)
    if _is_list(kind):
        return _OBJECT_BYTES * len(array) + _as_objects(array.flatten())
    if kinds.is_struct(kind):
        return _OBJECT_BYTES * len(array) + sum(map(_as_objects, array.flatten()))
    inside = 0
    if _is_text(kind) or _is_bytes(kind):
        inside = _viewed_bytes(array) if kinds.is_string_view(kind) or kinds.is_binary_view(kind) else 0
        inside = inside or int(pc.sum(pc.binary_length(array)).as_py() or 0)
    return _OBJECT_BYTES * len(array) + inside


def _n_nothing(array: pa.Array) -> int:
    """How many cells of the null type an array holds inside: they take no room in a file."""
    if kinds.is_null(array.type):
        return len(array)
    if kinds.is_map(array.type):
        return _n_nothing(array.keys) + _n_nothing(array.items)
    if _is_list(array.type):
        return _n_nothing(array.flatten())
    return sum(_n_nothing(array.field(place)) for place in range(array.type.num_fields))


def _viewed_bytes(views: pa.Array) -> int:
    """The bytes that views stand for: each view is 16 bytes, its length the first four (Arrow columnar format)."""
    buffer = views.buffers()[1]
    if buffer is None:
        return 0
    lengths = np.frombuffer(buffer, dtype=np.int32)[4 * views.offset :: 4][: len(views)]
    return int(np.maximum(lengths, 0).sum(dtype=np.int64))


def _all_types(kind: pa.DataType) -> Iterator[pa.DataType]:
    yield kind
    for place in range(kind.num_fields):
        yield from _all_types(kind.field(place).type)


def _typed_strings(column: pa.ChunkedArray) -> cells.TypedColumn:
    with contextlib.suppress(pa.ArrowInvalid):
        column.validate(full=True)
        values = cells.strings(column.to_pandas())
        if not values.str.contains("\0", regex=False).any():
            return cells.type_text(values)
    raw = column.cast(pa.large_binary()).to_pylist()
    return cells.type_objects([None if item is None else item.decode("utf-8", "surrogateescape") for item in raw])
