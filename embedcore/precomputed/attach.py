"""Vectors that exist already: in a table, in a file beside it, or as the TensorFlow projector's pair of files.

own = ec.with_vectors(ec.read_table("articles.parquet"))                    # a column of lists, or dim_0, dim_1, ...
own = ec.with_vectors(ec.read_table("articles.csv"), ec.read_vectors("articles.npy"))
own = ec.read_projector("vectors.tsv", "metadata.tsv")
space = own.space()
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike

from embedcore.errors import DataError, ParameterError
from embedcore.phrases import counted, quoted, row_list
from embedcore.precomputed.vector_files import BLANK_LINE, FileVectors, given_vectors, the_list, vectors_in_file
from embedcore.table.dataset import Dataset, checked_column
from embedcore.table.vector_cells import from_columns, from_lists, problems
from embedcore.table.vector_columns import find_vectors, refuse_unreadable
from embedcore.types import Vectors

if TYPE_CHECKING:
    from embedcore.encoders import Encoder
    from embedcore.space.space import EmbeddingSpace


@dataclass(frozen=True, eq=False)
class Precomputed:
    """A dataset and the vectors of its rows.

    vectors: (n_rows, n_dims) float32, finite, row i for row i of the dataset. origin: where they come from, as the
    end of a sentence. notes: what else a person must know.
    """

    dataset: Dataset
    vectors: Vectors
    origin: str
    notes: tuple[str, ...] = ()

    @property
    def n_dims(self) -> int:
        return int(self.vectors.shape[1])

    def space(self, *, metric: str = "cosine", encoder: Encoder | None = None) -> EmbeddingSpace:
        """The space of these vectors. Without the model that made them only rows and vectors can be searched with.

        encoder: that model, from get_encoder(), which then reads a text that is searched for. Raises DataError for
        one whose vectors have another length.
        """
        from embedcore.space.space import EmbeddingSpace

        return EmbeddingSpace(self.vectors, metric=metric, dataset=self.dataset, encoder=encoder, notes=self.notes)


def with_vectors(
    dataset: Dataset,
    vectors: FileVectors | ArrayLike | None = None,
    *,
    column: str | None = None,
    columns: Sequence[str] | None = None,
    leave_out: bool = False,
) -> Precomputed:
    """A dataset with vectors that exist already, from one of four places.

    vectors: from read_vectors, or an array (n, n_dims): one for each row of the file, rows that were left out of the
    dataset included, or one for each row of the dataset. column: a column of lists, or of text such as "[0.1, 0.2]",
    "0.1 0.2 0.3", "0.1;0.2". columns: one column of numbers for each dimension. None of them: the column or columns
    that look like vectors.
    leave_out: rows whose vector is missing, NaN or infinite are left out and listed in the dataset's report;
    otherwise they are refused by number.

    Raises ParameterError for two places at once and for columns that aren't there; DataError for a number of vectors
    that fits neither the file's rows nor the dataset's, for vectors of different lengths (by row), and for anything
    that is no real number.
    """
    if sum(place is not None for place in (vectors, column, columns)) > 1:
        raise ParameterError("vectors must come from one place (got more than one of vectors, column, columns)")
    notes: tuple[str, ...] = ()
    if vectors is not None:
        given = vectors if isinstance(vectors, FileVectors) else given_vectors(vectors)
        array, notes = _aligned(given, dataset)
        origin = given.origin
    else:
        array, origin = _vectors_in(dataset, column, columns)
    return _checked(dataset, array, origin, notes, leave_out=leave_out)


def read_projector(
    vectors: object,
    metadata: object | None = None,
    *,
    vectors_filename: str | None = None,
    metadata_filename: str | None = None,
    leave_out: bool = False,
) -> Precomputed:
    """The TensorFlow Embedding Projector's pair of TSV files.

    vectors: one row of numbers a line, no column names (an NPY file does as well). metadata: one line for each of
    them; with one column it has no column names, with several it has; None: the numbers alone. leave_out: as in
    with_vectors.

    Raises DataError where the two have not the same number of rows, and what read_vectors and with_vectors raise.
    """
    from embedcore.reading.read_file import read_raw

    raw = read_raw(vectors, vectors_filename, projector="vectors")
    # A file of one column has its numbers in a cell of their own, parted by something else than tabs.
    given = vectors_in_file(raw, None, numbers_alone=raw.format == "tsv" and len(raw.frame.columns) > 1)
    described = raw
    if metadata is not None:
        described = read_raw(metadata, metadata_filename, projector="metadata")
    return with_vectors(Dataset.from_raw(described), given, leave_out=leave_out)


def _aligned(given: FileVectors, dataset: Dataset) -> tuple[Vectors, tuple[str, ...]]:
    """The vectors of the dataset's rows, picked by the rows' numbers in the file.

    Blank lines count as rows where the vectors count them.
    """
    left_out = dataset.report.left_out
    everything = dataset.numbers_read
    written = np.setdiff1d(everything, [row.row_number for row in left_out if row.reason == BLANK_LINE])
    for numbers in (everything, written, dataset.row_numbers):
        if len(numbers) == given.n_rows:
            break
    else:
        kept = f", of which {dataset.n_rows:,} are kept" if dataset.n_rows != len(written) else ""
        raise DataError(
            f"there must be a vector for each row (got {given.n_rows:,} vectors in {given.name} and {len(written):,} "
            f"rows in {dataset.name}{kept}); choose the files that belong together"
        )
    notes: tuple[str, ...] = ()
    if len(numbers) == dataset.n_rows:
        if dataset.n_rows < len(written):
            notes = (
                f"{given.name} has {given.n_rows:,} vectors, as many as {dataset.name} has rows that are kept, so they "
                "were taken for these.",
            )
        return given.vectors, notes
    rows = np.searchsorted(numbers, dataset.row_numbers)
    n_more = len(numbers) - dataset.n_rows
    belong = counted(n_more, "vector belongs to a row that was", "vectors belong to rows that were")
    return given.vectors[rows], (f"{belong} left out of {dataset.name}.",)


def _vectors_in(dataset: Dataset, column: str | None, columns: Sequence[str] | None) -> tuple[Vectors, str]:
    frame, numbers = dataset.frame, dataset.row_numbers
    names: Sequence[str] = ()
    if columns is not None:
        names = _known(dataset, columns)
    elif column is not None:
        column = checked_column(frame, column)
    else:
        found = find_vectors(frame, dataset.column_roles)
        if not found:
            refuse_unreadable(frame, dataset.column_roles, dataset.name)
            raise DataError(
                f"{dataset.name} must hold vectors: a column of lists of numbers, or columns such as dim_0, dim_1 "
                f"(got the columns {quoted(frame.columns)}); name the columns, or load the vectors' file"
            )
        column, names = the_list(found, dataset.name), found[0].columns
    if column is not None:
        return from_lists(frame[column], numbers), f'the column "{column}"'
    vectors = from_columns(frame, names, numbers)
    if len(names) == 1:
        return vectors, f'the column "{names[0]}"'
    return vectors, f'the {len(names):,} columns from "{names[0]}" to "{names[-1]}"'


def _known(dataset: Dataset, names: Sequence[str]) -> list[str]:
    """The names, if they are different columns of the dataset."""
    if isinstance(names, str) or not isinstance(names, Sequence) or not names:
        raise ParameterError(f"columns must be a list of column names, at least one (got {names!r}); name them")
    known = [checked_column(dataset.frame, name) for name in names]
    if len(set(names)) < len(names):
        raise ParameterError("columns must differ from each other (got one more than once); name each once")
    return known


def _checked(
    dataset: Dataset, vectors: Vectors, origin: str, notes: tuple[str, ...], *, leave_out: bool
) -> Precomputed:
    if found := problems(vectors):
        numbered = {int(dataset.row_numbers[row]): reason for row, reason in found.items()}
        if not leave_out:
            by_reason: dict[str, list[int]] = {}
            for number, reason in numbered.items():
                by_reason.setdefault(reason, []).append(number)
            got = ", ".join(f"{reason} in {row_list(rows)}" for reason, rows in by_reason.items())
            raise DataError(f"every vector must be there and finite (got: {got}); mend them, or leave these rows out")
        dataset = dataset.without_rows(numbered)
        vectors = np.delete(vectors, list(found), axis=0)
        notes += (f"{counted(len(found), 'row')} without a finite vector left out: {row_list(numbered)}.",)
    vectors = np.ascontiguousarray(vectors, dtype=np.float32).view()
    vectors.flags.writeable = False
    return Precomputed(dataset, vectors, origin, notes)
