"""Keep rules: which row of a group stays for the others."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np

from embedcore.errors import ParameterError
from embedcore.metrics import Metric, mean_row, pair_scores
from embedcore.parameters import one_of
from embedcore.space import EmbeddingSpace
from embedcore.space.space import metric_vectors
from embedcore.table import Dataset
from embedcore.types import Scores

FIRST, LONGEST, NEWEST, MOST_COMPLETE, TYPICAL = RULES = ("first", "longest", "newest", "most complete", "typical")


class KeepRules:
    """Who stays of a group, by each rule that the data allows.

    first: the first row. longest: the longest text. newest: the latest in the time column. most complete: the fewest
    missing cells. typical: the closest to the group's middle. Ties go to the first row.
    """

    def __init__(
        self, space: EmbeddingSpace, dataset: Dataset | None = None, *, time_column: str | None = None
    ) -> None:
        """dataset: whose rows are those of the space, by default the space's. time_column: by default the first one."""
        self._space = space
        self._dataset = dataset if dataset is not None else space.dataset
        if self._dataset is not None and self._dataset.n_rows != space.n_rows:
            raise ParameterError(
                f"dataset must have the rows of the space (got {self._dataset.n_rows} for {space.n_rows}); pass its own"
            )
        self.time_column = time_column or self._first_time_column()
        if time_column is not None and (self._dataset is None or time_column not in self._dataset.frame.columns):
            raise ParameterError(f"time_column must be a column of the dataset (got {time_column!r}); choose another")

    @property
    def possible(self) -> tuple[str, ...]:
        """The rules that this data allows."""
        lacking = set()
        if self._space.texts is None:
            lacking.add(LONGEST)
        if self.time_column is None:
            lacking.add(NEWEST)
        if self._dataset is None:
            lacking.add(MOST_COMPLETE)
        return tuple(rule for rule in RULES if rule not in lacking)

    def stays(self, rule: str, rows: Sequence[int]) -> int:
        """Which of these rows stays. Raises ParameterError for a rule that this data does not allow."""
        one_of("rule", rule, self.possible)
        ordered = sorted(rows)
        if rule == FIRST:
            return ordered[0]
        if rule == TYPICAL:
            return ordered[int(self._nearness(ordered).argmax())]
        values = {LONGEST: "_lengths", NEWEST: "_times", MOST_COMPLETE: "_filled"}[rule]
        return ordered[int(getattr(self, values)[ordered].argmax())]

    def _first_time_column(self) -> str | None:
        roles = self._dataset.column_roles if self._dataset is not None else {}
        return next((column for column, role in roles.items() if role == "time"), None)

    def _nearness(self, rows: list[int]) -> Scores:
        """For the cosine, of vectors of unit length, which are in the same order by their distance."""
        vectors = metric_vectors(self._space, np.array(rows, dtype=np.int64))
        distances = pair_scores(Metric.EUCLIDEAN, vectors, np.asarray(mean_row(vectors)[None, :], dtype=np.float32))
        return -np.round(distances, 6)  # nearer than that, rounding would decide

    @cached_property
    def _lengths(self) -> Scores:
        return np.array([len(" ".join(text.split())) for text in self._space.texts or ()], dtype=np.float64)

    @cached_property
    def _times(self) -> Scores:
        """Seconds; a row without a time is older than all others."""
        import pandas as pd

        assert self._dataset is not None
        times = pd.to_datetime(self._dataset.frame[self.time_column], utc=True, errors="coerce", format="mixed")
        seconds = (times - pd.Timestamp(0, tz="UTC")).dt.total_seconds().to_numpy(dtype=np.float64)
        return np.where(np.isnan(seconds), -np.inf, seconds)

    @cached_property
    def _filled(self) -> Scores:
        assert self._dataset is not None
        return np.asarray(self._dataset.frame.notna().sum(axis=1), dtype=np.float64)
