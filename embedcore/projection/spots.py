"""Rows with equal vectors are one spot of a map, however many they are."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from embedcore.phrases import counted
from embedcore.space.neighbors import distinct_rows
from embedcore.space.space import EmbeddingSpace
from embedcore.types import Indices


@dataclass(frozen=True, eq=False)
class Spots:
    """Which rows share a spot.

    first: (n_spots,) the first row of each different vector, in row order. of_rows: (n_rows,) the spot of each row.
    """

    first: Indices
    of_rows: Indices

    def __len__(self) -> int:
        return len(self.first)

    @property
    def n_copies(self) -> int:
        return len(self.of_rows) - len(self.first)

    @property
    def notes(self) -> tuple[str, ...]:
        if not self.n_copies:
            return ()
        said = counted(self.n_copies, "row equals another one and shares its", "rows equal others and share their")
        return (f"{said} {'spot' if self.n_copies == 1 else 'spots'}",)

    def shared(self, coordinates: NDArray[np.float32]) -> NDArray[np.float32]:
        """The positions (n_rows, n_components) with each row where the first one of its spot is."""
        return coordinates[self.first[self.of_rows]] if self.n_copies else coordinates


def spots_of(space: EmbeddingSpace) -> Spots:
    """The spots of a space's rows, by the bytes of their vectors; found once."""
    return space.memo("spots", lambda: Spots(*distinct_rows(space.vectors)[:2]), reads=())


def space_of_spots(space: EmbeddingSpace) -> EmbeddingSpace:
    """The space of each different vector once, so that its neighbours are no copies of it; made once."""
    spots = spots_of(space)
    if not spots.n_copies:
        return space
    return space.memo("space of spots", lambda: EmbeddingSpace(space.vectors[spots.first], metric=space.metric))
