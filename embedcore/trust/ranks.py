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
    """vectors: (n_rows, n_dims)."""
    exact = len(vectors) <= EXACT_ROWS
    ready: NDArray[np.floating] = np.asarray(
        vectors, np.float64 if exact or vectors.shape[1] <= FEW_DIMS else np.float32
    )
    if metric is Metric.COSINE:
        lengths = np.sqrt(np.einsum("ij,ij->i", ready, ready))[:, None]
        ready = ready / np.where(lengths > 0, lengths, 1)
    asking, asked = -ready, ready
    if metric is Metric.EUCLIDEAN:
        ready = ready - ready.mean(axis=0)  # squares lose digits far from the origin
        squares, ones = np.einsum("ij,ij->i", ready, ready), np.ones(len(ready), ready.dtype)
        # One product instead of four passes: |a|^2 + |b|^2 - 2 a b.
        asking, asked = np.column_stack([-2 * ready, squares, ones]), np.column_stack([ready, ones, squares])
    return lambda rows: (asking[rows] @ asked.T).astype(np.float64 if exact else np.float32, copy=False)


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
