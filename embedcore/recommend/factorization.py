"""Item vectors from interactions: a truncated SVD, shrunk, used as a regression of every item on the others.

The matrix of strengths has its rows divided by the square root of their length, so that users with very
many items do not decide everything. Its truncated SVD U s V' gives each item i the vector
y_i = sqrt(g) * v_i with g = s^2 / (s^2 + penalty): then y_i . y_j is the weight with which having i speaks
for j in the ridge regression of the matrix on itself within those dimensions (Jin et al. 2021, Towards a
better understanding of linear models for recommendation). That regression must not explain an item by
itself, so scores are divided by 1 - y_j . y_j, the closed form of that condition (Steck 2019,
Embarrassingly shallow autoencoders for sparse data, here in n_dims dimensions).

A user's vector is the weighted mean of the vectors of what the user has. How strong the shrinkage is, and
whether a user's latest items count more, is chosen by hiding items that are known (`chosen_settings`).
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from embedcore.metrics import principal_axes, with_fixed_signs
from embedcore.recommend.table import Floats, Interactions, Ints
from embedcore.types import OnProgress

if TYPE_CHECKING:
    from scipy.sparse import csr_array

PENALTIES = (0.01, 0.03, 0.1, 0.3, 1.0)
"""Shrinkages that are compared, as shares of the greatest squared singular value."""

HALF_LIFE = 10
RECENT_FLOOR = 0.2
"""Where the latest count more: an item's weight halves with every 10 that came after it, but for a fifth of it."""

GRAM_ROWS = 1_500
"""Up to so many users (or items) the SVD is exact, by the eigenvectors of their products; beyond, randomized."""

TRIED_USERS = 2_000
LEAST_TRIALS = 1_500
MOST_ROUNDS = 4
_BLOCK_CELLS = 4_000_000


@dataclass(frozen=True)
class FactorSettings:
    """penalty: the shrinkage, a share of the greatest squared singular value. recent: the latest count more."""

    penalty: float
    recent: bool


@dataclass(frozen=True, eq=False)
class Factors:
    """items: (n_items, n_dims) vectors y. users: (n_users, n_dims), weighted means of y, zero without items.

    weights: (n_users, n_items) sparse, each row sums to 1. damping: (n_items,) 1 - y . y, > 0.
    """

    items: Floats
    users: Floats
    weights: "csr_array"
    damping: Floats
    settings: FactorSettings

    def scores(self, profiles: Floats) -> Floats:
        """(n_profiles, n_items) how much each item is recommended to profiles (n_profiles, n_dims)."""
        return np.asarray((profiles @ self.items.T) / self.damping)


def decompose(table: Interactions, n_dims: int, random_state: int) -> tuple[Floats, Floats]:
    """The truncated SVD of the scaled strengths, never through a dense matrix of users by items.

    Returns the singular values (n_dims,), descending, and the right vectors (n_items, n_dims).
    """
    lengths = np.sqrt(np.bincount(table.user_of, weights=table.strengths**2, minlength=table.n_users))
    matrix = table.matrix(table.strengths / np.sqrt(lengths[table.user_of]))
    if min(matrix.shape) <= GRAM_ROWS:
        singular, right = _svd_by_products(matrix, n_dims)
    else:
        from sklearn.utils.extmath import randomized_svd

        _, singular, rows = randomized_svd(matrix, n_components=n_dims, n_iter=7, random_state=random_state)
        right = rows.T
    return singular, with_fixed_signs(right)


def _svd_by_products(matrix: "csr_array", n_dims: int) -> tuple[Floats, Floats]:
    by_users = matrix.shape[0] <= matrix.shape[1]
    products = (matrix @ matrix.T if by_users else matrix.T @ matrix).toarray()
    squares, vectors = principal_axes(products, n_dims)
    squares = np.maximum(squares, 0)
    # Beyond the rank there is only rounding: those dimensions are zero.
    real = squares > 1e-10 * squares[0]
    singular = np.sqrt(np.where(real, squares, 0))
    if by_users:
        vectors = (matrix.T @ vectors) / np.where(real, singular, 1)
    return singular, np.where(real, vectors, 0)


def profile_weights(table: Interactions, recent: bool) -> "csr_array":
    """(n_users, n_items): what each of a user's items counts; rows sum to 1."""
    weights = table.strengths
    if recent:
        weights = weights * (RECENT_FLOOR + (1 - RECENT_FLOOR) * 0.5 ** (table.ages() / HALF_LIFE))
    sums = np.bincount(table.user_of, weights=weights, minlength=table.n_users)
    return table.matrix(weights / sums[table.user_of])


def factorize(table: Interactions, decomposition: tuple[Floats, Floats], settings: FactorSettings) -> Factors:
    """The vectors under these settings. decomposition: as `decompose` gives it."""
    singular, right = decomposition
    squares = singular**2
    greatest = squares[0] if squares[0] > 0 else 1.0
    items = right * np.sqrt(squares / (squares + settings.penalty * greatest))
    weights = profile_weights(table, settings.recent)
    own = np.einsum("ij,ij->i", items, items)
    return Factors(items, np.asarray(weights @ items), weights, np.maximum(1 - own, 1e-9), settings)


def chosen_settings(
    table: Interactions, n_dims: int, random_state: int, *, on_progress: OnProgress | None = None
) -> tuple[FactorSettings, tuple[str, ...]]:
    """The settings that find hidden items best (mean reciprocal rank), and what must be said of the choice.

    Hidden are, of each user with at least 2 items, the last liked one where there are times, else one at
    random, in as many rounds as 1,500 trials need (at most 4); the SVD is made again without them.
    """
    rng = np.random.default_rng(random_state)
    usable = np.flatnonzero(table.liked(table.liked_from) & (np.bincount(table.user_of)[table.user_of] >= 2))
    users = np.unique(table.user_of[usable])
    notes: tuple[str, ...] = ()
    if len(users) > TRIED_USERS:
        notes = (f"the shrinkage was chosen on {TRIED_USERS:,} of {len(users):,} users, drawn at random",)
        users = np.sort(rng.choice(users, TRIED_USERS, replace=False))
        usable = usable[np.isin(table.user_of[usable], users)]
    if len(users) == 0:
        return FactorSettings(PENALTIES[-1], recent=False), ("no user has 2 items or more: nothing could be tried",)
    options = [
        FactorSettings(p, recent)
        for recent in ((False, True) if table.times is not None else (False,))
        for p in PENALTIES
    ]
    n_rounds = min(MOST_ROUNDS, -(-LEAST_TRIALS // len(users))) if table.times is None else 1
    found = np.zeros(len(options))
    for number in range(n_rounds):
        if on_progress:
            on_progress(number, n_rounds, "trying settings")
        hidden = last_of_each_user(table, usable) if table.times is not None else _one_of_each_user(table, usable, rng)
        found += _found(table, hidden, options, n_dims, random_state)
    return options[int(found.argmax())], notes


def last_of_each_user(table: Interactions, pairs: Ints) -> Ints:
    """Of these pairs (positions), each user's last by time, then row; in order of users."""
    order = table.order()
    order = order[np.isin(order, pairs)]
    users = table.user_of[order]
    return np.asarray(order[np.append(users[1:] != users[:-1], True)])


def _one_of_each_user(table: Interactions, pairs: Ints, rng: np.random.Generator) -> Ints:
    shuffled = rng.permutation(pairs)
    _, first = np.unique(table.user_of[shuffled], return_index=True)
    return np.asarray(shuffled[first])


def _found(table: Interactions, hidden: Ints, options: list[FactorSettings], n_dims: int, random_state: int) -> Floats:
    """The mean reciprocal rank, under each of the settings, of the hidden pairs among what their users have not."""
    rest = table.without(hidden)
    decomposition = decompose(rest, n_dims, random_state)
    users, items = table.user_of[hidden], table.item_of[hidden]

    def mean_rank(factors: Factors) -> float:
        blocks = scores_of_others(lambda some: factors.scores(factors.users[some]), rest, users)
        ranks = np.concatenate([places(scores, items[block]) for block, scores in blocks])
        return float((1 / (1 + ranks)).mean())

    return np.array([mean_rank(factorize(rest, decomposition, settings)) for settings in options])


def scores_of_others(
    score: Callable[[Ints], Floats], table: Interactions, users: Ints
) -> Iterator[tuple[slice, Floats]]:
    """Users block by block, with their scores (n_users_in_block, n_items): -inf for what a user has in the table."""
    has = table.matrix(np.ones(table.n_pairs))
    size = max(1, _BLOCK_CELLS // table.n_items)
    for start in range(0, len(users), size):
        block = slice(start, min(start + size, len(users)))
        scores = score(users[block])
        scores[has[users[block]].nonzero()] = -np.inf
        yield block, scores


def places(scores: Floats, items: Ints) -> Ints:
    """(n_rows,) how many entries of each row come before that of items[row]: greater ones, and equal ones earlier."""
    own = scores[np.arange(len(items)), items][:, None]
    earlier: NDArray[np.bool_] = np.arange(scores.shape[1])[None, :] < items[:, None]
    return np.asarray(((scores > own) | ((scores == own) & earlier)).sum(axis=1))
