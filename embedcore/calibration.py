"""What a score means in this space: here, where the scores of one query split into near and far."""

import numpy as np

from embedcore.metrics import Metric, Scores

BEST_COMPARED = 500
"""A query's best scores that are split; the long tail of unrelated rows would hide the step."""


def split_scores(scores: Scores, metric: Metric) -> float:
    """The threshold between a query's near rows and the others.

    Otsu's method (1979), exact over the 500 best scores: the cut that leaves the least variance
    within the two sides. scores: (n_rows,) closest first. Returns the last score on the near side.
    """
    best = np.asarray(scores[:BEST_COMPARED], dtype=np.float64)
    if len(best) < 3 or best[0] == best[-1]:
        return float(best[-1]) if len(best) else 0.0
    near_count = np.arange(1, len(best))
    near_sum = np.cumsum(best)[:-1]
    far_count = len(best) - near_count
    difference = near_sum / near_count - (best.sum() - near_sum) / far_count
    cut = int((near_count * far_count * difference**2).argmax())
    value = float(best[cut])
    # Rounded towards the far side, so that the row at the cut passes, unless that lets the next one pass as well.
    rounded = float(np.floor(value * 100) / 100 if metric.greater_is_closer else np.ceil(value * 100) / 100)
    return value if metric.passes(best[cut + 1], rounded) else rounded
