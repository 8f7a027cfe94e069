"""A threshold checked against a label: of the rows that it finds, how many have it, and how many are missed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike

from embedcore.metrics import Metric
from embedcore.scores.threshold_curve import ThresholdCurve, threshold_curve
from embedcore.space.neighbors import Neighbors
from embedcore.types import Indices

if TYPE_CHECKING:
    import pandas as pd


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
