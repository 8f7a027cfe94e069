"""What a row is called: in hover texts, lists and cards."""

import pytest

import embedcore as ec
from embedcore.table.row_labels import field_columns, has_names, name_column, rows_containing
from tests.core.pictures import picture, zipped


def read(content: bytes) -> ec.Dataset:
    return ec.read_table(content)


def test_texts_are_their_own_labels() -> None:
    dataset = read(b"name,text\nAnn,where is my parcel\nBob,the soup was cold\n").with_text_column("text")
    assert dataset.labels == dataset.texts == ["where is my parcel", "the soup was cold"]
    assert has_names(dataset)
    assert name_column(dataset) is None  # the name stands beside the text


def test_pictures_are_called_by_their_file() -> None:
    dataset = read(zipped({"cats/tom.png": picture("red"), "dogs/rex.png": picture("blue")}))
    assert dataset.labels == ["tom.png", "rex.png"]
    assert name_column(dataset) == "file"


@pytest.mark.parametrize("column", ["Title", "name", "Label"])
def test_rows_are_called_by_a_column_that_says_so(column: str) -> None:
    dataset = read(f"x,{column}\n1.5,Ann\n2.5,Bob\n3.5,\n4.5,Ann\n".encode()).with_text_column(None)
    assert dataset.labels == ["Ann", "Bob", "row 3", "Ann"]
    assert has_names(dataset) and name_column(dataset) == column


def test_a_number_is_no_name() -> None:
    dataset = read(b"label,x\n1,2.5\n2,3.5\n3,4.5\n")
    assert dataset.labels[0] == "label: 1, x: 2.5"
    assert not has_names(dataset)


def test_rows_without_a_name_are_told_by_their_first_three_fields() -> None:
    dataset = read(b"a,b,c,d\n1.23456789,x,,4\n2.5,y,3,5\n,,,\n,,7,\n")
    assert dataset.labels == ["a: 1.23457, b: x, d: 4", "a: 2.5, b: y, c: 3", "c: 7"]
    assert not has_names(dataset)


def test_the_items_of_ratings_are_names_and_the_ratings_are_not() -> None:
    ratings = read(b"user,film,stars\na,1,5\nb,1,4\na,3,2\nb,7,1\n")
    assert not has_names(ratings)
    assert ratings.labels[0] == "user: a, film: 1, stars: 5"
    space = ec.embed_interactions(ratings, user="user", item="film", rating="stars")
    assert space.dataset is not None
    assert space.dataset.labels == ["1", "3", "7"]
    assert name_column(space.dataset) == "film"


def test_a_vector_is_no_label() -> None:
    dataset = read(b'name_of,vector\n,"[1,2]"\n,"[3,4]"\n').with_text_column(None)
    assert dataset.labels == ["row 1", "row 2"]


def test_which_columns_stand_beside_a_label() -> None:
    content = b"text,kind,n,key\n" + b"".join(
        b"this is the text of number %d,a,%d.5,T-%d\n" % (n, n, n) for n in range(20)
    )
    table = ec.read_table(content, filename="t.csv", text_column="text")
    table = table.with_role("kind", "category").with_role("n", "number").with_role("key", "id")
    assert field_columns(table) == ("kind", "n", "key")
    assert field_columns(table.with_role("n", "vector")) == ("kind", "key")


def test_rows_containing_words_whatever_their_case() -> None:
    table = ec.Dataset.from_texts(["The Straße is long", "no match", "STRASSE again", "a strass"])
    assert rows_containing(table, "strasse") == [0, 2]
    assert rows_containing(table, "zebra") == []
    assert rows_containing(table, "IS LONG") == [0]


def test_words_are_found_in_every_column_of_words() -> None:
    content = b"text,answer,kind,amount\nmy parcel never came,refunded in full,Delivery,12\na broken lamp,,Damage,345\n"
    table = ec.read_table(content, filename="t.csv", text_column="text").with_role("kind", "category")
    table = table.with_role("answer", "category")
    assert rows_containing(table, "REFUNDED") == [0]
    assert rows_containing(table, "dam") == [1]
    assert rows_containing(table, "345") == []  # numbers have steps of their own
