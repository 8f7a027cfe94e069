"""Names and other columns of the items, from a second table."""

import pandas as pd
import pytest

import embedcore as ec
from embedcore.recommend.columns import with_item_columns

RATINGS = b"user,film,stars\na,1,5\nb,1,4\na,3,2\nb,7,1\n"


def described(names: bytes, ratings: bytes = RATINGS) -> pd.DataFrame:
    return with_item_columns(ec.read_table(ratings), ec.read_table(names).frame, "film").frame


@pytest.mark.parametrize("names", ["uid,iid,stars", "kunde,artikel,bewertung"])
def test_one_cell_that_is_no_number_makes_no_other_column_of_a_rating(names: str) -> None:
    rows = [f"u{n % 20},x{n % 33},{n % 5 + 1}" for n in range(100)]
    user, item, rating = names.split(",")
    for n_bad, found in ((1, rating), (10, None)):
        cells = [row.rsplit(",", 1)[0] + ",n.v.t." if n < n_bad else row for n, row in enumerate(rows)]
        table = ec.read_table("\n".join([names, *cells]).encode())
        columns = ec.find_interactions(table)
        assert columns is not None
        assert (columns.user, columns.item, columns.rating) == (user, item, found)
    space = ec.embed_interactions(
        ec.read_table("\n".join([names, "u1,x2,abc", *rows]).encode()), user=user, item=item, rating=rating
    )
    assert "1 of 101 rows is left out: the rating is no number (1)" in space.notes


def test_each_row_gets_the_columns_of_its_item() -> None:
    before = ec.read_table(RATINGS)
    names = ec.read_table(b"film,title,year\n3,Cube,1997\n1,Alien,1979\n9,Dune,2021\n7,Brazil,1985\n").frame
    kept = before.frame.copy()
    after = with_item_columns(before, names, "film")
    assert after.frame["title"].tolist() == ["Alien", "Alien", "Cube", "Brazil"]
    assert after.frame["year"].tolist() == [1979, 1979, 1997, 1985]
    assert after.frame[["user", "film", "stars"]].equals(kept)
    assert before.frame.equals(kept) and "title" in names.columns
    assert (after.column_roles["title"], after.column_roles["film"]) == ("category", "item")
    assert ec.find_interactions(after) == ec.find_interactions(before)


def test_the_first_row_of_an_item_counts_and_items_without_one_are_empty() -> None:
    frame = described(b"film,title\n3,Cube\n3,Cube again\n1,Alien\n")
    assert frame["title"].tolist()[:3] == ["Alien", "Alien", "Cube"]
    assert frame["title"].isna().tolist() == [False, False, False, True]


def test_an_empty_cell_makes_no_other_ids() -> None:
    """pandas reads whole numbers beside an empty cell as decimals: 1.0 is film 1 all the same."""
    gap = b"film,title\n1,Alien\n,Nobody's\n3,Cube\n"
    assert described(gap)["title"].tolist()[:3] == ["Alien", "Alien", "Cube"]
    ratings = RATINGS + b"b,,3\n"
    assert described(b"film,title\n1,Alien\n3,Cube\n", ratings)["title"].tolist()[:3] == ["Alien", "Alien", "Cube"]
    assert described(gap, ratings)["title"].isna().tolist() == [False, False, False, True, True]


def test_numbers_and_the_same_numbers_as_words_are_the_same_ids() -> None:
    frame = described(b"film,title\n1,Alien\n3,Cube\nx,Nothing\n")
    assert frame["title"].tolist()[:3] == ["Alien", "Alien", "Cube"]


def test_columns_that_are_there_already_are_kept() -> None:
    frame = described(b"film,stars,stars_\n1,a,x\n3,b,y\n7,c,z\n")
    assert list(frame.columns) == ["user", "film", "stars", "stars_", "stars__"]
    assert frame["stars"].tolist() == [5, 4, 2, 1]
    assert frame["stars__"].tolist() == ["x", "x", "y", "z"]


def test_a_table_of_other_items_is_refused() -> None:
    with pytest.raises(ec.DataError, match=r"none of its 2 values of 'film' is there\); check that the ids"):
        described(b"film,title\nAlien,x\nCube,y\n")


def test_items_are_named_by_the_second_table_and_by_their_id_where_it_has_none() -> None:
    dataset = with_item_columns(ec.read_table(RATINGS), ec.read_table(b"film,title\n1,Alien\n3,Cube\n").frame, "film")
    space = ec.embed_interactions(dataset, user="user", item="film", rating="stars")
    assert (space.title_column, [space.title(item) for item in (1, 3, 7)]) == ("title", ["Alien", "Cube", "7"])
    assert space.dataset is not None
    assert space.dataset.texts == ["Alien", "Cube", "7"]
    assert ec.recommend(space, user="a").titles[7] == "7"


def test_a_column_that_names_few_items_is_no_title() -> None:
    names = ec.read_table(b"film,title\n1,Alien\n").frame
    space = ec.embed_interactions(
        with_item_columns(ec.read_table(RATINGS), names, "film"), user="user", item="film", rating="stars"
    )
    assert space.title_column is None
    assert space.title(1) == "1"
