"""From encoded pictures to small arrays of numbers: a fitted square, its gradients, its colours. numpy and Pillow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from embedcore.errors import DataError, ItemError
from embedcore.images import load_image, opaque

if TYPE_CHECKING:
    from PIL.Image import Image

Floats = NDArray[np.float32]

_LUMA = np.array([0.299, 0.587, 0.114], dtype=np.float32)
_FULL_COLOR = 0.25
"""A pixel whose channels differ by so much of their range or more is coloured; below, it counts in part as grey."""

N_DIRECTIONS, N_CELLS = 8, 4
N_GREYS, N_HUES, N_BRIGHTNESSES = 8, 12, 3


@dataclass(frozen=True, eq=False)
class Squares:
    """Pictures fitted into squares, proportions kept.

    colors: (n, side, side, 3) float32, red, green and blue from 0 to 1; outside the picture the mean of its border.
    inside: (n, side, side) bool, which pixels are the picture's own.
    """

    colors: Floats
    inside: NDArray[np.bool_]

    @property
    def greys(self) -> Floats:
        """(n, side, side) brightness, 0 to 1 (luma of ITU-R BT.601)."""
        return self.colors @ _LUMA


def squares(items: Sequence[bytes], side: int) -> Squares:
    """The pictures fitted into squares of side pixels.

    A pixel of the square is the mean of what it covers; transparent parts are white.
    Raises ItemError for a picture that is damaged, too large or none.
    """
    colors = np.empty((len(items), side, side, 3), dtype=np.float32)
    inside = np.zeros((len(items), side, side), dtype=bool)
    for place, item in enumerate(items):
        try:
            image = opaque(load_image(item, max_side=2 * side))
        except DataError as error:
            raise ItemError(place, str(error)) from error
        pixels = _fitted(image, side)
        height, width = pixels.shape[:2]
        top, left = (side - height) // 2, (side - width) // 2
        colors[place] = _border_mean(pixels)
        colors[place, top : top + height, left : left + width] = pixels
        inside[place, top : top + height, left : left + width] = True
    return Squares(colors / np.float32(255), inside)


def shrunk(squares: Floats, factor: int) -> Floats:
    """(n, side, side, ...) -> (n, side / factor, side / factor, ...): means of blocks."""
    n, side = squares.shape[:2]
    small = side // factor
    blocks = squares.reshape(n, small, factor, small, factor, *squares.shape[3:])
    return np.asarray(blocks.mean(axis=(2, 4)))


def direction_histograms(pictures: Squares) -> Floats:
    """How strongly brightness changes in which direction and where: (n, N_CELLS * N_CELLS * N_DIRECTIONS) float32.

    Each row sums to 1, or is all zeros for a picture of one brightness. A gradient is shared between the two nearest
    of N_DIRECTIONS (dark to bright, full circle) and of the N_CELLS x N_CELLS cells, as its position lies between
    their middles. Histograms of oriented gradients (Dalal and Triggs 2005) with the directions and the sharing of
    SIFT (Lowe 2004).
    """
    greys = pictures.greys
    right, down = _gradients(greys, pictures.inside)
    strength = np.hypot(right, down)
    direction = np.arctan2(down, right) * (N_DIRECTIONS / (2 * np.pi))
    low = np.floor(direction)
    share = direction - low
    weights = _cell_weights(greys.shape[1])
    found = np.empty((len(greys), N_CELLS, N_CELLS, N_DIRECTIONS), dtype=np.float32)
    for number in range(N_DIRECTIONS):
        is_low, is_high = (low % N_DIRECTIONS == number), ((low + 1) % N_DIRECTIONS == number)
        part = strength * (is_low * (1 - share) + is_high * share)
        found[..., number] = weights @ part @ weights.T
    return _shares(found.reshape(len(greys), -1))


def color_histograms(pictures: Squares) -> Floats:
    """Which colours a picture has: (n, N_GREYS + N_HUES * N_BRIGHTNESSES) float32; each row sums to 1.

    A pixel counts as grey (N_GREYS brightnesses) or as coloured (N_HUES hues, N_BRIGHTNESSES each), or in part as both
    where its colour is faint. It is shared between the nearest two brightnesses and hues.
    """
    n = len(pictures.colors)
    red, green, blue = np.moveaxis(pictures.colors, -1, 0).reshape(3, n, -1)
    bright = np.maximum(np.maximum(red, green), blue)
    chroma = bright - np.minimum(np.minimum(red, green), blue)
    colored = np.minimum(chroma / _FULL_COLOR, 1)
    own = pictures.inside.reshape(n, -1)
    greys = [
        (place, part * own * (1 - colored))
        for place, part in _between(pictures.greys.reshape(n, -1) * (N_GREYS - 1), N_GREYS)
    ]
    hues = _hues(red, green, blue, bright, chroma)
    colors = [
        (N_GREYS + hue % N_HUES * N_BRIGHTNESSES + level, hue_part * level_part * own * colored)
        for hue, hue_part in _between(hues * (N_HUES / 6), None)
        for level, level_part in _between(bright * (N_BRIGHTNESSES - 1), N_BRIGHTNESSES)
    ]
    n_bins = N_GREYS + N_HUES * N_BRIGHTNESSES
    found = np.zeros(n * n_bins)
    start = np.arange(n)[:, None] * n_bins
    for place, part in (*greys, *colors):
        found += np.bincount((start + place).ravel(), weights=part.ravel(), minlength=n * n_bins)
    return _shares(found.reshape(n, n_bins).astype(np.float32))


def _fitted(image: Image, side: int) -> Floats:
    """The picture with side pixels along its longer edge: (height, width, 3), 0 to 255."""
    from PIL import Image as pillow

    longer = max(image.size)
    width, height = (max(1, round(edge * side / longer)) for edge in image.size)
    small = image.resize((width, height), pillow.Resampling.BOX)
    return np.asarray(small, dtype=np.float32)


def _border_mean(pixels: Floats) -> Floats:
    """(3,) the mean colour of the outermost pixels."""
    is_border = np.ones(pixels.shape[:2], dtype=bool)
    is_border[1:-1, 1:-1] = False
    return np.asarray(pixels[is_border].mean(axis=0))


def _gradients(greys: Floats, inside: NDArray[np.bool_]) -> tuple[Floats, Floats]:
    """How brightness grows to the right and downwards: half the difference of the two neighbours, both inside."""
    right, down = np.zeros_like(greys), np.zeros_like(greys)
    right[:, :, 1:-1] = (greys[:, :, 2:] - greys[:, :, :-2]) * (inside[:, :, 2:] & inside[:, :, :-2]) / 2
    down[:, 1:-1] = (greys[:, 2:] - greys[:, :-2]) * (inside[:, 2:] & inside[:, :-2]) / 2
    return right, down


def _cell_weights(side: int) -> Floats:
    """(N_CELLS, side): how much of a pixel belongs to each cell along one edge."""
    position = (np.arange(side) + 0.5) * N_CELLS / side - 0.5
    weights = 1 - np.abs(position[None, :] - np.arange(N_CELLS)[:, None])
    return np.asarray(np.maximum(weights, 0), dtype=np.float32)


def _hues(red: Floats, green: Floats, blue: Floats, bright: Floats, chroma: Floats) -> Floats:
    """0 red, 2 green, 4 blue, below 6 (hexagonal hue, Smith 1978); 0 for greys."""
    safe = np.where(chroma > 0, chroma, 1)
    hue = np.where(
        bright == red,
        (green - blue) / safe,
        np.where(bright == green, 2 + (blue - red) / safe, 4 + (red - green) / safe),
    )
    return np.asarray(np.where(chroma > 0, hue, 0) % 6)


def _between(positions: Floats, n: int | None) -> list[tuple[NDArray[np.int64], Floats]]:
    """The two whole numbers beside each position and the share of each; n: the number of places, None for a circle."""
    low = np.floor(positions).astype(np.int64)
    share = positions - low
    high = low + 1 if n is None else np.minimum(low + 1, n - 1)
    return [(low, 1 - share), (high, share)]


def _shares(found: Floats) -> Floats:
    sums = found.sum(axis=1, keepdims=True)
    return np.asarray(np.divide(found, sums, out=np.zeros_like(found), where=sums > 0))
