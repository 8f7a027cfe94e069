"""Where a query's scores split into near and far, and the threshold there as a person reads it."""

import numpy as np

from embedcore.metrics import Metric
from embedcore.types import Scores

GROUPS_COMPARED = 5
"""A query's best scores that are split: so many typical groups. More would hide the step, fewer cut it short."""
LEAST_COMPARED = 20


def first_threshold(ranking: Scores, metric: Metric) -> float:
    """A threshold for a query before the space is calibrated: as `ScoreScale.threshold`, for groups of sqrt(n) rows.

    ranking: its scores, closest first.
    """
    return otsu_cut(ranking[: best_compared(len(ranking) ** 0.5)], metric)


def best_compared(group_size: float) -> int:
    """How many of a query's best scores are split. group_size: rows of a typical group."""
    return max(round(GROUPS_COMPARED * group_size), LEAST_COMPARED)


def otsu_cut(best: Scores, metric: Metric, decimals: int = 2) -> float:
    """The threshold between near and far among a query's best scores.

    Otsu's method (1979), exact: the cut that leaves the least variance within the two sides; of distances
    squared, so that vectors of unit length are cut where their cosine similarities are.
    best: (n,) closest first. Returns the last score on the near side, to so many decimal places where that lets
    the same rows pass.
    """
    given = np.asarray(best, dtype=np.float64)
    best = given if metric.greater_is_closer else given**2
    if len(best) < 3 or best[0] == best[-1]:
        return float(given[-1]) if len(best) else 0.0
    near_count = np.arange(1, len(best))
    near_sum = np.cumsum(best)[:-1]
    far_count = len(best) - near_count
    difference = near_sum / near_count - (best.sum() - near_sum) / far_count
    cut = int((near_count * far_count * difference**2).argmax())
    value = float(given[cut])
    shown = loosened(value, metric, decimals)
    return value if metric.passes(given[cut + 1 : cut + 2], shown)[0] else shown


def nearest_step(cut: float, ranking: Scores, metric: Metric, decimals: int = 2) -> float:
    """A threshold to so many decimal places, as a slider has it: the nearest, but never so that the best row fails.

    ranking: scores, closest first.
    """
    nearest = round(cut, decimals)
    return nearest if metric.passes(ranking[:1], nearest)[0] else loosened(cut, metric, decimals)


def loosened(value: float, metric: Metric, decimals: int = 2) -> float:
    """To so many decimal places, so that what passes the value passes the result."""
    scale = float(10**decimals)
    steps = value * scale
    if abs(steps - round(steps)) < 1e-11 * scale:  # so short already: 0.37 * 100 is not quite 37
        return round(steps) / scale
    return float(np.floor(steps) if metric.greater_is_closer else np.ceil(steps)) / scale
