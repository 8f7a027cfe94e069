"""Where points belong among rows that have a place on a map already; and the map of very many rows, made that way."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from embedcore.metrics import Metric
from embedcore.space.approximate import SAMPLE_ROWS, ApproximateScorer
from embedcore.space.space import EmbeddingSpace
from embedcore.types import Indices, OnProgress, Scores, Vectors

N_NEIGHBORS = 10
SHARPNESS = 8.0
"""The exponent of the weights; chosen by benchmarks/placement.py."""
_PLACED_AT_ONCE = 1 << 16


@dataclass(frozen=True, eq=False)
class Placement:
    """Where new points belong on a map.

    coordinates: (n_new, n_components) float32.
    radius: (n_new,) float32, in the map's units: how far the neighbours lie around that spot (weighted
    root mean square). Small: the neighbours are together. Large: they are spread over the map, and the
    spot says little.
    neighbor_indices: (n_new, up to 10) the rows that decided, closest first.
    """

    coordinates: NDArray[np.float32]
    radius: NDArray[np.float32]
    neighbor_indices: Indices


def placed(coordinates: NDArray[np.float32], metric: Metric, indices: Indices, scores: Scores) -> Placement:
    """The weighted mean of the neighbours' positions. indices, scores: (n_new, n_neighbors), closest first."""
    weights = _weights(metric, scores)
    around = coordinates[indices].astype(np.float64)
    centres = np.einsum("ij,ijk->ik", weights, around)
    squared = ((around - centres[:, None, :]) ** 2).sum(axis=2)
    radius = np.sqrt(np.einsum("ij,ij->i", weights, squared))
    return Placement(centres.astype(np.float32), radius.astype(np.float32), indices)


def closest_spots(space: EmbeddingSpace, coordinates: NDArray[np.float32], vectors: Vectors) -> tuple[Indices, Scores]:
    """The rows closest to each vector that stand at different spots of the map, at most 10, and their scores.

    Of rows at one spot the closest counts, else the first: many copies would leave no place for true neighbours.
    coordinates: (n_rows, n_components) of the map. vectors: (n_new, n_dims). Returns two arrays (n_new, n_neighbors).
    """
    wanted = min(N_NEIGHBORS, space.n_rows)
    indices, scores = space.scorer.closest(vectors, wanted)
    crowded = [number for number, around in enumerate(coordinates[indices]) if len(np.unique(around, axis=0)) < wanted]
    if not crowded:
        return indices, scores
    found = {number: _different_spots(space, coordinates, vectors[number], wanted) for number in crowded}
    # Fewer than wanted only where the whole map has fewer, and then for each vector.
    width = min(len(rows) for rows, _ in found.values())
    indices, scores = indices[:, :width].copy(), scores[:, :width].copy()
    for number, (rows, values) in found.items():
        indices[number], scores[number] = rows[:width], values[:width]
    return indices, scores


def _different_spots(
    space: EmbeddingSpace, coordinates: NDArray[np.float32], vector: Vectors, wanted: int
) -> tuple[Indices, Scores]:
    n_asked = wanted
    while True:
        n_asked = min(4 * n_asked, space.n_rows)
        indices, scores = (array[0] for array in space.scorer.closest(vector[None, :], n_asked))
        places = np.sort(np.unique(coordinates[indices], axis=0, return_index=True)[1])[:wanted]
        if len(places) == wanted or n_asked == space.n_rows:
            return indices[places], scores[places]


def place_the_rest(
    space: EmbeddingSpace,
    every_row: Indices,
    fitted_rows: Indices,
    fitted: EmbeddingSpace,
    coordinates: NDArray[np.float32],
    on_progress: OnProgress | None,
) -> tuple[NDArray[np.float32], tuple[str, ...]]:
    """Positions (n_rows, n_components) of the rows of a space, and a note on how the rest found theirs.

    every_row (n,): those to place; what is not among them gets none. fitted_rows (n_fitted,): those that have
    coordinates (n_fitted, n_components); fitted: the space of these alone. The others are placed by their neighbours
    among these. They are found in the nearest cells, at least 96 % of the true ones on a sample, except under the dot
    product, where all rows are compared.
    """
    if len(fitted_rows) == space.n_rows:
        return coordinates, ()
    everywhere = np.empty((space.n_rows, coordinates.shape[1]), dtype=np.float32)
    everywhere[fitted_rows] = coordinates
    rest = np.setdiff1d(every_row, fitted_rows, assume_unique=True)
    if not len(rest):
        return everywhere, ()
    n_neighbors = min(N_NEIGHBORS, fitted.n_rows)
    closest: Callable[[Vectors, int], tuple[Indices, Scores]] = fitted.scorer.closest
    found = "all of them compared"
    if space.metric is not Metric.DOT:
        scorer = ApproximateScorer(fitted.scorer)
        some = np.sort(np.random.default_rng(0).permutation(rest)[:SAMPLE_ROWS])
        share = scorer.measure(space.vectors[some], n_neighbors, of_rows=False)
        closest, found = scorer.closest, f"{share:.1%} of the true ones are found (measured on {len(some):,} rows)"
    for start in range(0, len(rest), _PLACED_AT_ONCE):
        rows = rest[start : start + _PLACED_AT_ONCE]
        where = placed(coordinates, space.metric, *closest(space.vectors[rows], n_neighbors))
        everywhere[rows] = where.coordinates
        if on_progress:
            on_progress(start + len(rows), len(rest), "placing the other rows")
    rows_said = "rows" if len(every_row) == space.n_rows else "different rows"
    note = (
        f"the map was made from {fitted.n_rows:,} of the {len(every_row):,} {rows_said}, drawn at random; the other "
        f"{len(rest):,} stand where their {n_neighbors} nearest neighbours among these do; {found}"
    )
    return everywhere, (note,)


def _weights(metric: Metric, scores: Scores) -> NDArray[np.float64]:
    """(n_new, n_neighbors) shares that sum to 1; all on the equal rows where there are any."""
    if metric is Metric.EUCLIDEAN:
        distances = scores
    elif metric is Metric.COSINE:
        distances = np.sqrt(np.maximum(2 - 2 * scores, 0))
    else:
        # A dot product has no zero point: measured from the best score, in steps of the spread.
        spread = scores[:, :1] - scores[:, -1:]
        distances = 1 + (scores[:, :1] - scores) / np.where(spread > 0, spread, 1)
    nearest = distances[:, :1]
    with np.errstate(divide="ignore", invalid="ignore"):
        weights = np.where(nearest > 0, (nearest / distances) ** SHARPNESS, distances == 0)
    return np.asarray(weights / weights.sum(axis=1, keepdims=True))
