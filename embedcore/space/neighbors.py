"""The neighbours of a query and of all rows, and the exact graph of these."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from embedcore.memory import in_threads
from embedcore.metrics import Metric, row_blocks
from embedcore.space.scorer import ExactScorer
from embedcore.types import Indices, OnProgress, Scores, Vectors

_BLOCK_BYTES = 8_000_000
_DIGEST_BYTES = 16


@dataclass(frozen=True, eq=False)
class Neighbors:
    """The rows closest to one query.

    indices: (n_found,) row indices, closest first, ties in row order.
    scores: (n_found,) float64 in the metric's own unit.
    """

    indices: Indices
    scores: Scores
    metric: Metric
    notes: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.indices)

    def ranks(self, n_rows: int) -> Indices:
        """(n_rows,) the rank of each row, from 1; 0 for a row that is not among them."""
        ranks = np.zeros(n_rows, dtype=np.int64)
        ranks[self.indices] = np.arange(1, len(self) + 1)
        return ranks


@dataclass(frozen=True, eq=False)
class NeighborGraph:
    """The closest rows of every row, the row itself left out.

    indices, scores: (n_rows, n_neighbors), closest first, ties in row order.
    exact: False where the graph was approximated because of the number of rows.
    """

    indices: Indices
    scores: Scores
    metric: Metric
    exact: bool = True
    notes: tuple[str, ...] = ()

    @property
    def n_rows(self) -> int:
        return len(self.indices)

    @property
    def n_neighbors(self) -> int:
        return int(self.indices.shape[1])

    def nearest(self, n_neighbors: int) -> "NeighborGraph":
        """The same graph with only the first n_neighbors of each row."""
        if n_neighbors == self.n_neighbors:
            return self
        return replace(self, indices=self.indices[:, :n_neighbors], scores=self.scores[:, :n_neighbors])

    @property
    def distances(self) -> NDArray[np.float64]:
        """(n_rows, n_neighbors) dissimilarities >= 0 for methods that need them, 0 for equal rows.

        cosine: 1 - similarity; euclidean: the distance; dot: how much less than the row's best score.
        """
        if self.metric is Metric.EUCLIDEAN:
            return self.scores
        if self.metric is Metric.COSINE:
            return np.maximum(1.0 - self.scores, 0.0)
        return self.scores[:, :1] - self.scores


def exact_graph(
    vectors: Vectors, metric: Metric, n_neighbors: int, *, on_progress: OnProgress | None = None
) -> NeighborGraph:
    """The exact graph by blocked search over all pairs.

    Copies of a row tie, so of each set of copies only the first n_neighbors + 1 can be anybody's
    neighbours, and every copy of a row has the same list but for itself: each distinct row is asked
    once, against at most n_neighbors + 1 copies of each.
    """
    first, inverse, copy_rank = distinct_rows(vectors)
    columns = np.flatnonzero(copy_rank <= n_neighbors)
    scorer = ExactScorer(vectors if len(columns) == len(vectors) else vectors[columns], metric)

    def closest(rows: Indices) -> tuple[Indices, Scores]:
        indices, scores = scorer.closest(vectors[rows], n_neighbors + 1)
        return columns[indices], scores

    found, scores = closest_in_blocks(first, len(columns), n_neighbors + 1, closest, on_progress)
    return without_self(found[inverse], scores[inverse], metric)


def closest_in_blocks(
    rows: Indices,
    n_compared: int,
    n_closest: int,
    closest: Callable[[Indices], tuple[Indices, Scores]],
    on_progress: OnProgress | None,
) -> tuple[Indices, Scores]:
    """What `closest` gives for these rows, two arrays (n_rows, n_closest), in blocks on all cores.

    n_compared: with how many rows each is compared, which a block of scores must have room for.
    """
    found = np.empty((len(rows), n_closest), dtype=np.int64)
    scores = np.empty((len(rows), n_closest))
    size = max(1, min(1_024, _BLOCK_BYTES // (4 * n_compared)))

    def fill(start: int) -> int:
        block = slice(start, start + size)
        found[block], scores[block] = closest(rows[block])
        return len(rows[block])

    done = 0
    for count in in_threads(fill, range(0, len(rows), size)):
        done += count
        if on_progress:
            on_progress(done, len(rows), "comparing rows")
    return found, scores


def distinct_rows(vectors: Vectors) -> tuple[Indices, Indices, Indices]:
    """Which rows are copies of which.

    Returns first (n_distinct,): the first row of each distinct vector, in row order; inverse (n_rows,):
    each row's position in first; copy_rank (n_rows,): 0 for the first copy of a vector, then 1, 2, ...
    Rows are told apart by digests of 128 bits, so very many need no second copy.
    """
    digests = b"".join(
        blake2b(row, digest_size=_DIGEST_BYTES).digest()
        for block in row_blocks(len(vectors))
        for row in np.ascontiguousarray(vectors[block]) + np.float32(0)  # -0.0 becomes 0.0
    )
    keys = np.frombuffer(digests, dtype=f"V{_DIGEST_BYTES}")
    _, first, inverse = np.unique(keys, return_index=True, return_inverse=True)
    order = np.argsort(first)
    inverse = np.argsort(order)[inverse.ravel()]  # the inverse of a permutation is its argsort
    by_group = np.argsort(inverse, kind="stable")
    sizes = np.bincount(inverse)
    copy_rank = np.empty(len(vectors), dtype=np.int64)
    copy_rank[by_group] = np.arange(len(vectors)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    return first[order], inverse, copy_rank


def without_self(indices: Indices, scores: Scores, metric: Metric) -> NeighborGraph:
    """Drops each row from its own list (n_rows, k + 1), or the last entry where the row is not in it."""
    n_rows, width = indices.shape
    own = indices == np.arange(n_rows)[:, None]
    own[:, -1] |= ~own.any(axis=1)
    return NeighborGraph(indices[~own].reshape(n_rows, width - 1), scores[~own].reshape(n_rows, width - 1), metric)
