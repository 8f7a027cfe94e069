"""The parameters of the maps, and how those left out adapt to the number of rows."""

from dataclasses import dataclass, replace
from typing import Self

from embedcore.parameters import real_number, whole_number

TSNE_PERPLEXITY = 30
UMAP_NEIGHBORS = 15


@dataclass(frozen=True, kw_only=True)
class PCAParams:
    """PCA has no parameters."""

    def fitted(self, n_rows: int) -> tuple[Self, tuple[str, ...]]:  # noqa: ARG002  # as the others
        return self, ()


@dataclass(frozen=True, kw_only=True)
class TSNEParams:
    """perplexity: about how many neighbours each point tries to stay near; at least 1 and below n_rows.

    None: 30, or (n_rows - 1) // 3 where that is less.
    """

    perplexity: float | None = None

    def __post_init__(self) -> None:
        if self.perplexity is not None:
            object.__setattr__(self, "perplexity", real_number("perplexity", self.perplexity, low=1))

    def fitted(self, n_rows: int) -> tuple[Self, tuple[str, ...]]:
        if self.perplexity is None:
            value = min(TSNE_PERPLEXITY, max(1, (n_rows - 1) // 3))
            note = f"perplexity {value} instead of {TSNE_PERPLEXITY}, because there are only {n_rows} rows"
            return replace(self, perplexity=float(value)), (note,) if value < TSNE_PERPLEXITY else ()
        real_number_below_rows("perplexity", self.perplexity, n_rows)
        return self, ()


@dataclass(frozen=True, kw_only=True)
class UMAPParams:
    """n_neighbors: how many rows, itself included, each point is tied to; 2..n_rows - 1.
    min_dist: how close points may lie; 0 (packed) to 1 (spread), in units of the map.

    None for n_neighbors: 15, or n_rows - 1 where that is less.
    """

    n_neighbors: int | None = None
    min_dist: float = 0.1

    def __post_init__(self) -> None:
        if self.n_neighbors is not None:
            object.__setattr__(self, "n_neighbors", whole_number("n_neighbors", self.n_neighbors, low=2))
        object.__setattr__(self, "min_dist", real_number("min_dist", self.min_dist, low=0, high=1))

    def fitted(self, n_rows: int) -> tuple[Self, tuple[str, ...]]:
        if self.n_neighbors is None:
            value = min(UMAP_NEIGHBORS, n_rows - 1)
            note = f"{value} neighbours instead of {UMAP_NEIGHBORS}, because there are only {n_rows} rows"
            return replace(self, n_neighbors=value), (note,) if value < UMAP_NEIGHBORS else ()
        real_number_below_rows("n_neighbors", self.n_neighbors, n_rows)
        return self, ()


def real_number_below_rows(name: str, value: float, n_rows: int) -> None:
    """Raises ParameterError unless value < n_rows."""
    from embedcore.errors import ParameterError

    if value >= n_rows:
        raise ParameterError(f"{name} must be < n_rows (got {value:g} for {n_rows} rows); lower it or load more rows")
