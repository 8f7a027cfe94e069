"""From results to what the map and its panels show."""

import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray

import embedcore as ec
from ui.map import colours
from ui.scatter import MapGroups, MapValues, palette

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


def shades(labels: NDArray[np.int64]) -> list[palette.Shade]:
    """The first ones, so that the order is seen."""
    return palette.written(range(int(labels.max()) + 1))


def test_numbers_get_a_scale_and_missing_ones_are_said() -> None:
    colouring, note = colours.column_colouring(
        with_role("number", [float(n) for n in range(38)] + [None, None]), "c", shades
    )
    assert values(colouring).values[:3].tolist() == [0, 1, 2]
    assert values(colouring).labels[-2:].tolist() == [-1, -1]
    assert note == "2 rows have no value here and are grey."


def test_few_different_numbers_are_categories() -> None:
    colouring, note = colours.column_colouring(with_role("rating", [5, 4, 5, 1] * 10), "c", shades)
    assert groups(colouring).names == ["5", "4", "1"]  # the most frequent first
    assert groups(colouring).labels[:4].tolist() == [0, 1, 0, 2]
    assert note == ""


def test_infinite_numbers_do_not_break_the_scale() -> None:
    column = [float(n) for n in range(N - 2)] + [float("inf"), float("-inf")]
    colouring, _ = colours.column_colouring(with_role("number", column), "c", shades)
    assert all(np.isfinite(place) for place, _ in values(colouring).message()["ticks"])


def test_dates_get_a_scale() -> None:
    column = [f"2026-01-{day:02d}" for day in range(1, 30)] + ["", "2026-02-01 10:00"]
    colouring, note = colours.column_colouring(with_role("time", column), "c", shades)
    assert values(colouring).is_date
    assert values(colouring).values[0] == np.datetime64("2026-01-01")
    assert np.isnat(values(colouring).values[29])
    assert note == "1 row has no value here and is grey."


def test_a_time_column_without_dates_is_shown_as_categories() -> None:
    colouring, _ = colours.column_colouring(with_role("time", ["soon", "later"] * 20), "c", shades)
    assert sorted(groups(colouring).names) == ["later", "soon"]


def test_empty_cells_are_a_category_of_their_own() -> None:
    colouring, _ = colours.column_colouring(with_role("category", ["a"] * 20 + [None] * 5), "c", shades)
    assert groups(colouring).names == ["a", "(empty)"]
    assert groups(colouring).labels[-1] == 1


def test_more_categories_than_colours_are_said() -> None:
    column = [f"value {n}" for n in range(colours.MOST_VALUES + 2)] + [f"value {n}" for n in range(colours.MOST_VALUES)]
    colouring, note = colours.column_colouring(with_role("category", column), "c", shades)
    assert len(groups(colouring).names) == colours.MOST_VALUES
    assert groups(colouring).labels.tolist().count(-1) == 2
    assert note == "c has 62 different values; the 60 most frequent have a colour, the other 2 rows are grey."
    assert groups(colouring).colors == palette.written(range(colours.MOST_VALUES))


def test_long_category_names_end_with_an_ellipsis() -> None:
    colouring, _ = colours.column_colouring(
        with_role("category", ["a name, that is much too long for a legend"] * 9), "c", shades
    )
    assert groups(colouring).names == ["a name, that is much too long for…"]


def clustering(labels: list[int], names: tuple[str, ...]) -> ec.Clustering:
    sizes = tuple(np.bincount(labels, minlength=len(names)).tolist())
    return ec.Clustering(np.array(labels), names, ((),) * len(names), sizes, ((0,),) * len(names), 0.2)


def test_names_stand_where_most_of_their_group_is() -> None:
    coordinates = np.array([[1, 5], [0, 0], [2, 4], [100, 1], [7, 7]], dtype=np.float32)
    two = palette.written([3, 9])
    found = colours.group_colouring(clustering([0, 0, 0, 0, 1], ("first", "second")), two, coordinates, labels=True)
    assert [(label.text, label.at, label.group) for label in found.labels_on_map] == [
        ("first", (1.0, 5.0), 0),  # of the three, the one nearest to their median, (1, 4)
        ("second", (7.0, 7.0), 1),
    ]
    assert found.colors == two
    hidden = colours.group_colouring(clustering([0, 0, 0, 0, 1], ("first", "second")), two, coordinates, labels=False)
    assert hidden.labels_on_map == ()


@pytest.mark.parametrize("n_dims", [2, 3])
def test_a_name_stands_on_a_point_of_its_group_and_not_between_its_parts(n_dims: int) -> None:
    random = np.random.default_rng(n_dims)
    parts = [random.normal(at, 0.3, (n, n_dims)) for at, n in ((-10, 40), (10, 60))]
    coordinates = np.concatenate(parts).astype(np.float32)
    (label,) = colours.labels_at(["both"], np.zeros(100, dtype=np.int64), coordinates)
    assert np.linalg.norm(np.array(label.at) - 10) < 1
    assert (coordinates == label.at).all(axis=1).any()


def test_which_columns_colour() -> None:
    table = dataset(kind=["a", "b"] * 20, n=[n * 1.5 for n in range(N)], key=[f"T-{n}" for n in range(N)])
    table = table.with_role("kind", "category").with_role("n", "number").with_role("key", "id")
    assert colours.colour_columns(table) == ["kind", "n"]


def test_names_on_the_map_keep_whole_keywords() -> None:
    names = ["transfer, declined, message, pending", "card, link, lost", "a name that is much too long for a map"]
    found = colours.labels_at(names, np.arange(3), np.zeros((3, 2), dtype=np.float32))
    assert [label.text for label in found] == [
        "transfer, declined, message …",
        "card, link, lost",
        "a name that is much too long for…",
    ]
