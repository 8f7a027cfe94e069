"""What a threshold finds and misses, where it is known which rows are right."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from embedcore.errors import DataError
from embedcore.metrics import Metric
from embedcore.space.neighbors import Neighbors
from embedcore.types import Scores


@dataclass(frozen=True, eq=False)
class ThresholdCurve:
    """Precision, recall and F1 at every threshold that tells rows apart, closest first.

    thresholds, precision, recall, f1: (n_thresholds,). n_right: rows that are right.
    """

    thresholds: Scores
    precision: NDArray[np.float64]
    recall: NDArray[np.float64]
    f1: NDArray[np.float64]
    n_right: int

    @property
    def best(self) -> int:
        """The position with the greatest F1; the closest threshold of equals."""
        return int(self.f1.argmax())

    def best_rounded(self, metric: Metric, decimals: int = 2) -> tuple[float, int]:
        """The threshold of so many decimal places with the greatest F1, and the last position that passes it."""
        scaled = self.thresholds * 10**decimals
        steps = np.unique(np.concatenate([np.floor(scaled), np.ceil(scaled)])) / 10**decimals
        steps = steps[np.argsort(metric.order_key(steps), kind="stable")]
        passing = np.array([int(metric.passes(self.thresholds, step).sum()) for step in steps])
        f1 = np.where(passing > 0, self.f1[np.maximum(passing - 1, 0)], -1.0)
        best = int(f1.argmax())
        return float(steps[best]), int(passing[best]) - 1


def threshold_curve(ranking: Neighbors, right: ArrayLike) -> ThresholdCurve:
    """What each threshold would find. ranking: every row, closest first. right: (n_rows,) bool, by row.

    Precision: the share of the found rows that are right. Recall: the share of the right rows that are found.
    F1: their harmonic mean (van Rijsbergen 1979). Equal scores pass together.

    Raises DataError where no row of the ranking is right, or right has not one value for each row.
    """
    wanted = np.asarray(right, dtype=bool)
    if wanted.ndim != 1 or len(ranking) == 0 or ranking.indices.max() >= len(wanted):
        raise DataError(
            f"right must have one value for each row (got shape {wanted.shape} for {len(ranking)} ranked rows)"
        )
    hits = np.cumsum(wanted[ranking.indices])
    n_right = int(hits[-1])
    if n_right == 0:
        raise DataError("at least one ranked row must be right (got none); choose another label")
    last = np.flatnonzero(np.append(ranking.scores[1:] != ranking.scores[:-1], True))
    found, hits = last + 1, hits[last]
    return ThresholdCurve(ranking.scores[last], hits / found, hits / n_right, 2 * hits / (found + n_right), n_right)
