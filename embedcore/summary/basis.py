"""What a summary is made from: the rows it speaks of, their groups, times, typical rows and repeats."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from embedcore.duplicates import DuplicateReport
from embedcore.errors import DataError, ParameterError
from embedcore.facets import Growth, growth
from embedcore.facets.steps import time_steps
from embedcore.facets.values import time_values
from embedcore.groups import Clustering, GroupFacts, facts_of, similarity_to_middles
from embedcore.groups.answers import Answers
from embedcore.phrases import counted, shortened
from embedcore.space.space import EmbeddingSpace
from embedcore.table.dataset import checked_column
from embedcore.trust import HealthReport
from embedcore.types import Indices

if TYPE_CHECKING:
    import pandas as pd

MOST_ISSUES = 12
"""Groups that are spoken of one by one; the others together."""
QUOTED = 160
"""Characters of a text that is shown as an example."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Scope:
    """Which rows a summary speaks of, and what was decided of them; each part may be left out.

    rows: row indices; all of them where None. said: how they were chosen, as "channel: chat". trend_rows: the rows
    whose times are compared for trends, where they are others (a choice by time leaves nothing before it to compare).
    dropped: rows that repeat others and were dropped: they are not counted. tags: rows under a name that was given.
    """

    rows: ArrayLike | None = None
    said: str = ""
    trend_rows: ArrayLike | None = None
    dropped: ArrayLike | None = None
    tags: Mapping[str, ArrayLike] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Basis:
    """All that the sentences need.

    rows: (n,) the row indices that are spoken of, ascending, without those that were dropped (n_dropped of them).
    trend_rows: those whose times are compared. noun: what a row is called, one and many. duplicates: None where nobody
    looked for repeats. answers: how rows were solved, None where no column says it. health: None where nobody
    checked it.
    """

    space: EmbeddingSpace
    clustering: Clustering
    rows: Indices
    trend_rows: Indices
    said: str
    n_dropped: int
    tags: Mapping[str, Indices]
    time_column: str | None
    days: float
    duplicates: DuplicateReport | None
    answers: Answers | None
    health: HealthReport | None
    noun: tuple[str, str]

    @property
    def name(self) -> str:
        """Of the data."""
        return self.space.dataset.name if self.space.dataset is not None else ""

    @property
    def is_part(self) -> bool:
        """Whether some rows of the space are not spoken of for another reason than that they were dropped."""
        return len(self.rows) + self.n_dropped < self.space.n_rows

    @cached_property
    def sizes(self) -> NDArray[np.int64]:
        """(n_groups,) rows of each group among those that are spoken of."""
        labels = self.clustering.labels[self.rows]
        return np.bincount(labels[labels >= 0], minlength=self.clustering.n_clusters)

    @cached_property
    def facts(self) -> tuple[GroupFacts, ...]:
        """What there is to say of each group of the space, as it was decided."""
        return facts_of(self.space, self.clustering)

    @cached_property
    def is_issue(self) -> tuple[bool, ...]:
        """One a group: False for what was set aside, or recognised as something else (a language, a channel, ...)."""
        return tuple(one.kind.is_issue for one in self.facts)

    @cached_property
    def order(self) -> list[int]:
        """The groups that have rows, the largest first, those that are no issue last."""
        there = np.flatnonzero(self.sizes).tolist()
        return sorted(there, key=lambda group: (not self.is_issue[group], -self.sizes[group]))

    @cached_property
    def similarities(self) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """(n_rows,) of the space: to the middle of the own group, and to the most similar other one (-inf: none)."""
        return similarity_to_middles(self.space, self.clustering.labels, self.clustering.n_clusters)

    @cached_property
    def times(self) -> NDArray[np.datetime64] | None:
        """(n_rows,) of the space; None without a column of dates."""
        if self.time_column is None or self.space.dataset is None:
            return None
        return time_values(self.space.dataset.frame[self.time_column])

    @cached_property
    def growth(self) -> Growth | None:
        """Of the groups among trend_rows; None without two different dates."""
        return self._growth(self.trend_rows)

    @cached_property
    def growth_of_all(self) -> Growth | None:
        """Of the groups in the whole space: what is new must be new everywhere."""
        return self._growth(np.arange(self.space.n_rows))

    @cached_property
    def time_line(self) -> tuple[NDArray[np.int64], tuple[str, ...]]:
        """(n_rows,) of the space, the part of the time line of each row that is spoken of, -1 for any other; and the
        parts' names."""
        parts = np.full(self.space.n_rows, -1, dtype=np.int64)
        if self.times is None:
            return parts, ()
        dated = self.rows[~np.isnat(self.times[self.rows])]
        if not len(dated):
            return parts, ()
        edges, names = time_steps(self.times[dated])
        parts[dated] = np.searchsorted(edges[1:-1], self.times[dated], side="right")
        return parts, tuple(names)

    def rows_of(self, group: int) -> Indices:
        """The rows of a group that are spoken of, ascending."""
        found: Indices = self.rows[self.clustering.labels[self.rows] == group]
        return found

    def typical(self, group: int) -> int:
        """The row that is spoken of and most similar to the middle of its group."""
        rows = self.rows_of(group)
        return int(rows[self.similarities[0][rows].argmax()])

    def counted(self, n: int) -> str:
        """'1 row', '1,200 rows', as rows are called."""
        return counted(n, *self.noun)

    def quoted(self, row: int) -> str:
        """What a row says, between quotation marks."""
        return f"“{shortened(self.text(row), QUOTED)}”"

    def text(self, row: int) -> str:
        """What a row says, in full, on one line."""
        dataset = self.space.dataset
        return " ".join(dataset.labels[row].split()) if dataset is not None else f"row {row + 1}"

    def numbers(self, rows: Indices) -> Indices:
        """The rows' numbers in their table."""
        dataset = self.space.dataset
        return rows + 1 if dataset is None else np.asarray(dataset.row_numbers)[rows]

    def _growth(self, rows: Indices) -> Growth | None:
        if self.times is None:
            return None
        labels = np.full(self.space.n_rows, -1, dtype=np.int64)  # the last days are those of all rows
        labels[rows] = self.clustering.labels[rows]
        try:
            return growth(self.times, labels, self.clustering.n_clusters, days=self.days)
        except DataError:  # fewer than two different dates
            return None


def basis(
    space: EmbeddingSpace,
    clustering: Clustering,
    scope: Scope,
    *,
    time_column: str | None,
    days: float,
    duplicates: DuplicateReport | None,
    answers: Answers | None,
    health: HealthReport | None,
    noun: tuple[str, str],
) -> Basis:
    """Checked. Raises as summarize() does."""
    if len(clustering.labels) != space.n_rows:
        raise ParameterError(
            f"clustering must have a label per row (got {len(clustering.labels)} for {space.n_rows} rows); cluster "
            "this space"
        )
    if not days > 0:
        raise ParameterError(f"days must be above 0 (got {days}); 30 is usual")
    if duplicates is not None and duplicates.n_rows != space.n_rows:
        raise ParameterError(
            f"duplicates must be of the same rows (got {duplicates.n_rows} for {space.n_rows}); find them in this space"
        )
    if answers is not None and len(answers.texts) != space.n_rows:
        raise ParameterError(
            f"answers must be of the same rows (got {len(answers.texts)} for {space.n_rows}); read those of this data"
        )
    dropped = checked_rows("dropped", scope.dropped, space) if scope.dropped is not None else np.empty(0, np.int64)
    every = np.arange(space.n_rows)
    asked = checked_rows("rows", scope.rows, space) if scope.rows is not None else every
    rows = np.setdiff1d(asked, dropped)
    if not len(rows):
        raise ParameterError(
            f"rows must hold at least one row that was not dropped (got {len(asked)} rows, all dropped); choose others"
            if len(asked)
            else "rows must hold at least one row (got none); choose others"
        )
    compared = checked_rows("trend_rows", scope.trend_rows, space) if scope.trend_rows is not None else rows
    return Basis(
        space=space,
        clustering=clustering,
        rows=rows,
        trend_rows=np.setdiff1d(compared, dropped),
        said=scope.said,
        n_dropped=len(np.intersect1d(asked, dropped)),
        tags={name: np.intersect1d(checked_rows("tags", tagged, space), rows) for name, tagged in scope.tags.items()},
        time_column=_time_column(space, time_column),
        days=days,
        duplicates=duplicates,
        answers=answers,
        health=health,
        noun=noun,
    )


def checked_rows(what: str, given: ArrayLike, space: EmbeddingSpace) -> Indices:
    """Row indices, ascending, each once; from a mask as well."""
    rows = np.asarray(given)
    if rows.dtype == bool:
        if rows.shape != (space.n_rows,):
            raise ParameterError(f"{what} as a mask must have {space.n_rows} entries (got shape {rows.shape})")
        return np.flatnonzero(rows)
    if rows.ndim != 1 or (rows.size and not np.issubdtype(rows.dtype, np.integer)):
        raise ParameterError(f"{what} must be a list of row indices (got {rows.dtype} of shape {rows.shape})")
    found = np.unique(rows.astype(np.int64))
    if len(found) and not (found[0] >= 0 and found[-1] < space.n_rows):
        wrong = found[0] if found[0] < 0 else found[-1]
        raise ParameterError(f"{what} must be in 0..{space.n_rows - 1} (got {wrong}); choose others")
    return found


def _time_column(space: EmbeddingSpace, asked: str | None) -> str | None:
    """The column of dates: the one that was asked for, or the first of role time that holds two different dates."""
    dataset = space.dataset
    if asked is None:
        if dataset is None:
            return None
        columns = (name for name, role in dataset.column_roles.items() if role == "time" and name in dataset.frame)
        return next((name for name in columns if _n_dates(dataset.frame[name]) > 1), None)
    if dataset is None:
        raise ParameterError(f'time_column can only be given with a dataset (got "{asked}" for vectors alone)')
    column = checked_column(dataset.frame, asked)
    if not _n_dates(dataset.frame[column]):
        raise ParameterError(f'time_column must hold dates (got "{column}", which has none); choose another column')
    return column


def _n_dates(values: "pd.Series") -> int:
    times = time_values(values)
    return len(np.unique(times[~np.isnat(times)]))
