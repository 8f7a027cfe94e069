"""What was learned of one column of a table, and how it becomes one or several numbers of a vector."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from embedcore.encoders.tables.columns import DAYS_OF_CLOCK, Numbers, days_of, labels_of, numbers_of
from embedcore.encoders.tables.rows import PlainColumn
from embedcore.encoders.tables.scaling import Scale
from embedcore.types import Vectors


@dataclass(frozen=True, kw_only=True)
class NumberBlock:
    """A column of numbers, or of times as days. median: what stands for a missing cell, unscaled.

    clock: how the column tells time, as clock_of says; None for amounts.
    """

    kind: ClassVar[str] = "number"
    column: str
    scale: Scale
    median: float
    clock: str | None = None

    @property
    def feature_names(self) -> tuple[str, ...]:
        return (f"{self.column} (days)" if self.clock in DAYS_OF_CLOCK else self.column,)

    def encode(self, column: PlainColumn, rows: NDArray[np.int64]) -> Vectors:
        """(n_rows, 1) float32; infinite where a scaled number does not fit."""
        numbers = read_numbers(self.column, column, self.clock, rows)
        filled = np.where(np.isnan(numbers), self.median, numbers)
        with np.errstate(over="ignore"):
            return self.scale.apply(filled).astype(np.float32)[:, None]


@dataclass(frozen=True, kw_only=True)
class CategoryBlock:
    """A column of categories: a place for each value, then one for the others, then one for missing cells.

    values: those with a place of their own, in the order of the alphabet. weight: the distance of two rows that differ.
    """

    kind: ClassVar[str] = "category"
    column: str
    values: tuple[str, ...]
    has_others: bool
    has_missing: bool
    weight: float

    @property
    def feature_names(self) -> tuple[str, ...]:
        names = [f"{self.column} = {value}" for value in self.values]
        names += [f"{self.column} is another value"] * self.has_others
        names += [f"{self.column} is missing"] * self.has_missing
        return tuple(names)

    def encode(self, column: PlainColumn, rows: NDArray[np.int64]) -> Vectors:
        """(n_rows, n_places) float32: weight / sqrt(2) at the row's place, 0 elsewhere."""
        labels = labels_of(column)
        n_places = len(self.values) + self.has_others + self.has_missing
        place = {value: position for position, value in enumerate(self.values)}
        other = len(self.values) if self.has_others else n_places
        missing = n_places - 1 if self.has_missing else n_places
        of_value = np.array([*(place.get(value, other) for value in labels.values), missing], dtype=np.int64)
        places = of_value[labels.codes]
        vectors = np.zeros((len(places), n_places), dtype=np.float32)
        known = np.flatnonzero(places < n_places)
        vectors[known, places[known]] = self.weight / sqrt(2)
        return vectors


def block_of(state: Mapping[str, Any]) -> NumberBlock | CategoryBlock:
    """The block of which `kind` and fields were written. Raises KeyError or TypeError where they can't be."""
    options = {name: value for name, value in state.items() if name != "kind"}
    if state["kind"] == NumberBlock.kind:
        return NumberBlock(**{**options, "scale": Scale(**options["scale"])})
    return CategoryBlock(**{**options, "values": tuple(options["values"])})


def read_numbers(name: str, column: PlainColumn, clock: str | None, rows: NDArray[np.int64]) -> Numbers:
    """The amounts of a column, or its days since 1970: (n_rows,) float64, NaN where missing."""
    return numbers_of(name, column, rows) if clock is None else days_of(name, column, clock, rows)
