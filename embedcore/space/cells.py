"""Rows in cells, so that a query is compared with those of the nearest cells alone (an inverted file: Jégou, Douze and
Schmid 2011), in all directions."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from embedcore.memory import in_threads
from embedcore.types import Indices, OnProgress, Vectors

ROWS_PER_CENTRE, STEPS = 40, 6
"""The centres come from so many rows each, by so many steps of k-means: better ones hardly find more."""
_QUERIES = 4_096
_BLOCK_ROWS = 16_384


@dataclass(frozen=True, eq=False)
class Cells:
    """Rows by the nearest of about sqrt(n_rows) centres, under the euclidean distance.

    rows: (n_rows, n_dims) float32, cell after cell; squares: (n_rows,) their squared lengths; order: (n_rows,) which
    row each of them was. ends: (n_cells + 1,) where the cells begin and end. centres: (n_cells, n_dims).
    """

    rows: Vectors
    squares: NDArray[np.float32]
    order: Indices
    ends: Indices
    centres: Vectors

    @classmethod
    def of(cls, rows: Vectors, *, random_state: int = 0) -> "Cells":
        """The cells of rows (n_rows, n_dims), which are finite."""
        n_cells = max(int(np.sqrt(len(rows))), 1)
        rng = np.random.default_rng(random_state)
        some = rows[np.sort(rng.permutation(len(rows))[: ROWS_PER_CENTRE * n_cells])]
        centres = some[np.sort(rng.permutation(len(some))[:n_cells])]
        for _ in range(STEPS):
            centres = _means(some, nearest(some, centres), centres)
        cell_of = nearest(rows, centres)
        order = np.argsort(cell_of, kind="stable")
        ends = np.concatenate([[0], np.cumsum(np.bincount(cell_of, minlength=n_cells))])
        inside = rows[order]
        return cls(inside, np.einsum("ij,ij->i", inside, inside), order, ends, centres)

    @property
    def n_cells(self) -> int:
        return len(self.centres)

    def closest(
        self, queries: Vectors, n_closest: int, n_probes: int, *, on_progress: OnProgress | None = None
    ) -> Indices:
        """(n_queries, n_closest) rows of the n_probes nearest cells, closest first as float32 tells.

        A query whose cells hold too few rows is compared with all of them. n_closest: at most the number of rows.
        """
        by_cell = np.argsort(nearest(queries, self.centres), kind="stable")  # so that a block asks few cells
        found = np.empty((len(queries), n_closest), dtype=np.int64)

        def fill(start: int) -> int:
            block = by_cell[start : start + _QUERIES]
            found[block] = self.order[self._closest(queries[block], n_closest, n_probes)]
            return len(block)

        done = 0
        for count in in_threads(fill, range(0, len(queries), _QUERIES)):
            done += count
            if on_progress:
                on_progress(done, len(queries), "comparing rows")
        return found

    def _closest(self, queries: Vectors, n_closest: int, n_probes: int) -> NDArray[np.int32]:
        """(n_queries, n_closest) places in rows."""
        from embedcore.space.smallest import keep_smallest, sort_smallest

        n_queries, n_probes = len(queries), min(n_probes, self.n_cells)
        values = np.empty((n_queries, 2 * n_closest), dtype=np.float32)
        places = np.empty((n_queries, 2 * n_closest), dtype=np.int32)
        counts = np.zeros(n_queries, dtype=np.int64)

        def compare(asked: Indices, start: int, stop: int) -> None:
            keys = queries[asked] @ self.rows[start:stop].T
            keys *= -2
            keys += self.squares[start:stop]
            keep_smallest(keys, np.arange(start, stop, dtype=np.int32), asked, values, places, counts)

        to_centres = _keys(queries, self.centres)
        probed = np.argpartition(to_centres, n_probes - 1, axis=1)[:, :n_probes]
        first = to_centres.argmin(axis=1)
        # The nearest cell first: after it, few rows of the others pass.
        asked, others = np.nonzero(probed != first[:, None])
        for query, cell in ((np.arange(n_queries), first), (asked, probed[asked, others])):
            for one, some in _groups(cell, query):
                compare(some, self.ends[one], self.ends[one + 1])
        few = np.flatnonzero(counts < n_closest)
        if len(few):
            counts[few] = 0
            for start in range(0, len(self.rows), _BLOCK_ROWS):
                compare(few, start, min(start + _BLOCK_ROWS, len(self.rows)))
        sort_smallest(values, places, counts)
        return places[:, :n_closest]


def nearest(rows: Vectors, centres: Vectors) -> Indices:
    """(n_rows,) the nearest of the centres (n_centres, n_dims) to each row."""
    found = np.empty(len(rows), dtype=np.int64)

    for start in range(0, len(rows), _BLOCK_ROWS):
        block = slice(start, start + _BLOCK_ROWS)
        found[block] = _keys(rows[block], centres).argmin(axis=1)
    return found


def _keys(queries: Vectors, rows: Vectors) -> NDArray[np.float32]:
    """(n_queries, n_rows) squared distances, without what is the query's alone."""
    return np.asarray(np.einsum("ij,ij->i", rows, rows) - 2 * (queries @ rows.T), dtype=np.float32)


def _means(rows: Vectors, cell_of: Indices, before: Vectors) -> Vectors:
    """The means of the rows of each cell; a cell without rows stays where it was."""
    from scipy.sparse import csr_array

    sizes = np.bincount(cell_of, minlength=len(before))
    shares = (1 / sizes[cell_of]).astype(np.float32)
    members = csr_array((shares, (cell_of, np.arange(len(rows)))), shape=(len(before), len(rows)))
    return np.where(sizes[:, None] > 0, members @ rows, before).astype(np.float32)


def _groups(values: Indices, items: Indices) -> Iterator[tuple[int, Indices]]:
    """Each of the values, and the items that have it."""
    if not len(values):
        return
    order = np.argsort(values, kind="stable")
    values, items = values[order], items[order]
    for start, end in pairwise([0, *(np.flatnonzero(np.diff(values)) + 1).tolist(), len(values)]):
        yield int(values[start]), items[start:end]
