"""How good recommendations are on the user's own data: hidden items found, beside recommending what is popular."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from embedcore.errors import DataError, ParameterError
from embedcore.facets.chance import wilson_interval
from embedcore.parameters import Default, adapted, real_number
from embedcore.phrases import by_number, counted
from embedcore.recommend.factorization import last_of_each_user, places, scores_of_others
from embedcore.recommend.space import learn_factors
from embedcore.recommend.suggest import with_users
from embedcore.recommend.table import Floats, Interactions, Ints
from embedcore.space.space import EmbeddingSpace
from embedcore.types import OnProgress


@dataclass(frozen=True)
class RecommendQuality:
    """What happens when each user's last liked item is hidden and recommendations are made without it.

    hits: users whose hidden item is among the n_items recommended; popularity_hits: the same for the n_items
    that most users have and this one has not. coverage, popularity_coverage: the share (0 to 1) of the items
    that are recommended to anybody. liked_from: the least rating that counts as liked; None: all.
    by_time: the last by the time column, else by the order of the table.
    """

    n_users: int
    n_items: int
    hits: int
    popularity_hits: int
    coverage: float
    popularity_coverage: float
    liked_from: float | None
    by_time: bool
    notes: tuple[str, ...] = ()

    @property
    def hit_rate(self) -> float:
        """0 to 1: the share of users whose hidden item is found."""
        return self.hits / self.n_users

    @property
    def popularity_hit_rate(self) -> float:
        return self.popularity_hits / self.n_users

    @property
    def against_popularity(self) -> Literal["better", "as good", "worse"]:
        """Beside recommending what most users have: as good where that lies within the interval."""
        low, high = self.interval
        if low > self.popularity_hit_rate:
            return "better"
        return "worse" if high < self.popularity_hit_rate else "as good"

    @property
    def interval(self) -> tuple[float, float]:
        """Where the hit rate lies for such users with 95 % confidence (Wilson 1927)."""
        return wilson_interval(self.hits, self.n_users)


def recommend_quality(
    space: EmbeddingSpace,
    *,
    n_items: int = Default(10),
    liked: float | None = None,
    on_progress: OnProgress | None = None,
) -> RecommendQuality:
    """The hit rate at n_items, leaving each user's last liked item out, and that of popularity.

    All the hidden items are taken out at once; vectors and settings are learned anew without them; each is
    ranked among every item that its user does not have in what is left. Exact: every user counts who has a
    liked item and at least one other. Popularity: how many users have an item in what is left. Ties go by
    the order of the items.
    liked: the least rating that counts as liked; None: from three quarters up on the scale of the ratings
    (4 of 5 stars), or everything for clicks.

    Raises ParameterError for n_items outside 1..n_rows or liked above every rating or without ratings;
    DataError where no user can be asked.
    """
    space = with_users(space)
    return quality_of(
        space.interactions, space.n_dims, space.random_state, n_items=n_items, liked=liked, on_progress=on_progress
    )


def quality_of(
    table: Interactions,
    n_dims: int,
    random_state: int,
    *,
    n_items: int = Default(10),
    liked: float | None = None,
    on_progress: OnProgress | None = None,
) -> RecommendQuality:
    """The same of interactions alone, as a worker has them."""
    most = table.n_items
    n_items = adapted("n_items", n_items, high=most, advice=f"there are {most} items")
    liked_from = _liked_from(table, liked)
    pairs = np.flatnonzero(table.liked(liked_from))
    n_who_like = len(np.unique(table.user_of[pairs]))
    pairs = pairs[np.bincount(table.user_of, minlength=table.n_users)[table.user_of[pairs]] >= 2]
    if len(pairs) == 0:
        raise DataError("at least one user must have a liked item and another one (got none); load more rows")
    hidden = last_of_each_user(table, pairs)
    rest = table.without(hidden)
    factors, notes = learn_factors(rest, n_dims, random_state, on_progress=on_progress)
    users, items = table.user_of[hidden], table.item_of[hidden]
    ours = _hits(lambda some: factors.scores(factors.users[some]), rest, users, items, n_items, on_progress)
    counts = np.bincount(rest.item_of, minlength=rest.n_items).astype(np.float64)
    popular = _hits(lambda some: np.tile(counts, (len(some), 1)), rest, users, items, n_items, None)
    result = RecommendQuality(
        len(hidden), n_items, ours[0], popular[0], ours[1], popular[1], liked_from, table.times is not None
    )
    return replace(result, notes=(*_notes(table, result, n_who_like), *notes))


def _liked_from(table: Interactions, liked: float | None) -> float | None:
    if liked is None:
        return table.liked_from
    liked = real_number("liked", liked)
    if table.ratings is None:
        raise ParameterError(f"liked needs ratings (got {liked:g} for clicks without ratings); leave it out")
    if not (table.ratings >= liked).any():
        raise ParameterError(
            f"liked must be reached by a rating (got {liked:g}; the greatest is {table.ratings.max():g})"
        )
    return liked


def _hits(
    score: Callable[[Ints], Floats], rest: Interactions, users: Ints, items: Ints, n_items: int,
    on_progress: OnProgress | None,
) -> tuple[int, float]:  # fmt: skip
    """How many hidden items are among the first n_items, and the share of all items that are recommended."""
    recommended = np.zeros(rest.n_items, dtype=bool)
    hits = 0
    for block, scores in scores_of_others(score, rest, users):
        hits += int((places(scores, items[block]) < n_items).sum())
        best = np.argsort(-scores, axis=1, kind="stable")[:, :n_items]
        recommended[best[np.take_along_axis(scores, best, axis=1) > -np.inf]] = True
        if on_progress:
            on_progress(block.stop, len(users), "asking for every user")
    return hits, float(recommended.mean())


def _notes(table: Interactions, result: RecommendQuality, n_who_like: int) -> list[str]:
    notes = []
    if not result.by_time:
        notes.append("there is no time column: a user's last item is the last in the table")
    if n_who_like < table.n_users:
        n = table.n_users - n_who_like
        like = counted(n, "user likes", "users like")
        notes.append(f"{like} nothing by this measure and {by_number(n, 'is', 'are')} not asked")
    if result.n_users < n_who_like:
        n = n_who_like - result.n_users
        have = counted(n, "user has", "users have")
        notes.append(f"{have} only one item and {by_number(n, 'is', 'are')} not asked: there is nothing to go by")
    if result.hits <= result.popularity_hits:
        notes.append("recommending what is popular finds as many here: these vectors know no more than that")
    elif result.interval[0] <= result.popularity_hit_rate:
        notes.append("the difference from popularity may be chance with so few users")
    return notes
