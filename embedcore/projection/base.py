"""project(): one door to all maps, and what a map is."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from embedcore.errors import DataError, ParameterError
from embedcore.metrics import Metric
from embedcore.parameters import fill, one_of, whole_number
from embedcore.projection.params import PCAParams, TSNEParams, UMAPParams
from embedcore.projection.pca import given_start, principal_components, start_positions
from embedcore.projection.tsne import tsne
from embedcore.projection.umap import umap
from embedcore.projection.umap_learn import umap_by_umap_learn
from embedcore.space.given_vectors import checked_vectors
from embedcore.space.neighbors import distinct_rows
from embedcore.space.space import EmbeddingSpace, metric_vectors
from embedcore.types import Indices, OnProgress, Scores

MapParams = PCAParams | TSNEParams | UMAPParams
METHODS: dict[str, type[MapParams]] = {
    "pca": PCAParams,
    "tsne": TSNEParams,
    "umap": UMAPParams,
    "umap-learn": UMAPParams,
}
MIN_ROWS = 3
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


@dataclass(frozen=True, eq=False)
class Projection:
    """A map of a space.

    coordinates: (n_rows, n_components) float32, row i of the space at row i.
    params: the parameters used, defaults filled in for this number of rows.
    explained_variance_ratio: for PCA, the share (0 to 1) of the variance that each axis shows.
    notes: what must be said about this map (parameters adapted, rows that are all equal, ...).
    """

    coordinates: NDArray[np.float32]
    method: str
    params: MapParams
    space: EmbeddingSpace
    explained_variance_ratio: tuple[float, ...] | None = None
    notes: tuple[str, ...] = ()

    @property
    def n_components(self) -> int:
        return int(self.coordinates.shape[1])

    def place(self, vectors: ArrayLike) -> Placement:
        """Where vectors of the same model belong on this map, which itself does not move: no refit, no transform.

        The weighted mean of the positions of the true neighbours in the full space, the same for all methods.
        Inverse distance weighting (Shepard 1968): under cosine and euclidean a vector equal to a row lands
        exactly on that row; under dot, where the best score may be another row's, among the best ones.

        vectors: (n_new, n_dims), or (n_dims,) for one.
        Raises ParameterError for vectors of another length or with NaN.
        """
        space = self.space
        new = checked_vectors(vectors, what="vectors to place", n_dims=space.n_dims, error=ParameterError)
        indices, scores = space.scorer.closest(new, min(N_NEIGHBORS, space.n_rows))
        weights = _weights(space.metric, scores)
        around = self.coordinates[indices].astype(np.float64)
        centres = np.einsum("ij,ijk->ik", weights, around)
        squared = ((around - centres[:, None, :]) ** 2).sum(axis=2)
        radius = np.sqrt(np.einsum("ij,ij->i", weights, squared))
        return Placement(centres.astype(np.float32), radius.astype(np.float32), indices)


def project(
    space: EmbeddingSpace,
    *,
    method: str = "umap",
    n_components: int = 2,
    random_state: int = 42,
    init: ArrayLike | None = None,
    on_progress: OnProgress | None = None,
    **options: Any,
) -> Projection:
    """A map of the space in 2 or 3 dimensions; the same seed gives the same picture.

    method: "pca" (no options), "tsne" (perplexity), "umap" (n_neighbors, min_dist), or "umap-learn", which is UMAP by
    that package: other random numbers, the same quality (tested), several times the time.
    Options left out adapt to the number of rows, and `.notes` says so; options given are kept.
    init: (n_rows, n_components) positions at which the rows of t-SNE and UMAP begin, such as the coordinates of an
    earlier map of the same rows, so that both have what is alike in the same places; their scale does not matter.
    None: the principal components.

    Raises DataError for fewer than 3 rows; ParameterError for an unknown method or option, or a value
    that does not fit the number of rows. `on_progress` may raise Cancelled.
    """
    method = one_of("method", method, list(METHODS))
    n_components = whole_number("n_components", n_components, low=2, high=3)
    random_state = whole_number("random_state", random_state, low=0, high=2**31 - 1)
    given: MapParams = fill(METHODS[method], options, caller=f"method {method!r}")
    if space.n_rows < MIN_ROWS:
        raise DataError(f"a map needs at least {MIN_ROWS} rows (got {space.n_rows}); load more rows")
    params: MapParams
    params, notes = given.fitted(space.n_rows)
    if init is not None and isinstance(params, PCAParams):
        raise ParameterError("init must be None for method 'pca', which has no start (got positions); leave it out")
    start = None if init is None else given_start(init, space.n_rows, n_components, random_state)
    if len(distinct_rows(metric_vectors(space))[0]) == 1:
        coordinates = np.zeros((space.n_rows, n_components), dtype=np.float32)
        notes += (f"all {space.n_rows} rows are equal, so the map is one spot",)
        return Projection(coordinates, method, params, space, notes=notes)
    ratio: tuple[float, ...] | None = None
    if isinstance(params, PCAParams):
        if on_progress:
            on_progress(0, 1, "arranging the map")
        coordinates, ratio, more = principal_components(metric_vectors(space), n_components, random_state)
        if on_progress:
            on_progress(1, 1, "arranging the map")
    else:
        start = start_positions(space, n_components, random_state) if start is None else start
        if isinstance(params, TSNEParams):
            coordinates, more = tsne(space, params, start, on_progress)
        else:
            by = umap if method == "umap" else umap_by_umap_learn
            coordinates, more = by(space, params, start, random_state, on_progress)
    if not np.isfinite(coordinates).all():
        raise DataError(
            f"{method} gave positions that are no finite numbers for these {space.n_rows} rows; "
            "try another method or other parameters"
        )
    coordinates.flags.writeable = False
    return Projection(coordinates, method, params, space, ratio, notes + more)


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
