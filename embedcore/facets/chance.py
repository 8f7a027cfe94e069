"""How surely chance alone does not explain a count: intervals, exact tails, and what many looks at once cost."""

from math import sqrt

import numpy as np
from numpy.typing import NDArray

NEGLIGIBLE = 1e-17
"""Terms of a sum smaller than this part of it do not change its float64."""

Z95 = 1.959963984540054
"""So many standard deviations around the mean lie 95 % of a normal distribution."""


def wilson_interval(n_right: float, n: float) -> tuple[float, float]:
    """The 95 % interval of the share n_right / n, which stays within 0 to 1 for few trials too (Wilson 1927).

    n: above 0; not a whole number where trials are weighed (their effective number, Kish 1965).
    """
    ratio, more = n_right / n, Z95**2 / n
    middle = (ratio + more / 2) / (1 + more)
    reach = Z95 * sqrt(ratio * (1 - ratio) / n + more / (4 * n)) / (1 + more)
    return max(middle - reach, 0.0), min(middle + reach, 1.0)


def chance_of_as_many(
    n_found: NDArray[np.int64], n_drawn: NDArray[np.int64], n_marked: NDArray[np.int64], n_rows: int
) -> NDArray[np.float64]:
    """How often at least n_found of n_drawn rows are marked, where n_marked of n_rows are and chance draws them.

    All arrays have one shape. The upper tail of the hypergeometric distribution, that is, Fisher's exact test of one
    side (Fisher 1935).
    """
    found, drawn, marked = np.broadcast_arrays(*(np.asarray(n, dtype=np.float64) for n in (n_found, n_drawn, n_marked)))
    logs = np.concatenate([[0.0], np.cumsum(np.log(np.arange(1, n_rows + 1)))])  # of factorials

    def choose(n: NDArray[np.float64], k: NDArray[np.float64]) -> NDArray[np.float64]:
        n, k = n.astype(np.int64), k.astype(np.int64)
        return np.asarray(logs[n] - logs[k] - logs[n - k])

    least, most = np.maximum(drawn + marked - n_rows, 0), np.minimum(drawn, marked)
    certain, possible = found <= least, found <= most
    usual = np.floor((drawn + 1) * (marked + 1) / (n_rows + 2))
    # From the most usual number on, terms only shrink, upwards and downwards.
    start = np.clip(np.maximum(found, usual), least, most)
    every = np.full_like(drawn, n_rows)
    first = np.exp(choose(marked, start) + choose(every - marked, drawn - start) - choose(every, drawn))
    total, term, at = first.copy(), first, start
    while (term > NEGLIGIBLE * total).any():
        term = term * (marked - at) * (drawn - at) / ((at + 1) * (n_rows - marked - drawn + at + 1))
        total, at = total + term, at + 1
    term, at = first, start
    while (going := (at > found) & (term > NEGLIGIBLE * total)).any():
        below = at * (n_rows - marked - drawn + at) / ((marked - at + 1) * (drawn - at + 1))
        term, at = np.where(going, term * below, 0), at - 1
        total = total + term
    return np.where(certain, 1.0, np.where(possible, np.minimum(total, 1.0), 0.0))


def adjusted(chances: NDArray[np.float64]) -> NDArray[np.float64]:
    """The chances, corrected for how many were looked at: of those below x, a share of x is expected to be chance
    (Benjamini and Hochberg 1995). Any shape."""
    flat = chances.ravel()
    order = np.argsort(flat)[::-1]
    ranks = np.arange(len(flat), 0, -1)
    found = np.empty(len(flat))
    found[order] = np.minimum.accumulate(flat[order] * len(flat) / ranks)
    return np.minimum(found, 1.0).reshape(chances.shape)
