"""From results to what the map and its panels show."""

import numpy as np
import pandas as pd
import pytest

import embedcore as ec
from embedcore.groups.naming import Keyword
from ui import palette
from ui.map import colours
from ui.scatter import MapGroups, MapValues
from ui.search import comparison

N = 40


def dataset(**columns: list[object]) -> ec.Dataset:
    n_rows = len(next(iter(columns.values())))
    texts = [f"this is the text of number {row}" for row in range(n_rows)]
    content = pd.DataFrame({"text": texts, **columns}).to_csv(index=False).encode()
    return ec.read_table(content, filename="t.csv", text_column="text")


def with_role(role: str, values: list[object]) -> ec.Dataset:
    return dataset(c=values).with_role("c", role)


def groups(found: MapGroups | MapValues) -> MapGroups:
    assert isinstance(found, MapGroups)
    return found


def values(found: MapGroups | MapValues) -> MapValues:
    assert isinstance(found, MapValues)
    return found


def test_numbers_get_a_scale_and_missing_ones_are_said() -> None:
    colouring, note = colours.column_colouring(with_role("number", [float(n) for n in range(38)] + [None, None]), "c")
    assert values(colouring).values[:3].tolist() == [0, 1, 2]
    assert values(colouring).labels[-2:].tolist() == [-1, -1]
    assert note == "2 rows have no value here and are grey."


def test_few_different_numbers_are_categories() -> None:
    colouring, note = colours.column_colouring(with_role("rating", [5, 4, 5, 1] * 10), "c")
    assert groups(colouring).names == ["5", "4", "1"]  # the most frequent first
    assert groups(colouring).labels[:4].tolist() == [0, 1, 0, 2]
    assert note == ""


def test_infinite_numbers_do_not_break_the_scale() -> None:
    column = [float(n) for n in range(N - 2)] + [float("inf"), float("-inf")]
    colouring, _ = colours.column_colouring(with_role("number", column), "c")
    assert all(np.isfinite(place) for place, _ in values(colouring).message()["ticks"])


def test_dates_get_a_scale() -> None:
    column = [f"2026-01-{day:02d}" for day in range(1, 30)] + ["", "2026-02-01 10:00"]
    colouring, note = colours.column_colouring(with_role("time", column), "c")
    assert values(colouring).is_date
    assert values(colouring).values[0] == np.datetime64("2026-01-01")
    assert np.isnat(values(colouring).values[29])
    assert note == "1 row has no value here and is grey."


def test_a_time_column_without_dates_is_shown_as_categories() -> None:
    colouring, _ = colours.column_colouring(with_role("time", ["soon", "later"] * 20), "c")
    assert sorted(groups(colouring).names) == ["later", "soon"]


def test_empty_cells_are_a_category_of_their_own() -> None:
    colouring, _ = colours.column_colouring(with_role("category", ["a"] * 20 + [None] * 5), "c")
    assert groups(colouring).names == ["a", "(empty)"]
    assert groups(colouring).labels[-1] == 1


def test_more_categories_than_styles_are_said() -> None:
    column = [f"value {n}" for n in range(palette.N_STYLES + 2)] + [f"value {n}" for n in range(palette.N_STYLES)]
    colouring, note = colours.column_colouring(with_role("category", column), "c")
    assert len(groups(colouring).names) == palette.N_STYLES
    assert groups(colouring).labels.tolist().count(-1) == 2
    assert note == "c has 42 different values; the 40 most frequent have a colour, the other 2 rows are grey."
    assert len(set(zip(groups(colouring).colors, groups(colouring).symbols, strict=True))) == palette.N_STYLES


def test_long_category_names_end_with_an_ellipsis() -> None:
    colouring, _ = colours.column_colouring(
        with_role("category", ["a name, that is much too long for a legend"] * 9), "c"
    )
    assert groups(colouring).names == ["a name, that is much too long for…"]


def clustering(labels: list[int], names: tuple[str, ...]) -> ec.Clustering:
    sizes = tuple(np.bincount(labels, minlength=len(names)).tolist())
    return ec.Clustering(np.array(labels), names, ((),) * len(names), sizes, ((0,),) * len(names), 0.2)


def test_names_stand_at_the_median_of_their_group() -> None:
    coordinates = np.array([[0, 0], [1, 5], [100, 1], [7, 7]], dtype=np.float32)
    found = colours.group_colouring(clustering([0, 0, 0, 1], ("first", "second")), [3, 9], coordinates, labels=True)
    assert [(label.text, label.position, label.group) for label in found.labels_on_map] == [
        ("first", (1.0, 1.0), 0),
        ("second", (7.0, 7.0), 1),
    ]
    assert found.colors == [palette.COLORS[3], palette.COLORS[1]]
    assert found.symbols == ["circle", "diamond"]
    hidden = colours.group_colouring(clustering([0, 0, 0, 1], ("first", "second")), [0, 1], coordinates, labels=False)
    assert hidden.labels_on_map == ()


def test_which_columns_colour_and_which_stand_beside_a_text() -> None:
    table = dataset(kind=["a", "b"] * 20, n=[n * 1.5 for n in range(N)], key=[f"T-{n}" for n in range(N)])
    table = table.with_role("kind", "category").with_role("n", "number").with_role("key", "id")
    assert colours.colour_columns(table) == ["kind", "n"]
    assert colours.field_columns(table) == ("kind", "n", "key")


def test_rows_with_text_whatever_their_case() -> None:
    table = ec.Dataset.from_texts(["The Straße is long", "no match", "STRASSE again", "a strass"])
    assert colours.rows_with_text(table, "strasse").tolist() == [0, 2]
    assert colours.rows_with_text(table, "zebra").tolist() == []
    assert colours.rows_with_text(table, "IS LONG").tolist() == [0]


def space() -> ec.EmbeddingSpace:
    texts = [f"red apple pie number {n}" for n in range(10)] + [f"blue car engine number {n}" for n in range(10)]
    vectors = np.zeros((20, 3), dtype=np.float32)
    vectors[:10, 0], vectors[10:, 1] = 1, 1
    vectors[:, 2] = np.r_[np.linspace(-1, 1, 10), np.linspace(-1, 1, 10)]
    return ec.EmbeddingSpace(vectors, dataset=ec.Dataset.from_texts(texts))


def test_describe_says_what_sets_rows_apart() -> None:
    rows = np.arange(10)
    found = colours.describe(space(), rows)
    words = {keyword.term for keyword in found.keywords}
    assert words & {"red", "apple", "pie", "red apple", "apple pie"}
    assert not words & {"blue", "car", "engine"}
    assert isinstance(found.keywords[0], Keyword)
    assert (found.keywords[0].share, found.keywords[0].share_elsewhere) == (1.0, 0.0)
    assert set(found.typical[:2]) == {4, 5}  # the rows nearest to the middle
    assert found.rows is rows


def test_describe_everything_one_row_and_no_texts() -> None:
    everything = colours.describe(space(), np.arange(20))
    assert everything.keywords == ()
    assert len(everything.typical) == 3
    assert colours.describe(space(), np.array([17])).typical == (17,)
    bare = colours.describe(ec.EmbeddingSpace(np.eye(4)), np.array([1, 2]))
    assert bare.keywords == ()
    assert bare.typical == (1, 2)


def test_table_adds_columns_and_keeps_the_order_asked_for() -> None:
    table = dataset(kind=["a", "b", "c"])
    groups_found = clustering([0, 1, 0], ("first", "second"))
    whole = ec.EmbeddingSpace(np.eye(3), dataset=table)
    projection = ec.project(whole, method="pca")
    frame = colours.table(table, np.array([2, 0]), clustering=groups_found, projection=projection)
    assert list(frame.columns) == ["row_number", "text", "kind", "cluster", "cluster_name", "x", "y"]
    assert frame["kind"].tolist() == ["c", "a"]
    assert frame["row_number"].tolist() == [3, 1]
    assert frame["cluster"].tolist() == [1, 1]
    assert frame["cluster_name"].tolist() == ["first", "first"]
    assert frame["x"].to_numpy() == pytest.approx(projection.coordinates[[2, 0], 0])
    solid = colours.table(table, projection=ec.project(whole, method="pca", n_components=3))
    assert list(solid.columns)[-3:] == ["x", "y", "z"]


def test_columns_of_the_table_are_never_overwritten() -> None:
    table = dataset(x=["p", "q", "r"], cluster=["k", "l", "m"], cluster_=["u", "v", "w"], row_number=["7", "8", "9"])
    whole = ec.EmbeddingSpace(np.eye(3), dataset=table)
    frame = colours.table(table, clustering=clustering([0, 0, 0], ("all",)), projection=ec.project(whole, method="pca"))
    assert frame["x"].tolist() == ["p", "q", "r"]
    assert frame["cluster"].tolist() == ["k", "l", "m"]
    assert frame["cluster_"].tolist() == ["u", "v", "w"]
    assert frame["cluster__"].tolist() == [1, 1, 1]
    assert frame["row_number_"].tolist() == [1, 2, 3]
    assert "x_" in frame.columns
    assert table.frame.shape == (3, 5)


def test_ranks_under_each_metric() -> None:
    vectors = np.array([[1, 0], [0.9, 0.1], [5, 3], [-1, 0], [0, 0.2]], dtype=np.float32)
    space = ec.EmbeddingSpace(vectors)
    rankings = {m: ec.search(space.with_metric(m), np.array([1, 0]), n_neighbors=None) for m in ec.Metric}
    found = colours.ranks(space, rankings, n_best=3)
    assert found.index.tolist() == [0, 1, 2]
    assert found[ec.Metric.COSINE].tolist() == [1, 2, 3]
    assert found[ec.Metric.DOT].tolist() == [2, 3, 1]  # the long one first
    assert found[ec.Metric.EUCLIDEAN].tolist() == [1, 2, 5]
    assert "prefers long vectors" in comparison.why_ranks_differ(space)
    assert "have the length 2" in comparison.why_ranks_differ(ec.EmbeddingSpace(np.eye(3) * 2))
