"""Fixes of a space's vectors, each in one step: the metric, the lengths, the scales, the common directions."""

from collections.abc import Callable

import numpy as np

from embedcore.encoders.adjusted import Adjustment
from embedcore.metrics import Metric
from embedcore.parameters import one_of
from embedcore.space.adjusted import adjusted
from embedcore.space.space import EmbeddingSpace
from embedcore.types import Vectors

DIMS_PER_DIRECTION = 100
"""All but the top: of so many dimensions one direction is taken away (Mu and Viswanath 2018)."""


def normalised(_vectors: Vectors) -> Adjustment:
    """Every vector gets length 1."""
    return Adjustment(name="normalised to length 1", unit_after=True)


def standardised(vectors: Vectors) -> Adjustment:
    """Every dimension gets mean 0 and standard deviation 1; one that never changes becomes 0."""
    found = vectors.astype(np.float64)
    spread = found.std(axis=0)
    scale = np.divide(1.0, spread, out=np.zeros_like(spread), where=spread > 1e-12 * np.abs(found).max(initial=0.0))
    return Adjustment(
        name="standardised: each dimension has mean 0 and deviation 1", shift=found.mean(axis=0), scale=scale
    )


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
    return Adjustment(name="without what all of them share (all but the top)", shift=mean, matrix=matrix)


_ADJUSTMENTS: dict[str, Callable[[Vectors], Adjustment]] = {
    "normalise": normalised,
    "standardise": standardised,
    "all_but_the_top": all_but_the_top,
}
FIXES = ("cosine", *_ADJUSTMENTS)
"""The names that a finding may give: another metric, or a change of every vector, queries alike."""


def apply_fix(space: EmbeddingSpace, fix: str) -> EmbeddingSpace:
    """The space with that fix; the one given stays as it is, so going back is taking it again.

    fix: one of FIXES. Raises ParameterError for another.
    """
    name = str(one_of("fix", fix, FIXES))
    if name == "cosine":
        return space.with_metric(Metric.COSINE)
    return adjusted(space, _ADJUSTMENTS[name](space.vectors))
