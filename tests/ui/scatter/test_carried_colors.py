"""Groups that are made anew keep the colours of those they mostly were."""

import numpy as np
import pytest

from ui.scatter.palette import carry_colors


def test_groups_keep_their_colours_when_the_number_changes() -> None:
    before = np.array([0, 0, 0, 0, 1, 1, 1, 2, 2])
    # Group 0 splits into new groups 1 (three rows) and 3 (one row); the others are renamed.
    after = np.array([1, 1, 1, 3, 0, 0, 0, 2, 2])
    assert carry_colors(before, (5, 7, 2), after, 10) == (7, 5, 2, 0)


def test_groups_that_merge_take_the_colour_of_the_larger() -> None:
    before = np.array([0, 0, 0, 1, 1, 2, 2])
    assert carry_colors(before, (0, 1, 2), np.array([0, 0, 0, 0, 0, 1, 1]), 10) == (0, 2)


def test_new_groups_take_the_colours_used_least() -> None:
    before = np.zeros(6, dtype=np.int64)
    assert carry_colors(before, (1,), np.array([0, 0, 0, 1, 1, 2]), 3) == (1, 0, 2)


@pytest.mark.parametrize("n_colors", [1, 3, 10])
def test_more_groups_than_colours_share_them(n_colors: int) -> None:
    rng = np.random.default_rng(0)
    colors: tuple[int, ...] = (0,)
    before = np.zeros(300, dtype=np.int64)
    for n_groups in (12, 25, 3, 30, 1, 14):
        after = rng.permutation(np.arange(300) % n_groups)
        colors = carry_colors(before, colors, after, n_colors)
        assert len(colors) == n_groups
        assert set(colors) <= set(range(n_colors))
        before = after


def test_colours_of_a_larger_palette_are_no_obstacle() -> None:
    before, after = np.arange(6) % 2, np.arange(6)
    colors = carry_colors(before, (0, 9), after, 3)
    assert colors[0] == 0
    assert set(colors) == {0, 1, 2}
