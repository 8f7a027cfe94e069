"""Groups from close pairs: connected components, or groups in which every pair is close."""

from collections import defaultdict
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from embedcore.types import Indices, Scores

SINGLE, COMPLETE = LINKAGES = ("single", "complete")


@dataclass(frozen=True, eq=False)
class Groups:
    """rows: of each group, ascending, groups in order of their first rows.

    weakest: (n_groups,) the score of the least close pair of a group that was given. is_chain: (n_groups,) whether
    other pairs of it were not.
    """

    rows: list[list[int]]
    weakest: Scores
    is_chain: NDArray[np.bool_]


def linked(
    first: NDArray[np.int32], second: NDArray[np.int32], scores: Scores, rows: Indices, starts: Indices, linkage: str
) -> Groups:
    """The groups that these pairs of vectors make of the rows.

    first, second, scores: (n_entries,) closest first; a vector with itself says that its rows are close to each other.
    rows, starts: the rows of vector v are rows[starts[v]:starts[v + 1]].
    """
    if linkage == COMPLETE:
        first, second, scores, rows, starts = _rows_apart(first, second, scores, rows, starts)
    involved, places = np.unique(np.concatenate([first, second]), return_inverse=True)
    ends = places.reshape(2, -1)
    label_of = _components(ends, len(involved)) if linkage == SINGLE else _complete(ends, len(involved))
    sizes = np.diff(starts)[involved]
    label_of_row = np.repeat(label_of, sizes)
    offsets = np.arange(sizes.sum()) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    grouped = rows[np.repeat(starts[:-1][involved], sizes) + offsets]
    return _in_order(grouped, label_of_row, label_of[ends], scores, _counts(sizes[ends], ends))


def _counts(sizes: Indices, ends: Indices) -> Indices:
    """(n_entries,) the pairs of rows of each entry."""
    own = sizes[0] * (sizes[0] - 1) // 2
    return np.asarray(np.where(ends[0] == ends[1], own, sizes[0] * sizes[1]))


def _in_order(grouped: Indices, label_of_row: Indices, labels: Indices, scores: Scores, counts: Indices) -> Groups:
    """labels: (2, n_entries) of both ends of each entry."""
    n_labels = int(label_of_row.max()) + 1 if len(label_of_row) else 0
    order = np.lexsort((grouped, label_of_row))
    sizes = np.bincount(label_of_row, minlength=n_labels)
    parts = np.split(grouped[order], np.cumsum(sizes)[:-1]) if n_labels else []
    inside = labels[0] == labels[1]
    passing = np.bincount(labels[0][inside], counts[inside], n_labels)
    weakest = np.full(n_labels, np.nan)
    weakest[labels[0][inside]] = scores[inside]  # the last one, which is the least close, stays
    kept = [label for label in range(n_labels) if sizes[label] > 1]
    kept.sort(key=lambda label: int(parts[label][0]))
    return Groups(
        [parts[label].tolist() for label in kept],
        weakest[kept],
        (passing < sizes * (sizes - 1) // 2)[kept],
    )


def _components(ends: Indices, n_nodes: int) -> Indices:
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    edges = coo_array((np.ones(ends.shape[1], dtype=np.int8), (ends[0], ends[1])), shape=(n_nodes, n_nodes))
    return np.asarray(connected_components(edges, directed=False)[1], dtype=np.int64)


def _complete(ends: Indices, n_nodes: int) -> Indices:
    """Complete linkage (Sørensen 1948): two groups join once the last pair between them is met, closest first."""
    group_of = list(range(n_nodes))
    members = [[node] for node in range(n_nodes)]
    met: defaultdict[int, dict[int, int]] = defaultdict(dict)
    for a, b in ends.T.tolist():
        one, other = group_of[a], group_of[b]
        if one == other:
            continue
        n_met = met[one].get(other, 0) + 1
        if n_met < len(members[one]) * len(members[other]):
            met[one][other] = met[other][one] = n_met
            continue
        if len(members[one]) < len(members[other]):
            one, other = other, one
        for node in members[other]:
            group_of[node] = one
        members[one] += members[other]
        for third, n_others in met.pop(other, {}).items():
            met[third].pop(other, None)
            if third != one:
                met[one][third] = met[third][one] = met[one].get(third, 0) + n_others
    return np.asarray(np.unique(group_of, return_inverse=True)[1], dtype=np.int64)


def _rows_apart(
    first: NDArray[np.int32], second: NDArray[np.int32], scores: Scores, rows: Indices, starts: Indices
) -> tuple[NDArray[np.int32], NDArray[np.int32], Scores, Indices, Indices]:
    """The same with each row a vector of its own where rows of one vector are not close to each other: with dot
    products a short vector is close to longer ones alone.
    """
    sizes = np.diff(starts)
    whole = sizes == 1
    whole[first[first == second]] = True
    if whole[np.concatenate([first, second])].all():
        return first, second, scores, rows, starts
    n_parts = np.where(whole, 1, sizes)
    new_of = np.cumsum(n_parts) - n_parts
    n_first, n_second = n_parts[first], n_parts[second]
    repeats = n_first * n_second
    place = np.arange(repeats.sum()) - np.repeat(np.cumsum(repeats) - repeats, repeats)
    across = np.repeat(n_second, repeats)
    new_first = np.repeat(new_of[first], repeats) + place // across
    new_second = np.repeat(new_of[second], repeats) + place % across
    new_sizes = np.repeat(np.where(whole, sizes, 1), n_parts)
    return (
        new_first.astype(np.int32),
        new_second.astype(np.int32),
        np.repeat(scores, repeats),
        rows,
        np.concatenate([[0], np.cumsum(new_sizes)]),
    )
