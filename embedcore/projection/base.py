"""project(): one door to all maps, and what a map is."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from embedcore.errors import DataError, ParameterError
from embedcore.metrics import Metric, row_blocks
from embedcore.parameters import fill, one_of, whole_number
from embedcore.projection.params import PCAParams, TSNEParams, UMAPParams
from embedcore.projection.pca import given_start, principal_components, start_positions
from embedcore.projection.placing import Placement, closest_spots, place_the_rest, placed
from embedcore.projection.spots import Spots, space_of_spots, spots_of
from embedcore.projection.tsne import tsne
from embedcore.projection.umap import umap
from embedcore.projection.umap_learn import umap_by_umap_learn
from embedcore.space.given_vectors import checked_vectors
from embedcore.space.space import EmbeddingSpace, metric_vectors
from embedcore.types import Indices, OnProgress

MapParams = PCAParams | TSNEParams | UMAPParams
METHODS: dict[str, type[MapParams]] = {
    "pca": PCAParams,
    "tsne": TSNEParams,
    "umap": UMAPParams,
    "umap-learn": UMAPParams,
}
MIN_ROWS = 3
MOST_FITTED, SAMPLED, SAMPLED_BY_DOT = 200_000, 100_000, 50_000
"""Of more rows than the first, UMAP and t-SNE are fitted on so many drawn at random, and the others placed; fewer under
the dot product, where all rows are compared. Chosen by `python benchmarks/run.py million`."""


@dataclass(frozen=True, eq=False)
class Projection:
    """A map of a space.

    coordinates: (n_rows, n_components) float32, row i of the space at row i; the same for rows with equal vectors.
    params: the parameters used, defaults filled in for this number of rows.
    fitted_rows: (n_fitted,) the rows that the map was made from, the others being placed among them; None: all that
    differ.
    explained_variance_ratio: for PCA, the share (0 to 1) of the variance that each axis shows.
    notes: what must be said about this map (parameters adapted, rows that are all equal, ...).
    """

    coordinates: NDArray[np.float32]
    method: str
    params: MapParams
    space: EmbeddingSpace
    explained_variance_ratio: tuple[float, ...] | None = None
    notes: tuple[str, ...] = ()
    fitted_rows: Indices | None = None

    @property
    def n_components(self) -> int:
        return int(self.coordinates.shape[1])

    def place(self, vectors: ArrayLike) -> Placement:
        """Where vectors of the same model belong on this map, which itself does not move: no refit, no transform.

        The weighted mean of the positions of the true neighbours in the full space, the same for all methods. Rows at
        one spot count as one.
        Inverse distance weighting (Shepard 1968): under cosine and euclidean a vector equal to a row lands
        exactly on that row; under dot, where the best score may be another row's, among the best ones.

        vectors: (n_new, n_dims), or (n_dims,) for one.
        Raises ParameterError for vectors of another length or with NaN.
        """
        space = self.space
        new = checked_vectors(vectors, what="vectors to place", n_dims=space.n_dims, error=ParameterError)
        indices, scores = closest_spots(space, self.coordinates, new)
        return placed(self.coordinates, space.metric, indices, scores)


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
    Rows with equal vectors are one spot: t-SNE and UMAP lay out each different vector once, however many rows have it,
    since its copies would take the places of its neighbours and spread over the map. `.notes` says how many there are.
    Options left out adapt to the number of different rows, and `.notes` says so; options given are kept, unless fewer
    rows differ. Of more than 200,000 different rows, t-SNE and UMAP are made from 100,000 drawn at random (50,000 under
    the dot product) and the others placed as by `.place`; `.notes` says so, and `.fitted_rows` names them. PCA always
    reads all rows, copies too.
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
    if init is not None and isinstance(given, PCAParams):
        raise ParameterError("init must be None for method 'pca', which has no start (got positions); leave it out")
    spots = spots_of(space)
    params, notes = _fitted_params(given, space, spots)
    given_at = None if init is None else given_start(init, space.n_rows, n_components, random_state)
    if _all_equal(space):
        coordinates = np.zeros((space.n_rows, n_components), dtype=np.float32)
        notes = (f"all {space.n_rows} rows are equal, so the map is one spot",)
        return Projection(coordinates, method, params, space, notes=notes)
    ratio: tuple[float, ...] | None = None
    rows = spots.first
    if isinstance(params, PCAParams):
        coordinates, ratio, more = _components(space, n_components, random_state, on_progress)
    elif len(spots) < MIN_ROWS:
        of_spots, _, more = _components(space_of_spots(space), n_components, random_state, on_progress)
        coordinates = of_spots[spots.of_rows]
    else:
        if (n_fitted := _n_fitted(space, len(spots))) < len(spots):
            rows = np.sort(np.random.default_rng(random_state).choice(spots.first, n_fitted, replace=False))
            fitted = EmbeddingSpace(space.vectors[rows], metric=space.metric)
        else:
            fitted = space_of_spots(space)
        start = start_positions(fitted, n_components, random_state) if given_at is None else given_at[rows]
        arranged, more = _arranged(fitted, method, params, start, random_state, on_progress)
        coordinates, placing = place_the_rest(space, spots.first, rows, fitted, arranged, on_progress)
        more += placing
    coordinates = spots.shared(coordinates)
    if not np.isfinite(coordinates).all():
        raise DataError(
            f"{method} gave positions that are no finite numbers for these {space.n_rows} rows; "
            "try another method or other parameters"
        )
    coordinates.flags.writeable = False
    return Projection(
        coordinates, method, params, space, ratio, spots.notes + notes + more, rows if len(rows) < len(spots) else None
    )


def _n_fitted(space: EmbeddingSpace, n_spots: int) -> int:
    """From how many of the different rows t-SNE and UMAP are made."""
    return (
        n_spots if n_spots <= MOST_FITTED else min(SAMPLED_BY_DOT if space.metric is Metric.DOT else SAMPLED, n_spots)
    )


def _fitted_params(given: MapParams, space: EmbeddingSpace, spots: Spots) -> tuple[MapParams, tuple[str, ...]]:
    n_fitted = len(spots) if isinstance(given, PCAParams) else _n_fitted(space, len(spots))
    if n_fitted < len(spots):
        return given.fitted(n_fitted)
    if len(spots) < MIN_ROWS:
        return given.fitted(space.n_rows)[0], (f"only {len(spots)} of the {space.n_rows} rows differ",)
    return given.fitted(space.n_rows, len(spots))


def _components(
    space: EmbeddingSpace, n_components: int, random_state: int, on_progress: OnProgress | None
) -> tuple[NDArray[np.float32], tuple[float, ...], tuple[str, ...]]:
    if on_progress:
        on_progress(0, 1, "arranging the map")
    found = principal_components(space, n_components, random_state)
    if on_progress:
        on_progress(1, 1, "arranging the map")
    return found


def _arranged(
    space: EmbeddingSpace,
    method: str,
    params: TSNEParams | UMAPParams,
    start: NDArray[np.float64],
    random_state: int,
    on_progress: OnProgress | None,
) -> tuple[NDArray[np.float32], tuple[str, ...]]:
    if isinstance(params, TSNEParams):
        return tsne(space, params, start, on_progress)
    by = umap if method == "umap" else umap_by_umap_learn
    return by(space, params, start, random_state, on_progress)


def _all_equal(space: EmbeddingSpace) -> bool:
    first = metric_vectors(space, slice(1))
    return all((metric_vectors(space, block) == first).all() for block in row_blocks(space.n_rows))
