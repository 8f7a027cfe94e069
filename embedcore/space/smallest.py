"""The smallest of many numbers, which come part by part; compiled by numba, which keeps what it compiled."""

import numpy as np
from numba import njit

_LOOKED_AT_ONCE = 32


@njit(cache=True, nogil=True)
def keep_smallest(keys, columns, lists, values, kept, counts):  # type: ignore[no-untyped-def]
    """Takes into lists what is smaller than their n smallest so far.

    keys: (n_rows, n_columns) float32, row i for the list lists[i], columns[j] naming column j. values, kept:
    (n_lists, 2 n), of which the first counts[i] are filled: float32 keys, and int32 names. `sort_smallest` orders them.
    """
    n_columns, n = keys.shape[1], values.shape[1] // 2
    for row in range(len(keys)):
        at = lists[row]
        line, mine, names, count = keys[row], values[at], kept[at], counts[at]
        bound = mine[:count].max() if count == n else np.float32(np.inf)
        if count > n:
            bound = np.sort(mine[:count])[n - 1]
        for start in range(0, n_columns, _LOOKED_AT_ONCE):
            end = min(start + _LOOKED_AT_ONCE, n_columns)
            passing = 0
            for column in range(start, end):
                passing += line[column] < bound
            if passing == 0:
                continue
            for column in range(start, end):
                if line[column] < bound:
                    mine[count], names[count] = line[column], columns[column]
                    count += 1
                    if count == 2 * n:
                        order = np.argsort(mine)[:n]
                        mine[:n], names[:n] = mine[order], names[order]
                        count, bound = n, mine[n - 1]
        counts[at] = count


@njit(cache=True, nogil=True)
def sort_smallest(values, kept, counts):  # type: ignore[no-untyped-def]
    """Puts what keep_smallest kept in order, the smallest first, in place."""
    for row in range(len(values)):
        order = np.argsort(values[row, : counts[row]])
        values[row, : counts[row]], kept[row, : counts[row]] = values[row][order], kept[row][order]
