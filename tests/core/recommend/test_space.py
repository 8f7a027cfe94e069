"""embed_interactions: what is read, joined and left out, ids as they came, vectors that mean something."""

from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

import embedcore as ec
from embedcore.recommend import factorization
from embedcore.recommend.factorization import GRAM_ROWS, FactorSettings, decompose, factorize, profile_weights
from embedcore.recommend.table import InteractionParams, read_interactions

ROOT = Path(__file__).resolve().parents[3]


def frame(*rows: tuple[object, ...], columns: str = "user item rating time") -> pd.DataFrame:
    return pd.DataFrame(list(rows), columns=columns.split()[: len(rows[0])])


def random_table(n_users: int = 30, n_items: int = 20, share: float = 0.3, seed: int = 0) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    users, items = np.nonzero(rng.random((n_users, n_items)) < share)
    return pd.DataFrame({"user": users, "item": items, "rating": rng.integers(1, 6, len(users))})


CLICKS = frame(("a", "x"), ("a", "y"), ("b", "y"), ("b", "z"), ("c", "x"))


@pytest.fixture(scope="module")
def club() -> ec.InteractionSpace:
    dataset = ec.read_table(ROOT / "sample_data" / "cookery_club.csv")
    return ec.embed_interactions(dataset, user="member", item="dish", rating="stars", time="date")


def test_rows_are_the_items_with_users_beside_them() -> None:
    space = ec.embed_interactions(CLICKS, user="user", item="item")
    assert space.item_ids == ("x", "y", "z")
    assert space.users.ids == ("a", "b", "c")
    assert space.vectors.shape == (3, 3)
    assert space.vectors.dtype == space.users.vectors.dtype == np.float32
    assert space.users.vectors.shape == (3, 3)
    assert space.users.items_of("b") == ("y", "z")
    assert [len(space.users.items_of(user)) for user in space.users.ids] == [2, 2, 1]
    assert space.dataset is not None
    assert space.dataset.frame["item"].tolist() == ["x", "y", "z"]
    assert space.dataset.frame["n_users"].tolist() == [2, 2, 1]
    assert space.dataset.column_roles["item"] in ("item", "text")
    assert isinstance(space, ec.EmbeddingSpace)
    assert any("3 dimensions instead of 50" in note for note in space.notes)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ([7, 8, 7, 9], [7, 8, 9]),
        ([7.0, None, 8.0, 9.0], [7, 8, 9]),
        (["7", "8", "7", "09"], ["7", "8", "09"]),
        ([7, "7", "x", 7], [7, "7", "x"]),
        ([1.5, 2.5, 1.5, 3.0], [1.5, 2.5, 3.0]),
    ],
)
def test_ids_come_back_as_they_were(written: list[object], expected: list[object]) -> None:
    table = pd.DataFrame({"user": ["a", "b", "a", "c"], "item": written})
    space = ec.embed_interactions(table, user="user", item="item")
    assert list(space.item_ids) == expected
    assert [type(item) for item in space.item_ids] == [type(item) for item in expected]
    assert space.dataset is not None
    assert space.dataset.frame["item"].tolist() == expected


def test_rows_without_user_item_or_rating_are_left_out_by_number() -> None:
    table = frame(
        ("a", "x", 5), (None, "x", 4), ("b", " ", 3), ("b", "y", "good"), ("b", "y", None), ("b", "x", 1),
        ("a", "y", 2), ("c", "y", float("inf")),
    )  # fmt: skip
    space = ec.embed_interactions(table, user="user", item="item", rating="rating")
    assert space.dataset is not None
    report = space.dataset.report
    assert [(row.row_number, row.reason) for row in report.left_out] == [
        (2, "the user is missing"), (3, "the item is missing"), (4, 'the rating is no number ("good")'),
        (5, "the rating is missing"), (8, 'the rating is no number ("inf")'),
    ]  # fmt: skip
    assert (report.n_rows_read, report.n_rows_kept) == (8, 3)
    assert "5 of 8 rows are left out" in space.notes[0]
    assert "the rating is no number (2)" in space.notes[0]


def test_numbers_written_as_text_are_ratings() -> None:
    table = frame(("a", "x", "5"), ("b", "y", "4.5"), ("a", "y", "1"))
    space = ec.embed_interactions(table, user="user", item="item", rating="rating")
    assert space.interactions.ratings is not None
    assert space.interactions.ratings.tolist() == [5, 4.5, 1]
    assert space.notes == ("2 dimensions instead of 50, because there are 2 users and 2 items",)


def test_a_pair_that_comes_again() -> None:
    rows = (
        ("a", "x", 1, "2024-02-01"),
        ("a", "y", 3, "2024-01-01"),
        ("b", "x", 5, "2024-01-01"),
        ("a", "x", 4, "2024-01-05"),
    )
    table = frame(*rows)
    latest = ec.embed_interactions(table, user="user", item="item", rating="rating", time="time").interactions
    assert latest.ratings is not None
    assert latest.ratings.tolist() == [1, 3, 5]
    space = ec.embed_interactions(table, user="user", item="item", rating="rating")
    assert space.interactions.ratings is not None
    assert sorted(space.interactions.ratings.tolist()) == [2.5, 3, 5]
    assert any("1 row repeats a pair" in note and "the mean counts" in note for note in space.notes)
    clicks = ec.embed_interactions(table, user="user", item="item").interactions
    assert sorted(clicks.strengths.tolist()) == pytest.approx([1, 1, 1 + np.log(2)])


def test_strengths_follow_the_scale_of_the_ratings() -> None:
    table = frame(("a", "x", 0.5), ("b", "y", 5), ("a", "y", 4), ("b", "x", 2.5))
    found = ec.embed_interactions(table, user="user", item="item", rating="rating").interactions
    assert found.strengths.tolist() == pytest.approx([0.1, 1, 0.8, 0.5])
    assert found.liked_from == 4


def test_negative_constant_and_count_like_ratings_are_said() -> None:
    def notes(*ratings: float) -> tuple[str, ...]:
        table = pd.DataFrame({"user": list("aabbcc"), "item": list("xyxzyz"), "rating": ratings})
        space = ec.embed_interactions(table, user="user", item="item", rating="rating", n_dims=2)
        assert (space.interactions.strengths > 0).all()
        return space.notes

    assert any("negative ratings: the scale is taken from -10" in note for note in notes(-10, 5, 10, 0, 1, 2))
    assert any("every rating" in note and "clicks" in note for note in notes(*[3.0] * 6))
    assert any("taken as counts" in note for note in notes(1, 2, 3, 5_000, 2, 1))
    assert notes(1, 2, 3, 4, 5, 1) == ()


def test_times_that_cannot_be_read_count_as_the_oldest() -> None:
    table = frame(
        ("a", "x", 5, "soon"), ("a", "y", 4, "2024-01-02"), ("b", "x", 3, "2024-01-01"), ("a", "z", 1, "2023-05-01")
    )
    space = ec.embed_interactions(table, user="user", item="item", rating="rating", time="time")
    assert space.users.items_of("a") == ("x", "z", "y")
    assert any('1 row has no readable time in "time"' in note for note in space.notes)
    with pytest.raises(ec.DataError, match=r'"time" must hold dates.*none could be read'):
        ec.embed_interactions(table.assign(time="?"), user="user", item="item", time="time")


def test_columns_that_say_the_same_of_an_item_stay_and_name_it() -> None:
    table = pd.DataFrame(
        {
            "user": [1, 1, 2, 2, 3], "item": [10, 20, 10, 30, 20],
            "title": ["Ten", "Twenty", "Ten", "Thirty", "Twenty"],
            "genre": ["a", "b", "a", "b", "b"], "mood": ["good", "bad", "bad", "good", "bad"],
        }
    )  # fmt: skip
    space = ec.embed_interactions(table, user="user", item="item")
    assert space.dataset is not None
    assert list(space.dataset.frame.columns) == ["item", "title", "genre", "n_users"]
    assert space.title_column == "title"
    assert space.title(30) == "Thirty"
    assert space.texts == ["Ten", "Twenty", "Thirty"]


@pytest.mark.parametrize(
    ("change", "error", "match"),
    [
        ({"user": "usr"}, ec.ParameterError, "user must be a column.*did you mean 'user'"),
        ({"item": "user"}, ec.ParameterError, "user and item must be two columns"),
        ({"rating": "item"}, ec.ParameterError, "two columns"),
        ({"n_dims": 4}, ec.ParameterError, r"n_dims must be in 1\.\.3 \(got 4\); there are 3 users and 3 items"),
        ({"n_dims": 0}, ec.ParameterError, "n_dims must be in"),
        ({"metric": "cosin"}, ec.ParameterError, "did you mean 'cosine'"),
        ({"random_state": -1}, ec.ParameterError, "random_state"),
    ],
)
def test_impossible_parameters(change: dict[str, object], error: type[Exception], match: str) -> None:
    with pytest.raises(error, match=match):
        ec.embed_interactions(CLICKS, **({"user": "user", "item": "item"} | change))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("table", "match"),
    [
        ([("a", "x")], "frame must be a pandas DataFrame or a Dataset"),
        (CLICKS.iloc[:0], "at least 2 users and 2 items"),
        (CLICKS.iloc[:2], r"at least 2 users and 2 items \(got 1 and 2"),
        (CLICKS.assign(user=[["a"]] * 5), '"user" must hold plain ids'),
    ],
)
def test_tables_that_cannot_be_used(table: object, match: str) -> None:
    with pytest.raises(ec.DataError, match=match):
        ec.embed_interactions(table, user="user", item="item")  # type: ignore[arg-type]


def test_ratings_without_a_single_number() -> None:
    with pytest.raises(ec.DataError, match=r'number in "rating" \(got none of 5\)'):
        ec.embed_interactions(CLICKS.assign(rating="good"), user="user", item="item", rating="rating")


def test_a_dataset_keeps_the_row_numbers_of_its_file() -> None:
    dataset = ec.read_table(b"user,item,rating\n1,10,5\n,,\n2,10,4\n1,20,\n2,20,3\n")
    space = ec.embed_interactions(dataset, user="user", item="item", rating="rating")
    assert space.item_ids == (10, 20)
    assert space.dataset is not None
    assert [row.row_number for row in space.dataset.report.left_out] == [4]
    assert space.dataset.row_numbers.tolist() == [1, 5]


def test_the_decomposition_is_the_truncated_svd_of_the_scaled_strengths() -> None:
    table = random_table()
    found = ec.embed_interactions(table, user="user", item="item", rating="rating", n_dims=5)
    matrix = np.zeros((len(found.users), found.n_rows))
    for user, item, rating in table.itertuples(index=False):
        matrix[found.users.position(user), found.position(item)] = 0.1 + 0.9 * (rating - 1) / 4
    matrix /= np.sqrt(np.linalg.norm(matrix, axis=1))[:, None]
    _, singular, right = np.linalg.svd(matrix)
    shrunk = singular[:5] ** 2 / (singular[:5] ** 2 + found.factors.settings.penalty * singular[0] ** 2)
    expected = right[:5].T * np.sqrt(shrunk)
    assert found.vectors @ found.vectors.T == pytest.approx(expected @ expected.T, abs=1e-5)


def test_the_randomized_svd_of_large_tables_agrees(monkeypatch: pytest.MonkeyPatch) -> None:
    table = random_table(60, 50)
    exact = ec.embed_interactions(table, user="user", item="item", n_dims=8)
    monkeypatch.setattr(factorization, "GRAM_ROWS", 0)
    assert GRAM_ROWS > 60
    approximate = decompose(exact.interactions, 8, 42)
    assert approximate[0] == pytest.approx(decompose_exactly(exact).tolist(), rel=2e-2)


def decompose_exactly(space: ec.InteractionSpace) -> np.ndarray:
    table = space.interactions
    dense = table.matrix(table.strengths).toarray()
    return np.linalg.svd(dense / np.sqrt(np.linalg.norm(dense, axis=1))[:, None], compute_uv=False)[:8]


def test_with_all_dimensions_scores_are_those_of_the_full_regression() -> None:
    """Steck's B = I - P / diag(P) with P = (X'X + penalty)^-1, worked out densely."""
    space = ec.embed_interactions(random_table(25, 12), user="user", item="item", n_dims=12)
    table = space.interactions
    lengths = np.sqrt(np.bincount(table.user_of, weights=table.strengths**2))
    x = table.matrix(table.strengths / np.sqrt(lengths[table.user_of])).toarray()
    factors = factorize(table, decompose(table, 12, 0), FactorSettings(0.1, recent=False))
    p = np.linalg.inv(x.T @ x + 0.1 * np.linalg.norm(x, 2) ** 2 * np.eye(12))
    b = np.eye(12) - p / np.diag(p)
    weights = profile_weights(table, recent=False).toarray()
    has = table.matrix(np.ones(table.n_pairs)).toarray() > 0
    assert factors.scores(factors.users)[~has] == pytest.approx((weights @ b)[~has], abs=1e-9)


def test_ages_count_what_came_later_and_share_equal_times() -> None:
    rows = [("a", "p", 1, 10), ("a", "q", 1, 30), ("a", "r", 1, 20), ("b", "p", 1, 5), ("a", "s", 1, 20)]
    table = frame(*rows)
    read = read_interactions(table, np.arange(1, 6), InteractionParams(user="user", item="item", time="time"))
    assert read.ages().tolist() == [3, 0, 1.5, 0, 1.5]
    weights = profile_weights(read, recent=True).toarray()
    raw = 0.2 + 0.8 * 0.5 ** (np.array([3, 0, 1.5, 1.5]) / 10)
    assert weights[0] == pytest.approx(raw / raw.sum())
    assert weights.sum(axis=1) == pytest.approx([1, 1])


def test_latest_items_count_more_only_where_that_finds_more() -> None:
    rng = np.random.default_rng(0)
    rows = []
    for user in range(150):
        first, then = rng.choice(10, 2, replace=False)
        items = [*(first * 12 + rng.permutation(12)[:8]), *(then * 12 + rng.permutation(12)[:4])]
        rows += [(user, int(item), place) for place, item in enumerate(items)]
    drifting = pd.DataFrame(rows, columns=["user", "item", "time"])
    space = ec.embed_interactions(drifting, user="user", item="item", time="time")
    assert space.factors.settings.recent
    assert any("latest items count more" in note for note in space.notes)
    assert not ec.embed_interactions(drifting, user="user", item="item").factors.settings.recent


def test_same_seed_same_vectors_and_input_untouched() -> None:
    table = random_table()
    before = table.copy()
    one, two = (ec.embed_interactions(table, user="user", item="item", rating="rating") for _ in range(2))
    pd.testing.assert_frame_equal(table, before)
    assert (one.vectors == two.vectors).all()
    assert one.fingerprint == two.fingerprint
    other = ec.embed_interactions(table.iloc[:-1], user="user", item="item", rating="rating")
    assert other.fingerprint != one.fingerprint


def test_another_metric_keeps_users_and_recommendations() -> None:
    space = ec.embed_interactions(random_table(), user="user", item="item")
    other = space.with_metric("dot")
    assert (space.metric, other.metric) == ("cosine", "dot")
    assert space.fingerprint != other.fingerprint
    assert other.users is space.users
    assert ec.recommend(other, user=3).items == ec.recommend(space, user=3).items


def test_progress_and_cancel() -> None:
    seen: list[tuple[int, int, str]] = []
    ec.embed_interactions(random_table(), user="user", item="item", on_progress=lambda *said: seen.append(said))
    assert seen[-1] == (1, 1, "learning vectors")

    def stop(done: int, total: int, what: str) -> None:
        raise ec.Cancelled

    with pytest.raises(ec.Cancelled):
        ec.embed_interactions(random_table(), user="user", item="item", on_progress=stop)


def test_one_item_each_and_identical_users_are_no_error() -> None:
    alone = pd.DataFrame({"user": [1, 2, 3], "item": ["x", "y", "z"]})
    assert np.isfinite(ec.embed_interactions(alone, user="user", item="item").vectors).all()
    same = pd.DataFrame({"user": [1, 1, 2, 2, 3, 3], "item": list("xyxyxy")})
    space = ec.embed_interactions(same, user="user", item="item")
    assert np.isfinite(space.vectors).all()
    assert len(ec.recommend(space, user=1)) == 0


def test_dishes_of_a_kind_are_near_each_other(club: ec.InteractionSpace) -> None:
    assert (club.n_rows, len(club.users)) == (150, 400)
    assert club.dataset is not None
    kinds = np.array(club.dataset.frame["kind"].tolist())
    near = ec.neighbor_graph(club, n_neighbors=5).indices
    share = (kinds[near] == kinds[:, None]).mean()
    assert share > 0.6  # by chance 14 of 149, 0.09


def test_the_whole_of_the_package_works_on_such_a_space(club: ec.InteractionSpace) -> None:
    assert ec.project(club, method="pca").coordinates.shape == (150, 2)
    assert ec.cluster(club, n_clusters=8).n_clusters == 8
    assert len(ec.search(club, club.users.vectors[0], n_neighbors=4)) == 4
    assert ec.calibrate(club, 0).suggested_threshold < 1


def test_columns_are_found_by_their_roles() -> None:
    found = ec.find_interactions(ec.read_table(ROOT / "sample_data" / "cookery_club.csv"))
    assert found == ec.InteractionColumns("member", "dish", "stars", "date", 400, 150)
    assert found.looks_like == "ratings: 400 users, 150 items"
    assert ec.find_interactions(ec.read_table(ROOT / "sample_data" / "support_tickets.csv")) is None
    clicks = ec.find_interactions(ec.read_table(b"user_id,item\n1,hat\n2,hat\n1,coat\n2,coat\n"))
    assert clicks is not None
    assert (clicks.user, clicks.item, clicks.rating, clicks.time) == ("user_id", "item", None, None)
    assert clicks.looks_like.startswith("clicks: 2 users")
    with pytest.raises(ec.DataError, match="dataset must be a Dataset"):
        ec.find_interactions(CLICKS)  # type: ignore[arg-type]


def test_columns_of_lists_say_nothing_of_an_item() -> None:
    lists = pa.array([[1.0, 2.0]] * 6)
    frame = pd.DataFrame(
        {"user": list("aabbcc"), "item": list("xyxyzx"), "of arrow": pd.arrays.ArrowExtensionArray(lists)}
    )
    frame["of Python"] = [["a", "b"]] * 6
    space = ec.embed_interactions(frame, user="user", item="item", n_dims=2)
    assert space.dataset is not None
    assert list(space.dataset.frame.columns) == ["item", "n_users"]


@pytest.mark.parametrize("stars", [[4.0, 5.0], ["a", "b"], [], [None]])
def test_lists_are_no_ratings(stars: list[object]) -> None:
    with pytest.raises(ec.DataError, match='a number in "rating"'):
        ec.embed_interactions(CLICKS.assign(rating=[stars] * 5), user="user", item="item", rating="rating")
