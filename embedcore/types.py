"""The types that every folder speaks of."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

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

    @classmethod
    def from_json(cls, found: Mapping[str, Any]) -> "Tokens":
        """The same from its fields as JSON has them, with lists in place of tuples."""
        return cls(
            pieces=tuple(found["pieces"]),
            n_tokens=found["n_tokens"],
            max_tokens=found["max_tokens"],
            cut_off=found["cut_off"],
            unknown=tuple(found["unknown"]),
            split_words=tuple((word, tuple(pieces)) for word, pieces in found["split_words"]),
        )
