"""Reading NumPy's files: NPY, one array; NPZ, a ZIP of them. Never pickles, which could run code.

The header is read with NumPy's own functions, the array is then a view of the bytes: nothing is allocated by what
a header claims. Format: numpy.lib.format (NEP 1).
"""

import io
import math
import sys
import tokenize
from collections.abc import Callable, Mapping

import numpy as np
import pyarrow as pa

from embedcore.errors import DataError, ParameterError
from embedcore.reading import cells
from embedcore.reading.pictures import Unusable
from embedcore.reading.raw_table import RawTable, assemble, check_length, unique_names
from embedcore.reading.source import damaged

VECTOR_COLUMN = "vector"
_SHAPES_LISTED = 10
_LONGEST_HEAD = 1 << 17  # longer ones than 10,000 bytes are refused anyway
_HEADERS = {(1, 0): np.lib.format.read_array_header_1_0, (2, 0): np.lib.format.read_array_header_2_0}


def read_npy(data: bytes, name: str) -> RawTable:
    """A table of one column "vector" from the (n_rows, n_dims) array of an NPY file.

    Raises DataError if the file is cut off or damaged, or its array is no such array of numbers.
    """
    return vectors_table(checked_vectors(parse_npy(data, name), name), name, [])


def vectors_table(vectors: np.ndarray, name: str, notes: list[str]) -> RawTable:
    """The table of an NPY file, whose one column "vector" is not a copy where the vectors are float32 in rows."""
    return _table({}, vectors, name, "npy", notes)


def read_npz(arrays: Mapping[str, Callable[[], bytes]], name: str, wanted: str | None) -> RawTable:
    """A table from an NPZ file: its two-dimensional array as the column "vector", others of as many rows as columns.

    arrays: what reads the bytes of each array. wanted: the array that holds the vectors, if there are several.
    Raises DataError if an array can't be read, or it is not clear which one holds the vectors.
    """
    read: dict[str, np.ndarray] = {}
    for key, get in arrays.items():
        title = f'{name} ("{key}")'
        try:
            read[key] = parse_npy(get(), title)
        except Unusable as reason:
            raise DataError(f"{title} must be an array that can be read (got one that is {reason})") from reason
    key = _chosen(read, name, wanted)
    vectors = checked_vectors(read.pop(key), f'{name} ("{key}")')
    columns = {
        k: array for k, array in read.items() if array.shape == (len(vectors),) and array.dtype.kind in "biufUSM"
    }
    notes = [f'The vectors are the array "{key}".'] if arrays and len(arrays) > 1 else []
    unread = [f'"{k}" {_shape(array)}' for k, array in read.items() if k not in columns]
    if unread:
        notes.append(f"Not read, because they are no column of {len(vectors):,} cells: {', '.join(unread)}.")
    return _table(columns, vectors, name, "npz", notes)


def parse_npy(data: bytes | memoryview, name: str) -> np.ndarray:
    """The array of an NPY file, a view of its bytes.

    Raises DataError if the file is no NPY, is cut off or damaged, or holds Python objects.
    """
    stream = io.BytesIO(data[:_LONGEST_HEAD])
    try:
        version = np.lib.format.read_magic(stream)
        if version not in _HEADERS:
            raise ValueError(f"version {version} of the format")
        shape, fortran, kind = _HEADERS[version](stream)
        if kind.hasobject:
            raise DataError(
                f"{name} must hold plain numbers (got pickled Python objects, which could run code and are never "
                "opened); save it as an array of numbers"
            )
        content = memoryview(data)[stream.tell() :]
        if kind.itemsize == 0 or math.prod(shape) * kind.itemsize != len(content):
            raise ValueError(f"{len(content):,} bytes of content for the shape {shape} of {kind}")
        if kind.kind == "U" and len(content):
            characters = np.frombuffer(content, dtype=np.dtype(np.uint32).newbyteorder(kind.byteorder))
            if characters.max() > sys.maxunicode:
                raise ValueError("characters that are not Unicode")
        return np.frombuffer(content, dtype=kind).reshape(shape, order="F" if fortran else "C")
    except DataError:
        raise
    except (ValueError, TypeError, EOFError, OverflowError, SyntaxError, RecursionError, tokenize.TokenError) as error:
        raise damaged(name, "NumPy file", error, "save it again with numpy.save") from error


def checked_vectors(array: np.ndarray, name: str) -> np.ndarray:
    """The array, if it is (n_rows, n_dims) of real numbers.

    Raises DataError otherwise.
    """
    kinds = {"c": "complex numbers", "b": "true and false", "U": "text", "S": "text", "M": "dates", "m": "durations"}
    if array.dtype.kind not in "iuf" or array.dtype.itemsize > 8:
        got = kinds.get(array.dtype.kind, f"cells of {array.dtype}")
        raise DataError(f"{name} must hold real numbers (got {got}); save the vectors as float32")
    if array.ndim != 2 or 0 in array.shape:
        advice = "reshape it to one row for each vector" if array.size else "save the array with its rows"
        raise DataError(
            f"{name} must hold a table of vectors, (rows, dimensions), neither of them 0 (got {_shape(array)}); "
            f"{advice}"
        )
    check_length(len(array))
    return array


def as_lists(vectors: np.ndarray) -> pa.Array:
    """(n_rows, n_dims) float32 or float64 as lists in Arrow's memory, not copied where they lie in rows."""
    flat = pa.array(np.ascontiguousarray(vectors).reshape(-1))
    kind = pa.large_list if vectors.size > np.iinfo(np.int32).max else pa.list_
    return pa.FixedSizeListArray.from_arrays(flat, vectors.shape[1]).cast(kind(flat.type))


def vector_column(vectors: np.ndarray) -> cells.TypedColumn:
    """(n_rows, n_dims) numbers as a column of lists; float32 and float64 in rows are not copied."""
    if vectors.dtype not in (np.dtype(np.float32), np.dtype(np.float64)):
        exact = vectors.dtype.itemsize <= 2
        vectors = vectors.astype(np.float32 if exact else np.float64)
    return cells.TypedColumn(cells.in_arrow(as_lists(vectors)))


def _chosen(arrays: Mapping[str, np.ndarray], name: str, wanted: str | None) -> str:
    """The array that holds the vectors."""
    listed = ", ".join(f'"{key}" {_shape(array)}' for key, array in list(arrays.items())[:_SHAPES_LISTED])
    if wanted is not None:
        if wanted not in arrays:
            raise ParameterError(f"array must be one of those in {name}: {listed} (got {wanted!r}); choose one")
        return wanted
    tables = [key for key, array in arrays.items() if array.ndim == 2]
    if len(tables) == 1:
        return tables[0]
    if not tables:
        raise DataError(
            f"{name} must hold a table of vectors, (rows, dimensions) (got {listed}); save the vectors in one array"
        )
    raise DataError(
        f"{name} must hold one table of vectors, or be told which one to take (got {listed}); "
        f'name it, as in array="{tables[0]}"'
    )


def _table(arrays: Mapping[str, np.ndarray], vectors: np.ndarray, name: str, kind: str, notes: list[str]) -> RawTable:
    names, name_notes = unique_names([VECTOR_COLUMN, *(cells.clean_text(key) for key in arrays)])
    typed = [vector_column(vectors), *map(_typed, arrays.values())]
    return assemble(
        dict(zip(names, typed, strict=True)),
        name=name,
        kind=kind,
        notes=notes + name_notes,
        roles={VECTOR_COLUMN: "vector"},
    )


def _typed(array: np.ndarray) -> cells.TypedColumn:
    """A one-dimensional array as a column."""
    if array.dtype.kind == "M":
        array = array.astype("datetime64[us]")
    values = [cell.decode("utf-8", "replace") if isinstance(cell, bytes) else cell for cell in array.tolist()]
    return cells.type_objects(values)


def _shape(array: np.ndarray) -> str:
    return f"({', '.join(f'{n:,}' for n in array.shape)}) of {array.dtype}"
