"""How far a map can be believed: which rows that lie together there are truly alike, and which alike rows it parts."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from embedcore.errors import ParameterError
from embedcore.memory import in_threads
from embedcore.metrics import Metric
from embedcore.parameters import whole_number
from embedcore.phrases import counted, share
from embedcore.projection import Projection
from embedcore.scores.baselines import scores_of_pairs
from embedcore.space.space import EmbeddingSpace
from embedcore.trust.ranks import block, keys_of
from embedcore.types import Indices, OnProgress

N_NEIGHBORS, LEAST_ROWS = 15, 4
MOST_EXACT, SAMPLED = 20_000, 2_000
"""Of more rows than the first, so many drawn at random are looked at, beside all others."""
N_PAIRS = 20_000
BLOCK_NUMBERS = 4_000_000
"""Distances from which to which are in memory at a time, in each thread."""
GOOD_KEPT, GOOD_TRUST, GOOD_FAR = 0.3, 0.9, 0.5
"""What is good for a map of texts: of neighbours, trustworthiness and continuity, and far distances."""
FAIR_TRUST = 0.75
"""Halfway from chance to that: a map by chance has about 0.5."""


def _none() -> Indices:
    return np.empty((0, 0), np.int64)


@dataclass(frozen=True, eq=False)
class MapTrust:
    """How far a map of a space can be believed.

    n_neighbors: k, how many neighbours of each row are looked at. row_scores: (n_rows,) the share of a row's k true
    neighbours that are among its k nearest on the map, corrected for chance: 1 all of them, 0 as many as by chance,
    below 0 fewer; nan for rows that were not looked at. rows: (n,) those that were. overall: the mean of the scores.
    trustworthiness, continuity: 0 to 1 (Venna and Kaski 2001, "Neighborhood preservation in nonlinear projection
    methods"); the first falls with rows that lie together on the map and are far apart in truth, the second with rows
    that are alike and lie apart. far: rank correlation (Spearman) of the distances of random pairs on the map and in
    truth, -1 to 1: whether far things are far. notes: what was adapted or sampled.
    near_on_map, near_in_truth: (n, k) of each of `rows` the nearest rows on the map and in truth, closest first.
    ranks_on_map: (n, k) the rank on the map, from 1, of each row in near_in_truth.
    """

    n_neighbors: int
    row_scores: NDArray[np.float64]
    rows: Indices
    trustworthiness: float
    continuity: float
    far: float
    notes: tuple[str, ...] = ()
    near_on_map: Indices = field(repr=False, default_factory=_none)
    near_in_truth: Indices = field(repr=False, default_factory=_none)
    ranks_on_map: Indices = field(repr=False, default_factory=_none)

    @property
    def overall(self) -> float:
        return float(self.row_scores[self.rows].mean())

    @property
    def kept_ratio(self) -> float:
        """The mean share of a row's true neighbours that are near it on the map, not corrected for chance."""
        return self.overall * (1 - self._chance) + self._chance

    @property
    def row_kept_ratios(self) -> NDArray[np.float64]:
        """(n_rows,) the same of each row; nan for rows that were not looked at."""
        return self.row_scores * (1 - self._chance) + self._chance

    @property
    def _chance(self) -> float:
        return self.n_neighbors / (len(self.row_scores) - 1)

    def false_neighbors(self, row: int) -> Indices:
        """The rows that are near it on the map, nearest first, and not among its true neighbours.

        Raises ParameterError for a row that is not there, or was not looked at.
        """
        place = self._place(row)
        near, true = self.near_on_map[place], self.near_in_truth[place]
        return np.asarray(near[~np.isin(near, true)])

    def missing_neighbors(self, row: int) -> Indices:
        """Its true neighbours, closest first, that are not near it on the map. Raises as false_neighbors()."""
        place = self._place(row)
        near, true = self.near_on_map[place], self.near_in_truth[place]
        return np.asarray(true[~np.isin(true, near)])

    @property
    def alike(self) -> str:
        """What rows that lie together are, by trustworthiness: mostly alike, more or less, or often not alike."""
        return ("mostly alike", "more or less alike", "often not alike")[_grade(self.trustworthiness)]

    @property
    def parted(self) -> str:
        """How many rows that are alike lie apart, by continuity: "few", "some" or "many"."""
        return ("few", "some", "many")[_grade(self.continuity)]

    @property
    def far_says(self) -> str:
        """What it says how far apart groups lie: "something" or "little"."""
        return "something" if self.far >= GOOD_FAR else "little"

    def describe(self) -> str:
        """What was found, what it means, and what good looks like, in plain sentences."""
        k = self.n_neighbors
        return (
            f"Of the {k} rows most like each one, {share(self.kept_ratio)} are among the {k} nearest to it on the map "
            f"(by chance {share(self._chance)}; {share(GOOD_KEPT)} is usual). Rows that lie together are {self.alike} "
            f"(trustworthiness {self.trustworthiness:.2f}, good from {GOOD_TRUST}), {self.parted} that are alike lie "
            f"apart (continuity {self.continuity:.2f}, good from {GOOD_TRUST}). How far groups lie apart says "
            f"{self.far_says} (rank correlation of distances {self.far:.2f}, good from {GOOD_FAR})."
        )

    def _place(self, row: int) -> int:
        row = whole_number("row", row, low=0, high=len(self.row_scores) - 1)
        place = int(np.searchsorted(self.rows, row))
        if place == len(self.rows) or self.rows[place] != row:
            raise ParameterError(
                f"row must be one of the {counted(len(self.rows), 'row')} that were looked at, see .rows (got {row})"
            )
        return place


def rows_looked_at(n_rows: int) -> int:
    """Of how many rows a map of so many is judged, each beside all others."""
    return n_rows if n_rows <= MOST_EXACT else SAMPLED


def map_trust(
    space: EmbeddingSpace,
    projection: Projection,
    *,
    n_neighbors: int | None = None,
    random_state: int = 42,
    on_progress: OnProgress | None = None,
) -> MapTrust:
    """How well a map keeps who is near whom in the space, under the space's metric.

    n_neighbors: how many neighbours are looked at; 15, or fewer where there are fewer than 32 rows, and it is said.
    Exact up to 20,000 rows. Of more, 2,000 drawn at random are compared with all others, and it is said.
    Raises ParameterError for a map of another number of rows, fewer than 4 rows, or neighbours that are not fewer than
    half of the rows, for which trustworthiness is not defined. `on_progress` may raise Cancelled.
    """
    n_rows = space.n_rows
    if len(projection.coordinates) != n_rows:
        raise ParameterError(
            f"projection must be a map of this space (got {len(projection.coordinates)} for {n_rows} rows); project "
            "this space"
        )
    if n_rows < LEAST_ROWS:
        raise ParameterError(f"a map must have at least {LEAST_ROWS} rows to be judged (got {n_rows}); load more rows")
    random_state = whole_number("random_state", random_state, low=0, high=2**31 - 1)
    most = (n_rows - 1) // 2
    notes: tuple[str, ...] = ()
    if n_neighbors is None:
        n_neighbors = min(N_NEIGHBORS, most)
        if n_neighbors < N_NEIGHBORS:
            notes = (f"{n_neighbors} neighbours instead of {N_NEIGHBORS}, because there are only {n_rows} rows",)
    n_neighbors = whole_number(
        "n_neighbors", n_neighbors, low=1, high=most, advice=f"less than half of the {n_rows} rows"
    )
    rng = np.random.default_rng(random_state)
    rows = np.arange(n_rows)
    if rows_looked_at(n_rows) < n_rows:
        rows = np.sort(rng.choice(n_rows, SAMPLED, replace=False))
        notes += (f"measured on {SAMPLED:,} of {n_rows:,} rows, drawn at random, each beside all others",)
    in_truth, on_map, false_ranks, missing_ranks = _compared(space, projection, rows, n_neighbors, on_progress)
    chance = n_neighbors / (n_rows - 1)
    kept = (false_ranks <= n_neighbors).mean(axis=1)
    scores = np.full(n_rows, np.nan)
    scores[rows] = (kept - chance) / (1 - chance)
    return MapTrust(
        n_neighbors=n_neighbors,
        row_scores=scores,
        rows=rows,
        trustworthiness=_share_in_place(false_ranks, n_neighbors, n_rows),
        continuity=_share_in_place(missing_ranks, n_neighbors, n_rows),
        far=_far(space, projection, rng),
        notes=notes,
        near_on_map=on_map,
        near_in_truth=in_truth,
        ranks_on_map=missing_ranks,
    )


def _compared(
    space: EmbeddingSpace, projection: Projection, rows: Indices, n_neighbors: int, on_progress: OnProgress | None
) -> tuple[Indices, Indices, Indices, Indices]:
    """Of each of these rows, (n, k) each: the nearest in truth and on the map; the true ranks of those that are near on
    the map; and the ranks on the map of the true ones."""
    truth, drawn = keys_of(space.vectors, space.metric), keys_of(projection.coordinates, Metric.EUCLIDEAN)
    step = max(1, BLOCK_NUMBERS // space.n_rows)

    def compare(start: int) -> tuple[Indices, Indices, Indices, Indices]:
        some = rows[start : start + step]
        true, map_ = block(truth, some, n_neighbors), block(drawn, some, n_neighbors)
        return true.nearest, map_.nearest, true.ranks(map_.nearest), map_.ranks(true.nearest)

    found = []
    for part in in_threads(compare, range(0, len(rows), step)):
        found.append(part)
        if on_progress:
            on_progress(sum(len(near) for near, *_ in found), len(rows), "comparing the map with the truth")
    in_truth, on_map, false_ranks, missing_ranks = (np.vstack(part) for part in zip(*found, strict=True))
    return in_truth, on_map, false_ranks, missing_ranks


def _grade(share_in_place: float) -> int:
    return 0 if share_in_place >= GOOD_TRUST else 1 if share_in_place >= FAIR_TRUST else 2


def _share_in_place(ranks: Indices, n_neighbors: int, n_rows: int) -> float:
    """1 where no rank is beyond the neighbours, 0 where all are as far as can be."""
    beyond = np.maximum(ranks - n_neighbors, 0).sum()
    return float(1 - beyond * 2 / (len(ranks) * n_neighbors * (2 * n_rows - 3 * n_neighbors - 1)))


def _far(space: EmbeddingSpace, projection: Projection, rng: np.random.Generator) -> float:
    """Spearman's rank correlation of the distances of random pairs."""
    first = rng.integers(space.n_rows, size=N_PAIRS)
    second = (first + rng.integers(1, space.n_rows, size=N_PAIRS)) % space.n_rows
    in_truth = space.metric.order_key(scores_of_pairs(space, first, second))
    on_map = np.linalg.norm(projection.coordinates[first] - projection.coordinates[second], axis=1)
    a, b = _mean_ranks(in_truth), _mean_ranks(on_map)
    if a.std() == 0 or b.std() == 0:  # all rows are equally far
        return float("nan")
    return float(np.corrcoef(a, b)[0, 1])


def _mean_ranks(values: NDArray[np.floating]) -> NDArray[np.float64]:
    """Ranks; equal values share the mean of theirs."""
    _, place, counts = np.unique(values, return_inverse=True, return_counts=True)
    return np.asarray((np.cumsum(counts) - (counts - 1) / 2)[place.ravel()])
