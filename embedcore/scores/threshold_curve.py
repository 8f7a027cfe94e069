"""What a threshold finds and misses, where it is known which rows are right, such as those with a label."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from embedcore.errors import DataError
from embedcore.metrics import Metric
from embedcore.space.neighbors import Neighbors
from embedcore.types import Indices, Scores

if TYPE_CHECKING:
    import pandas as pd


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


@dataclass(frozen=True, eq=False)
class LabelCheck:
    """n_found: rows that pass the threshold. n_hits: those among them with the label. curve: at every threshold."""

    n_found: int
    n_hits: int
    curve: ThresholdCurve

    @property
    def precision(self) -> float:
        """0 to 1, the share of the found rows that have the label; NaN where none is found."""
        return self.n_hits / self.n_found if self.n_found else float("nan")

    @property
    def recall(self) -> float:
        """0 to 1, the share of the rows with the label that are found."""
        return self.n_hits / self.curve.n_right

    @property
    def f1(self) -> float:
        """0 to 1, the harmonic mean of both; 0 where none is found."""
        return 2 * self.n_hits / (self.n_found + self.curve.n_right)


def check_label(ranking: Neighbors, right: ArrayLike, metric: Metric, threshold: float) -> LabelCheck:
    """What the threshold finds and misses. ranking: every row, closest first. right: (n_rows,) bool, by row.

    Raises DataError as threshold_curve does.
    """
    curve = threshold_curve(ranking, right)
    n_found = int(metric.passes(ranking.scores, threshold).sum())
    return LabelCheck(n_found, int(np.asarray(right, dtype=bool)[ranking.indices[:n_found]].sum()), curve)


def telling_value(values: pd.Series, rows: Indices) -> tuple[object, float]:
    """The value that is more frequent among these rows than among all, and by how much (a difference of shares).

    values: (n_rows,), empty cells don't count. Of equals the one whose row comes first. (None, -1.0) where all
    the rows are empty.
    """
    overall = values.value_counts(normalize=True)
    near = values.iloc[rows].dropna().tolist()
    more = {value: near.count(value) / len(near) - float(overall[value]) for value in dict.fromkeys(near)}
    top = max(more, key=lambda value: more[value], default=None)
    return top, more.get(top, -1.0)
