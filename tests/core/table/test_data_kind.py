"""What kind of data a table is taken for, and users, items and ratings found by themselves."""

import io
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import embedcore as ec
from embedcore.table.data_kind import KINDS, DataKind, propose_kinds
from tests.core.pictures import picture, zipped

ROOT = Path(__file__).resolve().parents[3]


def csv(header: bool = True, **columns: list[object]) -> bytes:
    return pd.DataFrame(columns).to_csv(index=False, header=header).encode()


def npy(array: np.ndarray) -> bytes:
    stream = io.BytesIO()
    np.save(stream, array)
    return stream.getvalue()


SENTENCES = [f"this is a sentence about thing number {i}" for i in range(40)]
USERS = [f"u{i % 10}" for i in range(40)]
ITEMS = [f"i{(3 * i) % 35}" for i in range(40)]
TIMES = [1_600_000_000 + i for i in range(40)]
STARS = [1 + i % 5 for i in range(40)]


def test_texts() -> None:
    kind = ec.read_table(csv(text=SENTENCES, n=list(range(40)))).kind
    assert kind == DataKind("texts", 'this looks like texts: 40 rows with a text in "text"')


def test_images() -> None:
    dataset = ec.read_table(zipped({"a.png": picture(), "b.png": picture("blue")}))
    assert dataset.kind == DataKind("images", "this looks like images: 2 pictures")
    assert ec.propose_kind(dataset) == dataset.kind


def test_vectors() -> None:
    assert ec.read_table(npy(np.ones((5, 3)))).kind == DataKind(
        "vectors", 'this brings its own vectors: 3 numbers a row in "vector"'
    )
    columns = {f"dim_{i}": list(np.random.default_rng(i).random(40)) for i in range(12)}
    assert ec.read_table(csv(label=["a", "b"] * 20, **columns)).kind == DataKind(
        "vectors", 'this brings its own vectors: 12 columns from "dim_0" to "dim_11"'
    )


def test_vectors_of_a_model_go_before_texts_and_small_ones_behind() -> None:
    large, small = [str([0.5] * 8)] * 40, [str([0.5] * 2)] * 40
    kinds = propose_kinds(ec.read_table(csv(text=SENTENCES, v=large)))
    assert [kind.name for kind in kinds] == ["vectors", "texts"]
    kinds = propose_kinds(ec.read_table(csv(text=SENTENCES, v=small)))
    assert [kind.name for kind in kinds] == ["texts", "vectors"]


def test_numbers() -> None:
    numbers = {name: list(np.random.default_rng(i).random(40)) for i, name in enumerate("abcde")}
    kind = ec.read_table(csv(species=["x", "y"] * 20, **numbers)).kind
    assert kind == DataKind("numbers", 'this looks like a table of numbers: "a", "b", "c", "d" and 1 more')


def test_nothing_of_all_that_is_said_and_not_refused() -> None:
    kind = ec.read_table(csv(code=[f"x{i}" for i in range(40)], group=["a", "b"] * 20)).kind
    assert kind.name == "numbers"
    assert kind.reason.startswith('no column holds texts, images, vectors or numbers: "code", "group"; choose')


def test_a_kind_is_one_of_five() -> None:
    assert set(KINDS) == {"texts", "images", "vectors", "numbers", "ratings"}


def test_ratings() -> None:
    dataset = ec.read_table(csv(userId=USERS, movieId=ITEMS, rating=STARS, timestamp=TIMES))
    assert dict(dataset.column_roles) == {
        "userId": "user", "movieId": "item", "rating": "rating", "timestamp": "time",
    }  # fmt: skip
    assert dataset.kind == DataKind("ratings", "this looks like ratings: 10 users, 35 items")


@pytest.mark.parametrize(
    ("columns", "roles"),
    [
        ({"user_id": USERS, "item_id": ITEMS, "timestamp": TIMES}, ["user", "item", "time"]),
        ({"timestamp": TIMES, "visitorid": USERS, "event": ["view"] * 40, "itemid": ITEMS},
         ["time", "user", "category", "item"]),
        ({"session_id": USERS, "article_id": ITEMS}, ["user", "item"]),
        ({"CustomerID": USERS, "StockCode": ITEMS, "Quantity": STARS}, ["user", "item", "number"]),
        ({"reviewerID": USERS, "asin": ITEMS, "overall": STARS}, ["user", "item", "rating"]),
        ({"user": USERS, "song": ITEMS}, ["user", "item"]),
        ({"userID": USERS, "artistID": ITEMS, "weight": TIMES}, ["user", "item", "number"]),
        ({"name": USERS, "user": USERS, "product": ITEMS, "product_id": ITEMS},
         ["category", "user", "id", "item"]),
    ],
)  # fmt: skip
def test_clicks_and_purchases(columns: dict[str, list[object]], roles: list[str]) -> None:
    dataset = ec.read_table(csv(**columns))
    found = {name: dataset.column_roles[name] for name in columns}
    assert [found[name] for name, role in zip(columns, roles, strict=True) if role in ("user", "item", "rating")] == [
        role for role in roles if role in ("user", "item", "rating")
    ]
    assert dataset.kind.name == "ratings"
    if "rating" not in roles:
        assert dataset.kind.reason == "this looks like who used what: 10 users, 35 items"


def test_ratings_without_column_names_as_movielens_has_them() -> None:
    dataset = ec.read_table(
        csv(
            header=False,
            user=[7 + i % 10 for i in range(40)],
            item=[(7 * i) % 30 for i in range(40)],
            rating=STARS,
            time=TIMES,
        )
    )
    assert list(dataset.column_roles.values()) == ["user", "item", "rating", "time"]
    assert dataset.kind.name == "ratings"
    numbers = ec.read_table(csv(header=False, a=TIMES, b=STARS, c=TIMES, d=STARS))
    assert numbers.kind.name == "numbers"


PRODUCTS = [("printer", "scanner", "phone", "screen")[i % 4] for i in range(40)]


@pytest.mark.parametrize(
    "columns",
    [
        {"ticket_id": range(40), "customer_id": range(100, 140), "product": PRODUCTS, "created_at": TIMES},
        {"ticket_id": range(40), "customer_id": USERS, "product": PRODUCTS, "created_at": TIMES},
        {"customer_id": USERS, "product": PRODUCTS, "text": SENTENCES, "created_at": TIMES},
        {"customer_id": USERS, "product_id": ITEMS, "text": SENTENCES, "created_at": TIMES},
        {"customer_id": range(40), "product": PRODUCTS, "rating": STARS, "status": ["open", "closed"] * 20},
        {"user": range(40), "item": ITEMS},  # nobody twice
        {"user_age": STARS, "item_price": TIMES, "item_count": STARS},
    ],
)
def test_tickets_and_the_like_are_no_ratings(columns: dict[str, list[object]]) -> None:
    dataset = ec.read_table(csv(**{name: list(cells) for name, cells in columns.items()}))
    assert not {"user", "item"} & set(dataset.column_roles.values())
    assert dataset.kind.name == ("texts" if "text" in columns else "numbers")


def test_reviews_are_texts_first_and_ratings_too() -> None:
    dataset = ec.read_table(csv(reviewer=USERS, item=ITEMS, stars=STARS, review=SENTENCES))
    assert [kind.name for kind in propose_kinds(dataset)] == ["texts", "ratings", "numbers"]


@pytest.mark.parametrize("sample", ["support_tickets.csv", "product_reviews.csv"])
def test_the_samples_are_texts(sample: str) -> None:
    path = ROOT / "sample_data" / sample
    if not path.exists():
        pytest.skip(f"no such sample: {sample}")
    assert ec.read_table(path).kind.name == "texts"


def test_another_role_makes_another_kind() -> None:
    dataset = ec.read_table(csv(who=USERS, what=ITEMS, n=STARS))
    assert dataset.kind.name == "numbers"
    assert dataset.with_role("who", "user").with_role("what", "item").kind.name == "ratings"
