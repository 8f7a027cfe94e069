"""Who is near whom among all rows, block by block: the nearest of each row, and the rank of any other."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from embedcore.metrics import Metric
from embedcore.types import Indices

EXACT_ROWS = 4_000
"""Up to so many rows distances are in float64: there a single rank that rounding has changed would show."""
BLOCK_NUMBERS = 20_000_000
"""Distances in memory at a time."""

Keys = Callable[[Indices], NDArray[np.floating]]
"""From b row indices to (b, n_rows) numbers that grow with the distance to each row."""


def keys_of(vectors: NDArray[np.floating], metric: Metric) -> Keys:
    """vectors: (n_rows, n_dims)."""
    precise = np.float64 if len(vectors) <= EXACT_ROWS else np.float32
    ready: NDArray[np.floating] = np.asarray(vectors, dtype=precise)
    if metric is Metric.COSINE:
        lengths = np.sqrt(np.einsum("ij,ij->i", ready, ready))[:, None]
        ready = ready / np.where(lengths > 0, lengths, 1)
    if metric is not Metric.EUCLIDEAN:
        return lambda rows: -(ready[rows] @ ready.T)
    ready = ready - ready.mean(axis=0)  # squares lose digits far from the origin
    squares = np.einsum("ij,ij->i", ready, ready)
    return lambda rows: squares - 2 * (ready[rows] @ ready.T)


@dataclass(frozen=True, eq=False)
class Block:
    """Some rows beside all rows of one space.

    rows: (b,). nearest: (b, k) the nearest others of each, closest first. in_order: (b, n_rows) the keys of each row,
    ascending, the row itself first. keys: (b, n_rows) the same in the order of the rows.
    """

    rows: Indices
    nearest: Indices
    keys: NDArray[np.floating]
    in_order: NDArray[np.floating]

    def ranks(self, others: Indices) -> Indices:
        """(b, m) the rank of each of others (b, m) among all others of its row: 1 for the nearest."""
        wanted = np.take_along_axis(self.keys, others, axis=1)
        found = np.empty(others.shape, dtype=np.int64)
        for place, ordered in enumerate(self.in_order):
            found[place] = np.searchsorted(ordered, wanted[place])  # the row itself counts as one that is closer
        return found


def blocks(keys: Keys, n_rows: int, rows: Indices, n_neighbors: int) -> Iterator[Block]:
    """Of these rows, in order."""
    step = max(1, BLOCK_NUMBERS // n_rows)
    for start in range(0, len(rows), step):
        some = rows[start : start + step]
        found = keys(some)
        found[np.arange(len(some)), some] = -np.inf
        near = np.argpartition(found, n_neighbors, axis=1)[:, : n_neighbors + 1]
        order = np.lexsort((near, np.take_along_axis(found, near, axis=1)), axis=1)
        nearest = np.take_along_axis(near, order, axis=1)[:, 1:]  # the first is the row itself
        yield Block(some, nearest, found, np.sort(found, axis=1))
