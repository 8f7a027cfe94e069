"""Rows at one place are one point of the map: those with equal vectors, and those with the same text and vector."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray


def first_rows(
    texts: Sequence[str] | None, vectors: NDArray[np.floating], coordinates: NDArray[np.floating]
) -> NDArray[np.int32] | None:
    """(n_rows,) the first row of the point that each is drawn as, which may be itself; None where each has its own.

    texts: (n_rows,) or None. vectors: (n_rows, n_dims); brought ones may differ though texts are the same.
    coordinates: (n_rows, n_components); on maps that were saved long ago, equal rows may have different ones.
    """
    firsts = _with_same_text(texts, vectors) if texts else np.arange(len(vectors), dtype=np.int32)
    places = coordinates[firsts]
    order = np.lexsort(places.T)  # stable, so the first of equal ones is the first row
    begins = np.append(True, (places[order[1:]] != places[order[:-1]]).any(axis=1))[: len(order)]
    firsts = np.empty(len(order), np.int32)
    firsts[order] = order[np.flatnonzero(begins)][np.cumsum(begins) - 1]
    return firsts if len(order) > begins.sum() else None


def _with_same_text(texts: Sequence[str], vectors: NDArray[np.floating]) -> NDArray[np.int32]:
    """(n_rows,) the first row with the same text and vector as each."""
    seen: dict[str, int] = {}
    firsts = np.fromiter((seen.setdefault(text, row) for row, text in enumerate(texts)), np.int32, len(texts))
    again = np.flatnonzero(firsts != np.arange(len(firsts)))
    other = again[(vectors[again] != vectors[firsts[again]]).any(axis=1)]
    firsts[other] = other
    return firsts
