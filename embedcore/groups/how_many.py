"""How many groups: as many as stay together in repeated runs and keep neighbours together, and how sure that is."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from embedcore.groups.resampled import Resampled, adjusted_rand
from embedcore.types import OnProgress

CANDIDATES = (*range(2, 11), 12, 14, 16, 20, 24, 30, 36, 45, 56, 70, 88, 110, 136, 170, 200)
"""The numbers of groups that are compared, from 10 on each about 1.24 times the one before."""
ROWS_A_GROUP = 8
"""No more groups are tried than leave so many of the rows compared to each, or than the root of these where that is
more."""
FINER = 0.15
"""What more groups are worth: twice as many may keep a tenth less of the neighbours together (2 ** 0.15 is 1.11)."""
NEARLY_AS_GOOD = 0.98
CLEAR, MUCH_FINER = 0.95, 0.85
"""Groups stand apart where both shares reach the first, and no other number has an agreement of which theirs is less
than the second."""
WIDE, GIVEN_UP = 4, 0.9
"""Numbers are compared up to so many times the best one, where the score then lies below so much of the best."""


@dataclass(frozen=True)
class NumberTried:
    """A number of groups and how well it fits.

    together: the share of a row's nearest neighbours that are in its group, in runs that have not seen the row; chance:
    that share for any two rows. stability: how alike two runs on different halves of the rows are (adjusted Rand index,
    Hubert and Arabie 1985): 1 the same groups, 0 as by chance.
    """

    n_clusters: int
    together: float
    chance: float
    stability: float

    @property
    def agreement(self) -> float:
        """Neighbours together beyond chance: 0 where groups say nothing of them, near 1 where many groups hold all."""
        return self.together - self.chance

    @property
    def score(self) -> float:
        """What the choice goes by: agreement, weighed by how many groups there are that stay the same."""
        if min(self.agreement, self.stability) <= 0:
            return min(self.agreement, 0.0)
        return self.agreement * float((self.stability * self.n_clusters) ** FINER)

    @property
    def is_clear(self) -> bool:
        """Whether the groups hold nearly all neighbours, and nearly the same ones are found each time."""
        return self.chance < 1 and min(self.agreement / (1 - self.chance), self.stability) >= CLEAR


@dataclass(frozen=True)
class HowMany:
    """The number of groups that was chosen, and by what.

    coarse, n_clusters, fine: the best numbers of three ranges; the three are one where there are no others. as_good:
    the least and the greatest number that would do nearly as well. tried: every number compared, in order; empty where
    there was nothing to choose.
    """

    n_clusters: int
    coarse: int
    fine: int
    as_good: tuple[int, ...]
    tried: tuple[NumberTried, ...]

    @property
    def stability(self) -> float:
        """How sure the groups are: how alike two runs with the number chosen are (0 to 1); nan without a choice."""
        return next((one.stability for one in self.tried if one.n_clusters == self.n_clusters), float("nan"))

    def number_of(self, level: str) -> int:
        """How many groups "coarse", "fine", or any other level has."""
        return {"coarse": self.coarse, "fine": self.fine}.get(level, self.n_clusters)


def choose_n_clusters(runs: Resampled, on_progress: OnProgress | None = None) -> HowMany:
    """The number of groups that fits best, by what repeated runs agree on (Lange et al. 2004, von Luxburg 2010).

    k-means is repeated on random halves of the rows, and each row is put to the nearest centre. A number is good
    where the runs agree with each other (Ben-Hur et al. 2002), and where rows that a run has not seen are in one
    group with their nearest neighbours. Two groups nearly always stay the same; so a finer number is taken where it
    keeps nearly as many neighbours together. Measured by `python benchmarks/run.py how_many`.
    """
    candidates = numbers_for(runs.n_rows)
    if not candidates:
        return HowMany(1, 1, 1, (1, 1), ())
    tried: list[NumberTried] = []
    best = -np.inf
    for place, k in enumerate(candidates):
        if on_progress:
            on_progress(place, len(candidates) + 1, "looking for groups")
        tried.append(_tried(runs, k))
        best = max(best, tried[-1].score)
        top = next(one.n_clusters for one in tried if one.score == best)
        if k >= WIDE * top and tried[-1].score < GIVEN_UP * best:
            break
    return chosen(tried)


def numbers_for(n_rows: int) -> list[int]:
    """The numbers of groups that are compared for so many different rows."""
    return [k for k in CANDIDATES if k <= max(int(np.sqrt(n_rows)), n_rows // ROWS_A_GROUP)]


def chosen(tried: Sequence[NumberTried]) -> HowMany:
    """The middle of the numbers that score within 2 % of the best; where groups stand apart, as many as do.

    Coarse and fine are the best of at most half and at least twice as many.
    """
    scores = np.array([one.score for one in tried])
    low, high = _around(scores, int(scores.argmax()))
    middle = np.log([tried[low].n_clusters, tried[high].n_clusters]).mean()
    place = min(range(low, high + 1), key=lambda one: abs(np.log(tried[one].n_clusters) - middle))
    least = MUCH_FINER * max(one.agreement for one in tried)
    if clear := [at for at, one in enumerate(tried) if one.is_clear and one.agreement >= least]:
        low = high = place = clear[-1]
    n_clusters = tried[place].n_clusters
    half = max(n_clusters // 2, 2)
    fewer = [one for one in tried[:place] if n_clusters / WIDE <= one.n_clusters <= half]
    more = [one for one in tried if 2 * n_clusters <= one.n_clusters <= WIDE * n_clusters]
    return HowMany(
        n_clusters=n_clusters,
        coarse=max(fewer, key=lambda one: one.agreement * one.stability).n_clusters if fewer else n_clusters,
        fine=max(more, key=lambda one: one.score).n_clusters if more else n_clusters,
        as_good=(tried[low].n_clusters, tried[high].n_clusters),
        tried=tuple(tried),
    )


def _around(scores: NDArray[np.float64], best: int) -> tuple[int, int]:
    """The first and the last place of those around the best that score nearly as well."""
    worse = np.flatnonzero(scores < NEARLY_AS_GOOD * scores[best])
    before, after = worse[worse < best], worse[worse > best]
    if scores[best] <= 0:
        return best, best
    return int(before.max(initial=-1)) + 1, int(after.min(initial=len(scores))) - 1


def _tried(runs: Resampled, k: int) -> NumberTried:
    labels = [runs.labels(run, k) for run in range(runs.n_runs)]
    shares = np.mean([runs.neighbors_together(run, found) for run, found in enumerate(labels)], axis=0)
    pairs = [adjusted_rand(one, other) for place, one in enumerate(labels) for other in labels[:place]]
    return NumberTried(k, float(shares[0]), float(shares[1]), float(np.mean(pairs)))
