"""The recommenders that `recommend` compares: each turns Interactions into scores of users by items."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from embedcore.recommend.table import Interactions

Floats = NDArray[np.float64]
Recommender = Callable[["Interactions"], Floats]
RATING, LIKED, CLICK, STRENGTH = "rating", "liked", "click", "strength"


def popularity(table: "Interactions") -> Floats:
    counts = np.bincount(table.item_of, minlength=table.n_items).astype(np.float64)
    return np.broadcast_to(counts, (table.n_users, table.n_items)).copy()


def truncated_svd(values: str, n_dims: int) -> Recommender:
    """As in the textbook: scikit-learn's TruncatedSVD of the users by items, its reconstruction as the score."""

    def score(table: "Interactions") -> Floats:
        from sklearn.decomposition import TruncatedSVD

        svd = TruncatedSVD(min(n_dims, table.n_items), random_state=42)
        users = svd.fit_transform(table.matrix(_values(table, values)))
        return np.asarray(users @ svd.components_)

    return score


def scaled_svd(n_dims: int, *, user: float, item: float) -> Recommender:
    """PureSVD (Cremonesi et al. 2010) of strengths divided by powers of the lengths of rows and columns.

    With item = 0.5 and the like it is EigenRec (Nikolakopoulos et al. 2015).
    """

    def score(table: "Interactions") -> Floats:
        from sklearn.utils.extmath import randomized_svd

        matrix = table.matrix(_scaled(table, table.strengths, user=user, item=item))
        left, singular, right = randomized_svd(matrix, min(n_dims, min(matrix.shape)), n_iter=7, random_state=42)
        return np.asarray(left * singular @ right)

    return score


def weighted_words(scheme: str, n_dims: int) -> Recommender:
    """TF-IDF or BM25 (Robertson 1994; k1 1.2, b 0.75): users as documents, items as words, then a truncated SVD."""

    def score(table: "Interactions") -> Floats:
        from sklearn.utils.extmath import randomized_svd

        counts = np.bincount(table.item_of, minlength=table.n_items)
        rarity = np.log(table.n_users / np.maximum(counts, 1))[table.item_of]
        weights = table.strengths
        if scheme == "BM25":
            lengths = np.bincount(table.user_of, minlength=table.n_users)
            relative = (lengths / lengths.mean())[table.user_of]
            weights = weights * 2.2 / (weights + 1.2 * (0.25 + 0.75 * relative))
        matrix = table.matrix(weights * rarity)
        left, singular, right = randomized_svd(matrix, min(n_dims, min(matrix.shape)), n_iter=7, random_state=42)
        return np.asarray(left * singular @ right)

    return score


def implicit_als(n_dims: int, *, alpha: float, regularisation: float, rounds: int = 8) -> Recommender:
    """Weighted matrix factorisation (Hu, Koren and Volinsky 2008), regularised by the number of entries."""

    def score(table: "Interactions") -> Floats:
        rng = np.random.default_rng(0)
        by_user = table.matrix(alpha * table.strengths)
        by_item = by_user.T.tocsr()
        items = rng.normal(0, 0.1 / np.sqrt(n_dims), (table.n_items, n_dims))
        for _ in range(rounds):
            users = _half_step(by_user, items, regularisation)
            items = _half_step(by_item, users, regularisation)
        return np.asarray(_half_step(by_user, items, regularisation) @ items.T)

    return score


def _half_step(confidence: object, others: Floats, regularisation: float) -> Floats:
    rows, places, values = confidence.indptr, confidence.indices, confidence.data  # type: ignore[attr-defined]
    n_dims = others.shape[1]
    everything = others.T @ others
    found = np.zeros((len(rows) - 1, n_dims))
    for row in range(len(found)):
        own = slice(rows[row], rows[row + 1])
        if rows[row] == rows[row + 1]:
            continue
        seen, extra = others[places[own]], values[own]
        shrink = regularisation * len(extra) * np.eye(n_dims)
        found[row] = np.linalg.solve(everything + (seen.T * extra) @ seen + shrink, seen.T @ (1 + extra))
    return found


def full_regression(penalty: float) -> Recommender:
    """EASE (Steck 2019) in all dimensions, through the products of users: no vectors, for comparison alone."""

    def score(table: "Interactions") -> Floats:
        matrix = table.matrix(_scaled(table, table.strengths, user=0.5, item=0)).toarray()
        products = matrix @ matrix.T
        ridge = penalty * np.linalg.eigvalsh(products)[-1]
        solved = np.linalg.solve(products + ridge * np.eye(len(products)), matrix)
        return np.asarray(-ridge * solved / (1 - np.einsum("ij,ij->j", matrix, solved)))

    return score


def ours(n_dims: int = 50, *, times: bool = True, penalty: float | None = None, damped: bool = True) -> Recommender:
    """What embed_interactions learns; times: with the time column; penalty: given, not chosen."""

    def score(table: "Interactions") -> Floats:
        from dataclasses import replace

        from embedcore.recommend.factorization import FactorSettings, decompose, factorize
        from embedcore.recommend.space import learn_factors

        table = table if times else replace(table, times=None)
        n_used = min(n_dims, table.n_users, table.n_items)
        if penalty is None:
            factors = learn_factors(table, n_used, 42)[0]
        else:
            factors = factorize(table, decompose(table, n_used, 42), FactorSettings(penalty, recent=False))
        scores = factors.scores(factors.users)
        return scores if damped else scores * factors.damping

    return score


def _values(table: "Interactions", values: str) -> Floats:
    if values == RATING and table.ratings is not None:
        return table.ratings
    if values == LIKED:
        return table.liked(table.liked_from).astype(np.float64)
    return np.ones(table.n_pairs) if values in (CLICK, RATING) else table.strengths


def _scaled(table: "Interactions", values: Floats, *, user: float, item: float) -> Floats:
    user_lengths = np.sqrt(np.bincount(table.user_of, weights=values**2, minlength=table.n_users))
    item_lengths = np.sqrt(np.bincount(table.item_of, weights=values**2, minlength=table.n_items))
    return np.asarray(values * user_lengths[table.user_of] ** -user * item_lengths[table.item_of] ** -item)
