"""What holds a group together, which other is nearest, and which rows are typical, on its border or far out."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from embedcore.errors import ParameterError
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
    """

    share: float
    cohesion: float
    nearest: int | None
    nearness: float
    border_share: float
    typical: tuple[int, ...]
    borderline: tuple[int, ...]
    outlying: tuple[int, ...]


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
    middles = _middles(space.vectors, groups, sizes)
    own, other = _similarities(space.vectors, groups, middles)
    between = middles @ middles.T
    np.fill_diagonal(between, -np.inf)
    order = np.lexsort((-own, groups))  # stable: of equal ones, the first row
    starts = np.searchsorted(groups[order], np.arange(n_groups + 1))
    facts = []
    for group, (start, end) in enumerate(pairwise(starts)):
        rows = order[start:end]  # the most similar to the middle first
        margin = own[rows] - other[rows]
        few = len(rows) < LEAST_ROWS or n_groups == 1
        closest = int(between[group].argmax()) if n_groups > 1 else None
        facts.append(
            GroupFacts(
                share=len(rows) / space.n_rows,
                cohesion=float(own[rows].mean()),
                nearest=closest,
                nearness=float(between[group, closest]) if closest is not None else float("nan"),
                border_share=float((margin < BORDER).mean()) if n_groups > 1 else 0.0,
                typical=tuple(rows[:N_ROWS].tolist()),
                borderline=() if few else tuple(rows[np.argsort(margin, kind="stable")[:N_ROWS]].tolist()),
                outlying=() if len(rows) < LEAST_ROWS else tuple(rows[: -N_ROWS - 1 : -1].tolist()),
            )
        )
    return tuple(facts)


def _middles(vectors: Vectors, labels: NDArray[np.int64], sizes: NDArray[np.int64]) -> Vectors:
    """(n_groups, n_dims) the middles at unit length."""
    sums, groups = np.zeros((len(sizes), vectors.shape[1])), np.arange(len(sizes))[:, None]
    for block in row_blocks(len(vectors)):
        sums += (labels[block] == groups).astype(np.float32) @ unit_rows(vectors[block])
    return unit_rows((sums / sizes[:, None]).astype(np.float32))


def _similarities(
    vectors: Vectors, labels: NDArray[np.int64], middles: Vectors
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """(n_rows,) similarity to the own middle, and to the most similar other one (-inf where there is none)."""
    own, other = np.empty(len(labels), np.float32), np.empty(len(labels), np.float32)
    for block in row_blocks(len(vectors)):
        scores = unit_rows(vectors[block]) @ middles.T
        places = np.arange(len(scores))
        own[block] = scores[places, labels[block]]
        scores[places, labels[block]] = -np.inf
        other[block] = scores.max(axis=1)
    return own, other
