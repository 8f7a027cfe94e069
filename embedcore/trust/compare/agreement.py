"""Whether the groups of two spaces are the same: adjusted mutual information, and what chance alone would give."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from embedcore.groups import cluster
from embedcore.groups.count import centred_and_scaled, kmeans
from embedcore.groups.resampled import counts
from embedcore.space.space import EmbeddingSpace, metric_vectors

OTHER_SEED = 7


@dataclass(frozen=True)
class GroupAgreement:
    """How alike the groups of two spaces are.

    n_groups: as many as the first space has of its own accord; the second is parted into as many. score: adjusted
    mutual information of both (see adjusted_mutual_information). of_one: the same between the groups of the first space
    and groups found in it anew from another start, which is the most that can be expected. Both nan for one group.
    """

    n_groups: int
    score: float
    of_one: float


def agreement(
    space_a: EmbeddingSpace, space_b: EmbeddingSpace, random_state: int, *, groups: NDArray[np.int64] | None = None
) -> GroupAgreement:
    """By k-means on both. The spaces have the same rows. groups: (n_rows,) those of the first, where they are known."""
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
        adjusted_mutual_information(first, other),
        adjusted_mutual_information(first, again),
    )


def adjusted_mutual_information(one: NDArray[np.int64], other: NDArray[np.int64]) -> float:
    """How much two groupings of the same rows tell of each other: 1 the same, 0 as by chance, a little below 0 less.

    one, other: (n_rows,) groups from 0, at least one row. Corrected for chance and divided by the mean of both
    entropies (Vinh, Epps and Bailey 2010, "Information theoretic measures for clusterings comparison").
    """
    n_rows, table = len(one), counts(one, other)
    table = table[table.any(axis=1)][:, table.any(axis=0)]
    rows, columns = table.sum(axis=1), table.sum(axis=0)
    if len(rows) == len(columns) == 1 or len(rows) == len(columns) == n_rows:
        return 1.0  # both tell nothing apart, or everything
    here = table > 0
    information = float((table[here] / n_rows * np.log(n_rows * table[here] / np.outer(rows, columns)[here])).sum())
    expected = _expected_information(rows.astype(np.int64), columns.astype(np.int64))
    most = (_entropy(rows / n_rows) + _entropy(columns / n_rows)) / 2
    return (information - expected) / max(most - expected, np.finfo(np.float64).eps)


def _entropy(shares: NDArray[np.float64]) -> float:
    return float(-(shares * np.log(shares)).sum())


def _expected_information(rows: NDArray[np.int64], columns: NDArray[np.int64]) -> float:
    """The mean mutual information of groupings with these sizes, rows shuffled: over all counts n of a cell."""
    n_rows = int(rows.sum())
    logs = np.concatenate([[0.0], np.cumsum(np.log(np.arange(1, n_rows + 1)))])  # of the factorials
    total = 0.0
    for a in rows.tolist():
        n = np.arange(1, min(a, int(columns.max())) + 1)
        b = columns[:, None]
        possible = (n >= a + b - n_rows) & (n <= b)
        safe = np.where(possible, n, np.maximum(1, a + b - n_rows))  # any count that is possible
        chance = (
            logs[a] + logs[b] + logs[n_rows - a] + logs[n_rows - b] - logs[n_rows]
            - logs[safe] - logs[a - safe] - logs[b - safe] - logs[n_rows - a - b + safe]
        )  # fmt: skip
        parts = safe / n_rows * np.log(n_rows * safe / (a * b)) * np.exp(chance)
        total += float(parts[possible].sum())
    return total
