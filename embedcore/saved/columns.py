"""The columns of a table in Arrow, and back as the very same kind of column."""

import json
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.types as kinds

from embedcore.errors import DataError
from embedcore.reading import cells
from embedcore.saved.archive import Archive, Parts
from embedcore.saved.values import listing, mapping

_NUMPY = "biufmM"
_IN_ARROW = (
    kinds.is_boolean, kinds.is_integer, kinds.is_floating, kinds.is_large_string, kinds.is_string, kinds.is_binary,
    kinds.is_large_binary, kinds.is_temporal, kinds.is_decimal,
)  # fmt: skip


def encode_table(columns: Mapping[str, pd.Series], parts: Parts, path: str) -> dict[str, Any]:
    """A table as JSON, with its cells in a part. Raises DataError for a column that can't come back as it is."""
    names = list(columns)
    made = [encode_column(columns[name], name) for name in names]
    table = pa.table([array for array, _ in made], names=[str(place) for place in range(len(made))])
    described = [{"name": name, **kind} for name, (_, kind) in zip(names, made, strict=True)]
    return {"columns": described, "cells": parts.add_table(path, table)}


def decode_table(value: object, archive: Archive, path: str, n_rows: int) -> dict[str, pd.Series]:
    """The columns again. Raises DataError where they are not so many rows, or not what they are said to be."""
    content = mapping(value, archive, path)
    described = [mapping(one, archive, path) for one in listing(content.get("columns"), archive, path)]
    table = archive.table(content.get("cells"))
    if table.num_columns != len(described) or table.num_rows != n_rows:
        archive.refuse(f"{path} has {table.num_rows} rows and {table.num_columns} columns")
    columns: dict[str, pd.Series] = {}
    for place, kind in enumerate(described):
        name = kind.get("name")
        if not isinstance(name, str) or name in columns:
            archive.refuse(f"{path} has a column {name!r:.60}")
        columns[name] = decode_column(table.column(place), kind, archive, f"{path}/{name:.60}")
    return columns


def same_cells(a: pd.Series, b: pd.Series) -> bool:
    """Whether two columns are of one kind and hold the same, bit for bit; rather False than wrong."""
    if a.dtype != b.dtype or len(a) != len(b):
        return False
    if isinstance(a.dtype, np.dtype) and a.dtype.kind in "fmM":
        bits = f"u{a.dtype.itemsize}"
        return bool((a.to_numpy().view(bits) == b.to_numpy().view(bits)).all())
    (one, kind), (other, other_kind) = encode_column(a, "a"), encode_column(b, "b")
    return kind == other_kind and bool(one.equals(other))


def encode_column(column: pd.Series, name: str) -> tuple[pa.ChunkedArray, dict[str, Any]]:
    """The cells in Arrow, and what kind of column they were."""
    dtype = column.dtype
    try:
        if isinstance(dtype, np.dtype) and dtype.kind in _NUMPY:
            return _chunked(pa.array(column.to_numpy(), from_pandas=False)), {"kind": "numpy", "dtype": dtype.str}
        if isinstance(dtype, pd.StringDtype):
            missing = "NA" if dtype.na_value is pd.NA else "nan"
            cells_there = _chunked(pa.array(column.array, type=pa.large_string()))
            return cells_there, {"kind": "text", "storage": dtype.storage, "missing": missing}
        if isinstance(dtype, pd.ArrowDtype) and _is_allowed(dtype.pyarrow_dtype):
            return _chunked(column.array.__arrow_array__()), {"kind": "arrow"}
        if isinstance(dtype, pd.CategoricalDtype):
            return _encode_category(column, name)
        if isinstance(dtype, pd.DatetimeTZDtype):
            return _chunked(pa.array(column.array)), {"kind": "zoned", "dtype": str(dtype)}
        if hasattr(dtype, "numpy_dtype"):  # Int64, Float32, boolean
            return _chunked(column.array.__arrow_array__()), {"kind": "nullable", "dtype": str(dtype)}
        if isinstance(dtype, np.dtype) and dtype.kind == "O":
            return _encode_objects(column.tolist())
    except (pa.ArrowException, ValueError, TypeError) as error:
        raise _unsavable(name, str(error)) from error
    raise _unsavable(name, f"cells of {dtype}")


def decode_column(cells_there: pa.ChunkedArray, kind: Mapping[str, Any], archive: Archive, path: str) -> pd.Series:
    """The column that encode_column was given."""
    made: pd.Series | None = None
    of, dtype = kind.get("kind"), kind.get("dtype")
    arrow = cells_there.type
    if of == "numpy" and isinstance(dtype, str):
        made = _decode_numpy(cells_there, np.dtype(dtype))
    elif of == "text" and kinds.is_large_string(arrow):
        missing: Any = {"NA": pd.NA, "nan": np.nan}[str(kind.get("missing"))]
        storage: Any = kind.get("storage")
        wanted: Any = pd.StringDtype(storage, na_value=missing)
        made = pd.Series(wanted.__from_arrow__(cells_there), dtype=wanted)
    elif of == "arrow" and _is_allowed(arrow):
        made = cells.in_arrow(cells_there)
    elif of == "category" and kinds.is_dictionary(arrow):
        made = _decode_category(cells_there, kind, archive, path)
    elif of in ("zoned", "nullable") and isinstance(dtype, str):
        found: Any = pd.api.types.pandas_dtype(dtype)
        if isinstance(found, pd.DatetimeTZDtype) if of == "zoned" else hasattr(found, "numpy_dtype"):
            made = pd.Series(found.__from_arrow__(cells_there), dtype=found)
    elif of == "bytes" and kinds.is_large_binary(arrow):
        made = pd.Series(cells_there.to_pylist(), dtype=object)
    elif of == "json" and kinds.is_large_string(arrow) and not cells_there.null_count:
        made = pd.Series([json.loads(cell) for cell in cells_there.to_pylist()], dtype=object)
    if made is None or len(made) != len(cells_there):
        archive.refuse(f"{path} is said to be {kind.get('kind')!r:.40} and holds {arrow}")
    return made


def _decode_numpy(cells_there: pa.ChunkedArray, dtype: np.dtype[Any]) -> pd.Series | None:
    if dtype.kind not in _NUMPY or (cells_there.null_count and dtype.kind not in "mM"):
        return None
    array = cells_there.to_numpy()
    if array.dtype != dtype:
        return None
    return pd.Series(array)


def _encode_category(column: pd.Series, name: str) -> tuple[pa.ChunkedArray, dict[str, Any]]:
    categories, kind = encode_column(column.cat.categories.to_series(), name)
    codes = column.cat.codes.to_numpy()
    indices = pa.array(codes.astype(np.int32), mask=codes < 0)
    made = pa.DictionaryArray.from_arrays(indices, categories.combine_chunks())
    return _chunked(made), {"kind": "category", "ordered": bool(column.cat.ordered), "categories": kind}


def _decode_category(
    cells_there: pa.ChunkedArray, kind: Mapping[str, Any], archive: Archive, path: str
) -> pd.Series | None:
    whole = cells_there.unify_dictionaries().combine_chunks()
    if isinstance(whole, pa.ChunkedArray):
        whole = whole.chunk(0)
    inner = mapping(kind.get("categories"), archive, path)
    if inner.get("kind") == "category":
        return None
    categories = decode_column(pa.chunked_array([whole.dictionary]), inner, archive, path)
    codes = whole.indices.fill_null(-1).to_numpy()
    return pd.Series(pd.Categorical.from_codes(codes, pd.Index(categories), ordered=kind.get("ordered") is True))


def _encode_objects(values: list[Any]) -> tuple[pa.ChunkedArray, dict[str, Any]]:
    """Python's own values: bytes, or whatever JSON gives back as it was. Raises TypeError for others."""
    if all(value is None or type(value) is bytes for value in values):
        return _chunked(pa.array(values, type=pa.large_binary())), {"kind": "bytes"}
    if odd := [type(value).__name__ for value in values if not _is_plain(value)]:
        raise TypeError(f"a {odd[0]}")
    return _chunked(pa.array(list(map(json.dumps, values)), type=pa.large_string())), {"kind": "json"}


def _is_plain(value: object) -> bool:
    if type(value) is list:
        return all(map(_is_plain, value))
    if type(value) is dict:
        return all(type(key) is str and _is_plain(inner) for key, inner in value.items())
    return value is None or type(value) in (str, int, float, bool)


def _is_allowed(kind: pa.DataType) -> bool:
    if kinds.is_list(kind) or kinds.is_large_list(kind) or kinds.is_fixed_size_list(kind):
        kind = kind.value_type
    return any(test(kind) for test in _IN_ARROW)


def _chunked(array: pa.Array | pa.ChunkedArray) -> pa.ChunkedArray:
    return array if isinstance(array, pa.ChunkedArray) else pa.chunked_array([array])


def _unsavable(name: str, got: str) -> DataError:
    return DataError(
        f'column "{name}" must hold texts, numbers, dates, bytes or lists of numbers to be saved (got {got:.200}); '
        "turn it into text, or leave it out"
    )
