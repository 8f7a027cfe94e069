"""What a change of the vectors or the metric does to who is most like whom."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from embedcore.errors import DataError
from embedcore.space.space import EmbeddingSpace
from embedcore.trust.lists import nearest_lists, shared, some_rows
from embedcore.types import Indices

N_NEIGHBORS = 10
MOST_ROWS = 2_000
"""Of more rows, so many drawn at random are looked at, beside all others."""
N_EXAMPLES = 3


@dataclass(frozen=True, eq=False)
class Effect:
    """Who was most like each row, and who is now.

    rows: (n,) those that were looked at. before, after: (n, k) the rows most like each of them, closest first.
    kept: (n,) the share of those before that are still there.
    """

    n_rows: int
    rows: Indices
    before: Indices
    after: Indices
    kept: NDArray[np.float64]

    @property
    def n_neighbors(self) -> int:
        return int(self.before.shape[1])

    @property
    def changed_ratio(self) -> float:
        """The share of the rows most like another that are other ones now, 0 to 1."""
        return float(1 - self.kept.mean()) if self.kept.size else 0.0

    @property
    def examples(self) -> tuple[int, ...]:
        """Places in rows: those whose neighbours changed most, in their order; only where something changed."""
        order = np.argsort(self.kept, kind="stable")[:N_EXAMPLES]
        return tuple(int(place) for place in order if self.kept[place] < 1)


def effect_of(before: EmbeddingSpace, after: EmbeddingSpace, *, random_state: int = 42) -> Effect:
    """Compares the 10 rows most like each row in two spaces of the same rows, each under its own metric.

    Exact; of more than 2,000 rows so many are drawn. Raises DataError for spaces of other numbers of rows.
    """
    if before.n_rows != after.n_rows:
        raise DataError(
            f"both spaces must be of the same rows (got {before.n_rows} and {after.n_rows}); compare a space with "
            "what was made of it"
        )
    n_rows = before.n_rows
    k = min(N_NEIGHBORS, n_rows - 1)
    rows, _ = some_rows(n_rows, random_state, most=MOST_ROWS, sampled=MOST_ROWS)
    if k == 0:
        nobody = np.empty((n_rows, 0), dtype=np.int64)
        return Effect(n_rows, rows, nobody, nobody, np.ones(n_rows))
    was, now = (nearest_lists(space, rows, k) for space in (before, after))
    return Effect(n_rows, rows, was, now, shared(was, now)[:, -1])
