"""Colour scales for numbers and dates that colour-blind people can read, and the shade of each value."""

import numpy as np
from numpy.typing import NDArray

# Every 1/8 of matplotlib's scales of the same names (public domain, CC0); between them linear.
_STOPS = {
    "cividis": ("#00224e", "#213d6b", "#4c556c", "#6c6e72", "#8a8779", "#aaa176", "#cbba69", "#e7d159", "#fee838"),
    "viridis": ("#440154", "#472d7b", "#3b528b", "#2c728e", "#21918c", "#28ae80", "#5ec962", "#addc30", "#fde725"),
}


def colors(scale: str, n_shades: int) -> list[str]:
    """n_shades CSS colours from dark (low) to light (high)."""
    stops = np.array([[int(stop[i : i + 2], 16) for i in (1, 3, 5)] for stop in _STOPS[scale]], dtype=np.float64)
    at = np.linspace(0, len(stops) - 1, n_shades)
    channels = np.column_stack([np.interp(at, np.arange(len(stops)), stops[:, i]) for i in range(3)])
    return ["#{:02x}{:02x}{:02x}".format(*(round(float(value)) for value in color)) for color in channels]


def limits(values: NDArray[np.float64]) -> tuple[float, float]:
    """Lowest and highest finite value; (0, 0) where there is none."""
    finite = values[np.isfinite(values)]
    return (float(finite.min()), float(finite.max())) if len(finite) else (0.0, 0.0)


def shades(values: NDArray[np.float64], ends: tuple[float, float], n_shades: int) -> NDArray[np.int16]:
    """The shade of each value, 0 to n_shades - 1, -1 for NaN; values beyond the ends take the end's shade."""
    low, high = ends
    known = np.isfinite(values)
    filled = np.where(known, values, low)
    ratio = (filled - low) / (high - low) if high > low else np.full(len(values), 0.5)
    shade = np.clip((ratio * n_shades).astype(np.int64), 0, n_shades - 1)
    return np.where(known, shade, -1).astype(np.int16)
