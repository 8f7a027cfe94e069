"""All pairs of rows that are at least as close as a threshold: exact, each pair compared once, on all cores."""

from dataclasses import dataclass

import numpy as np

from embedcore.errors import ParameterError
from embedcore.memory import in_threads
from embedcore.metrics import Metric
from embedcore.scores.baselines import row_pairs
from embedcore.space.scorer import ExactScorer
from embedcore.types import Indices, OnProgress, Scores

MOST_PAIRS = 5_000_000
"""So many pairs of different rows are kept: 80 MB."""
_BLOCK_ROWS = 512
_SAMPLED = 50_000
_ROOM = 4
"""One block of a search that gives way may find so many times as many, of which most then go."""


@dataclass(frozen=True, eq=False)
class ClosePairs:
    """first, second: (n_pairs,) row indices, first < second, in no order. scores: (n_pairs,) float64.

    threshold: the one that all pairs down to which are among them.
    """

    first: Indices
    second: Indices
    scores: Scores
    threshold: float


def close_pairs(
    scorer: ExactScorer,
    threshold: float,
    *,
    most: int = MOST_PAIRS,
    give_way: bool = False,
    on_progress: OnProgress | None = None,
) -> ClosePairs:
    """Every pair of rows that passes the threshold.

    most: so many pairs are kept. give_way: where there are more, the threshold is made stricter until no more pass,
    which the result's threshold tells.
    Raises ParameterError where there are more and it does not give way, or no threshold has so few.
    """
    n_rows = len(scorer.vectors)
    kept = _Kept(scorer.metric, threshold, most, give_way)
    if give_way:
        kept.threshold = _few_enough(scorer, threshold, most)

    def search(start: int) -> list[ClosePairs]:
        limit, parts, n_found = kept.threshold, list[ClosePairs](), 0
        for first, second, scores in scorer.pairs_within(slice(start, min(start + _BLOCK_ROWS, n_rows)), limit):
            parts.append(ClosePairs(first, second, scores, limit))
            n_found += len(scores)
            if n_found > most * (_ROOM if give_way else 1):
                raise _too_many(most, limit)
        return parts

    n_pairs, done = n_rows * (n_rows - 1) // 2, 0
    for start, parts in zip(
        range(0, n_rows, _BLOCK_ROWS), in_threads(search, range(0, n_rows, _BLOCK_ROWS)), strict=True
    ):
        for part in parts:
            kept.add(part)
        end = min(start + _BLOCK_ROWS, n_rows)
        done += sum(n_rows - 1 - row for row in range(start, end))
        if on_progress:
            on_progress(done, n_pairs, "comparing pairs of rows")
    return kept.all()


class _Kept:
    """The pairs found so far, never more than most; which ones does not depend on which thread was first."""

    def __init__(self, metric: Metric, threshold: float, most: int, give_way: bool) -> None:
        self._metric, self._most, self._give_way = metric, most, give_way
        self.threshold = threshold
        self._parts: list[ClosePairs] = []
        self._n_kept = 0

    def add(self, found: ClosePairs) -> None:
        part = self._passing(found)
        self._parts.append(part)
        self._n_kept += len(part.scores)
        if self._n_kept <= self._most:
            return
        if not self._give_way:
            raise _too_many(self._most, self.threshold)
        every = self.all()
        keys = self._metric.order_key(every.scores)
        # Far fewer than are allowed, so that the next ones find room.
        level = float(every.scores[np.argpartition(keys, self._most // 2)[self._most // 2]])
        # Of those that tie there, none is kept: all pairs down to the threshold are kept, or it says another one.
        stricter = keys < float(self._metric.order_key(np.array([level]))[0])
        if not stricter.any():
            raise _too_many(self._most, level)
        self.threshold = float(every.scores[stricter][keys[stricter].argmax()])
        self._parts = [self._passing(every)]
        self._n_kept = len(self._parts[0].scores)

    def all(self) -> ClosePairs:
        empty = ClosePairs(np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0), self.threshold)
        parts = [empty, *self._parts]
        names = ("first", "second", "scores")
        first, second, scores = (np.concatenate([getattr(part, name) for part in parts]) for name in names)
        return ClosePairs(first, second, scores, self.threshold)

    def _passing(self, part: ClosePairs) -> ClosePairs:
        if part.threshold == self.threshold:
            return part
        passes = self._metric.passes(part.scores, self.threshold)
        return ClosePairs(part.first[passes], part.second[passes], part.scores[passes], self.threshold)


def _few_enough(scorer: ExactScorer, threshold: float, most: int) -> float:
    """The threshold, or the stricter one that about half as many pairs as are allowed pass, by a sample of pairs."""
    n_rows = len(scorer.vectors)
    n_pairs = n_rows * (n_rows - 1) // 2
    if n_pairs <= most:
        return threshold
    first, second = row_pairs(n_rows, _SAMPLED, np.random.default_rng(0))
    keys = np.sort(scorer.metric.order_key(scorer.exact(scorer.vectors, first, second)))
    level = keys[int(len(keys) * most / n_pairs / 2)]
    n_tied = np.searchsorted(keys, level, side="right")
    if n_tied / len(keys) * n_pairs > most and level > keys[0]:
        level = keys[np.searchsorted(keys, level) - 1]  # many pairs tie there; those before it are few enough
    key = float(scorer.metric.order_key(np.array([threshold]))[0])
    return float(-level if scorer.metric.greater_is_closer else level) if level < key else threshold


def _too_many(most: int, threshold: float) -> ParameterError:
    return ParameterError(
        f"at most {most:,} pairs of different rows can be kept (more than that pass {threshold:g}); "
        "choose a stricter threshold"
    )
