"""From the cells of a table to rows of float32: lists in cells, lists written as text, one number a cell.

Vectors are (n_rows, n_dims) as they came: NaN where a number is missing, in a whole row where there is no vector.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from embedcore.errors import DataError
from embedcore.phrases import listed, row_list
from embedcore.reading.missing import number_in
from embedcore.reading.vector_texts import packed_numbers, unwrapped, why_no_vector
from embedcore.types import Vectors

if TYPE_CHECKING:
    import pandas as pd

_BRACKETS = (("[", "]"), ("(", ")"), ("{", "}"))
_GAP = re.compile(r"\s*[,;]\s*|\s+")
_NUMERIC = "iuf"
_SHOWN = 40
_BLOCK_ROWS = 4_096
_PART_ROWS = 1_000


def problems(vectors: Vectors) -> dict[int, str]:
    """What is wrong with the rows, of (n_rows, n_dims), that are not finite, by their index."""
    found: dict[int, str] = {}
    for start in range(0, len(vectors), _BLOCK_ROWS):
        block = vectors[start : start + _BLOCK_ROWS]
        for row in np.flatnonzero(~np.isfinite(block).all(axis=1)).tolist():
            gaps = np.isnan(block[row])
            found[start + row] = "the vector holds infinity, or a number too large for 32 bits"
            if gaps.any():
                found[start + row] = "there is no vector" if gaps.all() else "the vector holds NaN"
    return found


def as_float32(numbers: np.ndarray) -> Vectors:
    """The numbers as float32, where numbers too large for it are infinite; a copy only where they are others."""
    with np.errstate(over="ignore"):
        return numbers.astype(np.float32, copy=False)


def numbers_in(cell: object) -> Sequence[float] | None:
    """The numbers of a cell: a list of them, or text such as "[0.1, 0.2]", "0.1 0.2 0.3", "0.1;0.2".

    A missing one is NaN. None where the cell is no such list.
    """
    if isinstance(cell, str):
        return _numbers_in_text(cell)
    if isinstance(cell, np.ndarray):
        cell = cell.tolist()
    if not isinstance(cell, (list, tuple)):
        return None
    if not all(item is None or (isinstance(item, (int, float)) and not isinstance(item, bool)) for item in cell):
        return None
    return [float("nan") if item is None else float(item) for item in cell]


def _numbers_in_text(text: str) -> list[float] | None:
    bare = unwrapped(text)
    if (packed := packed_numbers(bare)) is not None:
        return packed
    for opening, closing in _BRACKETS:
        if bare.startswith(opening) and bare.endswith(closing):
            bare = bare[1:-1].strip().rstrip(",;").rstrip()
            break
    if not bare:
        return []
    parts = _GAP.split(bare) if "," in bare or ";" in bare else bare.split()
    try:
        return list(map(float, parts)) if "_" not in bare else None  # 1_000 is a number to Python alone
    except ValueError:
        numbers = [number_in(part) for part in parts]
        return None if None in numbers else [number for number in numbers if number is not None]


def reads_as_numbers(column: pd.Series) -> bool:
    """Whether the cells of a column are numbers, or text that says one ("inf", "NaN")."""
    if column.dtype.kind in _NUMERIC:
        return True
    filled = column.dropna().tolist()
    return bool(filled) and all(isinstance(cell, str) and number_in(cell) is not None for cell in filled)


def from_lists(column: pd.Series, numbers: np.ndarray) -> Vectors:
    """The vectors of a column of lists. numbers: (n_rows,) the rows' numbers in the file, for errors.

    Lists of numbers in Arrow's memory are not copied where they are float32 and none is missing.
    Raises DataError for cells that are no list of numbers, and for vectors of different lengths.
    """
    import pandas as pd

    missing = column.isna().to_numpy(dtype=bool)
    if missing.all():
        raise DataError(f'column "{column.name}" must hold vectors (got none in any row); choose another column')
    if isinstance(column.dtype, pd.ArrowDtype) and hasattr(column, "list"):
        return _from_arrow(column, numbers)
    parts = (column.iloc[start : start + _PART_ROWS].tolist() for start in range(0, len(column), _PART_ROWS))
    rows = itertools.chain.from_iterable(parts)  # all strings at once would be a second copy of the column
    return from_rows(rows, numbers, f'column "{column.name}"', missing=missing)


def _from_arrow(column: pd.Series, numbers: np.ndarray) -> Vectors:
    import pyarrow as pa
    import pyarrow.compute as pc

    cells = pa.chunked_array(column.array.__arrow_array__())
    lengths = pc.list_value_length(cells).fill_null(0).to_numpy()
    n_dims = _common_length(lengths, numbers)
    parts = [chunk.to_numpy(zero_copy_only=False) for chunk in pc.list_flatten(cells).chunks]
    with np.errstate(over="ignore"):
        joined = np.concatenate(parts, dtype=np.float32, casting="unsafe") if len(parts) > 1 else as_float32(parts[0])
    if lengths.all():
        return joined.reshape(-1, n_dims)
    vectors = np.full((len(column), n_dims), np.nan, dtype=np.float32)
    vectors[lengths > 0] = joined.reshape(-1, n_dims)
    return vectors


def from_rows(rows: Iterable[object], numbers: np.ndarray, what: str, *, missing: np.ndarray | None = None) -> Vectors:
    """The vectors of cells that are lists, or lists written as text; see numbers_in.

    rows: n_rows cells. numbers: (n_rows,). missing: (n_rows,) bool, cells that are known to be empty. what: what to
    call the cells in an error.
    Raises DataError for cells that are no list of numbers, and for vectors of different lengths.
    """
    lengths = np.zeros(len(numbers), dtype=np.int64)
    parts: list[np.ndarray] = []
    for row, cell in enumerate(rows):
        if missing is not None and missing[row]:
            continue
        found = numbers_in(cell)
        if found is None:
            if why := why_no_vector(cell):
                raise DataError(f"{what} must hold whole vectors (got {why})")
            raise DataError(
                f"{what} must hold a list of real numbers in every row "
                f"(got {str(cell)[:_SHOWN]!r} in row {numbers[row]:,}); mend it, or choose another column"
            )
        lengths[row] = len(found)
        if found:
            parts.append(as_float32(np.array(found, dtype=np.float64)))
    vectors = np.full((len(numbers), _common_length(lengths, numbers)), np.nan, dtype=np.float32)
    for place, part in zip(np.flatnonzero(lengths), parts, strict=True):
        vectors[place] = part
    return vectors


def from_columns(frame: pd.DataFrame, columns: Sequence[str], numbers: np.ndarray) -> Vectors:
    """The vectors of a table with one column for each dimension, in the order of columns.

    Raises DataError for a cell that is no number.
    """
    vectors = np.empty((len(frame), len(columns)), dtype=np.float32)
    for place, name in enumerate(columns):
        vectors[:, place] = _numbers_of(frame[name], numbers)
    return vectors


def _numbers_of(column: pd.Series, numbers: np.ndarray) -> np.ndarray:
    """(n_rows,) float32, NaN where a cell is missing."""
    if column.dtype.kind in _NUMERIC:
        return as_float32(column.to_numpy(dtype=np.float64, na_value=np.nan))
    values = np.full(len(column), np.nan, dtype=np.float64)
    filled = np.flatnonzero(column.notna().to_numpy(dtype=bool)).tolist()
    for row, cell in zip(filled, column.dropna().tolist(), strict=True):
        number = number_in(cell) if isinstance(cell, str) else None
        if number is None:
            raise DataError(
                f'column "{column.name}" must hold a number in every row (got {str(cell)[:_SHOWN]!r} in row '
                f"{numbers[row]:,}); mend it, or leave this column out of the vectors"
            )
        values[row] = number
    return as_float32(values)


def _common_length(lengths: np.ndarray, numbers: np.ndarray) -> int:
    """The length that all vectors have; 0 is the length of a missing one."""
    counts = Counter(lengths[lengths > 0].tolist())
    if not counts:
        raise DataError("there must be at least one vector (got empty lists alone); choose another column")
    (n_dims, _), *others = counts.most_common()
    if others:
        odd = numbers[(lengths > 0) & (lengths != n_dims)]
        shown = listed(f"{n:,}" for n in sorted(length for length, _ in others))
        raise DataError(
            f"every vector must have the same number of dimensions (got {n_dims:,} in most rows, but {shown} in "
            f"{row_list(odd.tolist())}); only vectors of one model belong together"
        )
    return int(n_dims)
