"""DuplicateReport: the pairs of rows that repeat each other, and the groups they make, at any stricter threshold."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import combinations, product

import numpy as np
from numpy.typing import NDArray

from embedcore.duplicates.linkage import LINKAGES, Groups, linked
from embedcore.errors import ParameterError
from embedcore.metrics import Metric
from embedcore.parameters import one_of, real_number
from embedcore.types import Indices, Scores

Numbers = NDArray[np.int32]


@dataclass(frozen=True, eq=False)
class Copies:
    """Which rows have each of the different vectors: rows[starts[v]:starts[v + 1]], ascending.

    rows: (n_rows,) row indices. starts: (n_vectors + 1,).
    """

    rows: Indices
    starts: Indices

    @property
    def sizes(self) -> Indices:
        return np.diff(self.starts)

    def of(self, vector: int) -> list[int]:
        return list(self.rows[self.starts[vector] : self.starts[vector + 1]].tolist())


class Pairs:
    """The pairs (i, j, score) of rows, i < j, closest first; each is made as it is read, and can be read again."""

    def __init__(self, report: DuplicateReport) -> None:
        self._report = report

    def __len__(self) -> int:
        return int(self._report.pair_counts.sum())

    def __iter__(self) -> Iterator[tuple[int, int, float]]:
        report = self._report
        for start in range(0, len(report.scores), 4_096):
            part = slice(start, start + 4_096)
            entries = zip(
                report.first[part].tolist(), report.second[part].tolist(), report.scores[part].tolist(), strict=True
            )
            for first, second, score in entries:
                rows = report.copies.of(first)
                both = combinations(rows, 2) if first == second else product(rows, report.copies.of(second))
                for i, j in both:
                    yield min(i, j), max(i, j), score


@dataclass(frozen=True, eq=False)
class DuplicateReport:
    """What repeats at a threshold.

    threshold: the least similarity or greatest distance of a pair, inclusive. linkage: "single", where groups are
    the connected components, or "complete", where every pair of a group passes the threshold.
    first, second: (n_entries,) int32, first <= second, which of the different vectors are that close; with itself
    where several rows have it. scores: (n_entries,) float64 in the metric's own unit, closest first, ties in order of
    first and second.
    copies: the rows of each of the different vectors. notes: what a person must know of how they were found.
    """

    threshold: float
    metric: Metric
    first: Numbers
    second: Numbers
    scores: Scores
    copies: Copies
    linkage: str = "single"
    notes: tuple[str, ...] = ()

    @property
    def n_rows(self) -> int:
        return len(self.copies.rows)

    @property
    def pairs(self) -> Pairs:
        """(i, j, score) of rows, i < j, closest first, exact copies included; len() is their number."""
        return Pairs(self)

    @cached_property
    def pair_counts(self) -> Indices:
        """(n_entries,) how many pairs of rows each entry stands for."""
        sizes = self.copies.sizes
        first, second = sizes[self.first], sizes[self.second]
        return np.where(self.first == self.second, first * (first - 1) // 2, first * second)

    @cached_property
    def _grouped(self) -> Groups:
        return linked(self.first, self.second, self.scores, self.copies.rows, self.copies.starts, self.linkage)

    @property
    def groups(self) -> list[list[int]]:
        """Lists of row indices, ascending, at least 2 each, in order of their first rows; no row is in two."""
        return self._grouped.rows

    @property
    def group_scores(self) -> Scores:
        """(n_groups,) of each group, the score of the least close of its pairs that pass."""
        return self._grouped.weakest

    @property
    def is_chain(self) -> NDArray[np.bool_]:
        """(n_groups,) whether a group has rows that do not pass the threshold among themselves, only through others."""
        return self._grouped.is_chain

    @property
    def n_redundant(self) -> int:
        """How many rows could go if one of each group stayed."""
        return sum(map(len, self.groups)) - len(self.groups)

    def rethreshold(self, threshold: float) -> DuplicateReport:
        """The report at a stricter threshold, from the pairs that are there: nothing is compared again.

        Raises ParameterError for a laxer one, whose pairs were not kept.
        """
        wanted = checked_threshold(threshold, self.metric)
        if not self.metric.passes(np.array([wanted]), self.threshold)[0]:
            side = ">=" if self.metric.greater_is_closer else "<="
            raise ParameterError(
                f"threshold must be {side} {self.threshold:g}, down to which pairs were looked for (got {wanted:g}); "
                "find duplicates anew with the laxer one"
            )
        keys = self.metric.order_key(self.scores)
        key = self.metric.order_key(np.array([wanted]))
        n_kept = int(np.searchsorted(keys, key, side="right")[0])
        kept = slice(0, n_kept)
        return replace(
            self, threshold=wanted, first=self.first[kept], second=self.second[kept], scores=self.scores[kept]
        )

    def with_linkage(self, linkage: str) -> DuplicateReport:
        """The same pairs grouped the other way: "single" or "complete"."""
        return replace(self, linkage=one_of("linkage", linkage, LINKAGES))


def checked_threshold(threshold: object, metric: Metric) -> float:
    """A threshold in the metric's own unit. Raises ParameterError for one that no score can have."""
    low, high = {Metric.COSINE: (-1.0, 1.0), Metric.EUCLIDEAN: (0.0, None), Metric.DOT: (None, None)}[metric]
    return real_number("threshold", threshold, low=low, high=high, advice=f"it is a {metric.unit} ({metric})")


def entries_in_order(
    first: Indices, second: Indices, scores: Scores, metric: Metric
) -> tuple[Numbers, Numbers, Scores]:
    """Entries of a report, closest first, ties in order of first and second."""
    order = np.lexsort((second, first, metric.order_key(scores)))
    return first[order].astype(np.int32), second[order].astype(np.int32), scores[order]
