"""What one column says of the rows, in few parts: its most frequent values, or equal steps of a number or of time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

from embedcore.errors import DataError, ParameterError
from embedcore.facets.days import Days
from embedcore.facets.steps import number_steps, time_ends, time_steps
from embedcore.facets.values import number_values, time_values
from embedcore.phrases import counted
from embedcore.table.dataset import Dataset, checked_column
from embedcore.types import Indices

if TYPE_CHECKING:
    import pandas as pd

FacetKind = Literal["category", "number", "time"]
KIND_OF_ROLE: dict[str, FacetKind] = {"category": "category", "number": "number", "rating": "number", "time": "time"}
MOST_VALUES = 40
"""Of a category; the others are one part together."""
FEW_VALUES = 12
"""Up to so many different numbers are a part each."""


@dataclass(frozen=True, eq=False)
class Facet:
    """The parts of one column.

    kind: "category", "number" or "time". names: (n_parts,) as people read them. codes: (n_rows,) int16, the part of
    each row, -1 where it has no value. values: (n_rows,) float64 of a number, datetime64[ms] of time, else None.
    edges: (n_parts + 1,) where the parts of a number or of time begin and end, each without its end; None where each
    part is one value. n_values: how many different values the column has. others: whether the last part of a category
    holds all values that are less frequent. ends: (n_parts,) of time, how a range that ends with each part ends.
    """

    column: str
    kind: FacetKind
    names: tuple[str, ...]
    codes: NDArray[np.int16]
    n_values: int
    values: NDArray[np.float64] | NDArray[np.datetime64] | None = None
    edges: NDArray[np.float64] | NDArray[np.datetime64] | None = None
    others: bool = False
    ends: tuple[str, ...] = ()

    @property
    def n_parts(self) -> int:
        return len(self.names)

    @cached_property
    def counts(self) -> NDArray[np.int64]:
        """(n_parts,) how many rows are in each."""
        return self.count(None)

    @property
    def n_empty(self) -> int:
        """How many rows have no value."""
        return int((self.codes < 0).sum())

    def count(self, rows: Indices | None) -> NDArray[np.int64]:
        """(n_parts,) how many of these rows are in each; None for all rows."""
        codes = self.codes if rows is None else self.codes[rows]
        return np.bincount(codes[codes >= 0], minlength=self.n_parts).astype(np.int64)

    def by_group(self, labels: NDArray[np.integer], n_groups: int) -> NDArray[np.int64]:
        """(n_groups, n_parts) how many rows of each group are in each part. labels: (n_rows,), -1 for no group."""
        counted_rows = (self.codes >= 0) & (labels >= 0)
        cells = labels[counted_rows].astype(np.int64) * self.n_parts + self.codes[counted_rows]
        return np.bincount(cells, minlength=n_groups * self.n_parts).reshape(n_groups, self.n_parts).astype(np.int64)

    def rows_in(self, parts: Sequence[int] | Days) -> NDArray[np.bool_]:
        """(n_rows,) whether each row is in one of the parts, -1 for rows without a value; or on one of the days (UTC),
        whatever the parts are.

        Raises ParameterError for days of a column without dates.
        """
        if isinstance(parts, Days):
            return self._rows_on(parts)
        return np.isin(self.codes, np.asarray(list(parts), dtype=np.int64))

    def _rows_on(self, days: Days) -> NDArray[np.bool_]:
        if self.kind != "time" or self.values is None:
            raise ParameterError(
                f'days can be chosen of a column of dates (got "{self.column}" of kind {self.kind}); choose parts'
            )
        dates = self.values.astype("datetime64[D]")
        return (dates >= np.datetime64(days.first)) & (dates <= np.datetime64(days.last))


def facets(dataset: Dataset) -> tuple[Facet, ...]:
    """The facets of all columns that tell rows apart, in the table's order; columns of one value are left out."""
    useful = (str(column) for column in dataset.frame.columns if dataset.column_roles.get(str(column)) in KIND_OF_ROLE)
    made = (_made(dataset, column) for column in useful)
    return tuple(one for one in made if one is not None and one.n_parts + (one.n_empty > 0) > 1)


def facet(dataset: Dataset, column: str) -> Facet:
    """The facet of one column.

    Raises ParameterError for a column that is not there, DataError for one without values or of another role than
    category, number, rating or time.
    """
    column = checked_column(dataset.frame, column)
    role = dataset.column_roles.get(column)
    if role not in KIND_OF_ROLE:
        raise DataError(
            f'rows can be counted by a column of role {", ".join(KIND_OF_ROLE)} (got "{column}" of role {role}); '
            "give it another role with with_role"
        )
    made = _made(dataset, column)
    if made is None:
        what = {"category": "value", "number": "number", "time": "date"}[KIND_OF_ROLE[role]]
        raise DataError(f'column "{column}" must hold at least one {what} (got none); choose another column')
    return made


def _made(dataset: Dataset, column: str) -> Facet | None:
    values = dataset.frame[column]
    made = {"category": _categories, "number": _numbers, "time": _times}
    return made[KIND_OF_ROLE[dataset.column_roles[column]]](column, values)


def _categories(column: str, values: pd.Series) -> Facet | None:
    import pandas as pd

    texts = pd.Series([" ".join(str(value).split()) for value in values.tolist()], dtype="str")
    texts = texts.where(values.notna().to_numpy() & (texts != "").to_numpy())
    counts = texts.value_counts()
    if not len(counts):
        return None
    kept = counts.index[:MOST_VALUES].tolist()
    number = {name: part for part, name in enumerate(kept)}
    others = len(counts) > len(kept)
    left = len(kept) if others else -1
    codes = [-1 if empty else number.get(text, left) for text, empty in zip(texts.tolist(), texts.isna(), strict=True)]
    names = (*kept, f"{counted(len(counts) - len(kept), 'other value')}") if others else tuple(kept)
    return Facet(column, "category", names, np.array(codes, dtype=np.int16), len(counts), others=others)


def _numbers(column: str, values: pd.Series) -> Facet | None:
    numbers = number_values(values)
    usable = np.isfinite(numbers)
    if not usable.any():
        return None
    different = np.unique(numbers[usable])
    codes = np.full(len(numbers), -1, dtype=np.int16)
    if len(different) <= FEW_VALUES:
        codes[usable] = np.searchsorted(different, numbers[usable])
        names = tuple(f"{value:,.12g}" for value in different.tolist())
        return Facet(column, "number", names, codes, len(different), values=numbers)
    edges, names = number_steps(numbers[usable])
    codes[usable] = np.searchsorted(edges[1:-1], numbers[usable], side="right")
    return Facet(column, "number", names, codes, len(different), values=numbers, edges=edges)


def _times(column: str, values: pd.Series) -> Facet | None:
    times = time_values(values)
    dated = ~np.isnat(times)
    if not dated.any():
        return None
    edges, names = time_steps(times[dated])
    ends = time_ends(edges, names)
    codes = np.full(len(times), -1, dtype=np.int16)
    codes[dated] = np.searchsorted(edges[1:-1], times[dated], side="right")
    n_values = len(np.unique(times[dated]))
    return Facet(column, "time", names, codes, n_values, values=times, edges=edges, ends=ends)
