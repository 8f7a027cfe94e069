"""How many rows a typical group of a space has, from where k-means groups stand apart best."""

import numpy as np

from embedcore.groups.clustering import kmeans_labels, silhouette
from embedcore.metrics import principal_axes
from embedcore.parameters import whole_number
from embedcore.space.neighbors import distinct_rows
from embedcore.space.space import EmbeddingSpace, metric_vectors
from embedcore.types import Vectors

SAMPLED = 2_000
"""Rows looked at, drawn at random where there are more: the number of groups hardly depends on it."""
CANDIDATES = (4, 6, 8, 11, 16, 22, 32, 45, 64, 90, 128, 180, 256)
"""Numbers of groups that are compared, each about 1.4 times the one before."""
LEAST_SAMPLED = 8
"""No number of groups is tried that would leave fewer sampled rows a group."""
N_DIRECTIONS = 64
N_STARTS = 3
NEAR_BEST = 0.9


def typical_group_size(space: EmbeddingSpace, *, random_state: int = 42) -> float:
    """Rows of a typical group: n_rows by the number of groups with the best mean silhouette.

    k-means with each of CANDIDATES on up to SAMPLED rows in their 64 directions of greatest variance,
    the silhouettes (Rousseeuw 1987) averaged over 3 starts. Since that curve is flat around its best,
    the number is the geometric mean of the candidates within 90 % of it. On subsets of banking77 with
    10 to 77 categories of 30 to 150 rows it is within a factor of 2 (python benchmarks/run.py threshold).
    A space of fewer than 32 rows, or without any groups, counts as 4 groups.
    """
    random_state = whole_number("random_state", random_state, low=0, high=2**31 - 1)
    return space.memo("typical group size", lambda: _typical_size(space, random_state), random_state)


def _typical_size(space: EmbeddingSpace, random_state: int) -> float:
    rng = np.random.default_rng(random_state)
    sample = space
    if space.n_rows > SAMPLED:
        rows = np.sort(rng.choice(space.n_rows, SAMPLED, replace=False))
        sample = EmbeddingSpace(space.vectors[rows], metric=space.metric)
    vectors = metric_vectors(sample)
    n_distinct = len(distinct_rows(vectors)[0])
    candidates = [k for k in CANDIDATES if k <= n_distinct / LEAST_SAMPLED]
    if not candidates:
        return space.n_rows / CANDIDATES[0]
    main = _main_directions(vectors)
    seeds = rng.integers(2**31 - 1, size=N_STARTS).tolist()
    curve = np.array([[silhouette(main, kmeans_labels(main, k, seed)) for seed in seeds] for k in candidates])
    quality = np.nan_to_num(curve).mean(axis=1)
    if quality.max() <= 0:
        return space.n_rows / CANDIDATES[0]
    near_best = np.array(candidates)[quality >= NEAR_BEST * quality.max()]
    return float(space.n_rows / np.exp(np.log(near_best).mean()))


def _main_directions(vectors: Vectors) -> Vectors:
    """The vectors in their directions of greatest variance, from the eigenvectors of the covariance."""
    centred = vectors - vectors.mean(axis=0, dtype=np.float64)
    centred /= max(float(np.abs(centred).max()), 1e-300)
    return np.ascontiguousarray(centred @ principal_axes(centred.T @ centred, N_DIRECTIONS)[1], dtype=np.float32)
