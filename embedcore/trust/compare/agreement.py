"""Whether the groups of two spaces are the same: adjusted mutual information, and what chance alone would give."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from embedcore.groups import cluster
from embedcore.groups.count import centred_and_scaled, kmeans
from embedcore.space.space import EmbeddingSpace, metric_vectors

OTHER_SEED = 7


@dataclass(frozen=True)
class GroupAgreement:
    """How alike the groups of two spaces are.

    n_groups: as many as the first space has of its own accord; the second is parted into as many. score: adjusted
    mutual information of both, 1 the same and 0 as by chance (Vinh, Epps and Bailey 2010). of_one: the same between the
    groups of the first space and groups found in it anew from another start, which is the most that can be expected.
    Both nan for one group.
    """

    n_groups: int
    score: float
    of_one: float


def agreement(
    space_a: EmbeddingSpace, space_b: EmbeddingSpace, random_state: int, *, groups: NDArray[np.int64] | None = None
) -> GroupAgreement:
    """By k-means on both. The spaces have the same rows. groups: (n_rows,) those of the first, where they are known."""
    from sklearn.metrics import adjusted_mutual_info_score

    first = cluster(space_a, random_state=random_state).labels if groups is None else groups
    n_groups = len(np.unique(first))
    if n_groups < 2:
        return GroupAgreement(n_groups, float("nan"), float("nan"))
    again, other = (
        kmeans(centred_and_scaled(metric_vectors(space)), n_groups, seed)[0]
        for space, seed in ((space_a, random_state + OTHER_SEED), (space_b, random_state))
    )
    return GroupAgreement(
        n_groups,
        adjusted_mutual_info_score(first, other),
        adjusted_mutual_info_score(first, again),
    )
