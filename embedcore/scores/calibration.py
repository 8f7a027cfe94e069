"""What a score means in this space: what random rows have, what near-duplicates have, and where to cut."""

from dataclasses import dataclass, field, replace

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
    farther,
    least_nearest,
    near_duplicate_level,
    random_pair_scores,
    reached_by,
)
from embedcore.scores.cut import best_compared, loosened, nearest_step, otsu_cut
from embedcore.scores.rule_of_thumb import CUTS, RuleOfThumb, has_rule, rule_here, verdict
from embedcore.space.neighbors import Neighbors
from embedcore.space.query import search
from embedcore.space.space import EmbeddingSpace
from embedcore.types import Scores, Vectors

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
    rows would have for a query that is like none of them; see `best_by_chance`. least_nearest: see there; None where
    it was not measured. rule: whether the rule of thumb holds here, None where there is none for such scores.
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
    least_nearest: float | None = field(default=None, kw_only=True)
    rule: RuleOfThumb | None = field(default=None, kw_only=True)

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

    @property
    def least_match(self) -> float:
        """What a query's best score must reach to be about something here: more than chance gives among so many rows,
        or as much as nearly every row has with the one nearest to it, whichever is less."""
        if self.least_nearest is None:
            return self.best_by_chance
        return farther(self.metric, self.best_by_chance, self.least_nearest)

    def is_chance(self, best: float) -> bool:
        """Whether a query's best score is below `least_match`."""
        return not self.metric.passes(np.array([best]), self.least_match)[0]

    def nothing_matches(self, ranking: Scores) -> bool:
        """Whether nothing here is about a query; never said of few rows. ranking: its scores, closest first."""
        return len(ranking) >= ENOUGH_ROWS and self.is_chance(float(ranking[0]))

    def describe(self, score: float) -> str:
        """The one meaning of a score in this space, as an end of a sentence: "as close as ...".

        Where the rule of thumb holds here it begins with the rule's word: "related: as close as ...".
        """
        if self.rule is None or not self.rule.fits:
            return self._measured(score)
        word, share = verdict(score, self.near_duplicate), self.share_of_pairs(score)
        if word == "different" and 0 < share <= 0.5:
            return f"{word}: {percent(share)} of random pairs are as close"
        return f"{word}: {self.among_pairs(score)}"

    def _measured(self, score: float) -> str:
        if self.metric.passes(np.array([score]), self.near_duplicate)[0]:
            return f"as close as {'a near-duplicate' if self.from_changed_texts else 'the closest neighbours here'}"
        return self.among_pairs(score)

    def among_pairs(self, score: float) -> str:
        """A score among those of random pairs, as an end of a sentence."""
        share = self.share_of_pairs(score)
        if share == 0:
            return f"closer than all of {len(self.pairs):,} random pairs here"
        if share <= 0.5:
            return f"as close as the closest {percent(share)} of pairs here"
        return "no closer than two random rows"

    def threshold(self, ranking: Scores) -> tuple[float, str]:
        """The suggested threshold for a query and the reason. ranking: its scores, closest first.

        Otsu's method (1979), exact, over as many of the best scores as GROUPS_COMPARED typical groups
        have rows. Where nothing is about the query, what a best score must reach to be about it: no row does.
        """
        if self.nothing_matches(ranking):
            return self._no_match(float(ranking[0]), len(ranking))
        return self.cut(ranking)

    def cut(self, ranking: Scores) -> tuple[float, str]:
        """The same, whatever the best score is: for sums of phrases, less close to any row than one phrase."""
        cut = otsu_cut(ranking[: best_compared(self.group_size)], self.metric, self.decimals)
        beyond = "below" if self.metric.greater_is_closer else "above"
        step = self.shown(nearest_step(cut, ranking, self.metric, self.decimals))
        return cut, f"{beyond} {step}, results no longer stand out from the rest"

    def _no_match(self, best: float, n_rows: int) -> tuple[float, str]:
        """A threshold that the best score does not pass, to so many decimal places, and why."""
        step, up = 10.0**-self.decimals, 1 if self.metric.greater_is_closer else -1
        least = loosened(self.least_match, self.metric, self.decimals)
        cut = least if not self.metric.passes(np.array([best]), least)[0] else round(least + up * step, self.decimals)
        return cut, f"nothing here is about it: {self.why_no_match(best, n_rows)}"

    def why_no_match(self, best: float, n_rows: int) -> str:
        """Why nothing among so many rows is about a query with that best score, as a clause."""
        return self.why_no_match_at(self.shown(best), n_rows)

    def why_no_match_at(self, best: str, n_rows: int) -> str:
        """The same of a score as it is written, or of what stands for it."""
        if self.least_match == self.best_by_chance:
            chance = f"the best of {n_rows:,} unrelated rows would be ({self.shown(self.best_by_chance)})"
            return f"even the best result ({best}) is no closer than {chance}"
        usual = f"nearly every row here has one that is closer ({self.shown(self.least_match)})"
        return f"the best result has {best}, and {usual}"


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


def keep_calibration(space: EmbeddingSpace, scale: ScoreScale) -> None:
    """Gives a space what `space_calibration` would make, where it has none."""
    space.memo("calibration", lambda: scale, 42, reads=CALIBRATION_READS)


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
    made = ScoreScale(
        metric=space.metric,
        floor=floor,
        near_duplicate=near,
        n_compared=n_compared,
        from_changed_texts=from_texts,
        group_size=group_size,
        above_chance=above_chance(pairs, space.metric),
        best_by_chance=best_by_chance(pairs, space.metric, space.n_rows),
        pairs=pairs,
        least_nearest=least_nearest(space, random_state),
    )
    return replace(made, rule=_rule(made)) if has_rule(space) else made


def _rule(scale: ScoreScale) -> RuleOfThumb:
    near, first = scale.near_duplicate, CUTS[0]
    at_first = scale.among_pairs(first).removesuffix(" here")
    return rule_here(scale.share_of_pairs(first), at_first, near, scale.shown(near))


def percent(share: float) -> str:
    """A share as a person says it: "5 %", "0.3 %"."""
    value = 100 * share
    return f"{value:.0f} %" if value >= 1 else f"{value:.1g} %"
