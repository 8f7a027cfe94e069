"""Outlines drawn on a map, and the rows that lie inside them. numpy only."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Plane:
    """The plane on which a map in space was laid flat, without perspective, when somebody drew on it.

    right, up: its two directions, of length 1 and at right angles.
    """

    right: Sequence[float]
    up: Sequence[float]

    def __post_init__(self) -> None:
        axes = self.directions
        if axes.shape != (2, 3) or not np.allclose(axes @ axes.T, np.eye(2), atol=1e-4):
            raise ValueError(
                "the directions of a plane must be two of 3 numbers each, of length 1 and at right angles "
                f"(got {list(self.right)} and {list(self.up)})"
            )

    @property
    def directions(self) -> NDArray[np.float64]:
        """(2, 3)."""
        return np.array([self.right, self.up], dtype=np.float64)


@dataclass(frozen=True)
class Lasso:
    """A closed polygon in data units, on a map in space in those of its plane; the last corner joins the first.

    away: whether it takes rows away from those inside the shapes before it.
    """

    x: Sequence[float]
    y: Sequence[float]
    plane: Plane | None = None
    away: bool = False

    def __post_init__(self) -> None:
        if len(self.x) != len(self.y) or len(self.x) < 3:
            raise ValueError(f"a lasso needs at least 3 corners (got {len(self.x)} x and {len(self.y)} y)")


@dataclass(frozen=True)
class Box:
    """A rectangle in data units (or those of its plane), its edges included; the corners may come in any order.

    away: as for Lasso.
    """

    x: tuple[float, float]
    y: tuple[float, float]
    plane: Plane | None = None
    away: bool = False


Outline = tuple[Lasso | Box, ...]
"""What a person drew: one or several shapes; a row in any of them is inside, unless one after it takes it away."""


def rows_in_outline(coordinates: NDArray[np.floating], outline: Outline | None) -> NDArray[np.intp]:
    """The rows inside an outline, ascending, exact.

    coordinates: (n_rows, 2), or (n_rows, 3) for shapes with a plane; rows with NaN are never inside.
    Lassos follow the even-odd rule (crossing strokes leave a hole); on a lasso's edge, left and
    lower edges count as inside. In space, whatever lies behind the shape is inside at any depth. No outline (None)
    gives no rows.
    Raises ValueError where a shape has a plane and the map is flat, or the other way round.
    """
    inside = np.zeros(len(coordinates), dtype=bool)
    for shape in outline or ():
        flat = _laid_flat(coordinates, shape.plane)
        left, right = min(shape.x), max(shape.x)
        bottom, top = min(shape.y), max(shape.y)
        x, y = flat[:, 0], flat[:, 1]
        near = np.flatnonzero((x >= left) & (x <= right) & (y >= bottom) & (y <= top))
        if isinstance(shape, Lasso):
            near = near[_in_polygon(flat[near].astype(np.float64), shape)]
        inside[near] = not shape.away
    return np.flatnonzero(inside)


def _laid_flat(coordinates: NDArray[np.floating], plane: Plane | None) -> NDArray[np.floating]:
    n_dims = coordinates.shape[1]
    if n_dims != (2 if plane is None else 3):
        how = "without a plane needs a flat map" if plane is None else "with a plane needs a map in space"
        raise ValueError(f"an outline {how} (got coordinates of {n_dims} dimensions)")
    return coordinates if plane is None else coordinates.astype(np.float64) @ plane.directions.T


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
