"""Which of two spaces knows a label better: the vote of each row's neighbours, and whether the difference is chance."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

from embedcore.errors import ParameterError
from embedcore.facets.chance import Z95, wilson_interval
from embedcore.space.space import EmbeddingSpace
from embedcore.table.dataset import checked_column
from embedcore.trust.lists import nearest_lists, voted
from embedcore.types import Indices, OnProgress

Labels = str | Sequence[Any] | NDArray[Any]
"""A column of the table, or a value for each row, (n_rows,)."""
NOISE = 0.05
"""A difference that chance alone gives more often than this counts as noise."""


@dataclass(frozen=True, eq=False)
class LabelValues:
    """A label of each row. name: its own. codes: (n_rows,) from 0, -1 for none. values: what they stand for."""

    name: str
    codes: NDArray[np.int64]
    values: tuple[str, ...]

    @property
    def rows(self) -> Indices:
        """Those that have a label."""
        return np.flatnonzero(self.codes >= 0)


@dataclass(frozen=True)
class Accuracy:
    """How many of n_rows rows were given their own label. low, high: the 95 % interval of `ratio` (Wilson 1927)."""

    n_right: int
    n_rows: int

    @property
    def ratio(self) -> float:
        return self.n_right / self.n_rows

    @property
    def low(self) -> float:
        return wilson_interval(self.n_right, self.n_rows)[0]

    @property
    def high(self) -> float:
        return wilson_interval(self.n_right, self.n_rows)[1]

    @property
    def standard_error(self) -> float:
        return sqrt(self.ratio * (1 - self.ratio) / self.n_rows)


@dataclass(frozen=True)
class LabelComparison:
    """How well both spaces know a label, by the vote of each row's neighbours, the row itself left out.

    name: of the label. n_classes: how many different values it has. n_neighbors: how many vote. a, b: of each space.
    chance: 0 to 1, how often the most frequent value would be right. only_a, only_b: rows that one alone got right.
    p_value: how often chance alone would part these rows so unevenly or more (exact McNemar test, two-sided).
    """

    name: str
    n_classes: int
    n_neighbors: int
    a: Accuracy
    b: Accuracy
    chance: float
    only_a: int
    only_b: int

    @property
    def p_value(self) -> float:
        return exact_mcnemar(self.only_a, self.only_b)

    @property
    def is_noise(self) -> bool:
        return self.p_value >= NOISE

    @property
    def difference(self) -> float:
        """Of the accuracies, b - a."""
        return self.b.ratio - self.a.ratio

    @property
    def interval(self) -> tuple[float, float]:
        """The 95 % interval of the difference, for pairs (Agresti and Min 2005)."""
        n, a, b = self.a.n_rows + 2, self.only_a + 0.5, self.only_b + 0.5
        middle, half = (b - a) / n, Z95 * sqrt(a + b - (b - a) ** 2 / n) / n
        return middle - half, middle + half


def label_values(space: EmbeddingSpace, labels: Labels) -> LabelValues:
    """The labels of the rows of a space: a column of its dataset, or a value for each row; empty cells are no label.

    Raises ParameterError for an unknown column, another number of values than rows, fewer than 2 different values, or
    so many that hardly two rows have the same.
    """
    if isinstance(labels, str):
        if space.dataset is None:
            raise ParameterError(
                f"labels must be one value for each row where the space has no table (got the column {labels!r}); "
                "pass the values"
            )
        name = checked_column(space.dataset.frame, labels)
        values: Sequence[Any] = space.dataset.frame[name].tolist()
    else:
        name, values = "label", np.asarray(labels, dtype=object).tolist()
    if not isinstance(values, list) or len(values) != space.n_rows:
        raise ParameterError(
            f"labels must be one value for each of the {space.n_rows:,} rows (got {np.shape(values)}); pass as many"
        )
    written = [_written(value) for value in values]
    found, codes = np.unique([one for one in written if one], return_inverse=True)
    if not 2 <= len(found) <= max(2, len(codes) // 2):
        raise ParameterError(
            f"labels must have at least 2 different values, and two rows or more for each (got {len(found):,} values "
            f"for {len(codes):,} rows); choose a column that sorts rows into kinds"
        )
    every = np.full(len(written), -1, dtype=np.int64)
    every[[place for place, one in enumerate(written) if one]] = codes
    return LabelValues(name, every, tuple(map(str, found)))


def _written(value: object) -> str:
    """A cell as a label; empty for a missing one (None, nan, NaT, an empty text)."""
    if value is None or (isinstance(value, float) and value != value) or type(value).__name__ in ("NAType", "NaTType"):
        return ""
    return str(value).strip()


def judged(
    spaces: Sequence[EmbeddingSpace],
    labels: LabelValues,
    rows: Indices,
    n_neighbors: int,
    on_progress: OnProgress | None,
) -> list[NDArray[np.bool_]]:
    """For each space, (n,) whether the vote of its neighbours among the labelled rows gives each row its own label.

    rows: those that are asked, all of which have a label.
    """
    known = labels.rows
    n_neighbors = min(n_neighbors, len(known) - 1)
    found = []
    for space in spaces:
        among, asked, codes = space, rows, labels.codes
        if len(known) < space.n_rows:
            among = EmbeddingSpace(space.vectors[known], metric=space.metric)
            asked, codes = np.searchsorted(known, rows), labels.codes[known]
        near = nearest_lists(among, asked, n_neighbors, on_progress=on_progress)
        found.append(voted(codes[near]) == codes[asked])
    return found


def compared(labels: LabelValues, n_neighbors: int, right: Sequence[NDArray[np.bool_]]) -> LabelComparison:
    """The two spaces, by what each got right of the same rows."""
    a, b = right
    return LabelComparison(
        labels.name,
        len(labels.values),
        n_neighbors,
        Accuracy(int(a.sum()), len(a)),
        Accuracy(int(b.sum()), len(b)),
        float(np.bincount(labels.codes[labels.rows]).max() / len(labels.rows)),
        int((a & ~b).sum()),
        int((b & ~a).sum()),
    )


def exact_mcnemar(only_a: int, only_b: int) -> float:
    """How often a fair coin parts so many rows so unevenly or more, two-sided (McNemar 1947, exact binomial)."""
    from scipy.stats import binomtest

    return float(binomtest(only_a, only_a + only_b).pvalue) if only_a + only_b else 1.0
