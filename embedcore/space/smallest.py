"""The smallest of many numbers in each row of a table, in one pass; compiled by numba, which keeps what it compiled."""

import numpy as np
from numba import njit

_LOOKED_AT_ONCE = 32


@njit(cache=True, nogil=True)
def smallest(keys, found):  # type: ignore[no-untyped-def]
    """Writes where the smallest keys of each row are to found, the smallest first.

    keys: (n_rows, n_columns) float32, finite. found: (n_rows, n) int64 with n <= n_columns.
    """
    n_columns, n = keys.shape[1], found.shape[1]
    values, places = np.empty(2 * n, np.float32), np.empty(2 * n, np.int64)
    for row in range(len(keys)):
        line, count, bound = keys[row], 0, np.float32(np.inf)
        for start in range(0, n_columns, _LOOKED_AT_ONCE):
            end = min(start + _LOOKED_AT_ONCE, n_columns)
            passing = 0
            for column in range(start, end):
                passing += line[column] < bound
            if passing == 0:
                continue
            for column in range(start, end):
                if line[column] < bound:
                    values[count], places[count] = line[column], column
                    count += 1
                    if count == 2 * n:
                        order = np.argsort(values)[:n]
                        values[:n], places[:n] = values[order], places[order]
                        count, bound = n, values[n - 1]
        found[row] = places[:count][np.argsort(values[:count])[:n]]
