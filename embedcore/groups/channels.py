"""Groups that are held together by a channel: how their rows came in and are written, not what they are about."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from embedcore.facets import Facet, overrepresented
from embedcore.metrics import row_blocks, unit_rows
from embedcore.types import Vectors

NEARLY_ALL, TELLING = 0.65, 2.0
"""The share of a group's rows with the value, and how many times as large it is as elsewhere."""
TELLS_NO_TOPIC = 0.25
SAME_DIRECTION = 0.6
OUTSIDE_SHARE, LEAST_OUTSIDE, MOST_IN_ONE = 0.2, 10, 0.5
SCATTERED = 0.2
LEAST_OTHERS = 3
MOST_ROWS = 2_000
VARIATION_KEPT = 0.9


@dataclass(frozen=True)
class Channel:
    """A column's value that holds a group together. share, share_elsewhere: of the rows with any value (0 to 1)."""

    column: str
    value: str
    share: float
    share_elsewhere: float


def channels(
    vectors: Vectors, labels: NDArray[np.int64], n_groups: int, facets: Sequence[Facet]
) -> list[Channel | None]:
    """One a group, None where it is not a channel.

    vectors: (n_rows, n_dims); labels: (n_rows,) each row's group. A group is a channel where all of this holds:
    nearly all of its rows have one value of a category, far more than elsewhere and beyond chance; that column tells
    little about the other groups (a column that is the topic would: Cramér's V, Bergsma 2013); the value is spread over
    other groups; and what the group shares is what the value shares: the direction from other rows to its rows is that
    from rows without the value to rows with it inside the other groups, where both have one topic. Where hardly any row
    outside has the value, its rows must instead scatter over the other groups once what they share is taken away.
    """
    result: list[Channel | None] = [None] * n_groups
    if n_groups < LEAST_OTHERS:
        return result
    for facet in facets:
        if facet.kind != "category":
            continue
        found = {group: one for group, one in _candidates(facet, labels, n_groups) if result[group] is None}
        others = ~np.isin(labels, list(found))
        if not found or n_groups - len(found) < max(LEAST_OTHERS - 1, n_groups / 2):
            continue
        if _association(facet, labels, n_groups, others) > TELLS_NO_TOPIC:
            continue
        for group, (part, one) in found.items():
            if _is_style(vectors, labels, n_groups, facet, group, part):
                result[group] = one
    return result


def _candidates(facet: Facet, labels: NDArray[np.int64], n_groups: int) -> Iterator[tuple[int, tuple[int, Channel]]]:
    """Groups nearly all of whose rows have one value, with its part in the facet."""
    counts = facet.by_group(labels, n_groups)
    share = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    for group in np.flatnonzero(share.max(axis=1) >= NEARLY_ALL).tolist():
        for one in overrepresented([facet], np.flatnonzero(labels == group))[:1]:
            rest = facet.others and one.part == facet.n_parts - 1
            if one.share >= NEARLY_ALL and one.share >= TELLING * one.share_elsewhere and not rest:
                yield group, (one.part, Channel(facet.column, one.name, one.share, one.share_elsewhere))


def _association(facet: Facet, labels: NDArray[np.int64], n_groups: int, rows: NDArray[np.bool_]) -> float:
    """How much the column tells of the groups of these rows: 0 nothing, 1 all; Cramér's V less what chance gives.

    0 where the rows have fewer than two values or are in fewer than two groups.
    """
    table = facet.by_group(np.where(rows, labels, -1), n_groups).astype(np.float64)
    table = table[table.sum(axis=1) > 0][:, table.sum(axis=0) > 0]
    n, (n_rows, n_columns) = table.sum(), table.shape
    if min(n_rows, n_columns) < 2:
        return 0.0
    expected = table.sum(axis=1, keepdims=True) * table.sum(axis=0, keepdims=True) / n
    by_chance = (n_rows - 1) * (n_columns - 1) / (n - 1)
    phi = max(((table - expected) ** 2 / expected).sum() / n - by_chance, 0.0)
    smaller = min(n_rows - (n_rows - 1) ** 2 / (n - 1), n_columns - (n_columns - 1) ** 2 / (n - 1)) - 1
    return float(np.sqrt(phi / smaller)) if smaller > 0 else 0.0


def _is_style(vectors: Vectors, labels: NDArray[np.int64], n_groups: int, facet: Facet, group: int, part: int) -> bool:
    """Whether what the group shares is how its value is written, as far as rows outside or its own rows tell."""
    inside, with_value = labels == group, facet.codes == part
    outside = with_value & ~inside
    if outside.sum() >= max(LEAST_OUTSIDE, OUTSIDE_SHARE * with_value.sum()):
        if np.bincount(labels[outside]).max() > MOST_IN_ONE * outside.sum():
            return False
        group_way = _mean(vectors, inside) - _mean(vectors, ~inside)
        value_way = _within_groups(vectors, labels, n_groups, with_value, ~inside & (facet.codes >= 0))
        lengths = np.linalg.norm(group_way) * np.linalg.norm(value_way)
        return bool(lengths > 0 and group_way @ value_way >= SAME_DIRECTION * lengths)
    return _scatter(vectors, labels, n_groups, group) >= SCATTERED


def _within_groups(
    vectors: Vectors,
    labels: NDArray[np.int64],
    n_groups: int,
    marked: NDArray[np.bool_],
    rows: NDArray[np.bool_],
) -> NDArray[np.float64]:
    """(n_dims,) from unmarked to marked rows of one group, the mean over the groups, by how many rows tell it."""
    n_marked = np.bincount(labels[rows & marked], minlength=n_groups)
    n_others = np.bincount(labels[rows & ~marked], minlength=n_groups)
    told_by = np.minimum(n_marked, n_others)
    total = max(int(told_by.sum()), 1)
    weight = np.where(marked, (told_by / np.maximum(n_marked, 1))[labels], -(told_by / np.maximum(n_others, 1))[labels])
    return _weighted_sum(vectors, np.where(rows, weight, 0.0)) / total


def _mean(vectors: Vectors, rows: NDArray[np.bool_]) -> NDArray[np.float64]:
    return _weighted_sum(vectors, rows.astype(np.float64)) / max(int(rows.sum()), 1)


def _weighted_sum(vectors: Vectors, weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """(n_dims,) the sum of the unit vectors, read block by block."""
    total = np.zeros(vectors.shape[1])
    for block in row_blocks(len(vectors)):
        if weights[block].any():
            total += weights[block] @ unit_rows(vectors[block])
    return total


def _scatter(vectors: Vectors, labels: NDArray[np.int64], n_groups: int, group: int) -> float:
    """How much the rows of the group differ the way other groups differ: about 0 for a topic, 1 if as much as those.

    It compares shares of the squared distances to a middle that lie in the space of the other groups' middles: those of
    the group's rows to its own middle, with those of other rows to the middle of their group, and of all of them.
    """
    step = max(len(labels) // MOST_ROWS, 1)
    kept = (np.arange(len(labels)) % step == 0) | (labels == group)
    rows, of = unit_rows(vectors[kept]).astype(np.float64), labels[kept]
    sizes = np.bincount(of, minlength=n_groups)
    middles = np.stack([rows[of == one].mean(axis=0) if sizes[one] else rows.mean(axis=0) for one in range(n_groups)])
    others = np.arange(n_groups) != group
    centre = np.average(middles[others], axis=0, weights=sizes[others])
    _, strength, axes = np.linalg.svd((middles[others] - centre) * np.sqrt(sizes[others])[:, None], full_matrices=False)
    variation = np.cumsum(strength**2) / max(float((strength**2).sum()), 1e-12)
    axes = axes[: max(int(np.searchsorted(variation, VARIATION_KEPT)) + 1, 1)]

    def inside(distances: NDArray[np.float64]) -> float:
        return float(((distances @ axes.T) ** 2).sum() / max(float((distances**2).sum()), 1e-12))

    mine = of == group
    own, topics = inside(rows[mine] - middles[group]), inside(rows[~mine] - middles[of[~mine]])
    everything = inside(rows[~mine] - centre)
    return (own - topics) / (everything - topics) if everything > topics else 0.0
