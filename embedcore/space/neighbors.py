"""Exact nearest neighbours: fast candidates in float32, decided in float64.

A block of float32 products finds every row that could be among the closest, allowing for the
rounding error of that product (Higham, Accuracy and Stability of Numerical Algorithms, 2002,
section 3.1: at most n_dims * 2^-24 times the lengths). The few candidates are then scored again in
float64, row by row in the same order of operations, so equal rows tie exactly and ties keep row order.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from embedcore.memory import in_threads
from embedcore.metrics import Metric, mean_row, pair_scores, row_blocks, unit_rows
from embedcore.types import Indices, OnProgress, Scores, Vectors

_BLOCK_BYTES = 8_000_000
_KEYS_AT_ONCE = 32_000_000
_PAIRS_AT_ONCE, _FEW_PARTS = 512, 256
"""Pairs: so few that they stay in the processor's cache, twice as fast as many at once, in a tenth of the memory."""
KEPT_BYTES = 256_000_000
"""Larger vectors are never copied as a whole."""
_SAFE_PRODUCT = 1e38
_SAFE_LENGTHS = 1e-12, 1e12
_FAR = 0.9
"""A cloud farther from the origin, in shares of that and its size, is centred for each question."""
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
    """Vectors made ready for exact scoring under one metric.

    For cosine and euclidean that takes a second table, at unit length or centred. Of vectors larger than KEPT_BYTES
    it never lies in memory: products are divided by the lengths instead, or it is made block by block at each question.
    """

    def __init__(self, vectors: Vectors, metric: Metric) -> None:
        self.vectors, self.metric = vectors, metric
        n_rows, n_dims = vectors.shape
        self._gamma = (n_dims + 8) * 2.0**-24
        # Distances do not change when the centre moves, and rounding is least around it.
        self._centre = mean_row(vectors) if metric is Metric.EUCLIDEAN else None
        self._kept: Vectors | None = vectors if metric is Metric.DOT else None
        if metric is not Metric.DOT and vectors.nbytes <= KEPT_BYTES:
            self._kept = np.empty_like(vectors)
        self._squares = np.empty(n_rows)
        for block in row_blocks(n_rows):
            self._squares[block] = self._squares_of(block)
        self._longest = float(np.sqrt(self._squares.max()))
        self._as_they_are = self._kept is None and self._can_stay()

    def _squares_of(self, block: slice) -> Scores:
        """Of rows that are ready; of unit rows that are not kept, the squares of what their products are divided by."""
        rows = self.vectors[block]
        if self._kept is not None or self.metric is not Metric.COSINE:
            rows = self._made_ready(rows)
        if self._kept is not None and self._kept is not self.vectors:
            self._kept[block] = rows
        return np.asarray(np.einsum("ij,ij->i", rows, rows, dtype=np.float64))

    def _can_stay(self) -> bool:
        """Whether products with the rows as they are are exact enough, so that none has to be made ready."""
        if self._centre is not None:
            # The distance of the centre from the origin is what rounding costs more.
            far = float(np.sqrt(self._centre @ self._centre))
            self._longest += far
            return far <= _FAR * self._longest
        lengths = np.sqrt(self._squares)
        with np.errstate(divide="ignore"):
            self._shares = np.where(lengths > 0, 1 / lengths, 0).astype(np.float32)
        some = lengths[lengths > 0]
        self._longest = 1.0
        return not len(some) or bool(_SAFE_LENGTHS[0] < some.min() and some.max() < _SAFE_LENGTHS[1])

    @property
    def ready(self) -> Vectors:
        """(n_rows, n_dims), whose products or distances are in the order of the scores."""
        return self._kept if self._kept is not None else self._made_ready(self.vectors)

    def closest(self, queries: Vectors, n_neighbors: int) -> tuple[Indices, Scores]:
        """The n_neighbors closest rows of each query: two arrays (n_queries, n_neighbors)."""
        size = max(_KEYS_AT_ONCE // len(self.vectors), 1)
        if len(queries) > size:
            parts = [self.closest(queries[at : at + size], n_neighbors) for at in range(0, len(queries), size)]
            return np.concatenate([part[0] for part in parts]), np.concatenate([part[1] for part in parts])
        keys, slack = self._keys(queries)
        query_of, row_of = candidates(keys, slack, n_neighbors)
        exact = self.exact(queries, query_of, row_of)
        order = np.lexsort((row_of, self.metric.order_key(exact), query_of))
        starts = np.searchsorted(query_of, np.arange(len(queries)))
        chosen = order[starts[:, None] + np.arange(n_neighbors)]
        return row_of[chosen], exact[chosen]

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
        ready = self.ready_query(queries)
        lengths = np.sqrt(np.einsum("ij,ij->i", ready, ready, dtype=np.float64))
        with np.errstate(over="ignore", invalid="ignore"):
            keys = self._products(ready)
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
            centred = self.ready_query(query[None, :])[0].astype(np.float64)
            # A negative distance is passed by no row; its square must not become one that is.
            with np.errstate(over="ignore"):
                return float(np.sign(threshold) * np.square(threshold) - centred @ centred)
        return -threshold

    def _products(self, ready: Vectors) -> NDArray[np.float32]:
        """(n_queries, n_rows) products of queries and rows that are ready."""
        if self._kept is not None:
            return ready @ self._kept.T
        if self._as_they_are:
            products = ready @ self.vectors.T
            if self._centre is None:
                products *= self._shares
            else:
                products -= (ready.astype(np.float64) @ self._centre).astype(np.float32)[:, None]
            return products
        products = np.empty((len(ready), len(self.vectors)), dtype=np.float32)
        for block in row_blocks(len(self.vectors)):
            np.matmul(ready, self._made_ready(self.vectors[block]).T, out=products[:, block])
        return products

    def ready_query(self, queries: Vectors) -> Vectors:
        """Queries (n_queries, n_dims) made ready as the rows are."""
        return queries if self.metric is Metric.DOT else self._made_ready(queries)

    def _made_ready(self, rows: Vectors) -> Vectors:
        if self._centre is not None:
            return np.asarray(rows - self._centre, dtype=np.float32)
        return unit_rows(rows) if self.metric is Metric.COSINE else rows

    def exact(self, queries: Vectors, query_of: Indices, row_of: Indices) -> Scores:
        """(n_pairs,) the scores of these pairs of queries and rows, in float64."""
        scores = np.empty(len(row_of))

        def fill(start: int) -> None:
            part = slice(start, start + _PAIRS_AT_ONCE)
            scores[part] = pair_scores(self.metric, self.vectors[row_of[part]], queries[query_of[part]])

        starts = range(0, len(row_of), _PAIRS_AT_ONCE)
        for _ in in_threads(fill, starts) if len(starts) > _FEW_PARTS else map(fill, starts):
            pass
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
    for count in in_threads(fill, range(0, len(rows), size)):
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
