"""The parameters of the maps, and how those left out adapt to the number of rows.

`fitted(n_rows, n_different)` gives what a map of so many rows is made with, and notes on what was adapted. A map is
made of the rows that differ, all of them by default: a number that was given and is too large for these is lowered.
"""

from dataclasses import dataclass, replace
from typing import NamedTuple, Self

from embedcore.errors import ParameterError
from embedcore.parameters import Default, real_number, whole_number


@dataclass(frozen=True, kw_only=True)
class PCAParams:
    """PCA has no parameters."""

    def fitted(
        self,
        n_rows: int,  # noqa: ARG002  # as the others
        n_different: int | None = None,  # noqa: ARG002
    ) -> tuple[Self, tuple[str, ...]]:
        return self, ()


@dataclass(frozen=True, kw_only=True)
class TSNEParams:
    """perplexity: about how many neighbours each point tries to stay near; at least 1 and below n_rows.

    By default 30, or (n_rows - 1) // 3 where that is less.
    """

    perplexity: float = Default(30)

    def __post_init__(self) -> None:
        if not isinstance(self.perplexity, Default):
            object.__setattr__(self, "perplexity", real_number("perplexity", self.perplexity, low=1))

    def fitted(self, n_rows: int, n_different: int | None = None) -> tuple[Self, tuple[str, ...]]:
        rows = _Rows(n_rows, n_different or n_rows)
        most = max(1, (rows.different - 1) // 3)
        perplexity, notes = _adapted("perplexity", self.perplexity, most, rows, "perplexity {:g}")
        return replace(self, perplexity=float(perplexity)), notes


@dataclass(frozen=True, kw_only=True)
class UMAPParams:
    """n_neighbors: how many rows, itself included, each point is tied to; 2..n_rows - 1.
    min_dist: how close points may lie; 0 (packed) to 1 (spread), in units of the map.

    n_neighbors by default: 15, or n_rows - 1 where that is less.
    """

    n_neighbors: int = Default(15)
    min_dist: float = 0.1

    def __post_init__(self) -> None:
        if not isinstance(self.n_neighbors, Default):
            object.__setattr__(self, "n_neighbors", whole_number("n_neighbors", self.n_neighbors, low=2))
        object.__setattr__(self, "min_dist", real_number("min_dist", self.min_dist, low=0, high=1))

    def fitted(self, n_rows: int, n_different: int | None = None) -> tuple[Self, tuple[str, ...]]:
        rows = _Rows(n_rows, n_different or n_rows)
        n_neighbors, notes = _adapted("n_neighbors", self.n_neighbors, rows.different - 1, rows, "{:g} neighbours")
        return replace(self, n_neighbors=int(n_neighbors)), notes


class _Rows(NamedTuple):
    every: int
    different: int


def _adapted(name: str, value: float, most: int, rows: _Rows, said: str) -> tuple[float, tuple[str, ...]]:
    """A Default as far as so few rows allow, and the note that says it; a given one as far as so few different rows do.

    Raises ParameterError unless a given one is below the number of rows.
    """
    if not isinstance(value, Default):
        if value >= rows.every:
            advice = "lower it or load more rows"
            raise ParameterError(f"{name} must be < n_rows (got {value:g} for {rows.every} rows); {advice}")
        if value < rows.different:
            return value, ()
        most = rows.different - 1
    elif value <= most:
        return int(value), ()
    few = f"there are only {rows.every} rows"
    if rows.different < rows.every:
        few = f"only {rows.different} of the {rows.every} rows differ"
    return most, (f"{said.format(most)} instead of {value:g}, because {few}",)
