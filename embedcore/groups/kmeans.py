"""k-means (Lloyd 1982) by matrix products, so that maps and groups need no more than NumPy and SciPy.

scikit-learn's gives the same groups from the same starts (tested). Importing it takes over a second and 60 MB, in each
process that groups, which is longer than the groups of ten thousand rows take.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from embedcore.types import Vectors

STEPS, TOLERANCE = 300, 1e-4
"""The most steps, and when the centres are at rest: their squared moves together, in mean variances of a dimension."""
BLOCK_ROWS = 8_192


@dataclass(frozen=True, eq=False)
class Groups:
    """labels: (n_rows,). centres: (n_groups, n_dims) float32, none of them without rows.

    inertia: the sum of squared distances of the rows to their centres.
    """

    labels: NDArray[np.int64]
    centres: Vectors
    inertia: float


def from_centres(vectors: Vectors, centres: Vectors, *, steps: int = STEPS) -> Groups:
    """Moves each centre to the mean of the rows nearest to it until nothing changes.

    A group that loses its last row begins anew at the row that is farthest from its centre; where all rows lie on
    centres, there are fewer groups.
    """
    squares = np.einsum("ij,ij->i", vectors, vectors)
    rest = TOLERANCE * float(vectors.var(axis=0, dtype=np.float64).mean())
    centres = np.array(centres, dtype=np.float32)
    labels, distances = nearest(vectors, squares, centres)
    for _ in range(steps):
        moved = means(vectors, _without_empty(labels, distances, len(centres)))
        shift = float(((moved - centres) ** 2).sum()) if moved.shape == centres.shape else np.inf
        before, centres = labels, moved
        labels, distances = nearest(vectors, squares, centres)
        if shift <= rest or np.array_equal(before, labels):
            break
    used, labels = np.unique(labels, return_inverse=True)
    return Groups(labels.astype(np.int64), centres[used], float(distances.sum(dtype=np.float64)))


def plus_plus(vectors: Vectors, k: int, rng: np.random.Generator) -> Vectors:
    """(k, n_dims) centres to begin from: k-means++ (Arthur and Vassilvitskii 2007), each the best of some draws."""
    n_draws = 2 + int(np.log(k))
    squares = np.einsum("ij,ij->i", vectors, vectors)
    chosen = [int(rng.integers(len(vectors)))]
    nearest = _distances(vectors, squares, vectors[chosen])[:, 0]
    for _ in range(1, k):
        upto = np.cumsum(nearest, dtype=np.float64)
        drawn = np.searchsorted(upto, rng.random(n_draws) * upto[-1]).clip(max=len(vectors) - 1)
        left = np.minimum(_distances(vectors, squares, vectors[drawn]), nearest[:, None])
        best = int(left.sum(axis=0, dtype=np.float64).argmin())
        chosen.append(int(drawn[best]))
        nearest = left[:, best]
    return vectors[chosen]


def means(vectors: Vectors, labels: NDArray[np.int64]) -> Vectors:
    """(n_groups, n_dims) centres of groups of which none is empty."""
    from scipy.sparse import csr_array

    sizes = np.bincount(labels)
    shares = (1 / sizes[labels]).astype(np.float32)
    members = csr_array((shares, (labels, np.arange(len(labels)))), shape=(len(sizes), len(labels)))
    return np.asarray(members @ vectors, dtype=np.float32)


def _without_empty(labels: NDArray[np.int64], distances: NDArray[np.float32], k: int) -> NDArray[np.int64]:
    """Gives each empty group the row that is farthest from its centre; numbers without gaps where there is none."""
    empty = np.flatnonzero(np.bincount(labels, minlength=k) == 0)
    if not len(empty):
        return labels
    labels, sizes = labels.copy(), np.bincount(labels, minlength=k)
    farthest = np.argsort(-distances, kind="stable")
    places = iter(empty.tolist())
    for row in farthest[distances[farthest] > 0].tolist():
        if sizes[labels[row]] > 1:
            group = next(places, None)
            if group is None:
                break
            sizes[labels[row]] -= 1
            labels[row] = group
    return np.unique(labels, return_inverse=True)[1].astype(np.int64)


def nearest(
    vectors: Vectors, squares: NDArray[np.float32], centres: Vectors
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """(n_rows,) number of the nearest centre, and the squared distance to it."""
    lengths = np.einsum("ij,ij->i", centres, centres)
    labels = np.empty(len(vectors), dtype=np.int64)
    distances = np.empty(len(vectors), dtype=np.float32)
    for start in range(0, len(vectors), BLOCK_ROWS):
        block = slice(start, start + BLOCK_ROWS)
        away = vectors[block] @ (-2 * centres).T
        away += lengths
        labels[block] = away.argmin(axis=1)
        distances[block] = away.min(axis=1)
    return labels, np.maximum(distances + squares, 0)


def _distances(vectors: Vectors, squares: NDArray[np.float32], centres: Vectors) -> NDArray[np.float32]:
    """(n_rows, n_centres) squared."""
    away = vectors @ (-2 * centres).T
    away += squares[:, None]
    away += np.einsum("ij,ij->i", centres, centres)
    return np.asarray(np.maximum(away, 0, out=away))
