"""Exact nearest neighbours: fast candidates in float32, decided in float64.

A block of float32 products finds every row that could be among the closest, allowing for the
rounding error of that product (Higham, Accuracy and Stability of Numerical Algorithms, 2002,
section 3.1: at most n_dims * 2^-24 times the lengths). The few candidates are then scored again in
float64, row by row in the same order of operations, so equal rows tie exactly and ties keep row order.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from embedcore.memory import n_threads
from embedcore.metrics import Metric, pair_scores, unit_rows
from embedcore.types import Indices, OnProgress, Scores, Vectors

_BLOCK_BYTES = 8_000_000
_PAIRS_AT_ONCE = 512
"""So few that they stay in the processor's cache: twice as fast as many at once, in a tenth of the memory."""
_SAFE_PRODUCT = 1e38
_ONE_IN = 8
"""Every so many rows tell a bound that few of the others pass."""


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


class ExactScorer:
    """Vectors made ready for exact scoring under one metric."""

    def __init__(self, vectors: Vectors, metric: Metric) -> None:
        self.vectors, self.metric = vectors, metric
        n_dims = vectors.shape[1]
        self._gamma = (n_dims + 8) * 2.0**-24
        if metric is Metric.COSINE:
            self._ready = unit_rows(vectors)
        elif metric is Metric.EUCLIDEAN:
            # Distances do not change when the centre moves, and rounding is least around it.
            self._centre = vectors.mean(axis=0, dtype=np.float64)
            self._ready = np.asarray(vectors - self._centre, dtype=np.float32)
        else:
            self._ready = vectors
        self._squares = np.einsum("ij,ij->i", self._ready, self._ready, dtype=np.float64)
        self._longest = float(np.sqrt(self._squares.max()))

    def closest(self, queries: Vectors, n_neighbors: int) -> tuple[Indices, Scores]:
        """The n_neighbors closest rows of each query: two arrays (n_queries, n_neighbors)."""
        keys, slack = self._keys(queries)
        query_of, row_of = candidates(keys, slack, n_neighbors)
        exact = self.exact(queries, query_of, row_of)
        order = np.lexsort((row_of, self.metric.order_key(exact), query_of))
        starts = np.searchsorted(query_of, np.arange(len(queries)))
        chosen = order[starts[:, None] + np.arange(n_neighbors)]
        return row_of[chosen], exact[chosen]

    def nearly_closest(self, queries: Vectors, candidates: Indices, n: int) -> Indices:
        """(n_queries, n) of the candidates (n_queries, n_candidates) of each query, the closest as float32 tells."""
        ready = self._ready_query(queries)
        keys = -np.einsum("qcd,qd->qc", self._ready[candidates], ready)
        if self.metric is Metric.EUCLIDEAN:
            keys = 2 * keys + self._squares[candidates]
        return np.take_along_axis(candidates, np.argpartition(keys, n - 1, axis=1)[:, :n], 1)

    def within(self, query: Vectors, threshold: float) -> tuple[Indices, Scores]:
        """Every row at least as close to the query (n_dims,) as the threshold, closest first."""
        keys, slack = self._keys(query[None, :])
        with np.errstate(over="ignore", invalid="ignore"):
            rows = np.flatnonzero(~(keys[0] > self._key_of(threshold, query) + slack[0]))
        exact = self.exact(query[None, :], np.zeros(len(rows), dtype=np.int64), rows)
        order = np.lexsort((rows, self.metric.order_key(exact)))
        order = order[self.metric.passes(exact[order], threshold)]
        return rows[order], exact[order]

    def all_scores(self, query: Vectors) -> Scores:
        """The exact score of every row against the query (n_dims,): (n_rows,) float64."""
        n_rows = len(self.vectors)
        return self.exact(query[None, :], np.zeros(n_rows, dtype=np.int64), np.arange(n_rows))

    def _keys(self, queries: Vectors) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Approximate keys (n_queries, n_rows) that grow with distance, and twice their error (n_queries,)."""
        ready = self._ready_query(queries)
        lengths = np.sqrt(np.einsum("ij,ij->i", ready, ready, dtype=np.float64))
        with np.errstate(over="ignore", invalid="ignore"):
            keys = ready @ self._ready.T
            if self.metric is Metric.EUCLIDEAN:
                keys *= -2
                keys += self._squares.astype(np.float32)
                largest = (lengths + self._longest) ** 2
                error = 4 * self._gamma * largest
            else:
                np.negative(keys, out=keys)
                # For the cosine the rows were rounded to float32 as well, hence the factor.
                largest = lengths * self._longest
                error = 2 * self._gamma * largest
            # Where the float32 product could overflow, its order means nothing: the exact scores decide on all rows.
            return keys, np.where(largest < _SAFE_PRODUCT, 2 * error + 1e-30, np.inf).astype(np.float32)

    def _key_of(self, threshold: float, query: Vectors) -> float:
        if self.metric is Metric.EUCLIDEAN:
            centred = self._ready_query(query[None, :])[0].astype(np.float64)
            # A negative distance is passed by no row; its square must not become one that is.
            with np.errstate(over="ignore"):
                return float(np.sign(threshold) * np.square(threshold) - centred @ centred)
        return -threshold

    def _ready_query(self, queries: Vectors) -> Vectors:
        if self.metric is Metric.COSINE:
            return unit_rows(queries)
        if self.metric is Metric.EUCLIDEAN:
            return np.asarray(queries - self._centre, dtype=np.float32)
        return queries

    def exact(self, queries: Vectors, query_of: Indices, row_of: Indices) -> Scores:
        scores = np.empty(len(row_of))
        for start in range(0, len(row_of), _PAIRS_AT_ONCE):
            part = slice(start, start + _PAIRS_AT_ONCE)
            scores[part] = pair_scores(self.metric, self.vectors[row_of[part]], queries[query_of[part]])
        return scores


def candidates(keys: NDArray[np.float32], slack: NDArray[np.float32], n_neighbors: int) -> tuple[Indices, Indices]:
    """Which rows may be among the closest: their queries and themselves, in order; keys: (n_queries, n_rows).

    Those whose key is at most the n_neighbors-th smallest and the slack (n_queries,). No more than that key among some
    of the rows can be the smallest of all, so most rows are compared with it and never sorted.
    """
    n_queries, n_rows = keys.shape
    some = keys[:, ::_ONE_IN] if n_rows >= 2 * _ONE_IN * n_neighbors else keys
    with np.errstate(invalid="ignore"):
        bound = np.partition(some, n_neighbors - 1, axis=1)[:, n_neighbors - 1] + slack
        # "Not farther than" keeps the rows whose key overflowed to NaN; the exact scores decide on them.
        query_of, row_of = np.divmod(np.flatnonzero(~(keys > bound[:, None])), n_rows)
        if some is keys:
            return query_of, row_of
        counts = np.bincount(query_of, minlength=n_queries)
        left = np.full((n_queries, counts.max()), np.inf, dtype=np.float32)
        found = keys[query_of, row_of]
        left[query_of, np.arange(len(query_of)) - np.repeat(np.cumsum(counts) - counts, counts)] = found
        cut = np.partition(left, n_neighbors - 1, axis=1)[:, n_neighbors - 1] + slack
        kept = ~(found > cut[query_of])
    return query_of[kept], row_of[kept]


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
    with ThreadPoolExecutor(n_threads()) as pool:
        for count in pool.map(fill, range(0, len(rows), size)):
            done += count
            if on_progress:
                on_progress(done, len(rows), "comparing rows")
    return found, scores


def distinct_rows(vectors: Vectors) -> tuple[Indices, Indices, Indices]:
    """Which rows are copies of which.

    Returns first (n_distinct,): the first row of each distinct vector, in row order; inverse (n_rows,):
    each row's position in first; copy_rank (n_rows,): 0 for the first copy of a vector, then 1, 2, ...
    """
    plain = np.ascontiguousarray(vectors) + np.float32(0)  # -0.0 becomes 0.0
    keys = plain.view(np.dtype((np.void, plain.dtype.itemsize * plain.shape[1]))).ravel()
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
