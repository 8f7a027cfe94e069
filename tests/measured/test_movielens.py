"""Ratings of films (the public data set MovieLens, small): roles, kinds, and how often a liked film is found."""

import csv

import pandas as pd
import pytest

import embedcore as ec
from embedcore.facets.chance import wilson_interval
from embedcore.table.data_kind import DataKind
from tests.public_data import public_data

pytestmark = pytest.mark.measured


def test_the_tables_are_read() -> None:
    ratings = ec.read_table(public_data("movielens-small", "ratings.csv"))
    assert (ratings.n_rows, ratings.text_column) == (100_836, None)
    assert list(ratings.column_roles.values()) == ["user", "item", "rating", "time"]
    assert ratings.kind == DataKind("ratings", "this looks like ratings: 610 users, 9,724 items")
    found = ec.find_interactions(ratings)
    assert found == ec.InteractionColumns("userid", "movieid", "rating", "timestamp", 610, 9_724)
    movies = ec.read_table(public_data("movielens-small", "movies.csv"))
    assert (movies.n_rows, movies.text_column, movies.kind.name) == (9_742, "title", "texts")


@pytest.fixture(scope="module")
def movielens() -> ec.InteractionSpace:
    path = public_data("movielens-small", "ratings.csv")
    with public_data("movielens-small", "movies.csv").open(encoding="utf-8", newline="") as source:
        titles = {int(row["movieId"]): row["title"] for row in csv.DictReader(source)}
    table = pd.read_csv(path)
    table["title"] = table["movieid"].map(titles)
    return ec.embed_interactions(table, user="userid", item="movieid", rating="rating", time="timestamp")


def test_hit_rate(movielens: ec.InteractionSpace) -> None:
    assert (movielens.n_rows, movielens.n_dims, len(movielens.users)) == (9_724, 50, 610)
    found = ec.recommend_quality(movielens)
    assert (found.n_users, found.liked_from, found.by_time) == (609, 4, True)
    assert found.popularity_hit_rate == pytest.approx(0.051, abs=0.003)
    assert found.hit_rate >= 0.12
    assert found.interval[0] > wilson_interval(found.popularity_hits, found.n_users)[1]


def test_hit_rate_without_times_in_the_vectors() -> None:
    """Trained without the time column, asked for the last liked by time: only ratings to go by."""
    table = pd.read_csv(public_data("movielens-small", "ratings.csv"))
    ordered = table.sort_values(["userid", "timestamp"], kind="stable", ignore_index=True)
    space = ec.embed_interactions(ordered, user="userid", item="movieid", rating="rating")
    assert ec.recommend_quality(space).hit_rate >= 0.10


def test_what_people_know_is_recommended(movielens: ec.InteractionSpace) -> None:
    alien = next(item for item in movielens.item_ids if movielens.title(item) == "Alien (1979)")
    found = ec.recommend(movielens, items=[alien], n_items=5)
    assert "Aliens (1986)" in [found.titles[item] for item in found.items]
    assert found.explain(0) == "because of Alien (1979)"
