"""The inner loop of UMAP (McInnes, Healy and Melville 2018): springs along the edges, and rows that push others off.

It is compiled by numba, which keeps the compiled code beside this file (or in its own cache folder where that can't be
written to), so that only the first map on a machine waits for it (about 2 s).
"""

import numpy as np
from numba import njit
from numpy.typing import NDArray

PUSHES = 5
"""Rows drawn at random that push a row away for each edge that pulls it, as in umap-learn."""
LONGEST_STEP = np.float32(4)
_MANTISSA = 23
_KEPT = 10
_DROPPED = _MANTISSA - _KEPT


class Forces:
    """Pull and push by the squared distance on the map, for the curve 1 / (1 + a d^2b).

    Looked up in a table of 1,024 steps between a power of two and the next (at most 0.1 % off), since powers took half
    of the time. Squared distances below 2**-30 and above 2**20 count as these.
    """

    def __init__(self, a: float, b: float) -> None:
        ends = np.array([2.0**-30, 2.0**20], dtype=np.float32).view(np.int32) >> _DROPPED
        keys = np.arange(ends[0], ends[1] + 1, dtype=np.int32)
        middles = ((keys << _DROPPED) | (1 << (_DROPPED - 1))).view(np.float32).astype(np.float64)
        power = middles**b
        self.first = np.int32(ends[0])
        self.pull: NDArray[np.float32] = (-2 * a * b * power / (middles * (a * power + 1))).astype(np.float32)
        self.push: NDArray[np.float32] = (2 * b / ((0.001 + middles) * (a * power + 1))).astype(np.float32)


@njit(cache=True)
def _mixed(state):  # type: ignore[no-untyped-def]
    """The output function of SplitMix64 (Steele, Lea and Flood 2014)."""
    state = (state ^ (state >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    state = (state ^ (state >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return state ^ (state >> np.uint64(31))


@njit(cache=True)
def _force(table, first, squared):  # type: ignore[no-untyped-def]
    place = (np.float32(squared).view(np.int32) >> _DROPPED) - first
    return table[min(max(place, 0), len(table) - 1)]


@njit(cache=True, nogil=True)
def run_epoch(coordinates, starts, others, rates, pull, push, first, step, number, seed):  # type: ignore[no-untyped-def]
    """Moves the rows once, in place.

    coordinates: (n_rows, n_components) float32. starts (n_rows + 1,), others (n_edges,): the graph as rows of a CSR
    matrix; rates (n_edges,): in what share of the epochs an edge pulls. pull, push, first: of Forces. step: 1 at the
    beginning, 0 at the end. number: of the epoch, from 0. The same seed gives the same moves.
    """
    n_rows, n_components = coordinates.shape
    for row in range(n_rows):
        stride = np.uint64(0x9E3779B97F4A7C15)
        state = _mixed(np.uint64(seed) + stride * (np.uint64(number) * np.uint64(n_rows) + np.uint64(row + 1)))
        for edge in range(starts[row], starts[row + 1]):
            if int((number + 1) * rates[edge]) == int(number * rates[edge]):
                continue
            other = others[edge]
            squared = np.float32(0)
            for axis in range(n_components):
                squared += (coordinates[row, axis] - coordinates[other, axis]) ** 2
            if squared > 0:
                force = _force(pull, first, squared)
                for axis in range(n_components):
                    move = force * (coordinates[row, axis] - coordinates[other, axis])
                    move = min(max(move, -LONGEST_STEP), LONGEST_STEP) * step
                    coordinates[row, axis] += move
                    coordinates[other, axis] -= move
            for _ in range(PUSHES):
                state += stride
                other = np.int64(((_mixed(state) >> np.uint64(32)) * np.uint64(n_rows)) >> np.uint64(32))
                squared = np.float32(0)
                for axis in range(n_components):
                    squared += (coordinates[row, axis] - coordinates[other, axis]) ** 2
                if squared > 0:
                    force = _force(push, first, squared)
                    for axis in range(n_components):
                        move = force * (coordinates[row, axis] - coordinates[other, axis])
                        coordinates[row, axis] += min(max(move, -LONGEST_STEP), LONGEST_STEP) * step
