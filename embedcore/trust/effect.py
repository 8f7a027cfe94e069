"""What a change of the vectors or the metric does to who is most like whom."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from embedcore.errors import DataError
from embedcore.space.space import EmbeddingSpace
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
    rows = np.arange(n_rows)
    if n_rows > MOST_ROWS:
        rows = np.sort(np.random.default_rng(random_state).choice(n_rows, MOST_ROWS, replace=False))
    was, now = (_others(space, rows, k) for space in (before, after))
    same = (was[:, :, None] == now[:, None, :]).any(axis=2)
    return Effect(n_rows, rows, was, now, same.mean(axis=1) if k else np.ones(len(rows)))


def _others(space: EmbeddingSpace, rows: Indices, k: int) -> Indices:
    """(n, k) the rows most like each of these, without itself."""
    found, _ = space.scorer.closest(space.vectors[rows], k + 1)
    itself = found == rows[:, None]
    itself[~itself.any(axis=1), -1] = True  # by dot products a row may not be among those most like it
    return np.asarray(found[~itself].reshape(len(rows), k))
