"""Two maps of the same rows laid over each other, so that what moved is seen and not how a map happens to be turned."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from embedcore.errors import ParameterError


@dataclass(frozen=True, eq=False)
class Alignment:
    """A map laid on another. coordinates: (n_rows, n_components) float32, in the units of the other. disparity: 0 to 1,
    the share of the other's spread that is left between both; 0 where they are the same but for place, size and turn.
    """

    coordinates: NDArray[np.float32]
    disparity: float


def aligned(onto: NDArray[np.floating], coordinates: NDArray[np.floating]) -> Alignment:
    """The map moved, turned, mirrored where that fits better, and scaled, to lie as near to `onto` as it can.

    Both (n_rows, n_components). Neither turn nor mirror image of a map says anything, so both are free: ordinary
    Procrustes analysis (Gower 1975, "Generalized Procrustes analysis"). A map that is one spot is put in the middle.
    Raises ParameterError for maps of different shapes.
    """
    if onto.shape != coordinates.shape:
        raise ParameterError(
            f"both maps must have the same rows and dimensions (got {onto.shape} and {coordinates.shape}); "
            "make them of the same rows"
        )
    fixed, moved = onto.astype(np.float64), coordinates.astype(np.float64)
    middle = fixed.mean(axis=0)
    fixed, moved = fixed - middle, moved - moved.mean(axis=0)
    size, own_size = float(np.linalg.norm(fixed)), float(np.linalg.norm(moved))
    if size == 0 or own_size == 0:
        both = size == own_size
        return Alignment((moved + middle).astype(np.float32), 0.0 if both else 1.0)
    left, values, right = np.linalg.svd(fixed.T @ moved / (size * own_size))
    fit = float(values.sum())
    turned = moved @ (left @ right).T * (fit * size / own_size)
    return Alignment((turned + middle).astype(np.float32), max(0.0, 1 - fit**2))
