"""Fixes of a space's vectors, each in one step: the metric, the lengths, the scales, the common directions."""

from collections.abc import Callable, Sequence
from itertools import pairwise

import numpy as np

from embedcore.encoders.adjusted import Adjustment
from embedcore.encoders.base import Encoder
from embedcore.errors import ParameterError
from embedcore.metrics import Metric
from embedcore.parameters import one_of
from embedcore.space.adjusted import adjusted, note_of
from embedcore.space.space import EmbeddingSpace
from embedcore.types import Vectors

DIMS_PER_DIRECTION = 100
"""All but the top: of so many dimensions one direction is taken away (Mu and Viswanath 2018)."""

_NAMES = {
    "normalise": "normalised to length 1",
    "standardise": "standardised: each dimension has mean 0 and deviation 1",
    "all_but_the_top": "without what all of them share (all but the top)",
}


def normalised(_vectors: Vectors) -> Adjustment:
    """Every vector gets length 1."""
    return Adjustment(name=_NAMES["normalise"], unit_after=True)


def standardised(vectors: Vectors) -> Adjustment:
    """Every dimension gets mean 0 and standard deviation 1; one that never changes becomes 0."""
    found = vectors.astype(np.float64)
    spread = found.std(axis=0)
    scale = np.divide(1.0, spread, out=np.zeros_like(spread), where=spread > 1e-12 * np.abs(found).max(initial=0.0))
    return Adjustment(name=_NAMES["standardise"], shift=found.mean(axis=0), scale=scale)


def all_but_the_top(vectors: Vectors) -> Adjustment:
    """Without the mean and the directions in which all vectors vary most, one of 100 dimensions and at least one.

    Source: Mu and Viswanath 2018, "All-but-the-Top: Simple and Effective Postprocessing for Word Representations".
    """
    found = vectors.astype(np.float64)
    mean = found.mean(axis=0)
    centred = found - mean
    n_directions = max(1, round(vectors.shape[1] / DIMS_PER_DIRECTION))
    _, directions = np.linalg.eigh(centred.T @ centred)
    top = directions[:, -n_directions:]
    matrix = np.eye(vectors.shape[1]) - top @ top.T
    return Adjustment(name=_NAMES["all_but_the_top"], shift=mean, matrix=matrix)


_ADJUSTMENTS: dict[str, Callable[[Vectors], Adjustment]] = {
    "normalise": normalised,
    "standardise": standardised,
    "all_but_the_top": all_but_the_top,
}
FIXES = ("cosine", *_ADJUSTMENTS)
"""The names that a finding may give: another metric, or a change of every vector, queries alike."""


def adjustment_of(space: EmbeddingSpace, fix: str) -> Adjustment | None:
    """What that fix does to every vector; None for one that only changes the metric.

    fix: one of FIXES. Raises ParameterError for another.
    """
    name = str(one_of("fix", fix, FIXES))
    return _ADJUSTMENTS[name](space.vectors) if name in _ADJUSTMENTS else None


def apply_fix(space: EmbeddingSpace, fix: str) -> EmbeddingSpace:
    """The space with that fix; the one given stays as it is, so going back is taking it again.

    fix: one of FIXES. Raises ParameterError for another.
    """
    return with_adjustment(space, adjustment_of(space, fix))


def with_adjustment(space: EmbeddingSpace, adjustment: Adjustment | None) -> EmbeddingSpace:
    """The space with what `adjustment_of` gave: changed vectors, or compared by cosine."""
    return space.with_metric(Metric.COSINE) if adjustment is None else adjusted(space, adjustment)


def change_between(before: EmbeddingSpace, after: EmbeddingSpace) -> str:
    """What made the second space of the first: a metric, one of FIXES; empty for any other change of the vectors."""
    if after.metric is not before.metric and after.notes == before.notes:
        return str(after.metric)
    added = after.notes[len(before.notes) :]
    return next((fix for fix, name in _NAMES.items() if note_of(name) in added), "")


def with_model(spaces: Sequence[EmbeddingSpace], encoder: Encoder) -> tuple[EmbeddingSpace, ...]:
    """The same changes, each space made of the one before, now that it is known which model made the first one.

    Raises DataError for a model whose vectors have another length, ParameterError for a change that is no fix.
    """
    made = [spaces[0].with_encoder(encoder)]
    for before, after in pairwise(spaces):
        change = change_between(before, after)
        if not change:
            raise ParameterError(
                "the model must be named before the vectors are changed by what was learned (got it afterwards); undo "
                "that change, name the model, and make the change again"
            )
        made.append(made[-1].with_metric(change) if change in list(Metric) else apply_fix(made[-1], change))
    return tuple(made)
