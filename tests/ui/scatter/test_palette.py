"""The group colours, seen with normal sight and with three colour-vision deficiencies, computed."""

import itertools
import tomllib
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from ui.scatter import palette

ROOT = Path(__file__).resolve().parents[3]
LEAST_DISTANCE = 0.07
LEAST_CONTRAST = 1.9
# Machado, Oliveira and Fernandes (2009), severity 1.0, applied to linear RGB.
SIGHT = {
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
# Ottosson (2020), OKLab.
TO_CONES = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
TO_LAB = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)


def linear(color: str) -> NDArray[np.float64]:
    """Linear RGB, 0 to 1, of a "#RRGGBB"."""
    values = np.array([int(color[at : at + 2], 16) for at in (1, 3, 5)]) / 255
    return np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)


def oklab(rgb: NDArray[np.float64]) -> NDArray[np.float64]:
    return TO_LAB @ np.cbrt(TO_CONES @ np.clip(rgb, 0, 1))


def contrast(a: str, b: str) -> float:
    """WCAG contrast, 1 to 21."""
    light, dark = sorted((float(np.array([0.2126, 0.7152, 0.0722]) @ linear(c)) for c in (a, b)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_the_formulas_by_known_values() -> None:
    assert oklab(linear("#FFFFFF")) == pytest.approx([1, 0, 0], abs=1e-4)
    assert oklab(linear("#FF0000")) == pytest.approx([0.62796, 0.22486, 0.12585], abs=1e-4)
    assert contrast("#FFFFFF", "#000000") == pytest.approx(21)
    for matrix in SIGHT.values():
        assert matrix.sum(axis=1) == pytest.approx([1, 1, 1], abs=1e-5)  # grey stays grey


@pytest.mark.parametrize("sight", SIGHT)
def test_any_two_colours_are_told_apart(sight: str) -> None:
    seen = {color: oklab(SIGHT[sight] @ linear(color)) for color in palette.COLORS}
    distances = {(a, b): float(np.linalg.norm(seen[a] - seen[b])) for a, b in itertools.combinations(palette.COLORS, 2)}
    closest = min(distances, key=lambda pair: distances[pair])
    assert distances[closest] >= LEAST_DISTANCE, closest


@pytest.mark.parametrize("color", palette.COLORS)
def test_colours_stand_out_on_light_and_dark(color: str) -> None:
    assert contrast(color, "#FFFFFF") >= LEAST_CONTRAST
    assert contrast(color, "#0F1720") >= LEAST_CONTRAST


def test_the_theme_has_the_same_colours_and_backgrounds() -> None:
    theme = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))["theme"]
    themed = [color.upper() for color in theme["chartCategoricalColors"]]
    assert themed[: len(palette.COLORS)] == [color.upper() for color in palette.COLORS]
    assert (theme["light"]["backgroundColor"], theme["dark"]["backgroundColor"]) == ("#FFFFFF", "#0F1720")


def test_forty_styles_before_one_is_used_again() -> None:
    styles = [palette.style(number) for number in range(palette.N_STYLES)]
    assert palette.N_STYLES == len(set(styles)) == 40
    assert styles[8] == (palette.COLORS[0], "diamond")
    assert palette.style(palette.N_STYLES) == styles[0]
