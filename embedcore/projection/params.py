"""The parameters of the maps, and how those left out adapt to the number of rows."""

from dataclasses import dataclass, replace
from typing import Self

from embedcore.errors import ParameterError
from embedcore.parameters import Default, real_number, whole_number


@dataclass(frozen=True, kw_only=True)
class PCAParams:
    """PCA has no parameters."""

    def fitted(self, n_rows: int) -> tuple[Self, tuple[str, ...]]:  # noqa: ARG002  # as the others
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

    def fitted(self, n_rows: int) -> tuple[Self, tuple[str, ...]]:
        most = max(1, (n_rows - 1) // 3)
        perplexity, notes = _adapted("perplexity", self.perplexity, most, n_rows, "perplexity {}")
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

    def fitted(self, n_rows: int) -> tuple[Self, tuple[str, ...]]:
        n_neighbors, notes = _adapted("n_neighbors", self.n_neighbors, n_rows - 1, n_rows, "{} neighbours")
        return replace(self, n_neighbors=int(n_neighbors)), notes


def _adapted(name: str, value: float, most: int, n_rows: int, said: str) -> tuple[float, tuple[str, ...]]:
    """A Default as far as so few rows allow, and the note that says it. Raises ParameterError unless value < n_rows."""
    if not isinstance(value, Default):
        if value >= n_rows:
            advice = "lower it or load more rows"
            raise ParameterError(f"{name} must be < n_rows (got {value:g} for {n_rows} rows); {advice}")
        return value, ()
    if value <= most:
        return int(value), ()
    return most, (f"{said.format(most)} instead of {value}, because there are only {n_rows} rows",)
