"""Colours and shapes of groups: told apart with every common colour-vision deficiency, on light and dark.

Six colours of Okabe and Ito (2008), which leave out its yellow and black, and two more that keep the
smallest difference under simulated deuteranopia, protanopia and tritanopia (Machado et al. 2009;
tests/ui/scatter/test_palette.py computes it). After the eighth group the shape changes.
"""

from ui.scatter.layers import GroupSymbol

COLORS = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#D55E00", "#56B4E9", "#A32384", "#A4B379")
SYMBOLS: tuple[GroupSymbol, ...] = ("circle", "diamond", "square", "cross", "x")
MARKERS = (*COLORS, "#7F7F7F", "#4C6A92")
"""Of the texts in the playground; they are numbered as well."""
N_STYLES = len(COLORS) * len(SYMBOLS)


def style(number: int) -> tuple[str, GroupSymbol]:
    """The colour and shape of that style number; they repeat after N_STYLES."""
    return COLORS[number % len(COLORS)], SYMBOLS[number // len(COLORS) % len(SYMBOLS)]
