"""Learning the change: from labels or from judged pairs, with what it has brought."""

from itertools import product
from math import erfc, sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

from embedcore.encoders.adjusted import Adjustment
from embedcore.metrics import Metric, pair_scores, unit_rows
from embedcore.space.scorer import ExactScorer
from embedcore.trust.adapting.crossed import Task, measured
from embedcore.trust.adapting.examples import check_enough, class_folds, pair_folds
from embedcore.trust.adapting.report import AdaptReport, Learned
from embedcore.trust.adapting.stretch import EVEN, MILD, STRONG, Setting, Spread, Table, of_classes, of_pairs, symmetric
from embedcore.trust.lists import voted
from embedcore.types import Indices, OnProgress, Scores, Vectors

N_NEIGHBORS = 5
MOST_MEASURED = 2_000
"""Of more labelled rows, so many drawn at random choose the settings and are measured; all are learned from."""
N_RESAMPLED = 1_000
NAME = "adapted to your words"
_UNIT = 1e-3


def _settings(mildest: float, *more: float) -> tuple[Setting, ...]:
    """What may be chosen, the mildest first."""
    emphasised = product((MILD, STRONG), (mildest, *more))
    return Setting(mildest, EVEN), *(Setting(shrinkage, emphasis) for emphasis, shrinkage in emphasised)


class _Labelled(Task):
    """Rows with a label: the labels of the 5 nearest known rows, which tell it."""

    n_folds = 10
    settings = _settings(0.6, 0.3, 0.1)

    def __init__(self, vectors: Table, codes: Indices, metric: Metric) -> None:
        self.vectors, self.truth, self.metric = vectors, codes, metric

    def folds(self, places: Indices, rng: np.random.Generator) -> Indices:
        return class_folds(self.truth[places], self.n_folds, rng)

    def spread(self, places: Indices) -> Spread:
        return of_classes(self.vectors[places], np.unique(self.truth[places], return_inverse=True)[1].ravel())

    def results(self, matrix: Table | None, known: Indices, asked: Indices) -> NDArray[Any]:
        moved = _moved(self.vectors, matrix)
        n_near = min(N_NEIGHBORS, len(known))
        near, _ = ExactScorer(moved[known], self.metric).closest(moved[asked], n_near)
        return np.asarray(self.truth[known][near])

    def value(self, results: NDArray[Any], truth: NDArray[Any]) -> float:
        return float((voted(results) == truth).mean()) if len(results) else float("nan")


class _Judged(Task):
    """Pairs: how close they are, a greater number for a closer pair."""

    n_folds = 5
    settings = _settings(0.9, 0.6, 0.3)

    def __init__(self, left: Table, right: Table, alike: NDArray[np.bool_], metric: Metric) -> None:
        self.left, self.right, self.truth, self.metric = left, right, alike, metric
        both = np.unique(np.vstack([left, right]), axis=0, return_inverse=True)[1]
        self.ends = both.reshape(2, -1).T

    def folds(self, places: Indices, rng: np.random.Generator) -> Indices:
        return pair_folds(self.ends[places], self.truth[places], self.n_folds, rng)

    def spread(self, places: Indices) -> Spread:
        return of_pairs((self.left - self.right)[places], self.truth[places])

    def results(self, matrix: Table | None, known: Indices, asked: Indices) -> NDArray[Any]:  # noqa: ARG002
        left, right = (_moved(side[asked], matrix) for side in (self.left, self.right))
        return np.asarray(-self.metric.order_key(pair_scores(self.metric, left, right)))

    def value(self, results: NDArray[Any], truth: NDArray[Any]) -> float:
        return auc(results, truth)


def learn_from_labels(
    vectors: Vectors,
    codes: Indices,
    metric: Metric,
    *,
    name: str = "",
    random_state: int = 42,
    on_progress: OnProgress | None = None,
) -> Learned:
    """The change that brings rows with the same label together, and what it has brought.

    vectors: (n_rows, n_dims). codes: (n_rows,) as `label_codes` gives them. name: of the column.
    """
    labelled = np.flatnonzero(codes >= 0)
    units = _by_unit(vectors, metric)
    every = _ready(vectors[labelled], units=units)
    rng = np.random.default_rng(random_state)
    some = np.arange(len(labelled))
    notes: tuple[str, ...] = ()
    if len(some) > MOST_MEASURED:
        some = np.sort(rng.choice(len(labelled), MOST_MEASURED, replace=False))
        notes = (f"measured on {MOST_MEASURED:,} of {len(labelled):,} labelled rows, drawn at random",)
    kinds = codes[labelled]
    task = _Labelled(every[some], kinds[some], metric)
    found = measured(task, rng, on_progress)
    setting = found.setting
    before, after = voted(found.before) == task.truth, voted(found.after) == task.truth
    of_same = [(near == task.truth[:, None]).mean(axis=1) for near in (found.after, found.before)]
    better, worse = int((after & ~before).sum()), int((before & ~after).sum())
    report = AdaptReport(
        source="labels",
        name=name,
        n_examples=len(labelled),
        n_kinds=len(np.unique(kinds)),
        n_measured=len(some),
        before=float(before.mean()),
        after=float(after.mean()),
        better=better,
        worse=worse,
        p_value=chance_of_gain(of_same[0] - of_same[1]),
        shrinkage=setting.shrinkage,
        emphasis=setting.emphasis,
        notes=notes,
    )
    return Learned(_adjustment(of_classes(every, kinds).stretch(setting), vectors, units=units), report)


def learn_from_pairs(
    vectors: Vectors,
    left: Vectors,
    right: Vectors,
    alike: NDArray[np.bool_],
    metric: Metric,
    *,
    random_state: int = 42,
    on_progress: OnProgress | None = None,
) -> Learned:
    """The change that brings pairs judged alike together and those judged not alike apart, and what it has brought.

    vectors: (n_rows, n_dims) of the space. left, right: (n_pairs, n_dims). alike: (n_pairs,). Pairs of equal vectors
    are left out: no change could move them. Raises ParameterError where too few are left.
    """
    differ = (left != right).any(axis=1)
    notes = (f"{int((~differ).sum()):,} pairs of equal vectors are left out",) if not differ.all() else ()
    alike = np.asarray(alike, dtype=bool)[differ]
    check_enough(alike)
    units = _by_unit(vectors, metric)
    task = _Judged(_ready(left[differ], units=units), _ready(right[differ], units=units), alike, metric)
    rng = np.random.default_rng(random_state)
    found = measured(task, rng, on_progress)
    before, after, part, setting = found.before, found.after, found.part, found.setting
    report = AdaptReport(
        source="pairs",
        n_examples=len(alike),
        n_kinds=2,
        n_measured=len(alike),
        before=_in_parts(before, alike, part),
        after=_in_parts(after, alike, part),
        p_value=_chance_of_pairs(before, after, alike, part, rng),
        shrinkage=setting.shrinkage,
        emphasis=setting.emphasis,
        notes=notes,
    )
    return Learned(_adjustment(task.spread(np.arange(len(alike))).stretch(setting), vectors, units=units), report)


def chance_of_gain(differences: Scores) -> float:
    """How often chance brings a mean as great as that of these (n,) paired differences: one-sided z test."""
    mean, deviation = float(differences.mean()), float(differences.std(ddof=1))
    if deviation == 0:
        return 0.0 if mean > 0 else 1.0
    return 0.5 * erfc(mean / deviation * sqrt(len(differences) / 2))


def auc(scores: Scores, positive: NDArray[np.bool_]) -> float:
    """How often a positive one has the greater score, half for equal ones: the area under the ROC curve. NaN where all
    or none are positive."""
    from scipy.stats import rankdata

    n_positive = int(positive.sum())
    n_others = len(positive) - n_positive
    if not n_positive or not n_others:
        return float("nan")
    ranks = rankdata(scores)[positive].sum()
    return float((ranks - n_positive * (n_positive + 1) / 2) / (n_positive * n_others))


def _in_parts(scores: Scores, alike: NDArray[np.bool_], part: Indices) -> float:
    """The mean over the parts, since each has a map of its own and so a scale of its own."""
    found = np.array([auc(scores[part == fold], alike[part == fold]) for fold in np.unique(part)])
    return float(found[~np.isnan(found)].mean()) if not np.isnan(found).all() else float("nan")


def _chance_of_pairs(
    before: Scores, after: Scores, alike: NDArray[np.bool_], part: Indices, rng: np.random.Generator
) -> float:
    """The share of resampled sets of these pairs without a gain."""
    gains = np.empty(N_RESAMPLED)
    for number in range(N_RESAMPLED):
        drawn = rng.integers(len(alike), size=len(alike))
        of_drawn = alike[drawn], part[drawn]
        gains[number] = _in_parts(after[drawn], *of_drawn) - _in_parts(before[drawn], *of_drawn)
    return float((~(gains > 0)).mean())


def _moved(vectors: Table, matrix: Table | None) -> Vectors:
    return np.asarray(vectors if matrix is None else vectors @ matrix, dtype=np.float32)


def _by_unit(vectors: Vectors, metric: Metric) -> bool:
    """Whether vectors get length 1 before and after: cosine does not see lengths, and some have no others."""
    if metric is Metric.COSINE:
        return True
    lengths = np.linalg.norm(vectors, axis=1)
    return bool((np.abs(lengths[lengths > 0] - 1) < _UNIT).all())


def _ready(vectors: Vectors, *, units: bool) -> Table:
    return (unit_rows(vectors) if units else vectors).astype(np.float64)


def _adjustment(matrix: Table, vectors: Vectors, *, units: bool) -> Adjustment:
    """The change; where lengths count, the mean square of them stays."""
    if not units:
        before = float(np.square(vectors, dtype=np.float64).sum())
        after = float(np.square(vectors.astype(np.float64) @ matrix).sum())
        matrix = matrix * np.sqrt(before / after) if after > 0 else matrix
    matrix = symmetric(matrix)
    return Adjustment(name=NAME, matrix=matrix, unit_before=units, unit_after=units)
