"""What belongs to a space fits it: rows that are named are there, and groups and maps are of its rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from embedcore.duplicates import Decisions
from embedcore.duplicates.decisions import Judged
from embedcore.errors import ParameterError
from embedcore.groups import Clustering, EditedClustering, GroupEdits
from embedcore.parameters import all_of
from embedcore.phrases import counted, row_list
from embedcore.projection import Projection
from embedcore.space.space import EmbeddingSpace
from embedcore.table import Dataset
from embedcore.trust.adapting import JudgedResults
from embedcore.types import Indices

LONGEST_TAG = 200


class Rows:
    """The numbers that rows of a project can be named by: those of all rows that were read, left out or not.

    A space without a table has the numbers 1 to n_rows, or in edits of its groups 0 to n_rows - 1.
    """

    def __init__(self, space: EmbeddingSpace, source: Dataset | None) -> None:
        self._tables = [table for table in (space.dataset, source) if table is not None]
        self._n_rows = space.n_rows

    def check(self, what: str, numbers: Iterable[int] | np.ndarray, *, from_zero: bool = False) -> None:
        """Raises ParameterError where a number is none of a row. what: is named by them."""
        given = np.asarray(numbers if isinstance(numbers, np.ndarray) else list(numbers))
        if not len(given):
            return
        if given.ndim != 1 or given.dtype.kind not in "iu":
            raise ParameterError(f"{what} must name rows by whole numbers (got {given.tolist()!r:.60}); correct them")
        known = self._known(from_zero=from_zero)
        low, high = int(known[0]), int(known[-1])
        if given.min() >= low and given.max() <= high and len(known) == high - low + 1:
            return
        if len(missing := np.setdiff1d(given, known)):
            raise ParameterError(
                f"{what} must be of rows that are there, which have the numbers {low:,} to {high:,} (got "
                f"{row_list(missing)}); take the numbers from dataset.row_numbers"
            )

    def _known(self, *, from_zero: bool) -> Indices:
        if not self._tables:
            return np.arange(self._n_rows) + (0 if from_zero else 1)
        first, *others = [table.numbers_read for table in self._tables]
        return np.union1d(first, others[0]) if others else first


def checked_tags(tags: object, rows: Rows) -> dict[str, Indices]:
    """Names with their rows, ascending, each once. Raises ParameterError for anything else."""
    if not isinstance(tags, Mapping):
        raise ParameterError(
            f"tags must be a dict from a name to row numbers (got {type(tags).__name__}); give each name its "
            'rows, as in {"to read": [1, 5]}'
        )
    checked = {}
    for name, numbers in tags.items():
        if not isinstance(name, str) or not 0 < len(name) <= LONGEST_TAG:
            raise ParameterError(
                f"a tag must have a name of 1 to {LONGEST_TAG} characters (got {name!r:.50}); rename it"
            )
        checked[name] = _numbers(name, numbers)
        rows.check(f"the tag “{name:.50}”", checked[name])
    return checked


def _numbers(name: str, rows: ArrayLike) -> Indices:
    try:
        found = np.asarray(rows)
    except ValueError:  # lists of different lengths
        found = np.asarray(rows, dtype=object)
    if found.ndim != 1 or (len(found) and found.dtype.kind not in "iu"):
        raise ParameterError(
            f"a tag must have a list of row numbers (got {found.dtype} of {found.ndim} dimensions for “{name:.50}”); "
            "row numbers are whole and begin at 1"
        )
    return np.unique(found.astype(np.int64))


def check_decisions(decisions: object, rows: Rows) -> None:
    """Raises ParameterError for anything but decisions on rows that are there."""
    if not isinstance(decisions, Decisions):
        raise ParameterError(f"decisions must be Decisions (got {type(decisions).__name__}); use its methods")
    steps = [judged for step in all_of("decisions.steps", decisions.steps, tuple) for judged in step]
    judged = all_of("each step of decisions", steps, Judged, advice="use Decisions.judge")
    rows.check("decisions", [row for one in judged for row in (*one.rows, one.stays)])


def check_judged(judged: object, rows: Rows) -> None:
    """Raises ParameterError for anything but judgements of rows that are there."""
    if not isinstance(judged, JudgedResults):
        raise ParameterError(f"judged must be JudgedResults (got {type(judged).__name__}); use its methods")
    named = [(one.row, one.like) for one in judged.results]
    rows.check("judged results", [row for pair in named for row in pair if row is not None])


def checked_edits(name: str, edits: object, rows: Rows, *, from_zero: bool) -> tuple[GroupEdits, ...]:
    """Edits of groups as a tuple. Raises ParameterError for anything but edits of rows that are there."""
    several = all_of(name, edits, GroupEdits, advice="use the methods of GroupEdits")
    for one in several:
        for group in one.groups:
            rows.check(f"{name} of groups", group.row_numbers, from_zero=from_zero)
    return several


def checked_maps(maps: object, space: EmbeddingSpace) -> tuple[Projection, ...]:
    """Raises ParameterError for anything but maps of this space's vectors."""
    several = all_of("maps", maps, Projection, advice="use maps=(one,) with what ec.project() gave")
    for one in several:
        ours, theirs = space.vectors, one.space.vectors
        if len(one.coordinates) != space.n_rows or (theirs is not ours and not np.array_equal(theirs, ours)):
            raise ParameterError(
                f"maps must be of this space's vectors (got one of {len(one.coordinates)} rows for "
                f"{space.n_rows}, or of other vectors); project this space"
            )
    return several


def checked_before(before: object, space: EmbeddingSpace) -> tuple[EmbeddingSpace, ...]:
    """Raises ParameterError for anything but spaces of the same rows."""
    advice = "pass those that the changes started from"
    several = all_of("before", before, EmbeddingSpace, advice=advice)
    if odd := [one.n_rows for one in several if one.n_rows != space.n_rows]:
        raise ParameterError(f"before must be spaces of the same {space.n_rows} rows (got {odd[0]} rows); {advice}")
    return several


def checked_thumbnails(thumbnails: object, n_rows: int) -> tuple[bytes, ...]:
    """Raises ParameterError for anything but a picture for each row, or none."""
    several = all_of("thumbnails", thumbnails, bytes, advice="pass the encoded pictures, one a row")
    if several and len(several) != n_rows:
        raise ParameterError(
            f"thumbnails must be one a row, or none (got {len(several)} for {counted(n_rows, 'row')}); pass one for "
            "each row"
        )
    return several


def check_clustering(found: Any, n_rows: int) -> None:
    """Raises ParameterError unless it is None or computed groups of so many rows, whole in themselves."""
    if found is None:
        return
    if not isinstance(found, Clustering) or isinstance(found, EditedClustering):
        raise ParameterError(
            f"clustering must be the groups that ec.cluster() gave (got {type(found).__name__}); pass these, and "
            "what was decided of them as edits"
        )
    if len(found.labels) != n_rows:
        raise ParameterError(
            f"a clustering must have a label per row (got {len(found.labels)} for {n_rows} rows); cluster this space"
        )
    if wrong := _wrong_with(found, n_rows):
        raise ParameterError(f"clustering has {wrong}; pass it as ec.cluster() gave it")


def _wrong_with(found: Clustering, n_rows: int) -> str:
    """What does not fit in groups, their names, sizes and examples; empty where all does."""
    labels, n = found.labels, len(found.sizes)
    if labels.ndim != 1 or labels.dtype.kind not in "iu" or labels.min() < -1 or labels.max() >= n:
        return f"labels that do not fit {n_rows} rows and {n} groups"
    if tuple(np.bincount(labels[labels >= 0], minlength=n).tolist()) != tuple(found.sizes):
        return "other sizes than its labels say"
    if {len(found.names), len(found.reasons), len(found.representatives)} != {n}:
        return f"not {n} names, reasons and examples"
    for group, rows in enumerate(found.representatives):
        if any(not 0 <= row < n_rows or labels[row] != group for row in rows):
            return "examples of other groups"
    return ""
