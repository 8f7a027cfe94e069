"""The group colours, seen with normal sight and with three colour-vision deficiencies, computed."""

import itertools
import tomllib
from pathlib import Path

import numpy as np
import pytest

from ui.scatter import palette
from ui.scatter.sight import SIGHTS, contrast, from_oklch, linear, oklab, written

ROOT = Path(__file__).resolve().parents[3]
LEAST_DISTANCE = 0.07
LEAST_CONTRAST = 1.9
BACKGROUNDS = ("#FFFFFF", "#0F1720")


def test_the_formulas_by_known_values() -> None:
    assert oklab(linear("#FFFFFF")) == pytest.approx([1, 0, 0], abs=1e-4)
    assert oklab(linear("#FF0000")) == pytest.approx([0.62796, 0.22486, 0.12585], abs=1e-4)
    assert contrast("#FFFFFF", "#000000") == pytest.approx(21)
    for matrix in SIGHTS.values():
        assert matrix.sum(axis=1) == pytest.approx([1, 1, 1], abs=1e-5)  # grey stays grey


@pytest.mark.parametrize("color", ["#0072B2", "#FFFFFF", "#010203"])
def test_a_colour_is_written_as_it_was_read(color: str) -> None:
    assert written(linear(color)) == color


def test_chroma_is_as_asked_for_or_what_the_screen_has() -> None:
    rgb = from_oklch(np.array([0.6, 0.6]), np.array([0.05, 0.9]), np.array([40.0, 40.0]))
    lab = oklab(rgb)
    assert lab[:, 0] == pytest.approx([0.6, 0.6], abs=0.002)
    assert np.degrees(np.arctan2(lab[:, 2], lab[:, 1])) == pytest.approx([40, 40], abs=0.5)
    chroma = np.hypot(lab[:, 1], lab[:, 2])
    assert chroma[0] == pytest.approx(0.05, abs=0.001)
    assert 0.1 < chroma[1] < 0.3


@pytest.mark.parametrize("sight", SIGHTS)
def test_any_two_colours_of_charts_are_told_apart(sight: str) -> None:
    seen = {color: oklab(linear(color), sight) for color in palette.COLORS}
    distances = {(a, b): float(np.linalg.norm(seen[a] - seen[b])) for a, b in itertools.combinations(palette.COLORS, 2)}
    closest = min(distances, key=lambda pair: distances[pair])
    assert distances[closest] >= LEAST_DISTANCE, closest


@pytest.mark.parametrize("color", palette.COLORS)
def test_colours_of_charts_stand_out_on_light_and_dark(color: str) -> None:
    assert min(contrast(color, background) for background in BACKGROUNDS) >= LEAST_CONTRAST


def test_the_theme_has_the_same_colours_and_backgrounds() -> None:
    theme = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))["theme"]
    themed = [color.upper() for color in theme["chartCategoricalColors"]]
    assert themed[: len(palette.COLORS)] == [color.upper() for color in palette.COLORS]
    assert (theme["light"]["backgroundColor"], theme["dark"]["backgroundColor"]) == BACKGROUNDS


def test_shades_and_scale_stand_out_on_their_backgrounds() -> None:
    for shade in (*palette.shades().colors, *palette.scale(), palette.ONE_COLOR):
        for color, background in zip(shade, BACKGROUNDS, strict=True):
            assert contrast(color, background) >= 3, (color, background)


def test_distances_between_shades_are_those_of_the_written_colours() -> None:
    table, random = palette.shades(), np.random.default_rng(0)
    for one, other in random.integers(0, len(table.colors), (20, 2)):
        pairs = list(zip(table.colors[one], table.colors[other], strict=True))
        by_sight = {
            sight: min(float(np.linalg.norm(oklab(linear(a), sight) - oklab(linear(b), sight))) for a, b in pairs)
            for sight in SIGHTS
        }
        assert table.apart[one, other] == pytest.approx(min(by_sight.values()), abs=0.006)
        assert table.apart_normally[one, other] == pytest.approx(by_sight["normal"], abs=0.006)


@pytest.mark.parametrize("version", [0, 1])
class TestScale:
    def lab(self, version: int, sight: str = "normal") -> np.ndarray:
        return np.array([oklab(linear(shade[version]), sight) for shade in palette.scale()])

    def test_lightness_goes_one_way_in_even_steps(self, version: int) -> None:
        steps = np.diff(self.lab(version)[:, 0]) * (1 if version else -1)
        assert steps.mean() >= 0.01
        assert steps == pytest.approx(np.full(len(steps), steps.mean()), abs=0.003)

    def test_it_is_nowhere_grey(self, version: int) -> None:
        lab = self.lab(version)
        assert np.hypot(lab[:, 1], lab[:, 2]).min() >= 0.1

    def test_its_steps_look_alike(self, version: int) -> None:
        steps = np.linalg.norm(np.diff(self.lab(version), axis=0), axis=1)
        assert steps.max() <= 2 * steps.min()

    @pytest.mark.parametrize("sight", SIGHTS)
    def test_it_is_read_in_every_sight(self, version: int, sight: str) -> None:
        """Lighter or darker with each step, and a quarter of the scale is told apart from the next."""
        lab = self.lab(version, sight)
        assert (np.diff(lab[:, 0]) * (1 if version else -1) > 0).all()
        quarters = np.linalg.norm(lab[8:] - lab[:-8], axis=1)
        assert quarters.min() >= 0.06
