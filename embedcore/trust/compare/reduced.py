"""A space in fewer dimensions: the first ones, or those in which its rows differ most."""

import numpy as np
from numpy.typing import NDArray

from embedcore.encoders.adjusted import Adjustment
from embedcore.metrics import Metric, mean_row, principal_axes, row_blocks
from embedcore.parameters import one_of, whole_number
from embedcore.space.adjusted import adjusted
from embedcore.space.space import EmbeddingSpace, metric_vectors
from embedcore.types import Indices

WAYS = ("truncate", "pca")
_SAID = {"truncate": "cut to their first {} dimensions", "pca": "reduced to {} dimensions (PCA)"}


def reduce_dimensions(space: EmbeddingSpace, n_dims: int, *, way: str = "pca") -> EmbeddingSpace:
    """The same rows in n_dims dimensions, under the same metric; what is searched for is reduced alike.

    way: "truncate" keeps the first dimensions, which models taught for it and learned axes put first; "pca" turns the
    vectors so that the first dimensions hold most. Raises ParameterError for an unknown way, or n_dims not in
    1..space.n_dims.
    """
    one_of("way", way, WAYS)
    n_dims = whole_number("n_dims", n_dims, low=1, high=space.n_dims, advice="the space has no more")
    if way == "truncate":
        shift, matrix = None, np.eye(space.n_dims)[:, :n_dims]
    else:
        shift, axes = main_axes(space)
        matrix = axes[:, :n_dims]
    cosine = space.metric is Metric.COSINE
    return adjusted(
        space,
        Adjustment(name=_SAID[way].format(n_dims), shift=shift, matrix=matrix, unit_before=cosine, unit_after=cosine),
    )


def main_axes(
    space: EmbeddingSpace, rows: Indices | None = None
) -> tuple[NDArray[np.float64] | None, NDArray[np.float64]]:
    """What is taken away first (n_dims,), or None, and all directions (n_dims, n_dims), the most telling first.

    rows: those that they are learned from; None for all. Under euclidean around the mean, which distances don't see;
    under cosine and dot around the origin, from which both measure, so that all dimensions together change nothing.
    """
    learned = np.arange(space.n_rows) if rows is None else rows
    centre = mean_row(space.vectors[learned]) if space.metric is Metric.EUCLIDEAN else None
    products = np.zeros((space.n_dims, space.n_dims))
    for block in row_blocks(len(learned)):
        part = metric_vectors(space, learned[block]).astype(np.float64)
        part = part if centre is None else part - centre
        products += part.T @ part
    return centre, principal_axes(products, space.n_dims)[1]
