"""Vectors in a file of their own, or in a program's hands: one for each row, in the rows' order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike

from embedcore.errors import DataError
from embedcore.phrases import quoted
from embedcore.table.dataset import checked_column
from embedcore.table.vector_cells import as_float32, from_columns, from_lists, from_rows, reads_as_numbers
from embedcore.table.vector_columns import VectorColumns, find_vectors, refuse_unreadable
from embedcore.types import Vectors

if TYPE_CHECKING:
    from embedcore.reading.raw_table import RawTable

BLANK_LINE = "the line is blank"


@dataclass(frozen=True, eq=False)
class FileVectors:
    """The vectors of a file, one for each of its rows, in their order; not yet checked for NaN and infinity.

    vectors: (n_rows, n_dims) float32. name: the file's. origin: where in it they stand.
    """

    vectors: Vectors
    name: str
    origin: str

    @property
    def n_rows(self) -> int:
        return len(self.vectors)

    @property
    def n_dims(self) -> int:
        return int(self.vectors.shape[1])


def read_vectors(
    source: object, *, filename: str | None = None, array: str | None = None, column: str | None = None
) -> FileVectors:
    """The vectors of a file: NPY, NPZ, or any table with a column of lists or with numbers alone.

    source, filename: as in read_table. array: which array of an NPZ file; column: which column of lists, where there
    are several. A table of numbers without column names (the projector's vectors.tsv) is read as it is.

    Raises ParameterError for an array or column that isn't there; DataError for a file that holds no vectors, more
    than one column or array of them, or vectors of different lengths.
    """
    from embedcore.reading.read_file import read_raw

    return vectors_in_file(read_raw(source, filename, array=array), column)


def vectors_in_file(raw: RawTable, column: str | None, *, numbers_alone: bool = False) -> FileVectors:
    """The vectors of a table. column: the column of lists to take. numbers_alone: every column is a dimension."""
    from embedcore.reading.roles import detect

    broken = [row for row in raw.left_out if row.reason != BLANK_LINE]
    if broken:
        raise DataError(
            f"{raw.name} must hold a vector in every row (got row {broken[0].row_number:,}, which can't be used: "
            f"{broken[0].reason}); mend it, or leave it out of both files"
        )
    every = [str(name) for name in raw.frame.columns]
    columns: Sequence[str] = every
    if column is not None:
        column = checked_column(raw.frame, column)
    elif not numbers_alone:
        roles = detect(raw)[0]
        found = find_vectors(raw.frame, roles)
        column = the_list(found, raw.name)
        if column is None and not all(reads_as_numbers(raw.frame[name]) for name in every):
            if not found:
                refuse_unreadable(raw.frame, roles, raw.name)
                raise DataError(
                    f"{raw.name} must hold vectors: a column of lists of numbers, or columns of numbers alone "
                    f"(got the columns {quoted(every)}); save the vectors as NPY"
                )
            columns = found[0].columns
    if column is not None:
        vectors = from_lists(raw.frame[column], raw.row_numbers)
        return FileVectors(vectors, raw.name, f'column "{column}" of {raw.name}')
    vectors = from_columns(raw.frame, columns, raw.row_numbers)
    return FileVectors(vectors, raw.name, f"{len(columns):,} columns of {raw.name}")


def the_list(found: Sequence[VectorColumns], name: str) -> str | None:
    """The column of lists among the places where vectors were found. Raises DataError if there are several."""
    lists = [place.columns[0] for place in found if place.is_list]
    if len(lists) > 1:
        raise DataError(
            f"{name} must hold one column of vectors, or be told which one to take (got {quoted(lists)}); "
            f'name it, as in column="{lists[0]}"'
        )
    return lists[0] if lists else None


def given_vectors(values: ArrayLike) -> FileVectors:
    """Vectors that a program hands over."""
    from embedcore.reading.numpy_arrays import checked_vectors

    if isinstance(values, np.ndarray) and values.dtype != object:
        vectors = np.ascontiguousarray(as_float32(checked_vectors(values, "vectors")))
    elif isinstance(values, (Sequence, np.ndarray)) and not isinstance(values, (str, bytes)) and len(values):
        vectors = from_rows(list(values), np.arange(1, len(values) + 1), "vectors")
    else:
        raise DataError(
            f"vectors must be a table of numbers (got {type(values).__name__}); pass an array or read_vectors"
        )
    return FileVectors(vectors, "vectors", "the vectors given")
