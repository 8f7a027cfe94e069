"""The number of groups: k-means with several, and where groups stand apart best by the silhouette (Rousseeuw 1987)."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from embedcore.metrics import principal_axes
from embedcore.parameters import whole_number
from embedcore.space.neighbors import distinct_rows
from embedcore.space.space import EmbeddingSpace, metric_vectors
from embedcore.types import OnProgress, Vectors

AUTO_CANDIDATES = (2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 14, 16, 18, 20, 22, 25, 28, 30)
"""The numbers of groups that "auto" compares: at most 30, since a map with more can't be read."""
AUTO_ROWS = 50_000
"""Beyond so many rows the number of groups is chosen on so many rows drawn at random, and it is said."""

TYPICAL_CANDIDATES = (4, 6, 8, 11, 16, 22, 32, 45, 64, 90, 128, 180, 256)
"""Numbers of groups that are compared for their typical size, each about 1.4 times the one before."""
TYPICAL_ROWS = 2_000
"""Rows looked at for it, drawn at random where there are more: the number of groups hardly depends on it."""
LEAST_ROWS = 8
"""No number of groups is tried for it that would leave fewer sampled rows per group."""
TYPICAL_STARTS, N_DIRECTIONS, NEAR_BEST = 3, 64, 0.9

_BLOCK_ROWS = 4_096


def choose_n_clusters(
    vectors: Vectors, random_state: int, on_progress: OnProgress | None
) -> tuple[int, dict[int, float], tuple[str, ...]]:
    """The number with the best silhouette, the silhouette of each one compared, and notes.

    vectors: (n_rows, n_dims), centred and scaled. Compared are AUTO_CANDIDATES up to the square root of the distinct
    rows; of equally good ones the smallest is chosen.
    """
    n_distinct = count_distinct(vectors)
    candidates = [k for k in AUTO_CANDIDATES if k <= int(np.sqrt(n_distinct))]
    if not candidates:
        return 1, {}, (f"one group, because there are only {n_distinct} distinct rows",)
    notes: tuple[str, ...] = ()
    if len(vectors) > AUTO_ROWS:
        notes = (
            f"the number of groups was chosen on {AUTO_ROWS:,} of {len(vectors):,} rows, drawn at random; "
            "the groups themselves use all rows",
        )
        vectors = vectors[_drawn(len(vectors), AUTO_ROWS, np.random.default_rng(random_state))]
    curve = silhouette_curve(vectors, candidates, [random_state], on_progress)[:, 0]
    return (
        candidates[int(np.nan_to_num(curve, nan=-1).argmax())],
        dict(zip(candidates, curve.tolist(), strict=True)),
        notes,
    )


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
    vectors = metric_vectors(space)
    if space.n_rows > TYPICAL_ROWS:
        vectors = vectors[_drawn(space.n_rows, TYPICAL_ROWS, rng)]
    candidates = np.array([k for k in TYPICAL_CANDIDATES if k <= count_distinct(vectors) / LEAST_ROWS])
    if not len(candidates):
        return TYPICAL_CANDIDATES[0]
    seeds = rng.integers(2**31 - 1, size=TYPICAL_STARTS).tolist()
    quality = np.nan_to_num(silhouette_curve(_main_directions(vectors), candidates.tolist(), seeds)).mean(axis=1)
    if quality.max() <= 0:
        return TYPICAL_CANDIDATES[0]
    return float(np.exp(np.log(candidates[quality >= NEAR_BEST * quality.max()]).mean()))


def silhouette_curve(
    vectors: Vectors, candidates: Sequence[int], seeds: Sequence[int], on_progress: OnProgress | None = None
) -> NDArray[np.float64]:
    """(n_candidates, n_seeds) silhouettes of k-means with each number of groups, from one start for each seed.

    vectors: (n_rows, n_dims), centred and scaled.
    """
    curve = np.empty((len(candidates), len(seeds)))
    for place, k in enumerate(candidates):
        if on_progress:
            on_progress(place, len(candidates) + 1, "looking for groups")
        curve[place] = [silhouette(vectors, kmeans(vectors, k, seed)[0]) for seed in seeds]
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


def kmeans(vectors: Vectors, k: int, random_state: int, n_starts: int = 1) -> tuple[NDArray[np.int64], Vectors]:
    """(n_rows,) group of each row, and the groups' centres; where rows repeat there may be fewer, but none is empty."""
    from sklearn.cluster import KMeans

    model = KMeans(n_clusters=k, n_init=n_starts, random_state=random_state).fit(vectors)
    used, labels = np.unique(model.labels_, return_inverse=True)
    return labels.astype(np.int64), model.cluster_centers_[used]


def centred_and_scaled(vectors: Vectors) -> Vectors:
    """The vectors moved to their centre and scaled by a power of two into -1..1.

    Groups and silhouettes do not change by that, but float32 squares lose digits far from the origin
    and overflow beyond 1e19.
    """
    centre = vectors.mean(axis=0, dtype=np.float64)
    blocks = [slice(start, start + _BLOCK_ROWS) for start in range(0, len(vectors), _BLOCK_ROWS)]
    longest = max(np.abs(vectors[block] - centre).max() for block in blocks)
    steady = np.empty(vectors.shape, dtype=np.float32)
    for block in blocks:
        steady[block] = np.ldexp(vectors[block] - centre, -np.frexp(longest)[1])
    return steady


def count_distinct(vectors: Vectors) -> int:
    return len(distinct_rows(vectors)[0])


def _drawn(n_rows: int, n_drawn: int, rng: np.random.Generator) -> NDArray[np.int64]:
    return np.sort(rng.choice(n_rows, n_drawn, replace=False))


def _main_directions(vectors: Vectors) -> Vectors:
    """The vectors in their directions of greatest variance, from the eigenvectors of the covariance."""
    centred = vectors - vectors.mean(axis=0, dtype=np.float64)
    centred /= max(float(np.abs(centred).max()), 1e-300)
    return np.ascontiguousarray(centred @ principal_axes(centred.T @ centred, N_DIRECTIONS)[1], dtype=np.float32)
