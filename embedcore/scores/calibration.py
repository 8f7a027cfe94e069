"""What a score means in this space: what random rows have, what near-duplicates have, and where to cut."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from embedcore.errors import DataError
from embedcore.groups.count import typical_group_size
from embedcore.metrics import Metric
from embedcore.parameters import whole_number
from embedcore.scores.baselines import (
    above_chance,
    best_by_chance,
    changed_texts,
    closer,
    near_duplicate_level,
    random_pair_scores,
    reached_by,
)
from embedcore.space.neighbors import Neighbors
from embedcore.space.query import search
from embedcore.space.space import EmbeddingSpace
from embedcore.types import Scores, Vectors

GROUPS_COMPARED = 5
"""A query's best scores that are split: so many typical groups. More would hide the step, fewer cut it short."""
LEAST_COMPARED = 20
ENOUGH_ROWS = 100
CALIBRATION_READS = ("metric", "texts", "encoder")
"""What of a space a calibration depends on: near-duplicates are changed texts, read by its model."""


@dataclass(frozen=True)
class Floor:
    """Scores of random pairs of rows: their mean, and the one that only the closest 5 % reach.

    n_pairs: pairs drawn (all, where there are no more). For a distance the closest 5 % are the smallest.
    """

    mean: float
    p95: float
    n_pairs: int


@dataclass(frozen=True, eq=False)
class ScoreScale:
    """What holds for a whole space, whatever is searched: made once for each metric.

    pairs: (n_pairs,) scores of random pairs, closest first. near_duplicate: see `near_duplicate_level`.
    group_size: rows of a typical group. above_chance: see `above_chance`. best_by_chance: what the best of all
    rows would have for a query that is like none of them; see `best_by_chance`.
    """

    metric: Metric
    floor: Floor
    near_duplicate: float
    n_compared: int
    from_changed_texts: bool
    group_size: float
    above_chance: float
    best_by_chance: float
    pairs: Scores

    @property
    def decimals(self) -> int:
        """Decimal places that tell scores here apart: the step of the last is at most a fifth of floor.p95 from its
        mean. At least 2, for most spaces enough; more where all scores lie close together.
        """
        width = abs(self.floor.p95 - self.floor.mean)
        return int(np.clip(np.ceil(-np.log10(width / 5)), 2, 6)) if width > 0 else 2

    def shown(self, score: float) -> str:
        """A score with as many digits as tell scores apart here."""
        return f"{score:.{self.decimals}f}"

    def share_of_pairs(self, score: float) -> float:
        """The share of random pairs that are at least as close."""
        keys = self.metric.order_key(self.pairs)
        key = float(self.metric.order_key(np.array([score]))[0])
        return float(np.searchsorted(keys, key, side="right") / len(keys))

    def is_chance(self, best: float) -> bool:
        """Whether a query's best score is no more than chance gives among so many rows: it is unlike all of them."""
        return not self.metric.passes(np.array([best]), self.best_by_chance)[0]

    def describe(self, score: float) -> str:
        """The score's meaning in this space, as an end of a sentence: "as close as ..."."""
        closer = self.metric.passes(np.array([score]), self.near_duplicate)[0]
        share = self.share_of_pairs(score)
        if closer:
            return f"as close as {'a near-duplicate' if self.from_changed_texts else 'the closest neighbours here'}"
        if share == 0:
            return f"closer than all of {len(self.pairs):,} random pairs here"
        if share <= 0.5:
            return f"as close as the closest {percent(share)} of pairs here"
        return "no closer than two random rows"

    def threshold(self, ranking: Scores) -> tuple[float, str]:
        """The suggested threshold for a query and the reason. ranking: its scores, closest first.

        Otsu's method (1979), exact, over as many of the best scores as GROUPS_COMPARED typical groups
        have rows. The reason warns where even the best score is no more than chance.
        """
        n_best = int(np.clip(round(GROUPS_COMPARED * self.group_size), LEAST_COMPARED, max(len(ranking), 1)))
        cut = otsu_cut(ranking[:n_best], self.metric, self.decimals)
        if len(ranking) >= ENOUGH_ROWS and self.is_chance(float(ranking[0])):
            return cut, (
                f"even the best result is no closer than the best of {len(ranking):,} unrelated rows would be "
                f"({self.shown(self.best_by_chance)}), so take none of them for a match"
            )
        beyond = "below" if self.metric.greater_is_closer else "above"
        step = self.shown(nearest_step(cut, ranking, self.metric, self.decimals))
        return cut, f"{beyond} {step}, results no longer stand out from the rest"


@dataclass(frozen=True, eq=False)
class Calibration(ScoreScale):
    """What scores mean in a space, and where to cut.

    suggested_threshold: for this query, or without one the score above which pairs are more than chance; reason says
    why.
    """

    suggested_threshold: float
    reason: str

    @property
    def notes(self) -> tuple[str, ...]:
        source = "texts and their slightly changed copies" if self.from_changed_texts else "rows' nearest neighbours"
        return (
            f"measured on {self.floor.n_pairs:,} random pairs of rows and {self.n_compared:,} {source}; "
            f"a typical group has about {self.group_size:,.0f} rows",
        )


def calibrate(
    space: EmbeddingSpace, query: "str | int | ArrayLike | None" = None, *, random_state: int = 42
) -> Calibration:
    """What scores mean in this space, from random samples of its rows, and a threshold for the query.

    query: a text, a row index or a vector as in `search`; None suggests the score above which pairs of
    rows are more than chance. All values are in the metric's own unit.

    Raises DataError for a single row, and what `search` raises for the query.
    """
    scale = space_calibration(space, random_state=random_state)
    if query is None:
        reason = "beyond it, most pairs of rows are more than chance"
        return Calibration(**vars(scale), suggested_threshold=scale.above_chance, reason=reason)
    return query_calibration(scale, search(space, query, n_neighbors=None))


def query_calibration(scale: ScoreScale, ranking: Neighbors) -> Calibration:
    """The calibration for one query. ranking: every row, closest first."""
    threshold, reason = scale.threshold(ranking.scores)
    return Calibration(**vars(scale), suggested_threshold=threshold, reason=reason)


def space_calibration(
    space: EmbeddingSpace,
    *,
    random_state: int = 42,
    group_size: float | None = None,
    changed: Vectors | None = None,
) -> ScoreScale:
    """Floor, near-duplicate level and group size of a space; made once and kept with it.

    group_size: `typical_group_size`, and changed: the vectors of `changed_texts`, where they are known already.
    random_state: of the pairs of rows and of the changed texts.
    Raises DataError for a single row.
    """
    random_state = whole_number("random_state", random_state, low=0, high=2**31 - 1)
    if space.n_rows < 2:
        raise DataError("scores can only be compared among at least 2 rows (got 1 row); load more rows")

    def made() -> ScoreScale:
        return _calibrated(space, random_state, group_size, changed)

    return space.memo("calibration", made, random_state, reads=CALIBRATION_READS)


def known_calibration(space: EmbeddingSpace) -> ScoreScale | None:
    """What `space_calibration` has made for this space already; None where it has not."""
    return space.known("calibration", 42, reads=CALIBRATION_READS)


def _calibrated(
    space: EmbeddingSpace, random_state: int, group_size: float | None, changed: Vectors | None
) -> ScoreScale:
    if group_size is None:
        # The same whatever random_state, as in the dashboard: other draws move thresholds of unclear queries by 0.1.
        group_size = typical_group_size(space)
    if changed is None and space.encoder is not None and (texts := changed_texts(space, random_state)):
        changed = space.encoder.encode(texts)
    pairs = random_pair_scores(space, random_state)
    floor = Floor(float(pairs.mean()), reached_by(pairs, 0.05), len(pairs))
    level, n_compared, from_texts = near_duplicate_level(space, changed, random_state)
    # A level that random rows reach would call them duplicates.
    near = float(closer(space.metric, level, floor.p95))
    return ScoreScale(
        metric=space.metric,
        floor=floor,
        near_duplicate=near,
        n_compared=n_compared,
        from_changed_texts=from_texts,
        group_size=group_size,
        above_chance=above_chance(pairs, space.metric),
        best_by_chance=best_by_chance(pairs, space.metric, space.n_rows),
        pairs=pairs,
    )


def first_threshold(ranking: Scores, metric: Metric) -> float:
    """A threshold for a query before the space is calibrated: as `ScoreScale.threshold`, for groups of sqrt(n) rows.

    ranking: its scores, closest first.
    """
    n_best = int(max(round(GROUPS_COMPARED * len(ranking) ** 0.5), LEAST_COMPARED))
    return otsu_cut(ranking[:n_best], metric)


def otsu_cut(best: Scores, metric: Metric, decimals: int = 2) -> float:
    """The threshold between near and far among a query's best scores.

    Otsu's method (1979), exact: the cut that leaves the least variance within the two sides; of distances
    squared, so that vectors of unit length are cut where their cosine similarities are.
    best: (n,) closest first. Returns the last score on the near side, to so many decimal places where that lets
    the same rows pass.
    """
    given = np.asarray(best, dtype=np.float64)
    best = given if metric.greater_is_closer else given**2
    if len(best) < 3 or best[0] == best[-1]:
        return float(given[-1]) if len(best) else 0.0
    near_count = np.arange(1, len(best))
    near_sum = np.cumsum(best)[:-1]
    far_count = len(best) - near_count
    difference = near_sum / near_count - (best.sum() - near_sum) / far_count
    cut = int((near_count * far_count * difference**2).argmax())
    value = float(given[cut])
    shown = loosened(value, metric, decimals)
    return value if metric.passes(given[cut + 1 : cut + 2], shown)[0] else shown


def nearest_step(cut: float, ranking: Scores, metric: Metric, decimals: int = 2) -> float:
    """A threshold to so many decimal places, as a slider has it: the nearest, but never so that the best row fails.

    ranking: scores, closest first.
    """
    nearest = round(cut, decimals)
    return nearest if metric.passes(ranking[:1], nearest)[0] else loosened(cut, metric, decimals)


def loosened(value: float, metric: Metric, decimals: int = 2) -> float:
    """To so many decimal places, so that what passes the value passes the result."""
    scale = float(10**decimals)
    steps = value * scale
    if abs(steps - round(steps)) < 1e-11 * scale:  # so short already: 0.37 * 100 is not quite 37
        return round(steps) / scale
    return float(np.floor(steps) if metric.greater_is_closer else np.ceil(steps)) / scale


def percent(share: float) -> str:
    """A share as a person says it: "5 %", "0.3 %"."""
    value = 100 * share
    return f"{value:.0f} %" if value >= 1 else f"{value:.1g} %"
