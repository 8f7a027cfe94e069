"""What the map sends and understands, without a browser: geometry, layers, scales, assets, and show_map in AppTest."""

import re
from collections import Counter
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from tests.ui.map_state import map_state
from ui.scatter import (
    Box,
    Lasso,
    MapEvents,
    MapGroups,
    MapLines,
    MapMarker,
    MapOverlay,
    MapPoints,
    MapTrail,
    MapValues,
    Outline,
    Plane,
    assets,
    component,
    palette,
    rows_in_outline,
)
from ui.shared_file.page import shared_js

SQUARE = Lasso((0, 2, 2, 0), (0, 0, 2, 2))


def outline(*shapes: Lasso | Box) -> Outline:
    return shapes


def even_odd(point: list[float], lasso: Lasso) -> bool:
    """The textbook's rule, point by point, in exact fractions."""
    (x, y), odd = map(Fraction, point), False
    for i in range(len(lasso.x)):
        x0, y0, x1, y1 = map(Fraction, (lasso.x[i - 1], lasso.y[i - 1], lasso.x[i], lasso.y[i]))
        if (y0 <= y) != (y1 <= y) and x < x0 + (y - y0) * (x1 - x0) / (y1 - y0):
            odd = not odd
    return odd


def test_lasso_by_hand() -> None:
    points = np.array([[1, 1], [3, 1], [-1, 1], [1, 3], [0.5, 1.9], [2.1, 2.1]], dtype=np.float32)
    assert rows_in_outline(points, outline(SQUARE)).tolist() == [0, 4]


def test_a_stroke_that_crosses_itself_leaves_a_hole() -> None:
    angles = np.pi / 2 + np.arange(5) * 4 * np.pi / 5  # a five-pointed star in one stroke
    star = Lasso(np.cos(angles).tolist(), np.sin(angles).tolist())
    points = np.array([[0, 0], [0, 0.8]], dtype=np.float32)
    assert rows_in_outline(points, outline(star)).tolist() == [1]


def test_left_and_lower_edges_of_a_lasso_are_inside() -> None:
    points = np.array([[0, 1], [1, 0], [2, 1], [1, 2], [0, 0]], dtype=np.float32)
    assert rows_in_outline(points, outline(SQUARE)).tolist() == [0, 1, 4]


def test_boxes_in_any_order_of_corners_and_together() -> None:
    points = np.array([[0, 0], [1, 1], [5, 5], [9, 9], [1.5, np.nan]], dtype=np.float32)
    assert rows_in_outline(points, outline(Box((1, 0), (0, 1)))).tolist() == [0, 1]
    assert rows_in_outline(points, outline(Box((0, 1), (1, 0)), Box((4, 6), (4, 6)))).tolist() == [0, 1, 2]


def test_no_outline_and_no_points() -> None:
    assert rows_in_outline(np.zeros((3, 2), np.float32), None).tolist() == []
    assert rows_in_outline(np.zeros((0, 2), np.float32), outline(SQUARE)).tolist() == []


@pytest.mark.parametrize("seed", range(8))
def test_lasso_agrees_with_the_textbook(seed: int) -> None:
    random = np.random.default_rng(seed)
    points = (random.integers(-6, 7, (400, 2)) / random.choice([1, 3])).astype(np.float32)
    corners = random.integers(-5, 6, (9, 2)).astype(float)  # on the points' own grid: edges and corners are hit
    lasso = Lasso(corners[:, 0].tolist(), corners[:, 1].tolist())
    expected = [row for row, point in enumerate(points.tolist()) if even_odd(point, lasso)]
    assert rows_in_outline(points, outline(lasso)).tolist() == expected


@pytest.mark.parametrize("seed", range(4))
def test_a_shape_in_space_holds_what_lies_behind_it(seed: int) -> None:
    random = np.random.default_rng(seed)
    points = random.normal(size=(300, 3)).astype(np.float32)
    right, up, _ = np.linalg.qr(random.normal(size=(3, 3)))[0]
    plane = Plane(right.tolist(), up.tolist())
    angles = np.linspace(0, 2 * np.pi, 90, endpoint=False)
    circle = Lasso(np.cos(angles).tolist(), np.sin(angles).tolist(), plane)
    distance = np.hypot(points @ right, points @ up)
    found = rows_in_outline(points, outline(circle))
    assert set(np.flatnonzero(distance < 0.99)) <= set(found) <= set(np.flatnonzero(distance < 1.01))
    box = rows_in_outline(points, outline(Box((-1, 0.5), (2, -0.5), plane)))
    across, height = points @ right, points @ up
    assert box.tolist() == np.flatnonzero((across >= -1) & (across <= 0.5) & (height >= -0.5) & (height <= 2)).tolist()


def test_the_plane_facing_the_first_two_axes_is_the_flat_map() -> None:
    points = np.random.default_rng(0).normal(size=(200, 3)).astype(np.float32)
    facing = Lasso(SQUARE.x, SQUARE.y, Plane((1, 0, 0), (0, 1, 0)))
    assert rows_in_outline(points, outline(facing)).tolist() == rows_in_outline(points[:, :2], outline(SQUARE)).tolist()


@pytest.mark.parametrize(
    ("right", "up"),
    [((1, 0), (0, 1)), ((1, 0, 0), (1, 0, 0)), ((2, 0, 0), (0, 1, 0)), ((1, 0, 0), (0, float("nan"), 0))],
)
def test_a_plane_has_two_directions_at_right_angles(right: tuple[float, ...], up: tuple[float, ...]) -> None:
    with pytest.raises(ValueError, match=r"of length 1 and at right angles \(got \["):
        Plane(right, up)


def test_a_shape_fits_the_map() -> None:
    facing = Plane((1, 0, 0), (0, 1, 0))
    with pytest.raises(ValueError, match=r"with a plane needs a map in space \(got coordinates of 2 dimensions\)"):
        rows_in_outline(np.zeros((3, 2), np.float32), outline(Box((0, 1), (0, 1), facing)))
    with pytest.raises(ValueError, match=r"without a plane needs a flat map \(got coordinates of 3 dimensions\)"):
        rows_in_outline(np.zeros((3, 3), np.float32), outline(SQUARE))


def test_a_lasso_has_at_least_three_corners() -> None:
    with pytest.raises(ValueError, match="at least 3 corners"):
        Lasso((0, 1), (0, 1))


def points_of(n_rows: int = 4, n_dims: int = 2) -> MapPoints:
    return MapPoints(
        np.arange(n_rows * n_dims, dtype=np.float32).reshape(n_rows, n_dims), [f"row {i}" for i in range(n_rows)], "r1"
    )


def test_every_point_has_its_text_and_its_picture() -> None:
    with pytest.raises(ValueError, match=r"every point needs one text \(got 1 for 2 points\)"):
        _ = MapPoints(np.zeros((2, 2)), ["a"], "r").table
    with pytest.raises(ValueError, match="expected length 2"):
        _ = MapPoints(np.zeros((2, 2)), ["a", "b"], "r", [b"one"]).table


def test_points_travel_as_float32_columns_and_plain_text() -> None:
    table = MapPoints(np.array([[1.5, 2], [3, 4]]), ["a <b>", "broken \ud83d"], "r").table
    assert [str(kind) for kind in table.schema.types] == ["float", "float", "string"]
    assert table["hover"].to_pylist() == ["a <b>", "broken ?"]
    assert points_of(3, 3).table.column_names == ["x", "y", "z", "hover"]


def test_many_texts_stay_on_the_server() -> None:
    few, many = (MapPoints(np.zeros((8, 2)), ["x" * length] * 8, "r").table for length in (900_000, 1_100_000))
    assert few.column_names == ["x", "y", "hover"]
    assert many.column_names == ["x", "y"]


def test_renaming_keeps_the_division_but_is_another_colouring() -> None:
    labels = np.array([0, 1, -1])
    before, after = MapGroups(labels, ["a", "b"]).message(), MapGroups(labels, ["a", "c"]).message()
    assert before["labels_digest"] == after["labels_digest"]
    assert before["digest"] != after["digest"]
    assert before["labels"]["label"].to_pylist() == [0, 1, -1]


def test_shades_by_hand() -> None:
    shades = MapValues(np.array([0, 15.9, 16, np.nan, np.inf, 32]), "x").labels
    assert shades.tolist() == [0, 15, 16, -1, -1, 31]
    assert MapValues(np.array([5.0, 5.0]), "x").labels.tolist() == [16, 16]
    assert MapValues(np.array([np.nan]), "x").labels.tolist() == [-1]


def test_the_scale_is_that_of_the_palette() -> None:
    assert MapValues(np.arange(3), "x").message()["colors"] == list(palette.scale())


def test_values_numbers_dates_and_nothing() -> None:
    numbers = MapValues(np.array([1, 2, 3]), "Rating").message()
    assert [text for _, text in numbers["ticks"]] == ["1", "2", "3"]
    dates = MapValues(np.array(["2024-01-01", "NaT", "2024-01-03"], "datetime64[ns]"), "Created")
    assert [text for _, text in dates.message()["ticks"]] == ["2024-01-01", "2024-01-02", "2024-01-03"]
    assert dates.labels.tolist() == [0, -1, 31]
    assert [text for _, text in MapValues(np.array([5, 5]), "One").message()["ticks"]] == ["5"]
    assert MapValues(np.array([np.nan, np.nan]), "Empty").message()["ticks"] == []


def test_overlay_travels_small() -> None:
    message = MapOverlay(focus=np.array([2, 5]), markers=(MapMarker((1, 2)),)).message()
    assert message["focus"]["row"].to_pylist() == [2, 5]
    assert "selected" not in message
    assert MapOverlay().message()["focus_digest"] is None
    assert MapOverlay(focus=np.array([], int)).message()["focus_digest"] is not None


def test_lines_of_density_are_asked_for() -> None:
    assert [MapOverlay(contours=wanted).message()["contours"] for wanted in (False, True)] == [False, True]


def test_trails_and_colours_travel() -> None:
    message = MapOverlay(
        markers=(MapMarker((1, 2), "circle", "#0072B2", text="1"),),
        lines=(MapLines((1, 2), [3, 4], "#0072B2"),),
        trails=(MapTrail((0, 0), (1, 2), "#0072B2"),),
    ).message()
    assert message["trails"] == [{"from": (0, 0), "to": (1, 2), "color": "#0072B2"}]
    assert message["lines"] == [{"at": (1, 2), "rows": [3, 4], "color": "#0072B2", "dashed": False}]
    assert message["markers"][0] == {
        "at": (1, 2), "symbol": "circle", "color": "#0072B2", "size": 18, "label": "", "text": "1",
    }  # fmt: skip


def test_plotly_js_is_the_installed_package_s(tmp_path: Path) -> None:
    target = assets.install_plotly(tmp_path / "static")
    assert target.read_bytes() == assets.packaged_plotly().read_bytes()
    target.write_text("of another version")
    assets.install_plotly(tmp_path / "static")
    assert target.read_bytes() == assets.packaged_plotly().read_bytes()
    assert [path.name for path in (tmp_path / "static").iterdir()] == ["plotly.min.js"]


def page() -> None:
    import numpy as np
    import streamlit as st

    from ui.scatter import MapGroups, MapOverlay, MapPoints, show_map

    points = MapPoints(np.arange(8, dtype=np.float32).reshape(4, 2), list("abcd"), "r1")
    overlay = MapOverlay(selection_id=st.session_state.get("cleared", 0))
    st.session_state["seen"] = show_map(
        points, MapGroups(np.array([0, 0, 1, 1]), ["first", "second"]), overlay, key="map"
    )


def run_page(state: object = None, **session: Any) -> MapEvents:
    app = AppTest.from_function(page)
    if state is not None:
        app.session_state["map"] = state
    for name, value in session.items():
        app.session_state[name] = value
    app.run()
    assert not app.exception
    return app.session_state["seen"]  # type: ignore[no-any-return]


def test_show_map_runs_in_apptest() -> None:
    assert run_page() == MapEvents()


def test_seeded_state_comes_back_as_events() -> None:
    groups = MapGroups(np.array([0, 0, 1, 1]), ["first", "second"])
    drawn = outline(Box((0, 3), (0, 4)), Lasso((0.0, 1.0, 1.0), (0.0, 0.0, 1.0)))
    state = map_state(points_of(), outline=drawn, clicked_row=2, n_clicks=5, hidden_groups=("second",), groups=groups)
    assert run_page(state) == MapEvents(drawn, ("second",), 2, 5, hidden=(groups.labels_digest, (1,)))


def test_groups_hidden_in_another_colouring_are_kept_for_it_and_hide_nothing_here() -> None:
    seen = run_page({"hidden": {"labels": "others", "groups": [1, 0, 1]}})
    assert seen == MapEvents(hidden=("others", (0, 1)))


def test_state_of_another_picture_or_before_a_clear_counts_as_nothing() -> None:
    state = map_state(points_of(), outline=outline(SQUARE), clicked_row=2)
    assert run_page(state, cleared=1) == MapEvents()
    other = MapPoints(np.zeros((4, 2)), list("abcd"), "r2")
    assert run_page(map_state(other, clicked_row=2)) == MapEvents()


@pytest.mark.parametrize(
    "state",
    [
        {"outline": "x", "click": 3, "hidden": [1]},
        {"hidden": {"labels": 7, "groups": [1]}},
        {"hidden": {"labels": "x", "groups": [-1, True, "1", 1.0]}},
        {"hidden": {"labels": "x", "groups": {"1": 1}}},
        {"click": {"revision": "r1", "selection_id": 0, "row": 4, "count": "many"}},
        {"click": {"revision": "r1", "selection_id": 0, "row": True, "count": 0}},
        {
            "outline": {
                "revision": "r1",
                "selection_id": 0,
                "shapes": [{"kind": "lasso", "x": [1, 2], "y": [1]}, 7, {"kind": "circle"}],
            }
        },
        {
            "outline": {
                "revision": "r1",
                "selection_id": 0,
                "shapes": [{"kind": "box", "x": [0, float("inf")], "y": [0, 1]}],
            }
        },
    ],
)
def test_malformed_state_counts_as_nothing(state: dict[str, Any]) -> None:
    assert run_page({"outline": None, "click": None, "hidden": None, **state}) == MapEvents()


def space_page() -> None:
    import numpy as np
    import streamlit as st

    from ui.scatter import MapGroups, MapPoints, show_map

    points = MapPoints(np.arange(12, dtype=np.float32).reshape(4, 3), list("abcd"), "r1")
    st.session_state["seen"] = show_map(points, MapGroups(np.array([0, 0, 1, 1]), ["first", "second"]), key="map")


@pytest.mark.parametrize(
    ("plane", "counts"),
    [
        ([[1, 0, 0], [0, 1, 0]], True),
        (None, False),
        ([[1, 0, 0], [1, 0, 0]], False),
        ([[1, 0, 0]], False),
        ([["a", 0, 0], [0, 1, 0]], False),
        (7, False),
    ],
)
def test_a_shape_in_space_comes_with_its_plane(plane: object, counts: bool) -> None:
    shape = {"kind": "box", "x": [0, 1], "y": [0, 1], **({} if plane is None else {"plane": plane})}
    state = {"outline": {"revision": "r1", "selection_id": 0, "shapes": [shape]}, "click": None, "hidden": None}
    app = AppTest.from_function(space_page)
    app.session_state["map"] = state
    app.run()
    assert not app.exception
    expected = outline(Box((0, 1), (0, 1), Plane([1, 0, 0], [0, 1, 0]))) if counts else None
    assert app.session_state["seen"].outline == expected


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"revision": "r1", "row": 2}, {"row": 2, "text": "row 2"}),
        ({"revision": "r2", "row": 2}, None),
        ({"revision": "r1", "row": 4}, None),
        ({"revision": "r1", "row": True}, None),
        ({"revision": "r1"}, None),
        ("x", None),
        (None, None),
    ],
)
def test_a_text_is_told_when_it_is_asked_for(asked: object, told: object) -> None:
    assert component.text_told(asked, points_of()) == told


def test_colouring_must_fit_the_points() -> None:
    from ui.scatter import show_map

    with pytest.raises(ValueError, match=r"one value per row \(got 2 for 4 rows\)"):
        show_map(points_of(), MapGroups(np.array([0, 0]), ["a"]), key="map")


def test_a_shape_takes_rows_away_from_those_before_it() -> None:
    points = np.array([[0, 0], [1, 1], [2, 2]], dtype=np.float32)
    whole, middle = Box((-1, 3), (-1, 3)), Box((0.5, 1.5), (0.5, 1.5), away=True)
    assert rows_in_outline(points, outline(whole, middle)).tolist() == [0, 2]
    assert rows_in_outline(points, outline(middle, whole)).tolist() == [0, 1, 2]


def test_no_name_of_the_joined_scripts_is_taken_twice() -> None:
    """Of two functions of one name the later one would silently take the other's place; the file shares the map's."""
    names = Counter(re.findall(r"^(?:async )?(?:function\*?|class|const|let) (\w+)", shared_js(), re.MULTILINE))
    assert len(names) > 100 and [name for name, n in names.items() if n > 1] == []
