"""How the best results of a query rank under each metric, and whether metrics can disagree at all."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from embedcore.metrics import Metric
from embedcore.space.neighbors import Neighbors
from embedcore.space.space import EmbeddingSpace
from embedcore.types import Indices

SAME_LENGTH = 1e-3
"""Lengths that differ by no more than this share of the longest count as the same."""


@dataclass(frozen=True, eq=False)
class MetricRanks:
    """rows: (n_best,) the best results under the space's own metric. ranks: (n_best,) for each metric, from 1.

    shortest, longest: the lengths of the space's vectors.
    """

    metric: Metric
    rows: Indices
    ranks: Mapping[Metric, Indices]
    shortest: float
    longest: float

    @property
    def same_length(self) -> bool:
        """Whether all vectors are equally long: then all metrics order the rows in the same way, but for rounding."""
        return self.longest - self.shortest <= SAME_LENGTH * self.longest

    @property
    def moved(self) -> dict[Metric, int]:
        """For each other metric, how many of the best results have another rank under it."""
        own = self.ranks[self.metric]
        return {metric: int((ranks != own).sum()) for metric, ranks in self.ranks.items() if metric is not self.metric}


def metric_ranks(space: EmbeddingSpace, rankings: Mapping[Metric, Neighbors], n_best: int = 10) -> MetricRanks:
    """The ranks of the space's best results under each metric.

    rankings: all rows for one query under each metric, closest first; the space's own metric must be among them.
    """
    best = rankings[space.metric].indices[:n_best]
    ranks = {metric: ranking.ranks(space.n_rows)[best] for metric, ranking in rankings.items()}
    lengths = np.sqrt(np.einsum("ij,ij->i", space.vectors, space.vectors, dtype=np.float64))
    return MetricRanks(space.metric, best, ranks, float(lengths.min()), float(lengths.max()))
