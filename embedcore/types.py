"""The types that every folder speaks of."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
Scores = NDArray[np.float64]
Indices = NDArray[np.int64]
OnProgress = Callable[[int, int, str], None]
"""Told (done, total, what); may raise Cancelled to stop."""
ROLES = ("text", "category", "number", "time", "id", "vector", "image", "user", "item", "rating")
"""What a column of a table may be for."""


@dataclass(frozen=True, kw_only=True)
class Tokens:
    """What a model saw of one text.

    pieces: the tokens it reads, as it names them, without those for beginning and end. n_tokens: of the whole
    text, those included; max_tokens: how many it reads, 0 for all. cut_off: the rest of the text, which it does
    not read. unknown: the parts of the text that it has no token for. split_words: words that it knows only in
    pieces.
    """

    pieces: tuple[str, ...]
    n_tokens: int
    max_tokens: int
    cut_off: str
    unknown: tuple[str, ...]
    split_words: tuple[tuple[str, tuple[str, ...]], ...]
