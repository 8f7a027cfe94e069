"""Exact tails and corrected chances, beside SciPy's."""

import numpy as np
import pytest
from scipy import stats

from embedcore.facets.chance import adjusted, chance_of_as_many


def test_the_tail_is_that_of_the_hypergeometric_distribution() -> None:
    rng = np.random.default_rng(0)
    for n_rows in (1, 2, 30, 1_000, 200_000):
        drawn, marked = rng.integers(0, n_rows + 1, size=(2, 40))
        usual = drawn * marked / n_rows
        found = np.clip(np.round(usual + rng.normal(size=40) * (1 + np.sqrt(usual))), 0, n_rows).astype(np.int64)
        expected = stats.hypergeom.sf(found - 1, n_rows, marked, drawn)
        np.testing.assert_allclose(chance_of_as_many(found, drawn, marked, n_rows), expected, rtol=1e-7, atol=1e-300)


def test_far_below_what_is_usual_chance_gives_as_many_for_sure() -> None:
    one = np.array([1])
    assert chance_of_as_many(one, np.array([50_000]), np.array([50_000]), 100_000)[0] == pytest.approx(1)
    assert chance_of_as_many(np.array([9]), np.array([8]), np.array([20]), 40)[0] == 0


def test_chances_are_corrected_for_how_many_were_looked_at() -> None:
    chances = np.random.default_rng(1).random(50) ** 3
    np.testing.assert_allclose(adjusted(chances), stats.false_discovery_control(chances))
    assert adjusted(chances.reshape(5, 10)).shape == (5, 10)
