"""Vectors from outside: checked in one place."""

import numpy as np
from numpy.typing import ArrayLike

from embedcore.errors import DataError, EmbedcoreError
from embedcore.metrics import row_blocks
from embedcore.phrases import listed
from embedcore.types import Vectors


def checked_vectors(
    values: ArrayLike,
    *,
    what: str = "vectors",
    must_be: str = "a table of numbers with rows of one length",
    n_dims: int | None = None,
    error: type[EmbedcoreError] = DataError,
) -> Vectors:
    """values as a read-only (n_rows, n_dims) float32 table of finite numbers; not copied where they are one already.

    n_dims: the length that they must have, in which case a single vector (n_dims,), or none, will do.
    what, must_be: how the error names them and what they should be.
    Raises the error for anything else, with the numbers of the rows that are not finite (from 0, as in the array).
    """
    try:
        with np.errstate(over="ignore"):
            if getattr(getattr(values, "dtype", None), "kind", "f") in "cmM":
                raise TypeError("complex numbers, dates and durations are not real numbers")
            array = np.asarray(values, dtype=np.float32)
    except (TypeError, ValueError, OverflowError) as problem:
        raise error(
            f"{what} must be {must_be} (got {type(values).__name__}: {problem}); "
            "check for rows of different lengths and for text"
        ) from problem
    if is_single := array.shape == (n_dims,):
        array = array[None, :]
    if n_dims is not None and (array.ndim != 2 or array.shape[1] != n_dims):
        raise error(
            f"{what} must have {n_dims} dimensions, as the rows have (got shape {array.shape}); "
            "only vectors of the same model can be compared"
        )
    if array.ndim != 2 or not array.shape[1] or (n_dims is None and not len(array)):
        raise error(f"{what} must have at least one row and one dimension (got shape {array.shape})")
    blocks = [np.isfinite(array[block]).all(axis=1) for block in row_blocks(len(array))]
    bad = np.flatnonzero(~np.concatenate([*blocks, np.ones(0, dtype=bool)]))
    if len(bad):
        rows = "" if is_single else f" in {len(bad):,} of {len(array):,} rows: {listed(bad.tolist())}"
        advice = "correct it" if is_single else "correct or leave out these rows"
        raise error(f"{what} must be finite float32 numbers (got NaN or infinity{rows}); {advice}")
    array = np.ascontiguousarray(array).view()
    array.flags.writeable = False
    return array
