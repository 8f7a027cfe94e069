"""What was learned of one column of a table, its scale above all, and how it becomes numbers of a vector."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from embedcore.encoders.tables.columns import DAYS_OF_CLOCK, Numbers, days_of, labels_of
from embedcore.encoders.tables.rows import PlainColumn
from embedcore.types import Vectors

SCALINGS = ("standard", "robust", "min-max", "none")
HEAVY_TAILS = 1.5
"""A column has heavy tails where its standard deviation is so many times what its middle half suggests.

1 for a normal distribution, 0.8 for an even one, 1.2 for an exponential one, 2 for a log-normal one.
"""

_IQR_OF_NORMAL = 1.3489795003921634
"""The interquartile range of the normal distribution of standard deviation 1."""


@dataclass(frozen=True, kw_only=True)
class Scale:
    """value -> (value / unit - center) / width.

    unit: the greatest absolute value, so that nothing overflows on the way. method: one of SCALINGS. tails: the
    standard deviation over that of a normal distribution with the same middle half; infinite where that half is equal.
    """

    method: str
    unit: float
    center: float
    width: float
    tails: float = 1.0

    def apply(self, values: Numbers) -> Numbers:
        """(n_rows,) scaled; infinite where a number is too large for it."""
        with np.errstate(over="ignore"):
            return (values / self.unit - self.center) / self.width


def scale_of(values: Numbers, method: str | None) -> Scale | None:
    """The scale of a column.

    values: (n,) finite, at least two different ones. method: "standard": mean 0, standard deviation 1. "robust":
    median 0, and the interquartile range is that of a normal distribution of standard deviation 1, so that a few far
    values don't press the others together. "min-max": 0 to 1. "none": as it is. None: robust where the column has
    HEAVY_TAILS, else standard.
    Returns None where robust was asked for and the middle half of the values is all equal.
    """
    unit = float(np.abs(values).max())
    steady = values / unit
    low, high = float(steady.min()), float(steady.max())
    if method == "none":
        return Scale(method=method, unit=1.0, center=0.0, width=1.0)
    if method == "min-max":
        return Scale(method=method, unit=unit, center=low, width=high - low)
    quarter, median, three_quarters = (float(part) for part in np.percentile(steady, [25, 50, 75]))
    middle = (three_quarters - quarter) / _IQR_OF_NORMAL
    deviation = float(steady.std())
    tails = deviation / middle if middle > 0 else float("inf")
    if method == "robust" or (method is None and HEAVY_TAILS < tails < float("inf")):
        return Scale(method="robust", unit=unit, center=median, width=middle, tails=tails) if middle > 0 else None
    return Scale(method="standard", unit=unit, center=float(steady.mean()), width=deviation, tails=tails)


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
        numbers = days_of(self.column, column, self.clock, rows)
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
