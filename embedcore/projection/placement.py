"""Where a new point belongs on a finished map: among its true neighbours.

The same for PCA, t-SNE and UMAP; no refit and no transform, so the map does not move.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from embedcore.errors import ParameterError
from embedcore.metrics import Metric
from embedcore.space.given_vectors import checked_vectors
from embedcore.space.space import EmbeddingSpace
from embedcore.types import Indices, Scores

N_NEIGHBORS = 10
SHARPNESS = 8.0
"""The exponent of the weights; chosen by benchmarks/placement.py."""


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


def place(space: EmbeddingSpace, coordinates: NDArray[np.float32], vectors: ArrayLike) -> Placement:
    """The weighted mean of the positions of the true neighbours in the full space.

    Inverse distance weighting (Shepard 1968): under cosine and euclidean a vector equal to a row lands
    exactly on that row; under dot, where the best score may be another row's, among the best ones.

    vectors: (n_new, n_dims), or (n_dims,) for one.
    Raises ParameterError for vectors of another length or with NaN.
    """
    new = checked_vectors(vectors, what="vectors to place", n_dims=space.n_dims, error=ParameterError)
    indices, scores = space.scorer.closest(new, min(N_NEIGHBORS, space.n_rows))
    weights = _weights(space.metric, scores)
    around = coordinates[indices].astype(np.float64)
    centres = np.einsum("ij,ijk->ik", weights, around)
    squared = ((around - centres[:, None, :]) ** 2).sum(axis=2)
    radius = np.sqrt(np.einsum("ij,ij->i", weights, squared))
    return Placement(centres.astype(np.float32), radius.astype(np.float32), indices)


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
