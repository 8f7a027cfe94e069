"""Ratings as they are passed on: without column names, in archives with their titles, beside other things."""

import json
import random

import pytest

from embedcore.errors import DataError, ParameterError
from embedcore.recommend import embed_interactions, find_interactions
from embedcore.table.dataset import Dataset, read_table
from tests.core.pictures import zipped

_random = random.Random(0)
PAIRS = [(user, item) for user in range(1, 31) for item in _random.sample(range(1, 21), 8)]
RATED = [(user, item, _random.randint(1, 5), 978_300_000 + 1_000 * place) for place, (user, item) in enumerate(PAIRS)]


def _lines(form: str) -> bytes:
    return "".join(form.format(u=u, i=i, r=r, t=t) + "\n" for u, i, r, t in RATED).encode()


UNNAMED = {
    "movielens 1m": ("{u}::{i}::{r}::{t}", "ratings.dat"),
    "u.data": ("{u}\t{i}\t{r}\t{t}", "u.data"),
    "three numbers": ("{u},{i},{r}", "r.csv"),
    "halves": ("{u},{i},{r}.5,{t}", "r.csv"),
    "amazon": ("A{u:04}XQ9KD1,B0000{i:03}AA,{r}.0,{t}", "r.csv"),
    "anonymous": ("user_{u},item_{i},{r}.0", "r.csv"),
    "dates": ("u{u};i{i};{r};2024-03-{r:02}", "r.csv"),
}


@pytest.mark.parametrize("kind", UNNAMED)
def test_ratings_without_column_names(kind: str) -> None:
    form, name = UNNAMED[kind]
    dataset = read_table(_lines(form), filename=name)
    assert dataset.n_rows == len(RATED)
    assert dataset.kind.name == "ratings"
    found = find_interactions(dataset)
    assert found is not None
    assert (found.user, found.item, found.rating) == ("column 1", "column 2", "column 3")
    assert (found.n_users, found.n_items) == (30, 20)
    assert (found.time is None) == ("{t}" not in form and kind != "dates")


def test_items_may_stand_first_where_their_ids_say_so() -> None:
    found = find_interactions(read_table(_lines("B0000{i:03}AA,A{u:04}XQ9KD1,{r}.0,{t}"), filename="r.csv"))
    assert found is not None
    assert (found.user, found.item) == ("column 2", "column 1")


def test_numbers_that_are_no_ratings() -> None:
    rows = "".join(f"{place},{place * 3 % 7},{place % 5}\n" for place in range(100))
    assert find_interactions(read_table(rows.encode(), filename="a.csv")) is None
    places = "".join(f"{place % 10},{place % 8},{place % 5}\n" for place in range(400))
    assert find_interactions(read_table(places.encode(), filename="a.csv")) is None


def _archive(folder: str = "ml/") -> bytes:
    ratings = b"userId,movieId,rating,timestamp\n" + _lines("{u},{i},{r},{t}")
    movies = "movieId,title,genres\n" + "".join(f'{i},"Film {i}, The (1999)",Drama|Sea\n' for i in range(1, 26))
    tags = "userId,movieId,tag,timestamp\n1,2,slow,978300000\n"
    files = {
        "movies.csv": movies.encode(),
        "ratings.csv": ratings,
        "tags.csv": tags.encode(),
        "README.txt": b"x" * 99_999,
    }
    return zipped({f"{folder}{name}": content for name, content in files.items()} | {"__MACOSX/ml/._tags.csv": b"x"})


def _titled(dataset: Dataset) -> None:
    assert dataset.kind.name == "ratings"
    found = find_interactions(dataset)
    assert found is not None
    space = embed_interactions(dataset, user=found.user, item=found.item, rating=found.rating, time=found.time)
    assert space.dataset is not None
    assert "Film 3, The (1999)" in space.dataset.labels


def test_an_archive_of_ratings_and_titles_is_read_together() -> None:
    dataset = read_table(_archive(), filename="ml.zip")
    assert dataset.n_rows == len(RATED)
    assert dataset.frame.columns.tolist() == ["userId", "movieId", "rating", "timestamp", "title", "genres"]
    _titled(dataset)
    notes = " ".join(dataset.report.notes)
    assert 'Read "ml/ratings.csv"' in notes
    assert 'What "ml/movies.csv" says of each item was put beside it' in notes
    assert '"ml/tags.csv"' in notes
    choice = dataset.report.choice("member")
    assert choice is not None
    assert (choice.value, choice.given, choice.others) == ("ml/ratings.csv", False, ("ml/movies.csv", "ml/tags.csv"))


def test_another_table_of_an_archive_can_be_chosen() -> None:
    movies = read_table(_archive(), filename="ml.zip", member="ml/movies.csv")
    assert movies.frame.columns.tolist() == ["movieId", "title", "genres"]
    again = read_table(_archive(), filename="ml.zip", member="ml/ratings.csv")
    assert again.frame.equals(read_table(_archive(), filename="ml.zip").frame)
    assert read_table(_archive(""), filename="ml.zip", member="tags.csv").n_rows == 1
    with pytest.raises(ParameterError, match=r"member must be a file in ml\.zip.*did you mean 'ml/movies\.csv'"):
        read_table(_archive(), filename="ml.zip", member="ml/movie.csv")


def test_movielens_1m_as_it_is_packed() -> None:
    movies = "".join(f"{i}::Film {i}, The (1999)::Drama|Café\n" for i in range(1, 26)).encode("latin-1")
    users = b"".join(b"%d::F::1::10::48067\n" % user for user in range(1, 31))
    files = {"ml-1m/movies.dat": movies, "ml-1m/ratings.dat": _lines("{u}::{i}::{r}::{t}"), "ml-1m/users.dat": users}
    dataset = read_table(zipped({**files, "ml-1m/README": b"x"}), filename="ml-1m.zip")
    assert dataset.n_rows == len(RATED)
    _titled(dataset)


def test_the_largest_table_is_read_and_the_next_where_it_is_none() -> None:
    small, large = b"text\nhello to you\n", b"text\n" + b"so much to say\nand more of it\n" * 20
    assert read_table(zipped({"a.csv": small, "b.csv": large}), filename="a.zip").n_rows == 40
    assert read_table(zipped({"a.csv": small, "b.csv": bytes(999)}), filename="a.zip").n_rows == 1
    with pytest.raises(DataError, match="bytes that are not text"):
        read_table(zipped({"a.csv": small, "b.csv": bytes(999)}), filename="a.zip", member="b.csv")


def test_a_column_of_lists_beside_ratings() -> None:
    rows = [
        {"reviewerID": f"A{u}", "asin": f"B{i}", "helpful": [0, 1], "overall": r, "tags": ["a"]} for u, i, r, _ in RATED
    ]
    dataset = read_table("\n".join(map(json.dumps, rows)).encode(), filename="r.jsonl")
    assert dataset.kind.name == "ratings"
    space = embed_interactions(dataset, user="reviewerID", item="asin", rating="overall")
    assert space.n_rows == 20


def test_netflix_writes_the_film_above_its_ratings() -> None:
    blocks = {}
    for user, item, rating, _ in RATED:
        blocks.setdefault(item, []).append(f"{user},{rating},2005-09-{rating:02}\n")
    text = "".join(f"{item}:\n{''.join(lines)}" for item, lines in blocks.items())
    dataset = read_table(text.encode(), filename="combined_data_1.txt")
    assert dataset.n_rows == len(RATED)
    assert find_interactions(dataset) is not None
    assert dataset.frame.columns.tolist() == ["movie", "user", "rating", "date"]
    assert sorted(zip(dataset.frame["user"], dataset.frame["movie"], strict=True)) == sorted(PAIRS)


@pytest.mark.parametrize("unrated", [0, -1])
def test_numbers_that_mean_not_rated_are_said(unrated: int) -> None:
    rows = "user_id,item_id,rating\n" + "".join(f"{u},{i},{unrated if i % 3 else 2 * r}\n" for u, i, r, _ in RATED)
    dataset = read_table(rows.encode())
    space = embed_interactions(dataset, user="user_id", item="item_id", rating="rating")
    assert any(f"{unrated} may mean that nothing was rated" in note for note in space.notes)
