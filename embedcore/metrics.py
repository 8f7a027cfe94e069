"""The metrics: what a score means, which way it grows, and how it is computed exactly.

Scores are always in the metric's own unit: a similarity grows when closer, a distance shrinks.
"""

from collections.abc import Iterator
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from embedcore.parameters import one_of
from embedcore.types import Scores, Vectors

BLOCK_ROWS = 4_096


class Metric(StrEnum):
    """How two vectors are compared. A member equals its name: Metric.COSINE == "cosine"."""

    COSINE = "cosine"
    EUCLIDEAN = "euclidean"
    DOT = "dot"

    @property
    def greater_is_closer(self) -> bool:
        return self is not Metric.EUCLIDEAN

    @property
    def unit(self) -> str:
        """What a score is: "similarity" (greater is closer) or "distance" (smaller is closer)."""
        return "similarity" if self.greater_is_closer else "distance"

    def passes(self, scores: Scores, threshold: float) -> NDArray[np.bool_]:
        """Which scores are at least as close as the threshold (inclusive)."""
        return scores >= threshold if self.greater_is_closer else scores <= threshold

    def order_key(self, scores: Scores) -> Scores:
        """Numbers that grow with distance, for sorting closest first."""
        return -scores if self.greater_is_closer else scores


def get_metric(name: object) -> Metric:
    """The metric of that name; ParameterError lists the names there are."""
    return Metric(one_of("metric", name, [metric.value for metric in Metric]))


def pair_scores(metric: Metric, a: Vectors, b: Vectors) -> Scores:
    """The score of each pair of rows a[i], b[i], computed in float64.

    Every pair goes through the same operations in the same order, so equal vectors give equal
    scores and the cosine of a vector with itself is exactly 1. The cosine with a zero vector,
    which has no direction, is 0 by convention.

    a, b: (n_pairs, n_dims), or one of them (n_dims,) for all pairs. Returns (n_pairs,) float64.
    """
    left, right = np.broadcast_arrays(np.atleast_2d(a).astype(np.float64), np.atleast_2d(b).astype(np.float64))
    if metric is Metric.EUCLIDEAN:
        difference = left - right
        return np.asarray(np.sqrt(_row_dot(difference, difference)))
    products = _row_dot(left, right)
    if metric is Metric.DOT:
        return products
    # sqrt(x * x) is exactly x in IEEE arithmetic, which makes the cosine of equal vectors exactly 1.
    lengths = np.sqrt(_row_dot(left, left) * _row_dot(right, right))
    with np.errstate(invalid="ignore", divide="ignore"):
        cosine = np.where(lengths > 0, products / lengths, 0.0)
    return np.clip(cosine, -1.0, 1.0)


def unit_rows(vectors: Vectors) -> Vectors:
    """Each row divided by its length, zero rows left at zero; float32."""
    lengths = np.sqrt(np.einsum("ij,ij->i", vectors, vectors, dtype=np.float64))
    unit = np.empty(vectors.shape, dtype=np.float32)
    return np.divide(vectors, np.where(lengths > 0, lengths, 1.0)[:, None], out=unit, casting="same_kind")


def principal_axes(products: NDArray[np.float64], n_axes: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The directions in which a table X varies most, by the eigenvectors of X'X: (n_dims, n_axes), greatest first.

    With them the eigenvalues (n_axes,), the squared length of X along each. X must be centred where variance is meant.
    """
    values, axes = np.linalg.eigh(products)
    return values[::-1][:n_axes], with_fixed_signs(axes[:, ::-1][:, :n_axes])


def row_blocks(n_rows: int) -> Iterator[slice]:
    """Slices of at most BLOCK_ROWS rows: what is made of very many rows is made in parts."""
    for start in range(0, n_rows, BLOCK_ROWS):
        yield slice(start, min(start + BLOCK_ROWS, n_rows))


def mean_row(vectors: Vectors) -> NDArray[np.float64]:
    """The mean (n_dims,) of rows (n_rows, n_dims)."""
    return np.asarray(vectors.mean(axis=0, dtype=np.float64))


def with_fixed_signs(axes: NDArray[np.float64]) -> NDArray[np.float64]:
    """Axes as columns, which have no sign of their own: each with the one that makes its largest entry positive."""
    largest = np.abs(axes).argmax(axis=0)
    return axes * np.where(axes[largest, np.arange(axes.shape[1])] < 0, -1.0, 1.0)


def _row_dot(a: NDArray[np.float64], b: NDArray[np.float64]) -> Scores:
    return np.asarray(np.einsum("ij,ij->i", np.ascontiguousarray(a), np.ascontiguousarray(b)))
