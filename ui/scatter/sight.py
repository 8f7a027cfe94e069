"""Colours as eyes see them: OKLab, contrast, and the common colour-vision deficiencies. Plain NumPy.

Sources: OKLab by Ottosson (2020); simulated sight by Machado, Oliveira and Fernandes (2009), severity 1.0;
contrast by WCAG 2.
"""

import numpy as np
from numpy.typing import NDArray

Colors = NDArray[np.float64]
"""(..., 3) linear RGB, 0 to 1, or OKLab."""

SIGHTS: dict[str, Colors] = {
    "normal": np.eye(3),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "tritanopia": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
}
"""What each makes of linear RGB."""
_TO_CONES = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
_TO_LAB = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)


def linear(color: str) -> Colors:
    """(3,) linear RGB of a "#RRGGBB"."""
    values = np.array([int(color[at : at + 2], 16) for at in (1, 3, 5)]) / 255
    return np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)


def written(rgb: Colors) -> str:
    """The "#RRGGBB" of one linear RGB; what lies outside the gamut is cut off."""
    values = np.clip(rgb, 0, 1)
    encoded = np.where(values <= 0.0031308, 12.92 * values, 1.055 * values ** (1 / 2.4) - 0.055)
    return "#" + "".join(f"{round(255 * value):02X}" for value in encoded.tolist())


def oklab(rgb: Colors, sight: str = "normal") -> Colors:
    """(..., 3) lightness 0 to 1, a and b, as that sight has them."""
    seen = np.clip(rgb @ SIGHTS[sight].T, 0, 1)
    lab: Colors = np.cbrt(seen @ _TO_CONES.T) @ _TO_LAB.T
    return lab


def from_oklch(lightness: Colors, chroma: Colors, hue: Colors) -> Colors:
    """(n, 3) linear RGB, each with as much of its chroma as the screen's gamut has. hue: degrees; all (n,)."""
    low, high = np.zeros_like(chroma), chroma
    if (inside := _in_gamut(_linear_of(lightness, high, hue))).all():
        return np.clip(_linear_of(lightness, high, hue), 0, 1)
    for _ in range(12):
        middle = np.where(inside, high, (low + high) / 2)
        fits = _in_gamut(_linear_of(lightness, middle, hue))
        low, high = np.where(fits, middle, low), np.where(fits, high, middle)
    return np.clip(_linear_of(lightness, np.where(inside, chroma, low), hue), 0, 1)


def contrast(color: str, other: str) -> float:
    """1 to 21; signs need 3, small text 4.5."""
    light, dark = sorted((float(np.array([0.2126, 0.7152, 0.0722]) @ linear(c)) for c in (color, other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _linear_of(lightness: Colors, chroma: Colors, hue: Colors) -> Colors:
    angle = np.radians(hue)
    lab = np.stack([lightness, chroma * np.cos(angle), chroma * np.sin(angle)], axis=-1)
    return (lab @ np.linalg.inv(_TO_LAB).T) ** 3 @ np.linalg.inv(_TO_CONES).T


def _in_gamut(rgb: Colors) -> NDArray[np.bool_]:
    return np.all((rgb >= -1e-4) & (rgb <= 1 + 1e-4), axis=-1)  # type: ignore[no-any-return]
