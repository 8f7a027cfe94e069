"""Groups found again on random halves of the rows: what stays the same is there, and not by chance."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from embedcore.groups.count import START_ROWS, drawn, main_directions
from embedcore.groups.kmeans import from_centres, means, nearest
from embedcore.metrics import Metric
from embedcore.space.neighbors import distinct_rows, exact_graph
from embedcore.types import Indices, Vectors

COMPARED_ROWS = 5_000
"""Of more rows, so many are drawn at random to compare numbers of groups on."""
N_RUNS, STEPS = 4, 10
MOST_NEIGHBORS, LEAST_NEIGHBORS = 40, 5
"""A row's neighbourhood is an eighth of the rows, within these. In all dimensions, where k-means does not look: in the
main directions alone even arbitrary groups hold neighbours together."""


@dataclass(frozen=True, eq=False)
class Run:
    """A random half of the rows, with a tree of up to START_ROWS of them (Ward 1963) from which any number is begun.

    half: (n,) the rows that groups are found on. grown: (m,) those in the tree. tree: (m - 1, 4) as scipy has it.
    """

    half: Indices
    grown: Indices
    tree: NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Resampled:
    """Rows to compare groups on, and the halves that are drawn of them.

    rows: (n_rows,) which of the vectors that were given: all different, at most COMPARED_ROWS. vectors:
    (n_rows, n_dims) these. directions: (n_rows, up to 64) the same in their main directions.
    """

    rows: Indices
    vectors: Vectors
    directions: Vectors
    runs: tuple[Run, ...]

    @classmethod
    def of(cls, vectors: Vectors, random_state: int) -> "Resampled":
        """vectors: (n, n_dims), centred and scaled."""
        from scipy.cluster.hierarchy import ward

        rng = np.random.default_rng(random_state)
        rows = drawn(len(vectors), min(len(vectors), COMPARED_ROWS), rng)
        rows = rows[np.sort(distinct_rows(vectors[rows])[0])]
        some = vectors[rows]
        directions = main_directions(some)
        runs = []
        for _ in range(N_RUNS if len(rows) >= 4 else 0):
            half = drawn(len(rows), len(rows) // 2, rng)
            grown = half[drawn(len(half), min(len(half), START_ROWS), rng)]
            runs.append(Run(half, grown, ward(directions[grown].astype(np.float64))))
        return cls(rows, some, directions, tuple(runs))

    @property
    def n_rows(self) -> int:
        return len(self.rows)

    @property
    def n_runs(self) -> int:
        return len(self.runs)

    @cached_property
    def neighbors(self) -> Indices:
        """(n_rows, n_neighbors) each row's nearest others, as places in rows."""
        n_neighbors = min(max(self.n_rows // 8, LEAST_NEIGHBORS), MOST_NEIGHBORS, self.n_rows - 1)
        return exact_graph(self.vectors, Metric.EUCLIDEAN, n_neighbors).indices

    def labels(self, run: int, k: int) -> NDArray[np.int64]:
        """(n_rows,) the nearest of the centres that k-means finds on that half. k: at most as many as it has rows."""
        from scipy.cluster.hierarchy import fcluster

        one = self.runs[run]
        start = means(self.directions[one.grown], fcluster(one.tree, k, "maxclust") - 1)
        centres = from_centres(self.directions[one.half], start, steps=STEPS).centres
        squares = np.einsum("ij,ij->i", self.directions, self.directions)
        return nearest(self.directions, squares, centres)[0]

    def neighbors_together(self, run: int, labels: NDArray[np.int64]) -> tuple[float, float]:
        """The share of neighbours in one group, of rows that are not in that half; and the share of any two rows.

        Their difference is the modularity of the groups on the graph of neighbours (Newman and Girvan 2004).
        """
        unseen = np.ones(self.n_rows, dtype=bool)
        unseen[self.runs[run].half] = False
        together = labels[self.neighbors[unseen]] == labels[unseen][:, None]
        shares = np.bincount(labels) / len(labels)
        return float(together.mean()), float((shares**2).sum())

    def stay_together(self, labels: NDArray[np.int64], n_groups: int) -> tuple[float, ...]:
        """For each group how often two of its rows are in one group again, in runs with as many groups (0 to 1).

        labels: of all the vectors that were given, -1 for no group. nan for a group of fewer than 2 rows among those
        compared, and for all where half of these are fewer than the groups.
        """
        own = labels[self.rows]
        if not self.runs or n_groups > min(len(run.grown) for run in self.runs):
            return (float("nan"),) * n_groups
        grouped = own >= 0
        sizes = np.bincount(own[grouped], minlength=n_groups).astype(np.float64)
        together = np.zeros(n_groups)
        for run in range(self.n_runs):
            table = counts(own[grouped], self.labels(run, n_groups)[grouped], n_groups)
            together += (table * (table - 1)).sum(axis=1) / self.n_runs
        with np.errstate(invalid="ignore", divide="ignore"):
            shares = np.where(sizes > 1, together / (sizes * (sizes - 1)), np.nan)
        return tuple(shares.tolist())


def counts(one: NDArray[np.int64], other: NDArray[np.int64], n_one: int = 0) -> NDArray[np.float64]:
    """(groups of one, groups of other) how many rows are in both. n_one: at least so many groups of one."""
    n_one, n_other = max(n_one, int(one.max(initial=-1)) + 1), int(other.max(initial=-1)) + 1
    cells = np.bincount(one * n_other + other, minlength=n_one * n_other)
    return cells.reshape(n_one, n_other).astype(np.float64)


def adjusted_rand(one: NDArray[np.int64], other: NDArray[np.int64]) -> float:
    """How alike two groupings of the same rows are: 1 the same, 0 as by chance (Hubert and Arabie 1985)."""
    table = counts(one, other)
    pairs = [float((sizes * (sizes - 1)).sum() / 2) for sizes in (table, table.sum(axis=1), table.sum(axis=0))]
    both, first, second = pairs
    expected = first * second / max(len(one) * (len(one) - 1) / 2, 1)
    most = (first + second) / 2
    return 1.0 if most == expected else (both - expected) / (most - expected)
