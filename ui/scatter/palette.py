"""Colours and shapes of groups: told apart with every common colour-vision deficiency, on light and dark.

Six colours of Okabe and Ito (2008), which leave out its yellow and black, and two more that keep the
smallest difference under simulated deuteranopia, protanopia and tritanopia (Machado et al. 2009;
tests/ui/scatter/test_palette.py computes it). After the eighth group the shape changes.
"""

import numpy as np
from numpy.typing import NDArray

from ui.scatter.layers import GroupSymbol

COLORS = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#D55E00", "#56B4E9", "#A32384", "#A4B379")
SYMBOLS: tuple[GroupSymbol, ...] = ("circle", "diamond", "square", "cross", "x")
MARKERS = (*COLORS, "#7F7F7F", "#4C6A92")
"""Of the texts in the playground; they are numbered as well."""
N_STYLES = len(COLORS) * len(SYMBOLS)


def style(number: int) -> tuple[str, GroupSymbol]:
    """The colour and shape of that style number; they repeat after N_STYLES."""
    return COLORS[number % len(COLORS)], SYMBOLS[number // len(COLORS) % len(SYMBOLS)]


def carry_colors(
    before: NDArray[np.int64], colors_before: tuple[int, ...], after: NDArray[np.int64], n_colors: int
) -> tuple[int, ...]:
    """A colour number for each new group, so that a group keeps the colour of the group it mostly was.

    The pair that shares most rows is matched first, then the next of what is left; groups without a match take the
    colours used least. before, after: (n_rows,) labels of the same rows.
    """
    n_after = int(after.max()) + 1
    shared = np.zeros((len(colors_before), n_after), dtype=np.int64)
    np.add.at(shared, (before, after), 1)
    matched: dict[int, int] = {}
    while shared.any():
        old, new = np.unravel_index(shared.argmax(), shared.shape)
        matched[int(new)] = colors_before[old] % n_colors
        shared[old], shared[:, new] = 0, 0
    used = np.bincount(list(matched.values()), minlength=n_colors)
    colors = []
    for group in range(n_after):
        if group not in matched:
            matched[group] = int(used.argmin())
            used[matched[group]] += 1
        colors.append(matched[group])
    return tuple(colors)
