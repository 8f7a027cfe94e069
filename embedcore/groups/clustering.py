"""Groups of rows: k-means, or HDBSCAN, with names and what tells how sure they are."""

from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from embedcore.errors import ParameterError
from embedcore.groups.count import Steady, centred_and_scaled, count_distinct, drawn, silhouette
from embedcore.groups.density import MOST_ROWS, dense_groups
from embedcore.groups.group_names import GroupPhrase, group_names
from embedcore.groups.how_many import HowMany, choose_n_clusters
from embedcore.groups.kmeans import means
from embedcore.groups.levels import Partition
from embedcore.groups.naming import GroupTerm
from embedcore.groups.resampled import COMPARED_ROWS, Resampled
from embedcore.memory import in_threads
from embedcore.metrics import row_blocks
from embedcore.parameters import one_of, whole_number
from embedcore.phrases import counted
from embedcore.space.space import EmbeddingSpace, metric_vectors
from embedcore.types import OnProgress, Vectors

METHODS = ("kmeans", "hdbscan")
LEVELS = ("coarse", "auto", "medium", "fine")
N_REPRESENTATIVES = 5
MOST_GROUPED, GROUPED_ROWS = 200_000, 100_000
"""Of more rows than the first, groups are found on so many drawn at random; chosen by `benchmarks/run.py million`."""


@dataclass(frozen=True, eq=False)
class Clustering:
    """Groups of a space's rows.

    labels: (n_rows,) int, 0 for the largest group, then by size; -1 for a row in no group, which HDBSCAN leaves.
    names: one a group, unique: a phrase that people write, or two to four contrasting words where no phrase will do;
    "Group 3" where there are no texts. phrases: the name's first, with its figures, then those that were next; empty
    where the name is no phrase.
    keywords: the words that set each group apart, most telling first; `reasons` holds their shares.
    sizes: rows a group. representatives: up to 5 row indices a group, the most typical first.
    quality: mean silhouette, -1 to 1: near 1 groups stand apart, near 0 they flow into each other
    (usual for texts: 0.02 to 0.2), below 0 rows sit in the wrong group. nan for a single group.
    quality_by_n_clusters: the score of each number that was compared; empty where the number was given.
    stability: for each group how often two of its rows are in one group again when groups are sought on random halves
    of the rows (0 to 1): above 0.8 the group is there, below 0.4 its borders are arbitrary. nan where not measured.
    how_many: what the number was chosen by; None where it was given.
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
    stability: tuple[float, ...] = ()
    how_many: HowMany | None = None
    method: str = "kmeans"

    def __post_init__(self) -> None:
        if not self.stability:
            object.__setattr__(self, "stability", (float("nan"),) * len(self.sizes))

    @property
    def n_clusters(self) -> int:
        return len(self.sizes)

    @property
    def n_ungrouped(self) -> int:
        """How many rows are in no group."""
        return len(self.labels) - sum(self.sizes)

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
    """Groups of the vectors as the metric sees them: for cosine at unit length, so that groups go by direction.

    "kmeans" (Lloyd 1982) begins from a tree of rows (Ward 1963) or k-means++. "auto" takes the number that stays the
    same in repeated runs and keeps neighbours together (see choose_n_clusters), compared on up to 5,000 rows. "coarse"
    and "fine" are the best numbers of at most half and at least twice as many, and "medium" is "auto": each group of
    one lies inside a group of the coarser one. Of more than 200,000 rows, groups are found on 100,000 drawn at random,
    and the others join the nearest centre; `.notes` says so.
    "hdbscan" (Campello et al. 2013) finds the dense parts of a 5-dimensional UMAP of up to 50,000 rows, and how many
    there are; rows between them are in no group, and what is a group depends on how UMAP lays the rows out.
    Asked again with the same parameters, it is the same object.

    Raises ParameterError for an unknown method; n_clusters that is neither one of these words nor in
    1..(number of distinct rows), or with "hdbscan" anything but "auto"; and too many rows for "hdbscan".
    """
    one_of("method", method, METHODS)
    random_state = whole_number("random_state", random_state, low=0, high=2**31 - 1)
    n_clusters = _checked_number(space, method, n_clusters, random_state)
    return space.memo(
        "clustering",
        lambda: (
            _by_density(space, random_state, on_progress)
            if method == "hdbscan"
            else _clustered(space, n_clusters, random_state, on_progress)
        ),
        method,
        n_clusters,
        random_state,
        reads=("metric", "texts"),
    )


def _checked_number(space: EmbeddingSpace, method: str, n_clusters: int | str, random_state: int) -> int | str:
    """The number or level; "auto" for "medium"."""
    if method == "hdbscan":
        if n_clusters != "auto":
            raise ParameterError(
                f'n_clusters must be "auto" with method="hdbscan", which finds how many there are (got '
                f'{n_clusters!r}); leave it, or use method="kmeans"'
            )
        if space.n_rows > MOST_ROWS:
            raise ParameterError(
                f'method="hdbscan" takes up to {MOST_ROWS:,} rows (got {space.n_rows:,}); use method="kmeans"'
            )
        return "auto"
    if isinstance(n_clusters, str):
        if n_clusters not in LEVELS:
            words = ", ".join(f'"{level}"' for level in LEVELS)
            raise ParameterError(f"n_clusters must be a whole number or one of {words} (got {n_clusters!r})")
        return "auto" if n_clusters == "medium" else n_clusters
    n_distinct = space.memo("number of distinct rows", lambda: _n_distinct(space, random_state), random_state)
    advice = f"there are {n_distinct} distinct rows"
    if space.n_rows > MOST_GROUPED:
        advice += f" among the {GROUPED_ROWS:,} on which groups are found"
    return whole_number("n_clusters", n_clusters, low=1, high=n_distinct, advice=advice)


def _clustered(
    space: EmbeddingSpace, n_clusters: int | str, random_state: int, on_progress: OnProgress | None
) -> Clustering:
    rows = _rows_grouped(space, random_state)
    seen = metric_vectors(space, rows)
    steady = Steady.around(seen)
    vectors = steady.of(seen)
    del seen  # as large as the vectors
    runs, how_many = Resampled.of(vectors, random_state), None
    notes: tuple[str, ...] = ()
    if isinstance(n_clusters, str):
        how_many = space.memo("how many groups", lambda: choose_n_clusters(runs, on_progress), random_state)
        notes = _how_chosen(how_many, vectors, space.n_rows)
        k, usual = how_many.number_of(n_clusters), how_many.n_clusters
    else:
        k = usual = n_clusters
    found = Partition.of(vectors, k, usual, random_state)
    labels = found.labels_of(vectors)
    quality, stability = silhouette(vectors, labels), runs.stay_together(labels, len(found.centres))
    if len(vectors) < space.n_rows:
        labels = _all_labels(space, steady, found)
        notes += (
            f"the groups were found on {len(vectors):,} of {space.n_rows:,} rows, drawn at random; each of the others "
            "is in the group whose centre is nearest, and the quality is that of these rows",
        )
    labels, order = _by_size(labels, len(found.centres))
    if len(order) < k:
        notes += (f"{len(order)} groups instead of {k}, because rows are too nearly equal to be told apart",)
    return _described(
        space,
        steady,
        labels,
        found.centres[order],
        quality=quality,
        quality_by_n_clusters={one.n_clusters: one.score for one in how_many.tried} if how_many else {},
        notes=notes,
        stability=tuple(stability[group] for group in order.tolist()),
        how_many=how_many,
    )


def _by_density(space: EmbeddingSpace, random_state: int, on_progress: OnProgress | None) -> Clustering:
    labels = dense_groups(space, random_state=random_state, on_progress=on_progress)
    notes: tuple[str, ...] = ()
    if (labels < 0).all():
        labels, notes = np.zeros_like(labels), ("one group, because no part of the data is denser than the rest",)
    elif n_left := int((labels < 0).sum()):
        notes = (f"{counted(n_left, 'row')} of {space.n_rows:,} in no group, between the dense parts",)
    labels = _by_size(labels, int(labels.max()) + 1)[0]
    seen = metric_vectors(space)
    steady, grouped = Steady.around(seen), labels >= 0
    vectors = steady.of(seen)[grouped]
    return _described(
        space,
        steady,
        labels,
        means(vectors, labels[grouped]),
        quality=silhouette(vectors, labels[grouped]),
        notes=notes,
        method="hdbscan",
    )


def _how_chosen(how_many: HowMany, vectors: Vectors, n_rows: int) -> tuple[str, ...]:
    if not how_many.tried:
        n_distinct = count_distinct(vectors)
        are = "there is only one distinct row" if n_distinct == 1 else f"there are only {n_distinct} distinct rows"
        return (f"one group, because {are}",)
    if len(vectors) <= COMPARED_ROWS:
        return ()
    all_used = "; the groups themselves use all rows" if len(vectors) == n_rows else ""
    return (f"the number of groups was chosen on {COMPARED_ROWS:,} of {n_rows:,} rows, drawn at random{all_used}",)


def _described(
    space: EmbeddingSpace, steady: Steady, labels: NDArray[np.int64], centres: Vectors, **figures: Any
) -> Clustering:
    """The groups with their names, sizes and typical rows. centres: (n_groups, n_dims), none of them without rows."""
    named = group_names(space, labels, len(centres))
    return Clustering(
        labels=labels,
        names=named.names,
        reasons=named.words,
        phrases=named.phrases,
        sizes=tuple(np.bincount(labels[labels >= 0], minlength=len(centres)).tolist()),
        representatives=_representatives(space, steady, labels, centres),
        **figures,
    )


def _rows_grouped(space: EmbeddingSpace, random_state: int) -> slice | NDArray[np.int64]:
    """The rows on which groups are found: all, or GROUPED_ROWS drawn at random of more than MOST_GROUPED."""
    if space.n_rows <= MOST_GROUPED:
        return slice(None)
    return drawn(space.n_rows, GROUPED_ROWS, np.random.default_rng(random_state))


def _n_distinct(space: EmbeddingSpace, random_state: int) -> int:
    """How many of the rows on which groups are found differ."""
    return count_distinct(centred_and_scaled(metric_vectors(space, _rows_grouped(space, random_state))))


def _all_labels(space: EmbeddingSpace, steady: Steady, found: Partition) -> NDArray[np.int64]:
    """(n_rows,) the group of each row, read block by block."""

    def of(rows: slice) -> NDArray[np.int64]:
        return found.labels_of(steady.of(metric_vectors(space, rows)))

    return np.concatenate(list(in_threads(of, row_blocks(space.n_rows))))


def _by_size(labels: NDArray[np.int64], n_groups: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The labels with the largest group first, and which group each was before; empty groups are gone."""
    sizes = np.bincount(labels[labels >= 0], minlength=n_groups)
    order = np.argsort(-sizes, kind="stable")[: int((sizes > 0).sum())]
    rank = np.full(n_groups + 1, -1, dtype=np.int64)  # the last one for rows in no group
    rank[order] = np.arange(len(order))
    return rank[labels], order


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
