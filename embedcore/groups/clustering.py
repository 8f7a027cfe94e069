"""Groups of rows: k-means, and what describes them."""

from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from embedcore.errors import ParameterError
from embedcore.groups.count import (
    Steady,
    centred_and_scaled,
    choose_n_clusters,
    count_distinct,
    drawn,
    kmeans,
    silhouette,
)
from embedcore.groups.group_names import GroupPhrase, group_names
from embedcore.groups.kmeans import nearest
from embedcore.groups.naming import GroupTerm
from embedcore.memory import in_threads
from embedcore.metrics import row_blocks
from embedcore.parameters import one_of, whole_number
from embedcore.space.space import EmbeddingSpace, metric_vectors
from embedcore.types import OnProgress, Vectors

N_REPRESENTATIVES = 5
MOST_GROUPED, GROUPED_ROWS = 200_000, 100_000
"""Of more rows than the first, groups are found on so many drawn at random; chosen by `benchmarks/run.py million`."""


@dataclass(frozen=True, eq=False)
class Clustering:
    """Groups of a space's rows.

    labels: (n_rows,) int, 0 for the largest group, then by size.
    names: one a group, unique: a phrase that people write, or two to four contrasting words where no phrase will do;
    "Group 3" where there are no texts. phrases: the name's first, with its figures, then those that were next; empty
    where the name is no phrase.
    keywords: the words that set each group apart, most telling first; `reasons` holds their shares.
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
    phrases: tuple[tuple[GroupPhrase, ...], ...] = ()

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
    the best, or fewer as long as they are within 4 % of it. It compares them on up to 5,000 rows. Of more than 200,000
    rows, groups are found on 100,000 drawn at random, and the others join the nearest centre; `.notes` says so.
    Asked again with the same parameters, it is the same object.

    Raises ParameterError for an unknown method, or n_clusters that is neither "auto" nor in
    1..(number of distinct rows).
    """
    one_of("method", method, ["kmeans"])
    random_state = whole_number("random_state", random_state, low=0, high=2**31 - 1)
    if n_clusters != "auto":
        if isinstance(n_clusters, str):
            raise ParameterError(f'n_clusters must be a whole number or "auto" (got {n_clusters!r})')
        n_distinct = space.memo("number of distinct rows", lambda: _n_distinct(space, random_state), random_state)
        advice = f"there are {n_distinct} distinct rows"
        if space.n_rows > MOST_GROUPED:
            advice += f" among the {GROUPED_ROWS:,} on which groups are found"
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
    rows = _rows_grouped(space, random_state)
    seen = metric_vectors(space, rows)
    steady = Steady.around(seen)
    vectors = steady.of(seen)
    del seen  # as large as the vectors
    notes: tuple[str, ...] = ()
    quality_by: dict[int, float] = {}
    if isinstance(n_clusters, str):
        k, quality_by, notes = choose_n_clusters(vectors, random_state, on_progress, n_rows=space.n_rows)
    else:
        k = n_clusters
    labels, centres = kmeans(vectors, k, random_state)
    quality = silhouette(vectors, labels)
    if len(vectors) < space.n_rows:
        labels = _nearest(space, steady, centres)
        notes += (
            f"the groups were found on {len(vectors):,} of {space.n_rows:,} rows, drawn at random; each of the others "
            "is in the group whose centre is nearest, and the quality is that of these rows",
        )
    labels, centres = _by_size(labels, centres)
    if len(centres) < k:
        notes += (f"{len(centres)} groups instead of {k}, because rows are too nearly equal to be told apart",)
        k = len(centres)
    representatives = _representatives(space, steady, labels, centres)
    named = group_names(space, labels, k)
    return Clustering(
        labels=labels,
        names=named.names,
        reasons=named.words,
        phrases=named.phrases,
        sizes=tuple(np.bincount(labels, minlength=k).tolist()),
        representatives=representatives,
        quality=quality,
        quality_by_n_clusters=quality_by,
        notes=notes,
    )


def _rows_grouped(space: EmbeddingSpace, random_state: int) -> slice | NDArray[np.int64]:
    """The rows on which groups are found: all, or GROUPED_ROWS drawn at random of more than MOST_GROUPED."""
    if space.n_rows <= MOST_GROUPED:
        return slice(None)
    return drawn(space.n_rows, GROUPED_ROWS, np.random.default_rng(random_state))


def _n_distinct(space: EmbeddingSpace, random_state: int) -> int:
    """How many of the rows on which groups are found differ."""
    return count_distinct(centred_and_scaled(metric_vectors(space, _rows_grouped(space, random_state))))


def _nearest(space: EmbeddingSpace, steady: Steady, centres: Vectors) -> NDArray[np.int64]:
    """(n_rows,) the nearest centre of each row, read block by block."""

    def of(rows: slice) -> NDArray[np.int64]:
        vectors = steady.of(metric_vectors(space, rows))
        return nearest(vectors, np.einsum("ij,ij->i", vectors, vectors), centres)[0]

    return np.concatenate(list(in_threads(of, row_blocks(space.n_rows))))


def _by_size(labels: NDArray[np.int64], centres: Vectors) -> tuple[NDArray[np.int64], Vectors]:
    sizes = np.bincount(labels, minlength=len(centres))
    order = np.argsort(-sizes, kind="stable")[: int((sizes > 0).sum())]
    rank = np.empty(len(centres), dtype=np.int64)
    rank[order] = np.arange(len(order))
    return rank[labels], centres[order]


def _representatives(
    space: EmbeddingSpace, steady: Steady, labels: NDArray[np.int64], centres: Vectors
) -> tuple[tuple[int, ...], ...]:
    distances = np.empty(space.n_rows)
    for block in row_blocks(space.n_rows):
        vectors = steady.of(metric_vectors(space, block))
        distances[block] = np.linalg.norm(vectors - centres[labels[block]], axis=1)
    order = np.lexsort((distances, labels))  # stable, so ties are in row order
    starts = np.searchsorted(labels[order], np.arange(len(centres) + 1))
    return tuple(tuple(order[start:end][:N_REPRESENTATIVES].tolist()) for start, end in pairwise(starts))
