"""Cross-validation: settings chosen, and the gain measured, on examples that the change was not learned from."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from embedcore.trust.adapting.stretch import Setting, Spread, Table
from embedcore.types import Indices, OnProgress


class Task(ABC):
    """Examples to learn from and to measure on, each known by its place 0..n-1."""

    truth: NDArray[Any]
    """(n,) the label of each, or whether a pair is alike."""
    n_folds: int
    settings: tuple[Setting, ...]
    """What may be chosen, the mildest first, which is taken where others are no better."""

    @abstractmethod
    def folds(self, places: Indices, rng: np.random.Generator) -> Indices:
        """The part (0..n_folds-1) of each of these examples."""

    @abstractmethod
    def spread(self, places: Indices) -> Spread:
        """What is learned from these examples."""

    @abstractmethod
    def results(self, matrix: Table | None, known: Indices, asked: Indices) -> NDArray[Any]:
        """Of each example that is asked, what it comes to with a map (None: without), beside those that are known."""

    @abstractmethod
    def value(self, results: NDArray[Any], truth: NDArray[Any]) -> float:
        """How good results are, 0 to 1, beside the truth of these examples; NaN where they can't tell."""


@dataclass(frozen=True, eq=False)
class Measured:
    """before, after: (n,) the results of all examples. part: (n,) of each. setting: the best on all of them."""

    before: NDArray[Any]
    after: NDArray[Any]
    part: Indices
    setting: Setting


def measured(task: Task, rng: np.random.Generator, on_progress: OnProgress | None = None) -> Measured:
    """The results of all examples, each part by a map that was learned from the other parts alone.

    The setting of each part is the one that is best on the other parts, so that choosing does not flatter the figures.
    """
    every = np.arange(len(task.truth))
    part = task.folds(every, rng)
    values = np.full((len(task.settings), task.n_folds), np.nan)
    results: list[list[NDArray[Any]]] = []
    before: list[NDArray[Any]] = []
    for fold in range(task.n_folds):
        if on_progress:
            on_progress(fold, task.n_folds, "measuring on examples that were not learned from")
        known, asked = every[part != fold], every[part == fold]
        spread = task.spread(known)
        results.append([task.results(spread.stretch(setting), known, asked) for setting in task.settings])
        values[:, fold] = [task.value(found, task.truth[asked]) for found in results[-1]]
        before.append(task.results(None, known, asked))
    telling = ~np.isnan(values).any(axis=0)
    after = []
    for fold in range(task.n_folds):
        others = telling & (np.arange(task.n_folds) != fold)
        after.append(results[fold][_best(values[:, others])])
    back = np.argsort(np.concatenate([every[part == fold] for fold in range(task.n_folds)]))
    best = task.settings[_best(values[:, telling])]
    return Measured(np.concatenate(before)[back], np.concatenate(after)[back], part, best)


def _best(values: NDArray[np.float64]) -> int:
    """values: (n_settings, n_parts). The first of equals."""
    return int(values.mean(axis=1).argmax()) if values.shape[1] else 0
