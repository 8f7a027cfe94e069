"""k-means from a good start, the silhouette (Rousseeuw 1987), and how large a typical group is."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from embedcore.groups.kmeans import from_centres, means, plus_plus
from embedcore.metrics import principal_axes, row_blocks
from embedcore.parameters import whole_number
from embedcore.space.neighbors import distinct_rows
from embedcore.space.space import EmbeddingSpace, metric_vectors
from embedcore.types import Vectors

SOME_ROWS = 5_000
"""k-means of more rows begins from the groups of so many drawn at random."""
START_ROWS, N_STARTS, START_STEPS, START_GROUPS = 2_000, 4, 15, 8
"""Rows that the tree is grown from; starts without a tree; steps in which starts are compared; groups in the random
starts beside the tree: several of few groups, which a single one often misses, or one of many."""

TYPICAL_CANDIDATES = (4, 6, 8, 11, 16, 22, 32, 45, 64, 90, 128, 180, 256)
"""Numbers of groups that are compared for their typical size, each about 1.4 times the one before."""
TYPICAL_ROWS = 2_000
"""Rows looked at for it, drawn at random where there are more: the number of groups hardly depends on it."""
LEAST_ROWS = 8
"""No number of groups is tried for it that would leave fewer sampled rows per group."""
TYPICAL_STARTS, N_DIRECTIONS, NEAR_BEST = 3, 64, 0.9
_WIDE = 4_096
"""Of rows with more numbers, and more than there are rows, the products of rows are taken."""


def typical_group_size(space: EmbeddingSpace, *, random_state: int = 42) -> float:
    """Rows of a typical group: n_rows by the number of groups with the best mean silhouette.

    k-means with each of TYPICAL_CANDIDATES on up to TYPICAL_ROWS rows in their 64 directions of greatest variance,
    the silhouettes averaged over 3 starts. Since that curve is flat around its best, the number is the geometric mean
    of the candidates within 90 % of it. On subsets of banking77 with 10 to 77 categories of 30 to 150 rows it is
    within a factor of 2 (python benchmarks/run.py threshold).
    A space of fewer than 32 rows, or without any groups, counts as 4 groups.
    """
    random_state = whole_number("random_state", random_state, low=0, high=2**31 - 1)
    return space.memo("typical group size", lambda: space.n_rows / _typical_number(space, random_state), random_state)


def _typical_number(space: EmbeddingSpace, random_state: int) -> float:
    rng = np.random.default_rng(random_state)
    rows: slice | NDArray[np.int64] = slice(None)
    if space.n_rows > TYPICAL_ROWS:
        rows = drawn(space.n_rows, TYPICAL_ROWS, rng)
    vectors = metric_vectors(space, rows)
    candidates = np.array([k for k in TYPICAL_CANDIDATES if k <= count_distinct(vectors) / LEAST_ROWS])
    if not len(candidates):
        return TYPICAL_CANDIDATES[0]
    seeds = rng.integers(2**31 - 1, size=TYPICAL_STARTS).tolist()
    quality = np.nan_to_num(_silhouettes(main_directions(vectors), candidates.tolist(), seeds)).mean(axis=1)
    if quality.max() <= 0:
        return TYPICAL_CANDIDATES[0]
    return float(np.exp(np.log(candidates[quality >= NEAR_BEST * quality.max()]).mean()))


def _silhouettes(vectors: Vectors, candidates: Sequence[int], seeds: Sequence[int]) -> NDArray[np.float64]:
    """(n_candidates, n_seeds) silhouettes of k-means with each number of groups, from one start for each seed.

    vectors: (n_rows, n_dims), centred and scaled.
    """
    curve = np.empty((len(candidates), len(seeds)))
    for place, k in enumerate(candidates):
        starts = (plus_plus(vectors, k, np.random.default_rng(seed)) for seed in seeds)
        curve[place] = [silhouette(vectors, from_centres(vectors, start).labels) for start in starts]
    return curve


def silhouette(vectors: Vectors, labels: NDArray[np.int64]) -> float:
    """Mean silhouette under the squared euclidean distance, exact in O(n_rows * n_groups).

    vectors: (n_rows, n_dims), centred and scaled. On unit vectors this is the silhouette under the cosine distance.
    The mean squared distance of a row to a group follows from the group's mean and mean squared length, so no pair is
    visited. Rows alone in their group count 0. nan for fewer than two groups.
    """
    sizes = np.bincount(labels)
    if len(sizes) < 2:
        return float("nan")
    squares = np.einsum("ij,ij->i", vectors, vectors, dtype=np.float64)
    sums = np.array([vectors[labels == group].sum(axis=0, dtype=np.float64) for group in range(len(sizes))])
    square_means = np.bincount(labels, weights=squares) / sizes
    to_groups = squares[:, None] - 2 * (vectors @ (sums / sizes[:, None]).T.astype(np.float32)) + square_means
    rows = np.arange(len(labels))
    own_size = sizes[labels]
    # The row itself, at distance 0, does not count among the others of its own group.
    own = np.maximum(to_groups[rows, labels], 0) * own_size / np.maximum(own_size - 1, 1)
    to_groups[rows, labels] = np.inf
    other = np.maximum(to_groups.min(axis=1), 0)
    larger = np.maximum(own, other)
    with np.errstate(invalid="ignore"):
        values = np.where((own_size > 1) & (larger > 0), (other - own) / larger, 0.0)
    return float(values.mean())


def kmeans(vectors: Vectors, k: int, random_state: int) -> tuple[NDArray[np.int64], Vectors]:
    """(n_rows,) group of each row, and the groups' centres; where rows repeat there may be fewer, but none is empty.

    From the better of two starts on up to SOME_ROWS rows: the cut of a tree of rows (Ward 1963), which leads to tighter
    groups than most random starts and hardly depends on chance, and k-means++. Where so many groups leave too few rows
    for a tree, from the best of 4 random starts.
    """
    rng = np.random.default_rng(random_state)
    if k == 1 or k * LEAST_ROWS > min(len(vectors), START_ROWS):
        found = [from_centres(vectors, plus_plus(vectors, k, rng)) for _ in range(1 if k == 1 else N_STARTS)]
        best = min(found, key=lambda groups: groups.inertia)
    else:
        some = vectors[drawn(len(vectors), SOME_ROWS, rng)] if len(vectors) > SOME_ROWS else vectors
        best = from_centres(vectors, means(some, next(_started(some, [k], rng))[1]))
    return best.labels, best.centres


def _started(
    vectors: Vectors, numbers: Sequence[int], rng: np.random.Generator
) -> Iterator[tuple[int, NDArray[np.int64]]]:
    """Each number of groups, and (n_rows,) labels by k-means in the main directions from the better of two starts."""
    from scipy.cluster.hierarchy import fcluster, ward

    directions = main_directions(vectors)
    grown = directions if len(vectors) <= START_ROWS else directions[drawn(len(vectors), START_ROWS, rng)]
    tree = ward(grown.astype(np.float64))
    for k in numbers:
        starts = [means(grown, fcluster(tree, k, "maxclust") - 1)]
        starts += [plus_plus(directions, k, rng) for _ in range(max(START_GROUPS // k, 1))]
        found = (from_centres(directions, start, steps=START_STEPS) for start in starts)
        yield k, min(found, key=lambda groups: groups.inertia).labels


@dataclass(frozen=True, eq=False)
class Steady:
    """Moves vectors by a centre (n_dims,), and scales them by 2 to the power of -exponent.

    Groups and silhouettes do not change by that, but float32 squares lose digits far from the origin and overflow
    beyond 1e19.
    """

    centre: NDArray[np.float64]
    exponent: int

    @classmethod
    def around(cls, vectors: Vectors) -> "Steady":
        """That which brings these vectors around the origin and into -1..1."""
        centre = vectors.mean(axis=0, dtype=np.float64)
        longest = max(np.abs(vectors[block] - centre).max() for block in row_blocks(len(vectors)))
        return cls(centre, int(np.frexp(longest)[1]))

    def of(self, vectors: Vectors) -> Vectors:
        steady = np.empty(vectors.shape, dtype=np.float32)
        for block in row_blocks(len(vectors)):
            part = vectors[block] - self.centre
            part *= 2.0**-self.exponent
            steady[block] = part
        return steady


def centred_and_scaled(vectors: Vectors) -> Vectors:
    """The vectors around the origin and in -1..1; see Steady."""
    return Steady.around(vectors).of(vectors)


def count_distinct(vectors: Vectors) -> int:
    return len(distinct_rows(vectors)[0])


def drawn(n_rows: int, n_drawn: int, rng: np.random.Generator) -> NDArray[np.int64]:
    """(n_drawn,) different rows, in order."""
    return np.sort(rng.choice(n_rows, n_drawn, replace=False))


def main_directions(vectors: Vectors) -> Vectors:
    """The vectors in their directions of greatest variance, from the eigenvectors of the covariance."""
    if vectors.shape[1] > max(len(vectors), _WIDE):
        return _main_directions_of_wide(vectors)
    mean = vectors.mean(axis=0, dtype=np.float64)
    blocks = list(row_blocks(len(vectors)))
    largest = max(max(float(np.abs(vectors[block] - mean).max()) for block in blocks), 1e-300)
    products = np.zeros((vectors.shape[1],) * 2)
    for block in blocks:
        centred = (vectors[block] - mean) / largest
        products += centred.T @ centred
    axes = principal_axes(products, N_DIRECTIONS)[1]
    return np.vstack([((vectors[block] - mean) / largest @ axes).astype(np.float32) for block in blocks])


def _main_directions_of_wide(vectors: Vectors) -> Vectors:
    """The same from the products of the rows, which are fewer than the numbers of each."""
    largest = max(float(np.abs(vectors).max()), 1e-300)
    products = np.zeros((len(vectors),) * 2)
    for start in range(0, vectors.shape[1], _WIDE):
        part = vectors[:, start : start + _WIDE] / np.float64(largest)
        part -= part.mean(axis=0)
        products += part @ part.T
    variances, axes = principal_axes(products, N_DIRECTIONS)
    return np.asarray(axes * np.sqrt(np.maximum(variances, 0)), dtype=np.float32)
