"""The middles of groups, by unit vectors, read block by block."""

import numpy as np
from numpy.typing import NDArray

from embedcore.metrics import row_blocks, unit_rows
from embedcore.types import Vectors


def group_means(
    vectors: Vectors,
    labels: NDArray[np.int64],
    sizes: NDArray[np.int64],
    *,
    around: NDArray[np.float64] | None = None,
) -> NDArray[np.float64]:
    """(n_groups, n_dims) the mean of the unit vectors of each group, none of them empty.

    sizes: (n_groups,) rows a group. around: (n_dims,) taken off each unit vector, which is then made a unit vector
    again: directions as seen from there. The length of a mean is how much the directions of a group agree: 1 where they
    are all the same, about 1 / sqrt(n) for n random ones.
    """
    sums, groups = np.zeros((len(sizes), vectors.shape[1])), np.arange(len(sizes))[:, None]
    for block in row_blocks(len(vectors)):
        rows = unit_rows(vectors[block])
        if around is not None:
            rows = unit_rows(rows - around.astype(np.float32))
        sums += (labels[block] == groups).astype(np.float32) @ rows
    return sums / sizes[:, None]


def group_middles(vectors: Vectors, labels: NDArray[np.int64], sizes: NDArray[np.int64]) -> Vectors:
    """(n_groups, n_dims) the middles at unit length. A label of -1 is no group."""
    return at_unit_length(group_means(vectors, labels, sizes))


def at_unit_length(means: NDArray[np.float64]) -> Vectors:
    """(n_groups, n_dims) the means as directions."""
    return unit_rows(means.astype(np.float32))
