"""How columns of numbers are brought to one scale, and which way suits a column."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]

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
