"""Outlines drawn on a map, and the rows that lie inside them. numpy only."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Lasso:
    """A closed polygon in data units; the last corner joins the first."""

    x: Sequence[float]
    y: Sequence[float]

    def __post_init__(self) -> None:
        if len(self.x) != len(self.y) or len(self.x) < 3:
            raise ValueError(f"a lasso needs at least 3 corners (got {len(self.x)} x and {len(self.y)} y)")


@dataclass(frozen=True)
class Box:
    """A rectangle in data units, its edges included; the corners may come in any order."""

    x: tuple[float, float]
    y: tuple[float, float]


Outline = tuple[Lasso | Box, ...]
"""What a person drew: one or several shapes; a row in any of them is inside."""


def rows_in_outline(coordinates: NDArray[np.floating], outline: Outline | None) -> NDArray[np.intp]:
    """The rows inside an outline, ascending, exact.

    coordinates: (n_rows, 2), data units, since outlines exist on flat maps only; rows with NaN are never inside.
    Lassos follow the even-odd rule (crossing strokes leave a hole); on a lasso's edge, left and
    lower edges count as inside. No outline (None) gives no rows.
    """
    inside = np.zeros(len(coordinates), dtype=bool)
    for shape in outline or ():
        left, right = min(shape.x), max(shape.x)
        bottom, top = min(shape.y), max(shape.y)
        x, y = coordinates[:, 0], coordinates[:, 1]
        near = np.flatnonzero((x >= left) & (x <= right) & (y >= bottom) & (y <= top))
        if isinstance(shape, Lasso):
            near = near[_in_polygon(coordinates[near].astype(np.float64), shape)]
        inside[near] = True
    return np.flatnonzero(inside)


def _in_polygon(points: NDArray[np.float64], lasso: Lasso) -> NDArray[np.bool_]:
    """Even-odd rule. Points sorted by height, so an edge looks only at the points at its own heights."""
    order = np.argsort(points[:, 1], kind="stable")
    x, y = points[order, 0], points[order, 1]
    odd = np.zeros(len(points), dtype=bool)
    corners = np.column_stack([np.asarray(lasso.x, np.float64), np.asarray(lasso.y, np.float64)])
    for (x0, y0), (x1, y1) in zip(corners, np.roll(corners, -1, axis=0), strict=True):
        first, last = np.searchsorted(y, [min(y0, y1), max(y0, y1)], side="left")
        if first < last:  # never for a level edge
            # "left of the edge" without a division: exact for points that lie on it
            side = (x[first:last] - x0) * (y1 - y0) - (y[first:last] - y0) * (x1 - x0)
            odd[first:last] ^= side < 0 if y1 > y0 else side > 0
    result = np.empty_like(odd)
    result[order] = odd
    return result
