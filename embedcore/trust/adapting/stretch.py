"""The linear map: directions in which rows of one kind differ are shortened, those that tell kinds apart lengthened."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Table = NDArray[np.float64]

EVEN, MILD, STRONG = "not at all", "mildly", "strongly"
_EMPHASIS: dict[str, tuple[float, float]] = {MILD: (0.3, 0.1), STRONG: (0.03, 0.01)}
"""Of the variance between kinds along a direction, as a share of the greatest: where half of its length stays; and the
share of it that a direction keeps which tells nothing apart."""
_LEAST_SPREAD = 1e-9


@dataclass(frozen=True)
class Setting:
    """shrinkage: 0 (the spread as it was measured) to 1 (as if it were round). emphasis: EVEN, MILD or STRONG."""

    shrinkage: float
    emphasis: str


class Spread:
    """How examples of one kind differ, and how kinds do.

    within: (m, n_dims) differences of examples from the middle of their kind. between: (k, n_dims) differences between
    kinds. n_free: how many of the m are free to differ, the number that the spread is divided by.
    """

    def __init__(self, within: Table, between: Table, n_free: int) -> None:
        self._between = between
        self._spread = within.T @ within / max(n_free, 1)
        self._whitening: dict[float, Table] = {}

    def stretch(self, setting: Setting) -> Table:
        """(n_dims, n_dims): the vectors are multiplied with it. See `symmetric`, too: it may turn them.

        Whitening by the within-class covariance shrunk towards a multiple of the identity (Hatch, Kajarekar and Stolcke
        2006), then each principal direction of the class means scaled by l / (l + c), as in the shrinkage of linear
        discriminants (Friedman 1989, "Regularized Discriminant Analysis").
        """
        whitening = self._whitened(setting.shrinkage)
        if setting.emphasis == EVEN or not len(self._between):
            return whitening
        directions, strength = _principal(self._between @ whitening)
        half, least = _EMPHASIS[setting.emphasis]
        kept = np.sqrt(least + (1 - least) * strength / (strength + half))
        rest = np.sqrt(least)
        return np.asarray(rest * whitening + ((whitening @ directions.T) * (kept - rest)) @ directions)

    def _whitened(self, shrinkage: float) -> Table:
        """The map after which the shrunk spread is round; by Cholesky, many times as fast as by eigenvectors."""
        if shrinkage not in self._whitening:
            mean = float(np.trace(self._spread)) / len(self._spread)
            round_one = np.eye(len(self._spread))
            shrunk = (1 - shrinkage) * self._spread + shrinkage * mean * round_one if mean > 0 else round_one
            self._whitening[shrinkage] = np.linalg.inv(np.linalg.cholesky(shrunk)).T
        return self._whitening[shrinkage]


def _principal(table: Table) -> tuple[Table, NDArray[np.float64]]:
    """The directions in which rows (k, n_dims) lie, (m, n_dims), and the shares of the greatest variance along each;
    from the smaller of the two tables of products."""
    wide = len(table) < table.shape[1]
    values, axes = np.linalg.eigh(table @ table.T if wide else table.T @ table)
    there = values > _LEAST_SPREAD * max(float(values[-1]), 1e-300)
    values, axes = values[there], axes[:, there]
    directions = (axes / np.sqrt(values)).T @ table if wide else axes.T
    return directions, values / values[-1] if len(values) else values


def symmetric(matrix: Table) -> Table:
    """The symmetric map that gives the same distances: the vectors turn as little as can be."""
    values, axes = np.linalg.eigh(matrix @ matrix.T)
    return np.asarray((axes * np.sqrt(np.maximum(values, 0.0))) @ axes.T)


def of_classes(vectors: Table, codes: NDArray[np.int64]) -> Spread:
    """vectors: (n, n_dims). codes: (n,) the class of each, from 0 without gaps."""
    sizes = np.bincount(codes)
    middles = np.zeros((len(sizes), vectors.shape[1]))
    np.add.at(middles, codes, vectors)
    middles /= sizes[:, None]
    between = (middles - middles.mean(axis=0)) / np.sqrt(len(middles))
    return Spread(vectors - middles[codes], between, len(vectors) - len(sizes))


def of_pairs(differences: Table, alike: NDArray[np.bool_]) -> Spread:
    """differences: (n, n_dims) of the two of each pair. alike: (n,). Two of one kind differ by twice its variance."""
    within, between = differences[alike] / np.sqrt(2), differences[~alike] / np.sqrt(2)
    return Spread(within, between / np.sqrt(max(len(between), 1)), len(within))
