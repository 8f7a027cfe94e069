"""The colours there are: shades of groups, the scale of numbers and dates, and those of charts and numbered texts.

Whatever colours points has two versions, for a light and a dark background, each with a contrast of at least 3 to it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from ui.scatter import sight

Shade = tuple[str, str]
"""A colour as "#RRGGBB", on a light and on a dark background."""

COLORS = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#D55E00", "#56B4E9", "#A32384", "#A4B379")
"""Of charts: six of Okabe and Ito (2008), without its yellow and black, and two more told apart from them."""
MARKERS = (*COLORS, "#7F7F7F", "#4C6A92")
"""Of the texts in the playground; they are numbered as well."""
ONE_COLOR: Shade = ("#0072B2", "#56B4E9")
"""Of points that have no groups yet."""

N_HUES = 36
_LIGHTNESS = ((0.35, 0.41, 0.47, 0.53, 0.585, 0.64), (0.54, 0.61, 0.68, 0.75, 0.82, 0.89))
_CHROMA = (0.19, 0.13, 0.08)

N_STEPS = 32
"""Shades of the scale."""
_SCALE_LIGHTNESS = ((0.64, 0.28), (0.54, 0.91))
_SCALE_HUES = ((65.0, -28.0), (-40.0, 105.0))
_SCALE_CHROMA = 0.17


@dataclass(frozen=True, eq=False)
class Shades:
    """All shades that groups may have, by number.

    hues: (n,) degrees. strangeness: (n,) 0 to 1, how far from a vivid, rather light colour. apart: (n, n) the
    distance in OKLab, the least of both backgrounds and of normal sight, protanopia, deuteranopia and tritanopia.
    apart_normally: the same in normal sight.
    """

    colors: tuple[Shade, ...]
    hues: NDArray[np.float64]
    strangeness: NDArray[np.float64]
    apart: NDArray[np.float32]
    apart_normally: NDArray[np.float32]


@cache
def shades() -> Shades:
    """Made at the first call, in a quarter of a second."""
    levels, chromas = np.arange(len(_LIGHTNESS[0])), np.arange(len(_CHROMA))
    grid = np.meshgrid(np.arange(N_HUES) * (360 / N_HUES), levels, chromas, indexing="ij")
    hue, level, chroma = (axis.ravel() for axis in grid)
    n_levels = level.astype(np.int64), chroma.astype(np.int64)
    versions, seen = [], []
    for lightness in _LIGHTNESS:
        rgb = sight.from_oklch(np.array(lightness)[n_levels[0]], np.array(_CHROMA)[n_levels[1]], hue)
        versions.append([sight.written(one) for one in rgb])
        seen.append([_distances(sight.oklab(rgb, name)) for name in sight.SIGHTS])
    usual = 3.0  # dark ones look alike on white
    return Shades(
        colors=tuple(zip(*versions, strict=True)),
        hues=hue,
        strangeness=(np.abs(level - usual) / usual + 1.5 * chroma) / 4,
        apart=np.min(seen, axis=(0, 1)),
        apart_normally=np.min([one[0] for one in seen], axis=0),
    )


def written(numbers: Iterable[int]) -> list[Shade]:
    """The shades of these numbers."""
    colors = shades().colors
    return [colors[number] for number in numbers]


@cache
def scale() -> tuple[Shade, ...]:
    """N_STEPS shades from low to high, even to the eye: away from the background, by bright colours, never by grey."""
    at = np.linspace(0, 1, N_STEPS)
    versions = []
    for (first, last), (start, end) in zip(_SCALE_LIGHTNESS, _SCALE_HUES, strict=True):
        rgb = sight.from_oklch(first + (last - first) * at, np.full(N_STEPS, _SCALE_CHROMA), start + (end - start) * at)
        versions.append([sight.written(one) for one in rgb])
    return tuple(zip(*versions, strict=True))


def _distances(lab: sight.Colors) -> NDArray[np.float32]:
    """(n, n) of (n, 3)."""
    squares = (lab**2).sum(axis=1)
    found: NDArray[np.float32] = np.sqrt(np.maximum(squares[:, None] + squares - 2 * lab @ lab.T, 0)).astype(np.float32)
    return found
