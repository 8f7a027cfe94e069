"""Rows with the same text are one point of the map."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray


def first_rows(texts: Sequence[str], vectors: NDArray[np.floating]) -> NDArray[np.int32] | None:
    """(n_rows,) the first row with the same text and vector as each, which may be itself; None where no two are alike.

    vectors: (n_rows, n_dims); brought ones may differ though texts are the same.
    """
    seen: dict[str, int] = {}
    firsts = np.fromiter((seen.setdefault(text, row) for row, text in enumerate(texts)), np.int32, len(texts))
    again = np.flatnonzero(firsts != np.arange(len(firsts)))
    other = again[(vectors[again] != vectors[firsts[again]]).any(axis=1)]
    firsts[other] = other
    return firsts if len(again) > len(other) else None
