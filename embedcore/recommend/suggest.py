"""recommend: what a user, or somebody who likes a few items, would like next, and because of what."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from embedcore.errors import ParameterError
from embedcore.metrics import Metric, pair_scores
from embedcore.parameters import Default, adapted, whole_number
from embedcore.phrases import joined
from embedcore.recommend.space import InteractionSpace
from embedcore.recommend.table import Floats, Id, Ints
from embedcore.space.space import EmbeddingSpace

REASONS = 3
WEAK_SHARE = 0.25
"""Of a user's own items, so many are named for a recommended one, and of two similar users' shared ones."""


@dataclass(frozen=True)
class Reason:
    """One of the user's own items that speaks for a recommended one.

    contribution: its part of the score, in the score's unit (all parts add up to the score). share: 0 to 1, of
    everything that speaks for the recommended item.
    """

    item: Id
    contribution: float
    share: float


@dataclass(frozen=True, eq=False)
class Recommendations:
    """Items that the user does not have, best first, ties in the order of the items.

    items: ids of the table. scores: (n_found,) greater is better, for comparing items of one user: 0 or less
    says that nothing of the user's speaks for it, or more against it than for it. reasons: for each item up to
    three of the user's own that contributed most; empty where none did. titles: names by id, of all these items.
    because_of: ids of what the user has.
    """

    items: tuple[Id, ...]
    scores: Floats
    reasons: tuple[tuple[Reason, ...], ...]
    indices: Ints
    because_of: tuple[Id, ...]
    titles: dict[Id, str]
    notes: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.items)

    def explain(self, position: int) -> str:
        """The reason for the recommended item at a position, as a sentence: "because of A, B and C".

        What speaks for it less than a quarter as much as the first is not named. With a score of 0 or less there is no
        reason, and the sentence says so.
        """
        position = whole_number("position", position, low=0, high=len(self) - 1, advice=f"there are {len(self)} items")
        reasons = self.reasons[position]
        if not reasons:
            return "nothing speaks for it"
        if self.scores[position] <= 0:
            return "more speaks against it than for it"
        telling = [reason for reason in reasons if reason.share >= WEAK_SHARE * reasons[0].share]
        return f"because of {joined(self.titles[reason.item] for reason in telling)}"


@dataclass(frozen=True, eq=False)
class SimilarUsers:
    """The users with the most similar taste, closest first, ties in the order of the users.

    users: ids. scores: (n_found,) cosine similarity of the users' vectors, -1 to 1, whatever the metric of the
    space: a user's vector is a mean, whose length says little. shared: for each, up to three items that both
    have, those that count most for both.
    """

    users: tuple[Id, ...]
    scores: Floats
    shared: tuple[tuple[Id, ...], ...]
    n_shared: tuple[int, ...]

    def __len__(self) -> int:
        return len(self.users)


def recommend(
    space: EmbeddingSpace, *, user: Id | None = None, items: Iterable[Id] | None = None, n_items: int = Default(10)
) -> Recommendations:
    """The best items for a user of the table, or for somebody who has just these items.

    user: an id of the table. items: ids; each counts the same; one alone gives "people who liked this also
    liked". n_items: 10, or fewer where there are not so many that the user does not have; a number given
    is never an error for being large: then there are fewer, and `.notes` says so.

    Score: the sum over the user's items of weight * (y_own . y_other) / (1 - y_other . y_other); see
    `embedcore.recommend.factorization`.
    Raises ParameterError for both or neither of user and items, no items, and unknown ids; where the space has
    no users.
    """
    space = with_users(space)
    if (user is None) == (items is None):
        got = "neither" if user is None else "both"
        raise ParameterError(f"recommend needs a user or items (got {got}); pass one of them")
    n_items = whole_number("n_items", n_items, low=1)
    if user is not None:
        row = space.factors.weights[[space.users.position(user)]].tocoo()
        own, weights = row.col.astype(np.int64), row.data
    else:
        own = _rows_of(space, items)
        weights = np.full(len(own), 1 / len(own))
    return _recommended(space, own, np.asarray(weights, dtype=np.float64), n_items)


def similar_users(space: EmbeddingSpace, user: Id, *, n_users: int = Default(10)) -> SimilarUsers:
    """The users whose taste is most like this one's.

    n_users: 10, or all the others where there are fewer. Raises ParameterError for an unknown user or n_users
    outside 1..(number of others).
    """
    space = with_users(space)
    position = space.users.position(user)
    others = len(space.users) - 1
    n_users = adapted("n_users", n_users, high=others, advice=f"there are {others} other users")
    scores = pair_scores(Metric.COSINE, space.users.vectors, space.users.vectors[position])
    order = np.argsort(-scores, kind="stable")
    order = order[order != position][:n_users]
    weights = space.factors.weights
    own = weights[[position]]
    shared, counts = [], []
    for other in order.tolist():
        both = own.multiply(weights[[other]]).tocoo()
        best = np.lexsort((both.col, -both.data))[:REASONS]
        shared.append(tuple(space.item_ids[item] for item in both.col[best].tolist()))
        counts.append(int(both.nnz))
    ids = tuple(space.users.ids[other] for other in order.tolist())
    return SimilarUsers(ids, scores[order], tuple(shared), tuple(counts))


def shared_users(space: InteractionSpace, row: int, other: int) -> tuple[int, int]:
    """Of the users who have the item of one row: how many also have that of another row, and how many there are."""
    have = space.factors.weights[:, [row, other]].tocsc() > 0
    return int(have[:, [0]].multiply(have[:, [1]]).sum()), int(have[:, [0]].sum())


def with_users(space: EmbeddingSpace) -> InteractionSpace:
    """The space, if it has users. Raises ParameterError where it has none."""
    if not isinstance(space, InteractionSpace):
        raise ParameterError(
            f"space must be one of users and items (got {type(space).__name__}); make it with embed_interactions()"
        )
    return space


def _rows_of(space: InteractionSpace, items: Iterable[Id] | None) -> Ints:
    if isinstance(items, (str, bytes)) or not isinstance(items, Iterable):
        raise ParameterError(f"items must be a list of item ids (got {items!r}); put a single id in a list")
    rows = list(dict.fromkeys(space.position(item) for item in items))
    if not rows:
        raise ParameterError("items must hold at least one item id (got none); pick some")
    return np.array(rows, dtype=np.int64)


def _recommended(space: InteractionSpace, own: Ints, weights: Floats, n_items: int) -> Recommendations:
    factors = space.factors
    scores = factors.scores((weights @ factors.items[own])[None, :])[0]
    available = np.setdiff1d(np.arange(space.n_rows), own)
    best = available[np.argsort(-scores[available], kind="stable")][:n_items]
    notes = []
    if len(available) == 0:
        notes.append(f"all {space.n_rows} items are there already: nothing is left to recommend")
    elif len(available) < n_items:
        notes.append(f"only {len(available)} of {space.n_rows} items are left to recommend")
    without = int((scores[best] <= 0).sum())
    if without:
        notes.append(f"on the whole nothing speaks for the last {without} of these {len(best)} items")
    parts = (factors.items[best] @ factors.items[own].T) * weights / factors.damping[best][:, None]
    ids = space.item_ids
    reasons = tuple(_reasons(part, [ids[row] for row in own.tolist()]) for part in parts)
    named = {ids[row]: space.title(ids[row]) for row in best.tolist()}
    named |= {reason.item: space.title(reason.item) for group in reasons for reason in group}
    return Recommendations(
        items=tuple(ids[row] for row in best.tolist()),
        scores=scores[best],
        reasons=reasons,
        indices=best,
        because_of=tuple(ids[row] for row in own.tolist()),
        titles=named,
        notes=tuple(notes),
    )


def _reasons(parts: Floats, own: list[Id]) -> tuple[Reason, ...]:
    speaking = float(parts[parts > 0].sum())
    order = np.argsort(-parts, kind="stable")[:REASONS].tolist()
    return tuple(Reason(own[at], float(parts[at]), float(parts[at]) / speaking) for at in order if parts[at] > 0)
