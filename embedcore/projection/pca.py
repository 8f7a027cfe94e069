"""Principal component analysis (Pearson 1901; Hotelling 1933), exact by the covariance matrix."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from embedcore.errors import ParameterError
from embedcore.memory import in_threads
from embedcore.metrics import principal_axes, row_blocks, with_fixed_signs
from embedcore.space.space import EmbeddingSpace, metric_vectors
from embedcore.types import Vectors

EXACT_DIMS = 1_500
"""Up to so many dimensions (or rows) the components are exact; beyond, randomized (Halko et al. 2011)."""


def principal_components(
    space: EmbeddingSpace, n_components: int, random_state: int
) -> tuple[NDArray[np.float32], tuple[float, ...], tuple[str, ...]]:
    """Positions along the directions of greatest variance, of the vectors as the metric sees them.

    Returns coordinates (n_rows, n_components), the share of the variance that each axis shows (0 to 1), and notes. The
    sign of an axis is fixed: its largest loading is positive. Where the vectors have fewer dimensions than the map, the
    axes left over are 0. The vectors are read in blocks, so that very many need no second copy.
    """
    n_rows, n_dims = space.vectors.shape
    blocks = list(row_blocks(n_rows))

    def reach(rows: slice) -> tuple[NDArray[np.float64], float]:
        part = metric_vectors(space, rows)
        return part.sum(axis=0, dtype=np.float64), float(np.abs(part).max())

    sums, largest = zip(*in_threads(reach, blocks), strict=True)
    mean = np.sum(sums, axis=0) / n_rows
    # A power of two, so exact: squares of very large or very small numbers would leave float32.
    exponent = int(np.frexp(max(largest) + np.abs(mean).max())[1])

    def centred(rows: slice) -> Vectors:
        part = metric_vectors(space, rows) - mean
        part *= 2.0**-exponent
        return np.asarray(part, dtype=np.float32)

    def products(rows: slice) -> tuple[float, Vectors | None]:
        part = centred(rows)
        return float(np.einsum("ij,ij->", part, part, dtype=np.float64)), part.T @ part if exact else None

    found, exact = min(n_components, n_dims), n_dims <= EXACT_DIMS
    notes: tuple[str, ...] = ()
    total, covariance = 0.0, np.zeros((n_dims, n_dims) if exact else 0)
    for more, product in in_threads(products, blocks):
        total += more
        if product is not None:
            covariance += product
    if exact:
        axes = principal_axes(covariance, found)[1]
    elif n_rows <= EXACT_DIMS:
        axes = with_fixed_signs(np.linalg.svd(centred(slice(None)), full_matrices=False)[2][:found].T)
    else:
        from sklearn.utils.extmath import randomized_svd

        axes = with_fixed_signs(randomized_svd(centred(slice(None)), found, random_state=random_state)[2].T)
        notes = (f"components estimated by randomized SVD, because there are {n_dims} dimensions",)
    coordinates = np.zeros((n_rows, n_components), dtype=np.float32)
    coordinates[:, :found] = np.concatenate(
        list(in_threads(lambda rows: centred(rows) @ axes.astype(np.float32), blocks))
    )
    ratio = tuple(float(share) for share in (coordinates.astype(np.float64) ** 2).sum(axis=0) / total)
    with np.errstate(over="ignore"):
        coordinates = np.ldexp(coordinates, exponent)
    if found < n_components:
        notes += (f"the vectors have only {n_dims} dimension, so the other axes of the map are 0",)
    return coordinates, ratio, notes


def start_positions(space: EmbeddingSpace, n_components: int, random_state: int) -> NDArray[np.float64]:
    """(n_rows, n_components): the PCA map with a spread of 1e-4 and a trace of seeded noise, so that copies can part.

    t-SNE and UMAP start there, so that all maps of a space have the same side up.
    """
    coordinates = principal_components(space, n_components, random_state)[0]
    return _small(coordinates, random_state)


def given_start(init: ArrayLike, n_rows: int, n_components: int, random_state: int) -> NDArray[np.float64]:
    """(n_rows, n_components): the same of positions that a caller gives. Raises ParameterError for what are none."""
    try:
        coordinates = np.asarray(init, dtype=np.float64)
    except (TypeError, ValueError):
        coordinates = np.empty(0)
    if coordinates.shape != (n_rows, n_components) or not np.isfinite(coordinates).all():
        raise ParameterError(
            f"init must be finite positions of shape {(n_rows, n_components)}, one for each row (got "
            f"{'other values' if coordinates.shape == (n_rows, n_components) else coordinates.shape}); "
            "give the coordinates of a map of the same rows, or leave it out"
        )
    return _small(coordinates - coordinates.mean(axis=0), random_state)


def _small(coordinates: NDArray[np.floating], random_state: int) -> NDArray[np.float64]:
    start = coordinates.astype(np.float64)
    start *= 1e-4 / (start[:, 0].std() or 1.0)
    return np.asarray(start + np.random.default_rng(random_state).normal(scale=1e-6, size=start.shape))
