"""What holds a group together, which other is nearest, and which rows are typical, on its border or far out."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from embedcore.errors import ParameterError
from embedcore.groups.clustering import Clustering
from embedcore.groups.edited import EditedClustering
from embedcore.groups.edits import DecidedGroup
from embedcore.groups.kinds import GroupKind, Shape, closeness, decided, group_kinds
from embedcore.groups.middles import at_unit_length, group_means
from embedcore.metrics import row_blocks, unit_rows
from embedcore.space.space import EmbeddingSpace
from embedcore.types import Vectors

N_ROWS = 5
LEAST_ROWS = 8
"""Of smaller groups, nobody is on the border or far out."""


@dataclass(frozen=True, eq=False)
class GroupFacts:
    """A group beside the others, by cosine similarity to their middles (the mean of their unit vectors).

    share: of all rows (0 to 1). cohesion: mean similarity of its rows to its middle (1: all the same direction; for
    short texts 0.5 to 0.8 is usual). nearest: the group whose middle is most similar to its own, nearness: how much;
    None and nan for a single group. border_share: the share of its rows that are more similar to another group's middle
    than to its own, or less than 0.02 away from that.
    typical, borderline, outlying: up to 5 rows each: those nearest to its middle; those that could best be another
    group's; those that are farthest from its middle. The last two are empty for fewer than 8 rows.
    kind: whether it is an issue, or something beside what its rows are about.
    """

    share: float
    cohesion: float
    nearest: int | None
    nearness: float
    border_share: float
    typical: tuple[int, ...]
    borderline: tuple[int, ...]
    outlying: tuple[int, ...]
    kind: GroupKind

    @property
    def unclear_share(self) -> float:
        """The share (0 to 1) of its rows that are in no clear group: those on its border, and all of leftovers."""
        return 1.0 if self.kind.what == "leftovers" else self.border_share


BORDER = 0.02


def describe_groups(space: EmbeddingSpace, labels: NDArray[np.integer], n_groups: int) -> tuple[GroupFacts, ...]:
    """What there is to say of each group. labels: (n_rows,) each row's group, none of them empty;
    -1 for a row in no group, which counts for the shares alone.

    Raises ParameterError where the labels are not one per row, or a group is empty.
    """
    groups: NDArray[np.int64] = np.asarray(labels, dtype=np.int64)
    if groups.shape != (space.n_rows,):
        raise ParameterError(f"labels must be one per row (got {groups.shape} for {space.n_rows} rows); cluster anew")
    sizes = np.bincount(groups[groups >= 0], minlength=n_groups)
    if len(sizes) != n_groups or not sizes.all():
        raise ParameterError(f"each of the {n_groups} groups must have rows (got sizes {sizes.tolist()}); cluster anew")
    means = group_means(space.vectors, groups, sizes)
    middles = at_unit_length(means)
    own, other = _similarities(space.vectors, groups, middles)
    margin = own - other
    on_border = margin < BORDER if n_groups > 1 else np.zeros(len(own), dtype=bool)
    inside = groups >= 0
    cohesion, border_share = (
        np.bincount(groups[inside], weights=of_rows[inside]) / sizes for of_rows in (own, on_border)
    )
    overall = np.average(means, axis=0, weights=sizes)
    kinds = group_kinds(space, groups, Shape(sizes, border_share, closeness(space.vectors, groups, sizes, overall)))
    between = middles @ middles.T
    np.fill_diagonal(between, -np.inf)
    order = np.lexsort((-own, groups))  # stable: of equal ones, the first row
    starts = np.searchsorted(groups[order], np.arange(n_groups + 1))
    facts = []
    for group, (start, end) in enumerate(pairwise(starts)):
        rows = order[start:end]  # the most similar to the middle first
        few = len(rows) < LEAST_ROWS or n_groups == 1
        closest = int(between[group].argmax()) if n_groups > 1 else None
        facts.append(
            GroupFacts(
                share=len(rows) / space.n_rows,
                cohesion=float(cohesion[group]),
                nearest=closest,
                nearness=float(between[group, closest]) if closest is not None else float("nan"),
                border_share=float(border_share[group]),
                typical=tuple(rows[:N_ROWS].tolist()),
                borderline=() if few else tuple(rows[np.argsort(margin[rows], kind="stable")[:N_ROWS]].tolist()),
                outlying=() if len(rows) < LEAST_ROWS else tuple(rows[: -N_ROWS - 1 : -1].tolist()),
                kind=kinds[group],
            )
        )
    return tuple(facts)


def similarity_to_middles(
    space: EmbeddingSpace, labels: NDArray[np.integer], n_groups: int
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """(n_rows,) cosine similarity to the middle of the own group, and to the most similar other one; -inf where$
    none. labels: (n_rows,) each row's group, -1 for none."""
    groups: NDArray[np.int64] = np.asarray(labels, dtype=np.int64)
    means = group_means(space.vectors, groups, np.bincount(groups[groups >= 0], minlength=n_groups))
    return _similarities(space.vectors, groups, at_unit_length(means))


def facts_of(space: EmbeddingSpace, clustering: Clustering) -> tuple[GroupFacts, ...]:
    """What there is to say of each group, as it was decided where that was; those of the last division are kept."""
    facts = known_facts(space, clustering)
    if facts is None:
        facts = describe_groups(space, clustering.labels, clustering.n_clusters)
        kept = clustering.labels, facts
        space.memo("group facts", lambda: kept, enough=lambda one: one[0] is kept[0])
    return as_decided(facts, clustering.decided) if isinstance(clustering, EditedClustering) else facts


def known_facts(space: EmbeddingSpace, clustering: Clustering) -> tuple[GroupFacts, ...] | None:
    """Those of the same division into groups, whatever they are called, where they are known."""
    known = space.known("group facts")
    if known is None or not np.array_equal(known[0], clustering.labels):
        return None
    found: tuple[GroupFacts, ...] = known[1]
    return found


def as_decided(facts: Sequence[GroupFacts], groups: Sequence[DecidedGroup | None]) -> tuple[GroupFacts, ...]:
    """With the kinds that a person decided: "an issue" or "no issue" wins over what was recognised."""
    return tuple(
        one if group is None or group.is_issue is None else replace(one, kind=decided(one.kind, group.is_issue))
        for one, group in zip(facts, groups, strict=True)
    )


def unclear_share(facts: Sequence[GroupFacts]) -> float:
    """The share (0 to 1) of all rows that are in no clear group, or in none at all."""
    in_none = 1 - sum(one.share for one in facts)
    return max(in_none, 0) + sum(one.share * one.unclear_share for one in facts)


def _similarities(
    vectors: Vectors, labels: NDArray[np.int64], middles: Vectors
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """(n_rows,) similarity to the own middle, and to the most similar other one; -inf where there is none."""
    own, other = np.empty(len(labels), np.float32), np.empty(len(labels), np.float32)
    for block in row_blocks(len(vectors)):
        scores = unit_rows(vectors[block]) @ middles.T
        places = np.flatnonzero(labels[block] >= 0)
        groups = labels[block][places]
        own[block] = -np.inf
        own[block][places] = scores[places, groups]
        scores[places, groups] = -np.inf
        other[block] = scores.max(axis=1)
    return own, other
