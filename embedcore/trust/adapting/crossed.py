"""Cross-validation: settings chosen, and the gain measured, on examples that the change was not learned from."""

from abc import ABC, abstractmethod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from embedcore.trust.adapting.stretch import Setting, Spread, Table
from embedcore.types import Indices, OnProgress

N_FOLDS, N_INNER = 5, 3


class Task(ABC):
    """Examples to learn from and to measure on, each known by its place 0..n-1."""

    truth: NDArray[Any]
    """(n,) the label of each, or whether a pair is alike."""
    settings: tuple[Setting, ...]
    """What may be chosen, the mildest first, which is taken where others are no better."""

    @abstractmethod
    def folds(self, places: Indices, n_folds: int, rng: np.random.Generator) -> Indices:
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


def chosen(task: Task, places: Indices, rng: np.random.Generator) -> Setting:
    """The setting that is best on examples it was not learned from."""
    part = task.folds(places, N_INNER, rng)
    values = np.full((len(task.settings), N_INNER), np.nan)
    for fold in range(N_INNER):
        known, asked = places[part != fold], places[part == fold]
        spread = task.spread(known)
        for number, setting in enumerate(task.settings):
            values[number, fold] = task.value(task.results(spread.stretch(setting), known, asked), task.truth[asked])
    whole = ~np.isnan(values).any(axis=0)
    means = values[:, whole].mean(axis=1) if whole.any() else np.zeros(len(values))
    return task.settings[int(means.argmax())]


def measured(
    task: Task, rng: np.random.Generator, on_progress: OnProgress | None = None
) -> tuple[NDArray[Any], NDArray[Any], Indices]:
    """The results of all examples before and after, and the part of each.

    Nested: in each part the setting is chosen, and the map learned, from the other parts alone.
    """
    every = np.arange(len(task.truth))
    part = task.folds(every, N_FOLDS, rng)
    before: list[NDArray[Any]] = []
    after: list[NDArray[Any]] = []
    order: list[Indices] = []
    for fold in range(N_FOLDS):
        if on_progress:
            on_progress(fold, N_FOLDS + 1, "measuring on examples that were not learned from")
        known, asked = every[part != fold], every[part == fold]
        matrix = task.spread(known).stretch(chosen(task, known, rng))
        before.append(task.results(None, known, asked))
        after.append(task.results(matrix, known, asked))
        order.append(asked)
    back = np.argsort(np.concatenate(order))
    return np.concatenate(before)[back], np.concatenate(after)[back], part
