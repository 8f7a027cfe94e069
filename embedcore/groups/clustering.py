"""Groups of rows: k-means, the number of groups chosen by the silhouette, names from contrasting words."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from embedcore.errors import ParameterError
from embedcore.groups.naming import GroupTerm, name_groups, terms_of
from embedcore.parameters import one_of, whole_number
from embedcore.space.neighbors import distinct_rows
from embedcore.space.space import EmbeddingSpace, metric_vectors
from embedcore.types import OnProgress, Vectors

AUTO_CANDIDATES = (2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 14, 16, 18, 20, 22, 25, 28, 30)
"""The numbers of groups that "auto" compares: at most 30, since a map with more can't be read."""

AUTO_ROWS = 50_000
"""Beyond so many rows the number of groups is chosen on so many rows drawn at random, and it is said."""

N_STARTS = 4
N_REPRESENTATIVES = 5
_BLOCK_ROWS = 4_096


@dataclass(frozen=True, eq=False)
class Clustering:
    """Groups of a space's rows.

    labels: (n_rows,) int, 0 for the largest group, then by size.
    names: one a group: two to four contrasting words or phrases; "Group 3" where there are no texts.
    keywords: the words behind each name, most telling first; `reasons` holds their shares.
    sizes: rows a group. representatives: up to 5 row indices a group, the most typical first.
    quality: mean silhouette, -1 to 1: near 1 groups stand apart, near 0 they flow into each other
    (usual for texts: 0.02 to 0.2), below 0 rows sit in the wrong group. nan for a single group.
    quality_by_n_clusters: what "auto" compared; empty where the number was given.
    """

    labels: NDArray[np.int64]
    names: tuple[str, ...]
    reasons: tuple[tuple[GroupTerm, ...], ...]
    sizes: tuple[int, ...]
    representatives: tuple[tuple[int, ...], ...]
    quality: float
    quality_by_n_clusters: dict[int, float] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    @property
    def n_clusters(self) -> int:
        return len(self.sizes)

    @property
    def keywords(self) -> tuple[tuple[str, ...], ...]:
        return tuple(tuple(keyword.term for keyword in group) for group in self.reasons)


def cluster(
    space: EmbeddingSpace,
    *,
    method: str = "kmeans",
    n_clusters: int | str = "auto",
    random_state: int = 42,
    on_progress: OnProgress | None = None,
) -> Clustering:
    """k-means groups (Lloyd 1982, k-means++ starts) of the vectors as the metric sees them.

    For cosine the vectors are taken at unit length, so that groups go by direction. "auto" takes the
    number, of AUTO_CANDIDATES up to the square root of the distinct rows, with the best silhouette.
    Asked again with the same parameters, it is the same object.

    Raises ParameterError for an unknown method, or n_clusters that is neither "auto" nor in
    1..(number of distinct rows).
    """
    one_of("method", method, ["kmeans"])
    random_state = whole_number("random_state", random_state, low=0, high=2**31 - 1)
    if n_clusters != "auto":
        if isinstance(n_clusters, str):
            raise ParameterError(f'n_clusters must be a whole number or "auto" (got {n_clusters!r})')
        n_distinct = space.memo(
            "number of distinct rows", lambda: _n_distinct(_centred_and_scaled(metric_vectors(space)))
        )
        advice = f"there are {n_distinct} distinct rows"
        n_clusters = whole_number("n_clusters", n_clusters, low=1, high=n_distinct, advice=advice)
    return space.memo(
        "clustering",
        lambda: _clustered(space, n_clusters, random_state, on_progress),
        n_clusters,
        random_state,
        reads=("metric", "texts"),
    )


def _clustered(
    space: EmbeddingSpace, n_clusters: int | str, random_state: int, on_progress: OnProgress | None
) -> Clustering:
    vectors = _centred_and_scaled(metric_vectors(space))
    notes: tuple[str, ...] = ()
    quality_by: dict[int, float] = {}
    if isinstance(n_clusters, str):
        k, quality_by, notes = _choose_n_clusters(vectors, _n_distinct(vectors), random_state, on_progress)
    else:
        k = n_clusters
    labels, centres = _by_size(*_kmeans(vectors, k, random_state, N_STARTS))
    if len(centres) < k:
        notes += (f"{len(centres)} groups instead of {k}, because rows are too nearly equal to be told apart",)
        k = len(centres)
    representatives = _representatives(vectors, labels, centres)
    names, reasons = name_groups(terms_of(space), labels, k)
    return Clustering(
        labels=labels,
        names=names,
        reasons=reasons,
        sizes=tuple(np.bincount(labels, minlength=k).tolist()),
        representatives=representatives,
        quality=_silhouette(vectors, labels),
        quality_by_n_clusters=quality_by,
        notes=notes,
    )


def silhouette(vectors: Vectors, labels: NDArray[np.int64]) -> float:
    """Mean silhouette (Rousseeuw 1987) under the squared euclidean distance, exact in O(n_rows * n_groups).

    On unit vectors this is the silhouette under the cosine distance. The mean squared distance of a
    row to a group follows from the group's mean and mean squared length, so no pair is visited.
    Rows alone in their group count 0. nan for fewer than two groups.
    """
    return _silhouette(_centred_and_scaled(vectors), labels)


def _silhouette(vectors: Vectors, labels: NDArray[np.int64]) -> float:
    """The mean silhouette of vectors that are steady already."""
    sizes = np.bincount(labels)
    if len(sizes) < 2:
        return float("nan")
    squares = np.einsum("ij,ij->i", vectors, vectors, dtype=np.float64)
    sums = _group_sums(vectors, labels, len(sizes))
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


def _centred_and_scaled(vectors: Vectors) -> Vectors:
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


def _n_distinct(vectors: Vectors) -> int:
    return len(distinct_rows(vectors)[0])


def _choose_n_clusters(
    vectors: Vectors, n_distinct: int, random_state: int, on_progress: OnProgress | None
) -> tuple[int, dict[int, float], tuple[str, ...]]:
    limit = min(int(np.sqrt(n_distinct)), AUTO_CANDIDATES[-1])
    candidates = [k for k in AUTO_CANDIDATES if k <= limit]
    if not candidates:
        return 1, {}, (f"one group, because there are only {n_distinct} distinct rows",)
    notes: tuple[str, ...] = ()
    if len(vectors) > AUTO_ROWS:
        chosen = np.sort(np.random.default_rng(random_state).choice(len(vectors), AUTO_ROWS, replace=False))
        notes = (
            f"the number of groups was chosen on {AUTO_ROWS:,} of {len(vectors):,} rows, drawn at random; "
            "the groups themselves use all rows",
        )
        vectors = vectors[chosen]
    quality_by = {}
    for done, k in enumerate(candidates):
        if on_progress:
            on_progress(done, len(candidates) + 1, "looking for groups")
        quality_by[k] = _silhouette(vectors, kmeans_labels(vectors, k, random_state))
    return max(quality_by, key=lambda k: (quality_by[k], -k)), quality_by, notes


def kmeans_labels(vectors: Vectors, k: int, random_state: int) -> NDArray[np.int64]:
    """(n_rows,) group of each row from one start of k-means; no group is empty."""
    return _kmeans(vectors, k, random_state, 1)[0]


def _kmeans(vectors: Vectors, k: int, random_state: int, n_starts: int) -> tuple[NDArray[np.int64], Vectors]:
    from sklearn.cluster import KMeans

    model = KMeans(n_clusters=k, n_init=n_starts, random_state=random_state).fit(vectors)
    # A start can leave a group empty where rows repeat; labels are made gapless.
    used, labels = np.unique(model.labels_, return_inverse=True)
    return labels.astype(np.int64), model.cluster_centers_[used]


def _by_size(labels: NDArray[np.int64], centres: Vectors) -> tuple[NDArray[np.int64], Vectors]:
    order = np.argsort(-np.bincount(labels), kind="stable")
    rank = np.empty_like(order)
    rank[order] = np.arange(len(order))
    return rank[labels], centres[order]


def _group_sums(vectors: Vectors, labels: NDArray[np.int64], n_groups: int) -> NDArray[np.float64]:
    sums = np.zeros((n_groups, vectors.shape[1]))
    for group in range(n_groups):
        sums[group] = vectors[labels == group].sum(axis=0, dtype=np.float64)
    return sums


def _representatives(vectors: Vectors, labels: NDArray[np.int64], centres: Vectors) -> tuple[tuple[int, ...], ...]:
    chosen = []
    for group in range(len(centres)):
        rows = np.flatnonzero(labels == group)
        distances = np.linalg.norm(vectors[rows] - centres[group], axis=1)
        chosen.append(tuple(rows[np.argsort(distances, kind="stable")[:N_REPRESENTATIVES]].tolist()))
    return tuple(chosen)
