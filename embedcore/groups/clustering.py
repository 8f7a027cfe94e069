"""Groups of rows: k-means, and names from contrasting words."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from embedcore.errors import ParameterError
from embedcore.groups.count import centred_and_scaled, choose_n_clusters, count_distinct, kmeans, silhouette
from embedcore.groups.naming import GroupTerm, name_groups, terms_of
from embedcore.parameters import one_of, whole_number
from embedcore.space.space import EmbeddingSpace, metric_vectors
from embedcore.types import OnProgress, Vectors

N_REPRESENTATIVES = 5


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
    """k-means groups (Lloyd 1982) of the vectors as the metric sees them, from a tree of rows (Ward 1963) or k-means++.

    For cosine the vectors are taken at unit length, so that groups go by direction. "auto" takes the
    number, of AUTO_CANDIDATES up to the square root of the distinct rows, whose groups stand apart best (silhouette):
    the best, or fewer as long as they are within 3 % of it. It compares them on up to 5,000 rows.
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
            "number of distinct rows", lambda: count_distinct(centred_and_scaled(metric_vectors(space)))
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
    vectors = centred_and_scaled(metric_vectors(space))
    notes: tuple[str, ...] = ()
    quality_by: dict[int, float] = {}
    if isinstance(n_clusters, str):
        k, quality_by, notes = choose_n_clusters(vectors, random_state, on_progress)
    else:
        k = n_clusters
    labels, centres = _by_size(*kmeans(vectors, k, random_state))
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
        quality=silhouette(vectors, labels),
        quality_by_n_clusters=quality_by,
        notes=notes,
    )


def _by_size(labels: NDArray[np.int64], centres: Vectors) -> tuple[NDArray[np.int64], Vectors]:
    order = np.argsort(-np.bincount(labels), kind="stable")
    rank = np.empty_like(order)
    rank[order] = np.arange(len(order))
    return rank[labels], centres[order]


def _representatives(vectors: Vectors, labels: NDArray[np.int64], centres: Vectors) -> tuple[tuple[int, ...], ...]:
    chosen = []
    for group in range(len(centres)):
        rows = np.flatnonzero(labels == group)
        distances = np.linalg.norm(vectors[rows] - centres[group], axis=1)
        chosen.append(tuple(rows[np.argsort(distances, kind="stable")[:N_REPRESENTATIVES]].tolist()))
    return tuple(chosen)
