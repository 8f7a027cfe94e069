"""Who is near whom among all rows, block by block: the nearest of each row, and the rank of any other."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from embedcore.metrics import Metric
from embedcore.types import Indices

EXACT_ROWS = 4_000
"""Up to so many rows distances are in float64: there a single rank that rounding has changed would show."""
FEW_DIMS = 3
"""Of a map, whose distances are always computed in float64: points lie close together, and it costs little."""

Keys = Callable[[Indices], NDArray[np.floating]]
"""From b row indices to new (b, n_rows) numbers that grow with the distance to each row."""


def keys_of(vectors: NDArray[np.floating], metric: Metric) -> Keys:
    """vectors: (n_rows, n_dims). Under cosine and dot they are not copied, since they may fill the memory."""
    exact = len(vectors) <= EXACT_ROWS
    ready: NDArray[np.floating] = np.asarray(
        vectors, np.float64 if exact or vectors.shape[1] <= FEW_DIMS else np.float32
    )
    if metric is Metric.EUCLIDEAN:
        return _squared_distances(ready - ready.mean(axis=0), np.float64 if exact else np.float32)
    lengths = np.ones(len(ready), ready.dtype)
    if metric is Metric.COSINE:
        lengths = np.sqrt(np.einsum("ij,ij->i", ready, ready))
        lengths[lengths == 0] = 1

    def keys(rows: Indices) -> NDArray[np.floating]:
        found = (ready[rows] / -lengths[rows, None]) @ ready.T
        found /= lengths
        return found

    return keys


def _squared_distances(centred: NDArray[np.floating], given: type) -> Keys:
    """By one product instead of four passes: |a|^2 + |b|^2 - 2 a b. centred: or squares lose digits. given: as such."""
    squares, ones = np.einsum("ij,ij->i", centred, centred), np.ones(len(centred), centred.dtype)
    asked = np.column_stack([centred, ones, squares])

    def keys(rows: Indices) -> NDArray[np.floating]:
        asking = np.column_stack([-2 * centred[rows], squares[rows], ones[rows]])
        return np.asarray((asking @ asked.T).astype(given, copy=False))

    return keys


@dataclass(frozen=True, eq=False)
class Block:
    """Some rows beside all rows of one space.

    nearest: (b, k) the nearest others of each, closest first, ties in row order. keys: (b, n_rows) in the order of the
    rows, -inf for the row itself. in_order: (b, n_rows) the keys of each row, ascending.
    """

    nearest: Indices
    keys: NDArray[np.floating]
    in_order: NDArray[np.floating]

    def ranks(self, others: Indices) -> Indices:
        """(b, m) the rank of each of others (b, m) among all others of its row: 1 for the nearest.

        Others that are equally far share the lowest of their ranks.
        """
        wanted = np.take_along_axis(self.keys, others, axis=1)
        found = np.empty(others.shape, dtype=np.int64)
        for place, ordered in enumerate(self.in_order):
            found[place] = np.searchsorted(ordered, wanted[place])  # the row itself counts as one that is closer
        return found


def block(keys: Keys, rows: Indices, n_neighbors: int) -> Block:
    """Of these rows. A sort of numbers alone is faster than finding the nearest with their indices, and gives both."""
    found = keys(rows)
    found[np.arange(len(rows)), rows] = -np.inf
    in_order = np.sort(found, axis=1)
    near = np.flatnonzero(found <= in_order[:, n_neighbors : n_neighbors + 1])
    row, other = np.divmod(near, found.shape[1])
    order = np.lexsort((other, found.ravel()[near], row))
    first = np.searchsorted(row, np.arange(len(rows)))[:, None]  # the row itself
    nearest = other[order][first + np.arange(1, n_neighbors + 1)]
    return Block(nearest, found, in_order)
