"""compare_dimensions(): the same rows in 32, 64, 128, ... dimensions: what is kept, what it costs, what is enough."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from embedcore.errors import ParameterError
from embedcore.parameters import one_of, whole_number
from embedcore.phrases import share
from embedcore.space.space import EmbeddingSpace, metric_vectors
from embedcore.trust.compare.cost import megabytes, query_ms
from embedcore.trust.compare.labelled import Accuracy, Labels, LabelValues, label_values
from embedcore.trust.compare.reduced import WAYS, main_axes
from embedcore.trust.learned_from import labels_learned_from
from embedcore.trust.lists import nearest_lists, shared, voted
from embedcore.types import Indices, OnProgress

N_NEIGHBORS = 10
ASKED = 2_000
LEAST_DIMS, FEWEST_DIMS = 32, 2

OVERFITS = 0.05
"""Directions that keep so many more neighbours of rows they were learned from than of others were learned by heart."""


@dataclass(frozen=True, kw_only=True)
class DimensionsTried:
    """The space in so many dimensions.

    way: one of WAYS; "all" for all dimensions. kept: the share (0 to 1) of true neighbours that are the same as in all
    dimensions, of rows that the directions were not learned from; kept_seen: of rows that they were learned from.
    accuracy: how often the neighbours' vote is a row's own label, where there are labels.
    """

    way: str
    n_dims: int
    kept: float
    kept_seen: float
    megabytes: float
    query_ms: float
    accuracy: Accuracy | None = None


@dataclass(frozen=True, eq=False, kw_only=True)
class DimensionComparison:
    """The same rows in different numbers of dimensions.

    tried: by way, then by dimensions, all dimensions last in each. n_neighbors: how many are looked at.
    n_rows: of the space; n_asked: how many of them were looked at. label: the label's name, empty without one.
    """

    tried: tuple[DimensionsTried, ...]
    n_neighbors: int
    n_rows: int
    n_asked: int
    label: str = ""
    notes: tuple[str, ...] = ()

    @property
    def full(self) -> DimensionsTried:
        """All dimensions."""
        return max(self.tried, key=lambda one: one.n_dims)

    @property
    def ways(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(one.way for one in self.tried))

    def by(self, way: str) -> tuple[DimensionsTried, ...]:
        """What was tried in that way, fewest dimensions first."""
        return tuple(one for one in self.tried if one.way == way)

    def knee(self, way: str) -> DimensionsTried:
        """Where fewer dimensions begin to cost much.

        With labels the fewest whose accuracy is within one standard error of the best (Breiman et al. 1984). Without
        them the point farthest above the straight line from the fewest dimensions to all, of which each dimension would
        add as much (Satopaa et al. 2011, "Finding a Kneedle in a Haystack").
        """
        tried = self.by(way)
        if self.label:
            best = max(tried, key=lambda one: (_accuracy(one).ratio, -one.n_dims))
            least = _accuracy(best).ratio - _accuracy(best).standard_error
            return next(one for one in tried if _accuracy(one).ratio >= least)
        x = np.array([one.n_dims for one in tried], dtype=np.float64)
        y = np.array([one.kept for one in tried])
        if len(tried) < 3 or y[-1] <= y[0]:
            return tried[0]
        above = (y - y[0]) / (y[-1] - y[0]) - (x - x[0]) / (x[-1] - x[0])
        return tried[int(above.argmax())]

    @property
    def best(self) -> DimensionsTried:
        """The knee with the fewest dimensions; of equals the one that keeps more."""
        return min((self.knee(way) for way in self.ways), key=lambda one: (one.n_dims, -one.kept))

    @property
    def overfits(self) -> bool:
        """Whether directions were learned by heart: they keep more of rows they were learned from than of others."""
        return any(one.kept_seen - one.kept > OVERFITS for one in self.tried)

    def describe(self) -> str:
        """Where it is enough, what that saves, and what is lost, in plain sentences."""
        knee, full = self.best, self.full
        how = "the fewest as good as the best but for chance" if self.label else "where more begin to add little"
        if knee.n_dims == full.n_dims:
            said = f"All {full.n_dims:,} dimensions are worth their memory: fewer lose what they save."
        else:
            kept = f"{share(knee.kept)} of the {self.n_neighbors} rows most like each one stay the same"
            if self.label:
                right = f"{_accuracy(knee).ratio:.1%} of rows get their own {self.label} from those most like them"
                kept = f"{right} instead of {_accuracy(full).ratio:.1%}, {kept}"
            first = f"To tell {self.label}, " if self.label else ""
            said = (
                f"{first}{knee.n_dims:,} of {full.n_dims:,} dimensions are enough: {kept}, and the memory is "
                f"{knee.megabytes:,.1f} MB instead of {full.megabytes:,.1f}. (That is {how}.)"
            )
        return f"{said} {self._learned_by_heart()}".strip()

    def _learned_by_heart(self) -> str:
        """A sentence where it is so."""
        if not self.overfits:
            return ""
        worst = max(self.tried, key=lambda one: one.kept_seen - one.kept)
        return (
            f"With so few rows PCA learns them by heart: in {worst.n_dims:,} dimensions it keeps "
            f"{share(worst.kept_seen)} of the neighbours of rows it has learned from, and "
            f"{share(worst.kept)} of others; the second counts."
        )


def compare_dimensions(
    space: EmbeddingSpace,
    *,
    labels: Labels | LabelValues | None = None,
    ways: Sequence[str] = WAYS,
    random_state: int = 42,
    on_progress: OnProgress | None = None,
) -> DimensionComparison:
    """The same rows in 32, 64, 128, ... dimensions and in all, under the space's metric.

    labels: as for compare(). ways: of WAYS. PCA is judged on rows that it was not learned from: its directions are
    learned from one half of the rows and asked with the other, and the other way round.
    Up to 2,000 rows are asked, each beside all others; of more they are drawn at random, and it is said.
    Raises ParameterError for fewer than 4 rows or 3 dimensions, unknown ways, or labels that can't be.
    """
    for way in ways:
        one_of("way", way, WAYS)
    if space.n_rows < 4 or space.n_dims <= FEWEST_DIMS:
        raise ParameterError(
            f"a space must have at least 4 rows and 3 dimensions to be reduced (got {space.n_rows} and {space.n_dims})"
        )
    random_state = whole_number("random_state", random_state, low=0, high=2**31 - 1)
    known = labels if labels is None or isinstance(labels, LabelValues) else label_values(space, labels)
    n_neighbors = min(N_NEIGHBORS, space.n_rows - 1)
    mixed = np.random.default_rng(random_state).permutation(space.n_rows)
    halves = np.sort(mixed[: space.n_rows // 2]), np.sort(mixed[space.n_rows // 2 :])
    asked = [half[np.linspace(0, len(half) - 1, min(len(half), ASKED // 2)).astype(np.int64)] for half in halves]
    numbers = numbers_of_dims(space.n_dims)
    trial = _Trial(space, asked, known, n_neighbors)
    tried: list[DimensionsTried] = []
    for way in ways:
        tables = [_turned(space, way, half) for half in (halves if way == "pca" else halves[:1])]
        for n_dims in numbers:
            if on_progress:
                on_progress(len(tried), len(ways) * len(numbers), "trying dimensions")
            tried.append(trial.of(way, n_dims, tables))
    n_asked = sum(map(len, asked))
    notes: tuple[str, ...] = (
        (f"{n_asked:,} of {space.n_rows:,} rows, drawn at random, were looked at, each beside all others",)
        if n_asked < space.n_rows
        else ()
    )
    if known is not None and any(one.are(known.name) for one in labels_learned_from(space.notes)):
        notes += (f"these rows were learned from: the space was adapted to {known.name}, so how often it is right is "
                  "too good",)  # fmt: skip
    return DimensionComparison(
        tried=tuple(tried),
        n_neighbors=n_neighbors,
        n_rows=space.n_rows,
        n_asked=n_asked,
        label=known.name if known is not None else "",
        notes=notes,
    )


def numbers_of_dims(n_dims: int) -> list[int]:
    """32, 64, 128, ... and all; of few dimensions from 2 on."""
    number = LEAST_DIMS if n_dims > 2 * LEAST_DIMS else FEWEST_DIMS
    numbers = []
    while number < n_dims:
        numbers.append(number)
        number *= 2
    return [*numbers, n_dims]


@dataclass(frozen=True, eq=False)
class _Trial:
    """asked: of both halves of the rows, those that are looked at."""

    space: EmbeddingSpace
    asked: Sequence[Indices]
    labels: LabelValues | None
    n_neighbors: int

    def of(self, way: str, n_dims: int, tables: Sequence[NDArray[np.float32]]) -> DimensionsTried:
        """tables: (n_rows, all dims) turned; one for all, or one for each half that directions were learned from."""
        reduced = [EmbeddingSpace(table[:, :n_dims], metric=str(self.space.metric)) for table in tables]
        n_kept, n_seen, right = [], [], []
        for number, rows in enumerate(self.asked):
            truth = self._truth(number)
            unseen = reduced[(number + 1) % len(reduced)]  # learned from the other half
            near = nearest_lists(unseen, rows, self.n_neighbors)
            n_kept.append(shared(truth, near)[:, -1])
            seen = reduced[number % len(reduced)]
            n_seen.append(
                n_kept[-1] if seen is unseen else shared(truth, nearest_lists(seen, rows, self.n_neighbors))[:, -1]
            )
            if self.labels is not None:
                right.append(self._right(unseen, rows, near))
        return DimensionsTried(
            way=way,
            n_dims=n_dims,
            kept=float(np.concatenate(n_kept).mean()),
            kept_seen=float(np.concatenate(n_seen).mean()),
            megabytes=megabytes(self.space.n_rows, n_dims),
            query_ms=query_ms(reduced[0]),
            accuracy=_counted(right),
        )

    def _truth(self, number: int) -> Indices:
        return self.space.memo(
            "true neighbors of some",
            lambda: nearest_lists(self.space, self.asked[number], self.n_neighbors),
            self.n_neighbors,
            self.asked[number].tobytes(),
        )

    def _right(self, space: EmbeddingSpace, rows: Indices, near: Indices) -> NDArray[np.bool_]:
        assert self.labels is not None
        codes, known = self.labels.codes, self.labels.rows
        labelled = codes[rows] >= 0
        rows = rows[labelled]
        if len(known) == space.n_rows:
            return np.asarray(voted(codes[near]) == codes[rows])
        among = EmbeddingSpace(space.vectors[known], metric=str(space.metric))
        near = nearest_lists(among, np.searchsorted(known, rows), min(self.n_neighbors, len(known) - 1))
        return np.asarray(voted(codes[known][near]) == codes[rows])


def _counted(right: Sequence[NDArray[np.bool_]]) -> Accuracy | None:
    return Accuracy(int(sum(part.sum() for part in right)), sum(map(len, right))) if right else None


def _turned(space: EmbeddingSpace, way: str, learned_from: Indices) -> NDArray[np.float32]:
    """(n_rows, n_dims) as the metric sees them, the first dimensions first: as they are, or by PCA of these rows."""
    seen = metric_vectors(space)
    if way == "truncate":
        return seen
    centre, axes = main_axes(space, learned_from)
    return np.asarray((seen if centre is None else seen - centre.astype(np.float32)) @ axes.astype(np.float32))


def _accuracy(one: DimensionsTried) -> Accuracy:
    assert one.accuracy is not None
    return one.accuracy
