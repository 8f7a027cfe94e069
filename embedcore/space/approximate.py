"""The neighbour graph of very many rows: candidates from the strongest directions of the space, then exact scores.

All pairs are compared along the directions in which the vectors vary most (PCA), which takes a fraction of the time,
and the closest of these are scored exactly. How many directions that takes is measured on a sample of rows whose true
neighbours are known.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from embedcore.metrics import Metric, principal_axes, unit_rows
from embedcore.space.neighbors import (
    ExactScorer,
    NeighborGraph,
    closest_in_blocks,
    distinct_rows,
    without_self,
)
from embedcore.types import Indices, OnProgress, Scores, Vectors

N_AXES = (24, 32, 48, 64, 96, 128, 192, 256, 384)
WANTED = 0.97
"""The share of the true neighbours of the sample that must be found."""
SAMPLE_ROWS = 500
CANDIDATES, SPARE = 4, 8
"""So many times the neighbours asked for are looked at in all directions, and so many more than asked for exactly."""


@dataclass(frozen=True, eq=False)
class _Shadows:
    """Rows along a few directions: queries @ rows.T is smaller where rows are closer; both (n_rows, n_axes + 1)."""

    queries: NDArray[np.float32]
    rows: NDArray[np.float32]

    @classmethod
    def of(cls, rows: Vectors, axes: NDArray[np.float32]) -> "_Shadows":
        """The distance of two rows to the square, as far as they differ along the axes, without what is the query's."""
        along = rows @ axes
        squares = np.einsum("ij,ij->i", rows, rows)
        return cls(np.column_stack([along, np.ones(len(rows), np.float32)]), np.column_stack([-2 * along, squares]))


def approximate_graph(
    vectors: Vectors, metric: Metric, n_neighbors: int, *, on_progress: OnProgress | None = None
) -> NeighborGraph:
    """The graph under cosine or euclidean; its note says what share of the true neighbours is in it."""
    from embedcore.space.smallest import smallest

    first, inverse, copy_rank = distinct_rows(vectors)
    columns = np.flatnonzero(copy_rank <= n_neighbors)
    compared = vectors[columns]
    scorer = ExactScorer(compared, metric)
    place_of = np.empty(len(vectors), dtype=np.int64)
    place_of[columns] = np.arange(len(columns))
    n_closest = n_neighbors + 1
    n_candidates = min(CANDIDATES * n_closest, len(columns))

    def closest_by(shadows: _Shadows, rows: Indices) -> tuple[Indices, Scores]:
        near = np.empty((len(rows), n_candidates), dtype=np.int64)
        smallest(shadows.queries[place_of[rows]] @ shadows.rows.T, near)
        near = scorer.nearly_closest(vectors[rows], near, min(n_closest + SPARE, n_candidates))
        scores = scorer.exact(vectors[rows], np.repeat(np.arange(len(rows)), near.shape[1]), near.ravel())
        scores = scores.reshape(near.shape)
        order = np.lexsort((near, metric.order_key(scores)), axis=1)[:, :n_closest]
        return columns[np.take_along_axis(near, order, 1)], np.take_along_axis(scores, order, 1)

    sample = first[np.sort(np.random.default_rng(0).permutation(len(first))[:SAMPLE_ROWS])]

    def truly_closest(rows: Indices) -> tuple[Indices, Scores]:
        indices, scores = scorer.closest(vectors[rows], n_closest)
        return columns[indices], scores

    _, true = closest_in_blocks(sample, len(columns), n_closest, truly_closest, None)
    rows, axes = _rows_and_axes(compared, metric)
    for n_axes in sorted({min(n, axes.shape[1]) for n in N_AXES}):
        shadows = _Shadows.of(rows, axes[:, :n_axes])
        _, near = closest_in_blocks(sample, len(columns), n_closest, lambda part: closest_by(shadows, part), None)  # noqa: B023
        # By score, since copies tie. The first of each list is the row itself.
        share = float((metric.order_key(near) <= metric.order_key(true[:, -1:]))[:, 1:].mean())
        if share >= WANTED:
            break
    found, scores = closest_in_blocks(
        first, len(columns), n_closest, lambda part: closest_by(shadows, part), on_progress
    )
    graph = without_self(found[inverse], scores[inverse], metric)
    note = (
        f"the neighbours of all {len(vectors):,} rows were approximated: of the true ones, "
        f"{share:.1%} are found (measured on {len(sample):,} rows); the scores shown are exact"
    )
    return replace(graph, exact=False, notes=(note,))


def _rows_and_axes(compared: Vectors, metric: Metric) -> tuple[Vectors, NDArray[np.float32]]:
    """The rows whose distances count, and all directions (n_dims, n_dims), the strongest first."""
    rows = unit_rows(compared) if metric is Metric.COSINE else compared
    rows = np.asarray(rows - rows.mean(axis=0, dtype=np.float64), dtype=np.float32)
    return rows, principal_axes((rows.T @ rows).astype(np.float64), rows.shape[1])[1].astype(np.float32)
