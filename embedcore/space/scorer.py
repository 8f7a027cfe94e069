"""Exact scores and the closest rows: fast candidates in float32, decided in float64.

A block of float32 products finds every row that could be among the closest, allowing for the
rounding error of that product (Higham, Accuracy and Stability of Numerical Algorithms, 2002,
section 3.1: at most n_dims * 2^-24 times the lengths). The few candidates are then scored again in
float64, row by row in the same order of operations, so equal rows tie exactly and ties keep row order.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from embedcore.memory import in_threads
from embedcore.metrics import Metric, mean_row, pair_scores, row_blocks, unit_rows
from embedcore.types import Indices, Scores, Vectors

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
_TILE_ROWS = 2_048
"""Pairs of all rows: with so many at once a block of them stays in the processor's cache."""


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
        keys, slack = self._keys(self.ready_query(queries))
        query_of, row_of = candidates(keys, slack, n_neighbors)
        exact = self.exact(queries, query_of, row_of)
        order = np.lexsort((row_of, self.metric.order_key(exact), query_of))
        starts = np.searchsorted(query_of, np.arange(len(queries)))
        chosen = order[starts[:, None] + np.arange(n_neighbors)]
        return row_of[chosen], exact[chosen]

    def within(self, query: Vectors, threshold: float) -> tuple[Indices, Scores]:
        """Every row at least as close to the query (n_dims,) as the threshold, closest first."""
        ready = self.ready_query(query[None, :])
        keys, slack = self._keys(ready)
        with np.errstate(over="ignore", invalid="ignore"):
            rows = np.flatnonzero(~(keys[0] > (self._keys_of(threshold, ready) + slack)[0]))
        exact = self.exact(query[None, :], np.zeros(len(rows), dtype=np.int64), rows)
        order = np.lexsort((rows, self.metric.order_key(exact)))
        order = order[self.metric.passes(exact[order], threshold)]
        return rows[order], exact[order]

    def pairs_within(self, block: slice, threshold: float) -> Iterator[tuple[Indices, Indices, Scores]]:
        """Every pair of a row of the block and a later row that is at least as close as the threshold, in parts.

        Each part has three arrays (n_pairs,): the earlier rows, the later ones, and the exact scores.
        """
        n_rows = len(self.vectors)
        ready = self._kept[block] if self._kept is not None else self._made_ready(self.vectors[block])
        for start in range(block.start, n_rows, _TILE_ROWS):
            tile = slice(start, min(start + _TILE_ROWS, n_rows))
            keys, slack = self._keys(ready, tile)
            with np.errstate(over="ignore", invalid="ignore"):
                far = keys > (self._keys_of(threshold, ready) + slack)[:, None]
            first, second = np.divmod(np.flatnonzero(~far), tile.stop - tile.start)
            first, second = first + block.start, second + tile.start
            later = second > first
            first, second = first[later], second[later]
            scores = self.exact(self.vectors, first, second)
            passes = self.metric.passes(scores, threshold)
            yield first[passes], second[passes], scores[passes]

    def all_scores(self, query: Vectors) -> Scores:
        """The exact score of every row against the query (n_dims,): (n_rows,) float64."""
        n_rows = len(self.vectors)
        return self.exact(query[None, :], np.zeros(n_rows, dtype=np.int64), np.arange(n_rows))

    def _keys(self, ready: Vectors, among: slice = slice(None)) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Approximate keys (n_queries, n_compared) that grow with distance, and twice their error (n_queries,).

        ready: queries made ready as the rows are. among: the rows they are compared with.
        """
        lengths = np.sqrt(np.einsum("ij,ij->i", ready, ready, dtype=np.float64))
        with np.errstate(over="ignore", invalid="ignore"):
            keys = self._products(ready, among)
            if self.metric is Metric.EUCLIDEAN:
                keys *= -2
                keys += self._squares[among].astype(np.float32)
                largest = (lengths + self._longest) ** 2
                error = 4 * self._gamma * largest
            else:
                np.negative(keys, out=keys)
                # For the cosine the rows were rounded to float32 as well, hence the factor.
                largest = lengths * self._longest
                error = 2 * self._gamma * largest
            # Where the float32 product could overflow, its order means nothing: the exact scores decide on all rows.
            return keys, np.where(largest < _SAFE_PRODUCT, 2 * error + 1e-30, np.inf).astype(np.float32)

    def _keys_of(self, threshold: float, ready: Vectors) -> NDArray[np.float32]:
        """(n_queries,) the key that a row as close as the threshold has for each query that is ready."""
        if self.metric is Metric.EUCLIDEAN:
            # A negative distance is passed by no row; its square must not become one that is.
            with np.errstate(over="ignore"):
                squares = np.einsum("ij,ij->i", ready, ready, dtype=np.float64)
                return np.asarray(np.sign(threshold) * np.square(threshold) - squares, dtype=np.float32)
        return np.full(len(ready), -threshold, dtype=np.float32)

    def _products(self, ready: Vectors, among: slice) -> NDArray[np.float32]:
        """(n_queries, n_compared) products of queries and rows that are ready."""
        if self._kept is not None:
            return ready @ self._kept[among].T
        if self._as_they_are:
            products = ready @ self.vectors[among].T
            if self._centre is None:
                products *= self._shares[among]
            else:
                products -= (ready.astype(np.float64) @ self._centre).astype(np.float32)[:, None]
            return products
        low, high, _ = among.indices(len(self.vectors))
        products = np.empty((len(ready), high - low), dtype=np.float32)
        for block in row_blocks(high - low):
            part = slice(low + block.start, low + block.stop)
            np.matmul(ready, self._made_ready(self.vectors[part]).T, out=products[:, block])
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
