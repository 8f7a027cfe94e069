"""How often a hidden liked film is among 10 recommended, on movielens-small and on made-up tables of other shapes."""

import argparse
import time
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from benchmarks import data, recommenders, report
from benchmarks.recommenders import CLICK, LIKED, RATING, Recommender
from benchmarks.report import Report, Table

if TYPE_CHECKING:
    import pandas as pd

    from embedcore.recommend.space import InteractionSpace
    from embedcore.recommend.table import Interactions

N_ITEMS = 10
REACH = 0.10
MINE = "ours, with the time column"
UNTIMED = "ours, without the time column"
POPULAR = "popularity"
TEXTBOOK = "TruncatedSVD of ratings, 50 dimensions"


def add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--only", choices=["movielens", "made-up"], help="one of the two parts (default: both)")


def measure(options: argparse.Namespace) -> Report:
    conditions = report.conditions(
        packages=("numpy", "scipy", "scikit-learn", "pandas"),
        rows="100,836 ratings of 9,724 films by 610 users",
        data="movielens-small (Harper and Konstan 2015); made-up tables",
    )
    tables, figures = [], {}
    if options.only != "made-up":
        space = _movielens()
        found = _compare(space.interactions, _films())
        tables.append(_hit_table(found))
        figures["movielens"] = found
        figures["neighbours"] = _neighbours(space)
        tables.append(_neighbour_table(figures["neighbours"]))
    if options.only != "movielens":
        figures["made-up"] = {name: _compare(table, _few(), rounds=1) for name, table in _made_up().items()}
        tables.append(_made_up_table(figures["made-up"]))
    return Report(
        name="recommend",
        title="Recommendations",
        conditions=conditions,
        tables=tables,
        figures=figures,
        notes=[
            "Hit rate: each user's last liked item (rating of 4 or more of 5; every click) is taken out, all at "
            f"once; everything is learned anew; a hit is a user whose item is among the first {N_ITEMS} of all "
            "that the user has not in what is left. Exact over all users. Of equal times the later row is the last.",
            "Second to last: the same after the last liked items were taken out of the table for good. The method and "
            "its constants were chosen on this and on random hidden items of the same table; the last were looked at "
            "beside them, so a little of what is above 0.11 may be luck.",
            "Interval: 95 % (Wilson). With 609 users a difference of 0.02 between two rows may be chance.",
            "Coverage: the share of all items that are recommended to anybody. Seconds: learning, and scoring for all.",
            "Ours chooses its shrinkage, and whether the latest items count more, by hiding items of what it is "
            "given to learn from; the hidden ones of the measurement are not among it.",
            "EASE has no vectors (a weight for each pair of items): it is there to show what 50 dimensions cost.",
        ],
    )


def _films() -> dict[str, Recommender]:
    return {
        POPULAR: recommenders.popularity,
        "TruncatedSVD of ratings, 10 dimensions": recommenders.truncated_svd(RATING, 10),
        "TruncatedSVD of ratings, 20 dimensions": recommenders.truncated_svd(RATING, 20),
        TEXTBOOK: recommenders.truncated_svd(RATING, 50),
        "TruncatedSVD of rated or not, 50": recommenders.truncated_svd(CLICK, 50),
        "TruncatedSVD of liked or not, 50": recommenders.truncated_svd(LIKED, 50),
        "TruncatedSVD, TF-IDF, 50": recommenders.weighted_words("TF-IDF", 50),
        "TruncatedSVD, BM25, 50": recommenders.weighted_words("BM25", 50),
        "SVD, users / length^0.5": recommenders.scaled_svd(50, user=0.5, item=0),
        "SVD, users / length": recommenders.scaled_svd(50, user=1, item=0),
        "SVD, users / length^0.5, items / length^0.3": recommenders.scaled_svd(50, user=0.5, item=0.3),
        "SVD, users / length^0.5, items / length^0.5": recommenders.scaled_svd(50, user=0.5, item=0.5),
        "implicit ALS, alpha 3": recommenders.implicit_als(50, alpha=3, regularisation=0.1),
        "implicit ALS, alpha 10": recommenders.implicit_als(50, alpha=10, regularisation=0.1),
        "EASE, penalty 0.01 (no vectors)": recommenders.full_regression(0.01),
        "EASE, penalty 0.03 (no vectors)": recommenders.full_regression(0.03),
        "ours, penalty 0.001, no time": recommenders.ours(times=False, penalty=0.001),
        "ours, penalty 0.03, no time, not divided": recommenders.ours(times=False, penalty=0.03, damped=False),
        "ours, penalty 0.03, no time": recommenders.ours(times=False, penalty=0.03),
        "ours, penalty 0.3, no time": recommenders.ours(times=False, penalty=0.3),
        "ours, 20 dimensions": recommenders.ours(20),
        "ours, 100 dimensions": recommenders.ours(100),
        UNTIMED: recommenders.ours(times=False),
        MINE: recommenders.ours(),
    }


def _few() -> dict[str, Recommender]:
    every = _films()
    return {name: every[name] for name in (POPULAR, "TruncatedSVD of ratings, 10 dimensions", TEXTBOOK, UNTIMED, MINE)}


def _compare(table: "Interactions", methods: dict[str, Recommender], rounds: int = 2) -> dict[str, dict[str, Any]]:
    """For each method what it reaches on the last liked items and, with two rounds, on the second to last."""
    from embedcore.facets.chance import wilson_interval

    last, rest, users, items = _hide(table)
    found = {}
    for name, method in methods.items():
        print(f"{name} ...", flush=True)
        start = time.perf_counter()
        hits, coverage = _hits(method(rest), rest, users, items)
        seconds = time.perf_counter() - start
        low, high = wilson_interval(hits, len(last))
        found[name] = {
            "users": len(last), "hits": hits, "hit_rate": hits / len(last), "low": low, "high": high,
            "coverage": coverage, "seconds": seconds,
        }  # fmt: skip
        if rounds > 1:
            _, before, users2, items2 = _hide(rest)
            found[name]["second_to_last"] = _hits(method(before), before, users2, items2)[0] / len(users2)
    return found


def _hide(table: "Interactions") -> tuple[NDArray[np.int64], "Interactions", NDArray[np.int64], NDArray[np.int64]]:
    from embedcore.recommend.factorization import last_of_each_user

    pairs = np.flatnonzero(table.liked(table.liked_from))
    pairs = pairs[np.bincount(table.user_of, minlength=table.n_users)[table.user_of[pairs]] >= 2]
    last = last_of_each_user(table, pairs)
    return last, table.without(last), table.user_of[last], table.item_of[last]


def _hits(
    scores: NDArray[np.float64], table: "Interactions", users: NDArray[np.int64], items: NDArray[np.int64]
) -> tuple[int, float]:
    from embedcore.recommend.factorization import places

    scores[table.user_of, table.item_of] = -np.inf
    asked = scores[users]
    best = np.argsort(-asked, axis=1, kind="stable")[:, :N_ITEMS]
    return int((places(asked, items) < N_ITEMS).sum()), len(np.unique(best)) / table.n_items


def _movielens() -> "InteractionSpace":
    import pandas as pd

    import embedcore as ec

    folder = data.folder("movielens-small")
    ratings = pd.read_csv(folder / "ratings.csv")
    films = pd.read_csv(folder / "movies.csv")
    table = ratings.merge(films, left_on="movieid", right_on="movieId").drop(columns="movieId")
    return ec.embed_interactions(table, user="userid", item="movieid", rating="rating", time="timestamp")


def _neighbours(space: "InteractionSpace") -> dict[str, dict[str, float]]:
    """How many genres the 10 nearest films share, of films that at least 5 people rated; and how few films they are."""
    import embedcore as ec

    assert space.dataset is not None
    frame: pd.DataFrame = space.dataset.frame
    known = np.flatnonzero(frame["n_users"].to_numpy() >= 5)
    genres = frame["genres"].iloc[known].astype(str).str.get_dummies("|").to_numpy(dtype=np.int64)
    found = {}
    for metric in ("cosine", "euclidean", "dot"):
        near = ec.neighbor_graph(ec.EmbeddingSpace(space.vectors[known], metric=metric), n_neighbors=10).indices
        counts = np.sort(np.bincount(near.ravel(), minlength=len(known)))
        hubs = counts[-len(known) // 100 :].sum() / counts.sum()
        found[metric] = {"genres": _overlap(genres[:, None], genres[near]), "hubs": float(hubs)}
    shuffled = np.random.default_rng(0).permutation(len(known))
    return found | {"chance": {"genres": _overlap(genres, genres[shuffled]), "hubs": 0.01}}


def _overlap(a: NDArray[np.int64], b: NDArray[np.int64]) -> float:
    """Shared genres over all genres of the two (Jaccard), averaged."""
    return float((np.minimum(a, b).sum(axis=-1) / np.maximum(np.maximum(a, b).sum(axis=-1), 1)).mean())


SHAPES = {
    "few: 60 users, 30 items, ratings": (60, 30, 12, 4, True),
    "middling: 400 users, 150 items, ratings": (400, 150, 40, 10, True),
    "binary clicks: 2,000 users, 300 items": (2_000, 300, 8, 10, False),
    "very sparse clicks: 3,000 users, 2,000 items": (3_000, 2_000, 5, 30, False),
    "wide: 200 users, 3,000 items, ratings": (200, 3_000, 60, 30, True),
}
"""Users, items, median items a user, kinds of items, ratings or clicks."""


def _made_up() -> dict[str, "Interactions"]:
    import embedcore as ec

    made = {}
    for name, (n_users, n_items, typical, n_kinds, rated) in SHAPES.items():
        table = _random_table(n_users, n_items, typical, n_kinds)
        rating = "rating" if rated else None
        space = ec.embed_interactions(table, user="user", item="item", rating=rating, time="time", n_dims=1)
        made[name] = space.interactions
    return made


def _random_table(n_users: int, n_items: int, typical: int, n_kinds: int) -> "pd.DataFrame":
    """Users with tastes in 6 dimensions, items in kinds, popularity as a power law, no trend in time."""
    import pandas as pd

    rng = np.random.default_rng(0)
    kinds = rng.normal(size=(n_kinds, 6))[rng.integers(n_kinds, size=n_items)]
    items = kinds + 0.5 * rng.normal(size=(n_items, 6))
    tastes = rng.normal(size=(n_users, 6))
    renown = -0.8 * np.log(rng.permutation(n_items) + 2)
    rows = []
    for user in range(n_users):
        n_own = int(np.clip(rng.lognormal(np.log(typical), 0.5), 3, n_items - 2))
        liking = 1.5 * items @ tastes[user] / np.sqrt(6)
        own = rng.permutation(np.argsort(-(liking + renown + rng.gumbel(size=n_items)))[:n_own])
        marks = np.clip(np.round(3.6 + 0.3 * liking[own] + 0.7 * rng.normal(size=n_own)), 1, 5)
        rows += [(user, item, mark, place) for place, (item, mark) in enumerate(zip(own, marks, strict=True))]
    return pd.DataFrame(rows, columns=["user", "item", "rating", "time"])


def _hit_table(found: dict[str, dict[str, Any]]) -> Table:
    return Table(
        f"movielens-small: the last liked film among {N_ITEMS} recommended (ours must reach {REACH:.2f})",
        ["method", "hit rate", "interval", "second to last", "coverage", "seconds"],
        [
            [
                name, f"{one['hit_rate']:.3f}", f"{one['low']:.3f} to {one['high']:.3f}",
                f"{one['second_to_last']:.3f}", f"{one['coverage']:.3f}", report.seconds(one["seconds"]),
            ]
            for name, one in found.items()
        ],
    )  # fmt: skip


def _neighbour_table(found: dict[str, dict[str, float]]) -> Table:
    return Table(
        "The 10 nearest films under each metric, among the films that at least 5 people rated",
        ["metric", "shared genres (Jaccard)", "share of neighbours that are the most frequent 1 %"],
        [[name, f"{one['genres']:.3f}", f"{one['hubs']:.3f}"] for name, one in found.items()],
    )


def _made_up_table(found: dict[str, dict[str, dict[str, Any]]]) -> Table:
    names = list(next(iter(found.values())))
    return Table(
        f"Made-up tables of other shapes: hit rate at {N_ITEMS}",
        ["table", *names],
        [[title, *(f"{one[name]['hit_rate']:.3f}" for name in names)] for title, one in found.items()],
    )
