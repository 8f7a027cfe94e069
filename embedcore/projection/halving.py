"""How wide a neighbourhood is: the width by which something that grows with it reaches a wanted value."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

STEPS, CLOSE_ENOUGH = 64, 1e-5


def widths(
    measure: Callable[[NDArray[np.float64], NDArray[np.int64]], NDArray[np.float64]], wanted: float, n_rows: int
) -> NDArray[np.float64]:
    """(n_rows,) the width at which each row measures what is wanted, to 1e-5, by halving the range that it lies in.

    measure(widths, rows): (n,) float64, growing with the width; both arguments (n,). Where no width reaches what is
    wanted, the row gets the 64th guess, which is next to 0 or very large.
    """
    width = np.ones(n_rows)
    low, high = np.zeros(n_rows), np.full(n_rows, np.inf)
    rows = np.arange(n_rows)
    for _ in range(STEPS):
        measured = measure(width[rows], rows)
        off = np.abs(measured - wanted) >= CLOSE_ENOUGH
        rows, measured = rows[off], measured[off]
        if not len(rows):
            break
        too_wide = measured > wanted
        high[rows[too_wide]] = width[rows[too_wide]]
        low[rows[~too_wide]] = width[rows[~too_wide]]
        width[rows] = np.where(np.isinf(high[rows]), 2 * width[rows], (low[rows] + high[rows]) / 2)
    return width
