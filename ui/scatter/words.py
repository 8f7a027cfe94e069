"""Words at places of a map, between the names of groups and single texts."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from ui.scatter.layers import digest


@dataclass(frozen=True, eq=False)
class MapWords:
    """Words that stand on a flat map once one is near enough; sent once, when a browser asks for them.

    texts: (n_words,) as people spell them. others: (n_words,) in their place where the name of a group says them;
    perhaps empty. at: (n_words, 2) in the map's units. levels: (n_words,) from 0, coarse to fine. sides: of each
    level, its squares along the map's longer side; each square has at most one word.
    """

    texts: Sequence[str]
    others: Sequence[str]
    at: NDArray[np.floating]
    levels: NDArray[np.integer]
    sides: Sequence[int]

    @cached_property
    def message(self) -> dict[str, Any]:
        """The words as they travel."""
        x, y = np.ascontiguousarray(self.at.T, np.float32)
        texts = {"text": pa.array(self.texts, pa.string()), "other": pa.array(self.others, pa.string())}
        columns = {**texts, "x": pa.array(x), "y": pa.array(y)}
        table = pa.table({**columns, "level": pa.array(self.levels.astype(np.int8))})
        return {
            "words": table,
            "sides": list(self.sides),
            "digest": digest(repr((self.texts, self.others, self.at.tobytes()))),
        }
