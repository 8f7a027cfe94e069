"""Computed groups with what a person decided on top."""

from collections.abc import Iterator
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from embedcore.errors import ParameterError
from embedcore.groups.clustering import N_REPRESENTATIVES, Clustering
from embedcore.groups.edits import DecidedGroup, GroupEdits
from embedcore.groups.group_names import GroupNames, free_name, group_names
from embedcore.phrases import counted
from embedcore.space.space import EmbeddingSpace, metric_vectors
from embedcore.types import Indices


@dataclass(frozen=True, eq=False, kw_only=True)
class EditedClustering(Clustering):
    """A Clustering whose fields speak of the groups as they are shown.

    decided: one a group: what was decided of it, or None for a computed one. row_numbers: (n_rows,) of the rows in
    their table, by which edits name them. `quality` and what "auto" compared are those of the computed groups.
    """

    decided: tuple[DecidedGroup | None, ...]
    row_numbers: Indices

    @property
    def is_issue(self) -> tuple[bool, ...]:
        """One a group: False for what a person set aside. What was recognised beside that: `GroupFacts.kind`."""
        return tuple(one is None or one.is_issue is not False for one in self.decided)

    def rows_of(self, group: int) -> Indices:
        """The rows of a group, in order."""
        return np.flatnonzero(self.labels == group)


def edited(space: EmbeddingSpace, clustering: Clustering, edits: GroupEdits | None = None) -> EditedClustering:
    """The groups as a person wants them: those that were decided, and of the computed ones the rows that are left.

    Every row is in one group at most, no group is empty, and names are different. A row that was in no group stays
    so until it is moved into one. Rows of the edits that the space does not
    have are passed over. A computed group keeps its name whatever rows it lost; a decided one without a name gets one
    from its words. Made once for the same edits on the same groups.
    Raises ParameterError for a clustering of another number of rows.
    """
    edits = edits or GroupEdits()
    if len(clustering.labels) != space.n_rows:
        raise ParameterError(
            f"a clustering must have a label per row (got {len(clustering.labels)} for {space.n_rows} rows); cluster "
            "this space"
        )
    known = space.known("edited groups", reads=("metric", "dataset"))
    if known is not None and known[0] is clustering and known[1] == edits.digest:
        result: EditedClustering = known[2]
        return result
    made = _edited(space, clustering, edits)
    space.memo(
        "edited groups",
        lambda: (clustering, edits.digest, made),
        reads=("metric", "dataset"),
        enough=lambda one: one[2] is made,
    )
    return made


def _edited(space: EmbeddingSpace, clustering: Clustering, edits: GroupEdits) -> EditedClustering:
    numbers = np.arange(space.n_rows) if space.dataset is None else np.asarray(space.dataset.row_numbers)
    labels, sources = _relabelled(clustering, edits, numbers)
    n_groups = len(sources)
    decided = tuple(source if isinstance(source, DecidedGroup) else None for source in sources)
    named = _names(space, clustering, labels, sources)
    representatives = tuple(_representatives(space, clustering, labels, sources))
    n_changed = sum(one is not None for one in decided)
    notes = clustering.notes
    if n_changed:
        notes += (f"{counted(n_changed, 'group')} changed by hand",)
    computed = {field.name: getattr(clustering, field.name) for field in fields(Clustering)}
    shown = {
        "labels": labels,
        "names": named.names,
        "reasons": named.words,
        "phrases": named.phrases,
        "sizes": tuple(np.bincount(labels[labels >= 0], minlength=n_groups).tolist()),
        "representatives": representatives,
        "stability": tuple(_stability(clustering, labels, sources)),
        "notes": notes,
    }
    return EditedClustering(**{**computed, **shown}, decided=decided, row_numbers=numbers)


def _relabelled(
    clustering: Clustering, edits: GroupEdits, numbers: Indices
) -> tuple[NDArray[np.int64], list[int | DecidedGroup]]:
    """(n_rows,) labels, the largest group first, and what each group is: a computed one by its number, or a decided."""
    labels = clustering.labels.astype(np.int64)
    sources: list[int | DecidedGroup] = list(range(clustering.n_clusters))
    for one in edits.groups:
        labels[np.isin(numbers, one.row_numbers)] = len(sources)
        sources.append(one)
    grouped = labels >= 0
    sizes = np.bincount(labels[grouped], minlength=len(sources))
    before = np.where(clustering.labels >= 0, clustering.labels, clustering.n_clusters)
    computed = np.full(len(sources), clustering.n_clusters)  # of equal sizes, in the order of the computed groups
    np.minimum.at(computed, labels[grouped], before[grouped])
    order = np.lexsort((computed, -sizes))[: int((sizes > 0).sum())]
    place = np.full(len(sources) + 1, -1)  # the last one for rows in no group
    place[order] = np.arange(len(order))
    return place[labels], [sources[group] for group in order.tolist()]


def _names(
    space: EmbeddingSpace, clustering: Clustering, labels: NDArray[np.int64], sources: list[int | DecidedGroup]
) -> GroupNames:
    if all(isinstance(source, int) for source in sources):
        return GroupNames(clustering.names, clustering.reasons, clustering.phrases)
    found = group_names(space, labels, len(sources))
    given = [source.name for source in sources if isinstance(source, DecidedGroup)]
    taken = {name.casefold() for name in given if name}
    names = []
    for group, source in enumerate(sources):
        if isinstance(source, DecidedGroup) and source.name:
            names.append(source.name)
            continue
        wanted = clustering.names[source] if isinstance(source, int) else found.names[group]
        names.append(free_name(wanted, taken))
        taken.add(names[-1].casefold())
    computed = clustering.phrases or ((),) * clustering.n_clusters
    phrases = (
        computed[source] if isinstance(source, int) else found.phrases[group] for group, source in enumerate(sources)
    )
    return GroupNames(tuple(names), found.words, tuple(phrases))


def _stability(clustering: Clustering, labels: NDArray[np.int64], sources: list[int | DecidedGroup]) -> Iterator[float]:
    """That of the computed groups which have all their rows; of the others nothing was measured."""
    sizes = np.bincount(labels[labels >= 0], minlength=len(sources))
    for group, source in enumerate(sources):
        whole = isinstance(source, int) and sizes[group] == clustering.sizes[source]
        yield clustering.stability[source] if whole else float("nan")  # type: ignore[index]


def _representatives(
    space: EmbeddingSpace, clustering: Clustering, labels: NDArray[np.int64], sources: list[int | DecidedGroup]
) -> Iterator[tuple[int, ...]]:
    for group, source in enumerate(sources):
        rows = np.flatnonzero(labels == group)
        if isinstance(source, int) and len(rows) == clustering.sizes[source]:
            yield clustering.representatives[source]
            continue
        vectors = metric_vectors(space, rows)
        distances = np.linalg.norm(vectors - vectors.mean(axis=0), axis=1)
        yield tuple(rows[np.argsort(distances, kind="stable")[:N_REPRESENTATIVES]].tolist())
