"""Groups within groups: the groups of one number merged into fewer, or each of them parted into more."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from embedcore.groups.count import START_ROWS, drawn, kmeans, main_directions
from embedcore.groups.kmeans import from_centres, means, nearest
from embedcore.types import Vectors


@dataclass(frozen=True, eq=False)
class Partition:
    """Groups by centres: a row is in the nearest, or in a group within or around the nearest of other groups.

    centres: (n_groups, n_dims). base: (n_base, n_dims) those of the groups that these are parts or unions of; None
    where there are none. whole: (n_base,) the group that each of these is part of. part: (n_groups,) which of these
    each group is part of. One of the last two is None.
    """

    centres: Vectors
    base: Vectors | None = None
    whole: NDArray[np.int64] | None = None
    part: NDArray[np.int64] | None = None

    @classmethod
    def of(cls, vectors: Vectors, n_groups: int, n_base: int, random_state: int) -> "Partition":
        """n_groups groups inside or around the n_base groups of k-means. vectors: (n_rows, n_dims), around 0."""
        labels, base = kmeans(vectors, n_base, random_state)
        if n_groups < n_base:
            whole = coarser(base, np.bincount(labels), n_groups)
            return cls(means(vectors, whole[labels]), base, whole=whole)
        if n_groups > n_base:
            centres, part = finer(vectors, labels, n_groups, random_state)
            return cls(centres, base, part=part)
        return cls(base)

    def labels_of(self, vectors: Vectors) -> NDArray[np.int64]:
        """(n_rows,) each row's group."""
        squares = np.einsum("ij,ij->i", vectors, vectors)
        if self.base is None:
            return nearest(vectors, squares, self.centres)[0]
        around = nearest(vectors, squares, self.base)[0]
        if self.whole is not None:
            return self.whole[around]
        labels = np.empty(len(vectors), dtype=np.int64)
        for group in np.unique(around):
            rows, parts = np.flatnonzero(around == group), np.flatnonzero(self.part == group)
            labels[rows] = parts[nearest(vectors[rows], squares[rows], self.centres[parts])[0]]
        return labels


def coarser(centres: Vectors, sizes: NDArray[np.int64], n_groups: int) -> NDArray[np.int64]:
    """(k,) which of n_groups larger groups each group is part of, by merging two by two (Ward 1963).

    centres: (k, n_dims) of the groups. sizes: (k,) their rows.
    """
    middles, weights = centres.astype(np.float64), sizes.astype(np.float64)
    label, left = np.arange(len(centres)), list(range(len(centres)))
    while len(left) > n_groups:
        at, weight = middles[left], weights[left]
        squares = ((at[:, None] - at[None]) ** 2).sum(axis=2)
        cost = squares * (weight[:, None] * weight) / (weight[:, None] + weight)
        np.fill_diagonal(cost, np.inf)
        kept, gone = sorted(left[place] for place in np.unravel_index(int(cost.argmin()), cost.shape))
        whole = weights[kept] + weights[gone]
        middles[kept] = (middles[kept] * weights[kept] + middles[gone] * weights[gone]) / whole
        weights[kept] = whole
        label[label == gone] = kept
        left.remove(gone)
    return np.unique(label, return_inverse=True)[1].astype(np.int64)


def finer(
    vectors: Vectors, labels: NDArray[np.int64], n_groups: int, random_state: int
) -> tuple[Vectors, NDArray[np.int64]]:
    """(n_groups, n_dims) centres of smaller groups, and (n_groups,) which group each of them is a part of.

    Trees of up to START_ROWS rows, one for each group, are cut at one height (Ward 1963), and k-means goes on from
    there within each group. Fewer than n_groups where rows are too nearly equal.
    vectors: (n_rows, n_dims), centred and scaled. labels: (n_rows,) groups from 0, none of them empty.
    """
    from scipy.cluster.hierarchy import fcluster, ward

    some = drawn(len(vectors), min(len(vectors), START_ROWS), np.random.default_rng(random_state))
    directions, own = main_directions(vectors[some]), labels[some]
    n_before = int(labels.max()) + 1
    trees = [ward(directions[own == group].astype(np.float64)) if (own == group).sum() > 1 else None
             for group in range(n_before)]  # fmt: skip
    heights = np.concatenate([tree[:, 2] if tree is not None else [] for tree in trees])
    owners = np.concatenate([np.full(0 if tree is None else len(tree), group) for group, tree in enumerate(trees)])
    highest = np.argsort(-heights, kind="stable")[: n_groups - n_before]
    n_parts = 1 + np.bincount(owners[highest].astype(np.int64), minlength=n_before)
    centres, parents = [], []
    for group, tree in enumerate(trees):
        rows = vectors[labels == group]
        start = means(rows, np.zeros(len(rows), dtype=np.int64))
        if tree is not None and n_parts[group] > 1:
            start = means(vectors[some[own == group]], fcluster(tree, n_parts[group], "maxclust") - 1)
            start = from_centres(rows, start).centres
        centres.append(start)
        parents += [group] * len(start)
    return np.vstack(centres), np.array(parents, dtype=np.int64)
