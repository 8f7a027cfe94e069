"""The map's JavaScript, function by function, on an empty page: what is pure in it, and the pen with the pointer."""

import json
import re
import tomllib
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from embedcore.facets import Days
from ui.scatter import Lasso, assets, rows_in_outline

pytest.importorskip("playwright.sync_api", reason="browser tests need playwright: pip install -r requirements-dev.txt")

from playwright import sync_api

SCRIPTS = Path(__file__).resolve().parents[2] / "ui" / "scatter"
THEME = {"palette": ["#ff0000", "#00ff00"], "grey": "#cccccc", "noGroup": "#999999", "text": "#111111", "font": "serif"}
THEME |= {"background": "#ffffff", "primary": "#0000ff", "grid": "#eeeeee"}
NAMED = {"names": ["a", "b", "c"], "colors": [], "symbols": []}


@pytest.fixture(scope="module")
def page(browser: sync_api.Browser) -> Iterator[sync_api.Page]:
    """An empty page with the scripts in the order in which the component joins them."""
    opened = browser.new_page(viewport={"width": 600, "height": 500})
    opened.add_script_tag(content=assets.library_js())
    yield opened
    opened.close()


def call(page: sync_api.Page, expression: str, **given: Any) -> Any:
    """The value of an expression in which the given names stand for those values."""
    names = ", ".join(given)
    return page.evaluate(f"({{ {names} }}) => {expression}", given)


# theme.js


@pytest.mark.parametrize(
    ("color", "channels"),
    [
        ("#ff8000", [255, 128, 0]),
        ("rgb(1, 2, 3)", [1, 2, 3]),
        ("white", [255, 255, 255]),
        ("hsl(120 100% 50%)", [0, 255, 0]),
    ],
)
def test_channels_of_a_colour_as_css_writes_it(page: sync_api.Page, color: str, channels: list[int]) -> None:
    for _ in range(2):  # the second time from what is kept
        assert call(page, "channels(color)", color=color) == channels


def test_colours_are_mixed_and_made_see_through(page: sync_api.Page) -> None:
    assert call(page, "mixed('#000000', '#ffffff', 0.2)") == "rgb(204,204,204)"
    assert call(page, "mixed('#ff0000', '#0000ff', 0.5)") == "rgb(128,0,128)"
    assert call(page, "withAlpha('#ff8000', 0.25)") == "rgba(255,128,0,0.25)"


@pytest.mark.parametrize(
    "color", ["#000000", "#ffffff", "#767676", "#7a7a7a", "#0000ff", "#ffff00", "#00aa00", "#b0b0b0"]
)
def test_letters_are_dark_on_what_is_light(page: sync_api.Page, color: str) -> None:
    """By the formula of WCAG 2, written out."""
    values = np.array([int(color[place : place + 2], 16) / 255 for place in (1, 3, 5)])
    linear = np.where(values <= 0.03928, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)
    assert call(page, "isLight(color)", color=color) == (linear @ [0.2126, 0.7152, 0.0722] > 0.2)


def test_the_theme_is_read_from_the_page_with_something_to_fall_back_on(page: sync_api.Page) -> None:
    read = "{ const at = document.createElement('div'); at.style.cssText = css; document.body.append(at); const found = readTheme(at); at.remove(); return found; }"
    plain = call(page, read, css="")
    assert (plain["text"], plain["background"], plain["primary"]) == ("#31333f", "#ffffff", "#ff4b4b")
    assert len(plain["palette"]) == 10
    dark = call(
        page,
        read,
        css="--st-text-color: #fafafa; --st-background-color: #000000; --st-chart-categorical-colors: rgb(1, 2, 3), #00ff00",
    )
    assert dark["palette"] == ["rgb(1, 2, 3)", "#00ff00"]
    assert dark["muted"] == "rgb(160,160,160)"
    assert (plain["isDark"], dark["isDark"]) == (False, True)


# styles.js


def test_groups_take_the_theme_s_colours_and_other_shapes_when_these_begin_again(page: sync_api.Page) -> None:
    colouring = {"names": list("abcde"), "colors": [], "symbols": []}
    styles = call(page, "groupStyles(colouring, theme)", colouring=colouring, theme=THEME)
    assert [style["color"] for style in styles] == ["#ff0000", "#00ff00"] * 2 + ["#ff0000"]
    assert [style["symbol"] for style in styles] == ["circle"] * 2 + ["diamond"] * 2 + ["square"]


def test_given_colours_and_shapes_are_kept(page: sync_api.Page) -> None:
    pairs = [["#123456", "#abcdef"], ["#654321", "#fedcba"]]
    given = {"names": ["a", "b"], "colors": pairs, "symbols": ["x"]}
    styles = call(page, "groupStyles(colouring, theme)", colouring=given, theme=THEME)
    assert styles == [{"color": "#123456", "symbol": "x"}, {"color": "#654321", "symbol": "circle"}]
    values = call(page, "groupStyles(colouring, theme)", colouring={"colors": pairs}, theme={**THEME, "isDark": True})
    assert values == [{"color": "#abcdef", "symbol": "circle"}, {"color": "#fedcba", "symbol": "circle"}]


def test_few_points_are_big_and_many_are_small_and_see_through(page: sync_api.Page) -> None:
    looks = [call(page, "pointLook(n, 2, 1)", n=n) for n in (0, 1, 200, 2_000, 20_000, 300_000)]
    for name in ("size", "opacity"):
        values = [look[name] for look in looks]
        assert values == sorted(values, reverse=True)
    assert looks[2] == {"size": pytest.approx(7.2), "opacity": pytest.approx(0.75)}
    assert call(page, "pointLook(2000, 3, 1).size") == pytest.approx(0.9 * looks[3]["size"])


def test_points_grow_a_little_as_one_comes_closer(page: sync_api.Page) -> None:
    near = [call(page, "pointLook(100000, 2, zoom)", zoom=zoom) for zoom in (0.5, 1, 4, 100)]
    assert near[0] == near[1]
    assert near[1]["size"] < near[2]["size"] < 2 * near[1]["size"]
    assert (near[3]["size"], near[3]["opacity"]) == (12, pytest.approx(0.75))


def test_points_are_paler_where_they_lie_over_one_another(page: sync_api.Page) -> None:
    found = [call(page, "opacityInCrowd(0.8, overlaps)", overlaps=overlaps) for overlaps in (0, 1, 2, 3, 5, 10, 1000)]
    assert found == sorted(found, reverse=True)
    assert found[:3] == [0.8] * 3
    assert 1 - (1 - found[4]) ** 5 == pytest.approx(0.97)
    assert found[-1] == 0.25


INKS = "Array.from(inkOfRows(Int32Array.from(labels), focus && Uint8Array.from(focus), new Set(hidden)))"


@pytest.mark.parametrize("seed", range(5))
def test_each_row_has_the_ink_of_its_group_or_grey_or_none(page: sync_api.Page, seed: int) -> None:
    random = np.random.default_rng(seed)
    labels, focus = random.integers(-1, 4, 60), random.integers(0, 2, 60)
    hidden = random.choice(4, seed % 4, replace=False).tolist()
    for inside in (None, focus.tolist()):
        expected = [
            0 if label in hidden else 1 if inside and not inside[row] else label + 3
            for row, label in enumerate(labels.tolist())
        ]
        assert call(page, INKS, labels=labels.tolist(), focus=inside, hidden=hidden) == expected


# copies.js

GATHERED = """{
  const found = gathered(Uint16Array.from(inks), table, firsts && Int32Array.from(firsts));
  return { ...found, ofRows: Array.from(found.ofRows), counts: found.counts && Array.from(found.counts) };
}"""


def test_rows_with_the_same_text_are_one_point_that_grows_with_their_number(page: sync_api.Page) -> None:
    found = call(page, GATHERED, inks=[3, 4, 3, 3, 3, 0], table=TABLE, firsts=[0, 1, 0, 0, 0, 5])
    assert found["ofRows"] == [len(TABLE), 4, 0, 0, 0, 0]
    assert found["counts"] == [4, 1, 0, 0, 0, 0]
    assert found["table"][:-1] == TABLE
    big = found["table"][-1]
    assert big == {**TABLE[3], "grows": pytest.approx(4**0.35), "copies": 4}  # type: ignore[dict-item]


def test_a_hidden_row_is_not_counted_and_one_in_colour_goes_before_a_grey_one(page: sync_api.Page) -> None:
    found = call(page, GATHERED, inks=[0, 1, 3, 3, 1, 1], table=TABLE, firsts=[0, 0, 0, 0, 4, 4])
    assert found["ofRows"] == [0, 0, len(TABLE), 0, len(TABLE) + 1, 0]
    assert found["counts"] == [2, 0, 0, 0, 2, 0]
    assert [ink["under"] for ink in found["table"][len(TABLE) :]] == [False, True]


def test_without_equal_texts_nothing_is_made_anew(page: sync_api.Page) -> None:
    assert call(page, GATHERED, inks=[1, 2], table=TABLE, firsts=None) == {
        "ofRows": [1, 2], "table": TABLE, "counts": None,
    }  # fmt: skip


def test_the_label_says_how_many_rows_a_point_is(page: sync_api.Page) -> None:
    view = {"labels": [0, 0, -1], "colouring": {"names": ["a"]}, "styles": [{"color": "#123456"}], "theme": THEME}
    headings = "[0, 1, 2].map((row) => rowHeading(row, view).heading)"
    assert call(page, headings, view={**view, "copies": None, "firsts": None}) == ["a", "a", ""]
    copies = {"copies": [1200, 0, 2], "firsts": [0, 0, 2]}
    many, two = "1,200 rows on this spot", "2 rows on this spot"
    assert call(page, headings, view={**view, **copies}) == [f"a · {many}", f"a · {many}", two]


def test_a_point_of_many_rows_covers_more(page: sync_api.Page) -> None:
    """In stamps the diameter grows; where density is shaded, each of the rows counts."""
    sizes = "stampSheet(table, [5], 1, 1, 1000).starts"
    table = [*TABLE, {**TABLE[4], "grows": 2.0}]  # type: ignore[dict-item]
    starts = call(page, f"Array.from({sizes})", table=table)
    small, big = starts[20] - starts[16], starts[24] - starts[20]
    assert 2 < big / small < 5


def test_grey_lies_under_the_others(page: sync_api.Page) -> None:
    table = call(page, "inkTable([{ color: '#ff8000', symbol: 'x' }], theme)", theme=THEME)
    assert table[0] is None
    assert [ink["under"] for ink in table[1:]] == [True, False, False]
    assert table[3]["channels"] == [255, 128, 0]
    assert table[3]["symbol"] == "x"


# camera.js

FLAT = "{ const camera = new Camera([[0, 10], [0, 20]]); camera.resize(400, 300, 34);"
SPACE = "{ const camera = new Camera([[0, 10], [0, 20], [-5, 5]]); camera.resize(400, 300, 34);"


def test_a_flat_map_is_whole_with_a_margin_and_keeps_its_proportions(page: sync_api.Page) -> None:
    corners = call(page, FLAT + "return [[0, 0], [10, 20], [10, 0]].map((at) => camera.project(at)); }")
    (left, bottom), (right, top), other = corners
    assert 0 <= left < right <= 400
    assert 34 <= top < bottom <= 300
    assert (bottom - top) / (right - left) == pytest.approx(2)
    assert other == pytest.approx([right, bottom])
    assert (bottom - top) == pytest.approx((300 - 34) / 1.03)


@pytest.mark.parametrize("start", [FLAT, SPACE])
def test_pixels_and_plane_are_each_other_s_way_back(page: sync_api.Page, start: str) -> None:
    changed = "camera.zoomAt([50, 60], 3); camera.panBy(20, -7); camera.turn = camera.inSpace ? turnedBy(camera.turn, 1, 2) : camera.turn;"
    found = call(page, start + changed + "return [camera.toPlane(camera.project(at)), camera.turn]; }", at=[3, 7, 2])
    turn = np.array(found[1]).reshape(3, 3)
    assert found[0] == pytest.approx((turn @ [3, 7, 2])[:2])


@pytest.mark.parametrize("start", [FLAT, SPACE])
def test_what_is_under_the_pointer_stays_there(page: sync_api.Page, start: str) -> None:
    found = call(
        page,
        start
        + "const before = camera.toPlane([50, 60]); camera.zoomAt([50, 60], 4); return [before, camera.toPlane([50, 60]), camera.zoom]; }",
    )
    assert found[0] == pytest.approx(found[1])
    assert found[2] == 4


def test_the_zoom_has_limits_and_goes_back_to_all(page: sync_api.Page) -> None:
    found = call(
        page,
        FLAT
        + "const all = camera.range; camera.zoomAt([0, 0], 1e9); const most = camera.zoom; camera.zoomAt([0, 0], 1e-9); const least = camera.zoom; camera.reset(); return [all, most, least, camera.range]; }",
    )
    assert found[0] == found[3]
    assert found[1] > 1000
    assert 0.1 < found[2] < 1


PLACE = "camera.zoomAt([50, 60], 3); camera.panBy(20, -7); if (camera.inSpace) camera.turnBy(30, 40); const same = new Camera(camera.bounds); same.resize(400, 300, 34);"


@pytest.mark.parametrize("start", [FLAT, SPACE])
def test_a_place_in_the_address_leads_back_to_it(page: sync_api.Page, start: str) -> None:
    found = call(
        page,
        start
        + PLACE
        + "const text = placeWritten(camera, 'picture'); return [placeRead(same, 'picture', text), same.shot(), camera.shot(), text]; }",
    )
    assert found[0]
    for what in ("target", "zoom", "turn"):
        assert found[1][what] == pytest.approx(found[2][what], rel=1e-5, abs=1e-5)
    assert re.fullmatch(r"[\w.\-]+", found[3])
    assert len(found[3]) < 130


@pytest.mark.parametrize("start", [FLAT, SPACE])
def test_a_place_that_no_page_wrote_moves_nothing(page: sync_api.Page, start: str) -> None:
    """Of another picture, beyond the data, not finite, too much or too little of it."""
    found = call(
        page,
        start
        + PLACE
        + """const first = JSON.stringify(same.shot()), text = placeWritten(camera, "picture"), [name, zoom, ...rest] = text.split("_");
        const bad = [null, "", "x", text + "_1", text.slice(0, -9).split("_").slice(0, -1).join("_"), [name, "1e9", ...rest], [name, "-1", ...rest],
          [name, "NaN", ...rest], [name, "", ...rest], [name, zoom, "1e300", ...rest.slice(1)], [name, zoom, "Infinity", ...rest.slice(1)]];
        if (same.inSpace) bad.push([name, zoom, ...rest.slice(0, 3), 0, 0, 0, 0, 0, 0]);
        const taken = bad.filter((one) => placeRead(same, "picture", Array.isArray(one) ? one.join("_") : one));
        return [taken, placeRead(same, "another picture", text), JSON.stringify(same.shot()) === first, placeWritten(same, "picture")]; }""",
    )
    assert found == [[], False, True, ""]


def test_a_pan_moves_by_as_many_pixels(page: sync_api.Page) -> None:
    for start in (FLAT, SPACE):
        before, after = call(
            page,
            start
            + "const before = camera.project([1, 2, 3]); camera.panBy(30, -12); return [before, camera.project([1, 2, 3])]; }",
        )
        assert np.subtract(after, before) == pytest.approx([30, -12])


def test_a_turn_is_a_rotation_about_the_middle(page: sync_api.Page) -> None:
    found = call(
        page,
        SPACE
        + "const middle = camera.project(camera.middle); for (let i = 0; i < 50; i++) camera.turnBy(13, 29); return [middle, camera.project(camera.middle), camera.turn]; }",
    )
    turn = np.array(found[2]).reshape(3, 3)
    assert found[0] == pytest.approx(found[1])
    assert turn @ turn.T == pytest.approx(np.eye(3), abs=1e-9)
    assert np.linalg.det(turn) == pytest.approx(1)


def test_a_hand_that_turns_takes_the_front_with_it(page: sync_api.Page) -> None:
    """What is nearest to the viewer moves to the right with a drag to the right, and down with one down."""
    front = "const near = (turn) => turn.slice(6, 9); const at = near(camera.turn).map((value, axis) => camera.middle[axis] + value);"
    moved = "const before = camera.project(at); camera.turnBy(right, down); const after = camera.project(at); return [after[0] - before[0], after[1] - before[1]]; }"
    across = call(page, SPACE + front + moved, right=10, down=0)
    assert across[0] > 0.1
    assert across[1] == pytest.approx(0, abs=1e-9)
    assert call(page, SPACE + front + moved, right=0, down=10)[1] > 0.1


def test_an_earlier_picture_is_moved_to_where_its_points_are_now(page: sync_api.Page) -> None:
    found = call(
        page,
        FLAT
        + """
      const shot = camera.shot(), before = camera.project([2, 3]);
      camera.zoomAt([70, 90], 2.5); camera.panBy(-11, 17);
      const { scale, left, top } = camera.since(shot);
      return [[before[0] * scale + left, before[1] * scale + top], camera.project([2, 3])]; }""",
    )
    assert found[0] == pytest.approx(found[1])
    assert call(page, SPACE + "const shot = camera.shot(); camera.turnBy(1, 0); return camera.since(shot); }") is None


# stamps.js, raster.js and painter.js: the same arithmetic in NumPy

PAINT = """{
  const painter = new Painter(), camera = new Camera(boundsOf(axes));
  camera.resize(width, height, 0);
  if (zoom !== 1) camera.zoomAt(camera.center, zoom);
  painter.takePoints(axes.map((values) => Float32Array.from(values)));
  painter.takeInks({ ofRows: Uint16Array.from(inks), table, background: [250, 240, 230] });
  const painted = painter.paint({ shot: camera.shot(), ratio, pad: 2 });
  const order = Array.from(painter.order);
  const sizes = [painted.width, painted.height];
  return { order, sizes, shot: camera.shot(), look: painter.look(camera.shot()), pixels: Array.from(new Uint8Array(painted.bytes)), crowding: painter.crowding };
}"""
TABLE = [
    None,
    {"channels": [200, 200, 200], "symbol": "circle", "strength": 1, "under": True},
    {"channels": [120, 120, 120], "symbol": "circle", "strength": 1, "under": False},
    {"channels": [255, 0, 10], "symbol": "diamond", "strength": 1, "under": False},
    {"channels": [0, 90, 200], "symbol": "cross", "strength": 0.5, "under": False},
]
BACKGROUND = [250, 240, 230]


def painted(
    page: sync_api.Page,
    axes: np.ndarray,
    inks: np.ndarray,
    *,
    ratio: float = 1,
    zoom: float = 1,
    size: tuple[int, int] = (90, 70),
) -> Any:
    given = {"axes": axes.tolist(), "inks": inks.tolist(), "table": TABLE, "ratio": ratio, "zoom": zoom}
    found = call(page, PAINT, **given, width=size[0], height=size[1])
    found["pixels"] = np.array(found["pixels"], np.uint8).reshape(*found["sizes"][::-1], 4)
    return found


def places(axes: np.ndarray, shot: dict[str, Any], ratio: float) -> np.ndarray:
    """(2, n) left and top of the points on the canvas, which has 2 pixels beyond each edge."""
    across, up = np.array(shot["turn"]).reshape(3, 3)[:2] @ np.vstack([axes, np.zeros((3 - len(axes), axes.shape[1]))])
    middle = np.array(shot["turn"]).reshape(3, 3)[:2] @ shot["target"]
    left = (shot["center"][0] + 2 + shot["scale"] * (across - middle[0])) * ratio
    top = (shot["center"][1] + 2 - shot["scale"] * (up - middle[1])) * ratio
    return np.array([left, top]).astype(np.float32)


@pytest.mark.parametrize(("ratio", "zoom"), [(1, 1), (2, 1), (1, 3)])
def test_points_are_blended_as_numpy_blends_them(page: sync_api.Page, ratio: float, zoom: float) -> None:
    random = np.random.default_rng(1)
    axes = random.uniform(-1, 1, (2, 400)).astype(np.float32)
    inks = random.integers(0, 5, 400)
    found = painted(page, axes, inks, ratio=ratio, zoom=zoom)
    look = found["look"]

    expected = np.tile(np.array(BACKGROUND, np.int64), (*found["sizes"][::-1], 1))
    left, top = places(axes, found["shot"], ratio)
    reaches = call(
        page,
        "Array.from(stampSheet(table, [size], 1, ratio, 100).reaches)",
        table=TABLE,
        size=look["size"],
        ratio=ratio,
    )
    for under in (True, False):
        for row in found["order"]:
            ink = TABLE[inks[row]]
            if ink is None or ink["under"] is not under:
                continue
            x, y = float(left[row]), float(top[row])
            width, height = found["sizes"]
            reach = reaches[inks[row]]
            if not (reach <= x < width - reach - 1 and reach <= y < height - reach - 1):
                continue
            stamp = call(
                page,
                "stampOf(symbol, size, right, lower)",
                symbol=ink["symbol"],
                size=look["size"] * ratio,
                right=x % 1 >= 0.5,
                lower=y % 1 >= 0.5,
            )
            strength = (1 if under else look["opacity"]) * ink["strength"]
            for dx, dy, share in stamp:
                alpha = int(np.floor(256 * share * strength + 0.5))
                at = (int(y) + dy, int(x) + dx)
                expected[at] = (expected[at] * (256 - alpha) + np.array(ink["channels"]) * alpha) >> 8
    assert np.array_equal(found["pixels"][..., :3], expected)
    assert (found["pixels"][..., 3] == 255).all()
    assert (expected != BACKGROUND).any(axis=2).mean() > 0.2  # the picture is not empty


def test_a_crowd_is_shaded_by_its_density_as_numpy_shades_it(page: sync_api.Page) -> None:
    n = 300_000
    random = np.random.default_rng(2)
    axes = random.normal(0, 1, (2, n)).astype(np.float32)
    inks = random.integers(0, 5, n)
    found = painted(page, axes, inks, size=(120, 100))
    look = found["look"]

    width, height = found["sizes"]
    left, top = places(axes, found["shot"], 1)
    column, row = (left + np.float32(0.5)).astype(int), (top + np.float32(0.5)).astype(int)
    inside = (column >= 1) & (row >= 1) & (column < width - 1) & (row < height - 1)
    expected = np.tile(np.array(BACKGROUND, np.float64), (height, width, 1))
    sums = np.zeros((height + 1, width + 1, 4))
    for number, ink in enumerate(TABLE):
        if ink is None:
            continue
        those = inside & (inks == number)
        for dy, dx in ((0, 0), (0, 1), (1, 0), (1, 1)):
            if ink["under"]:
                expected[row[those] - dy, column[those] - dx] = ink["channels"]
            else:
                np.add.at(
                    sums, (row[those] - dy, column[those] - dx), ink["strength"] * np.array([1, *ink["channels"]])
                )
    table = call(
        page,
        "Array.from(densityShades(opacity, crowd))",
        opacity=look["opacity"],
        crowd=found["crowding"] * (2 / found["shot"]["scale"]) ** 2,
    )
    sums = sums[:height, :width]
    touched = sums[..., 0] > 0
    alpha = np.array(table)[np.minimum(4095, (sums[..., 0] * 4).astype(int))][touched][:, None]
    color = sums[touched][:, 1:] / sums[touched][:, :1]
    expected[touched] = np.floor((expected[touched] * (256 - alpha) + color * alpha) / 256)
    assert np.abs(found["pixels"][..., :3] - expected).max() <= 1  # sums are float32 in the browser
    assert (np.abs(found["pixels"][..., :3] - expected) > 0).mean() < 0.01
    assert touched.mean() > 0.3


# lonely.js and contours.js


def far_out(axes: np.ndarray) -> list[int]:
    """By brute force: no other place within six times the median distance to the nearest one."""
    apart = np.linalg.norm(axes[:, :, None] - axes[:, None], axis=0)
    nearest = np.where(apart > 0, apart, np.inf).min(axis=1)
    return (nearest >= 6 * np.sort(nearest)[len(nearest) // 2]).astype(int).tolist()


@pytest.mark.parametrize("n_dims", [2, 3])
@pytest.mark.parametrize("seed", range(4))
def test_points_far_from_all_others_are_found_as_by_brute_force(page: sync_api.Page, n_dims: int, seed: int) -> None:
    random = np.random.default_rng(seed)
    axes = np.hstack(
        [random.normal(0, 0.1, (n_dims, 700)), random.uniform(-9, 9, (n_dims, 60)), np.full((n_dims, 9), 7)]
    )
    axes = axes[:, random.permutation(axes.shape[1])].astype(np.float32)
    found = call(page, "Array.from(farOut(axes.map((values) => Float32Array.from(values))))", axes=axes.tolist())
    expected = far_out(axes.astype(np.float64))
    assert found == expected
    assert 0 < sum(expected) < 100


@pytest.mark.parametrize("axes", [[[], []], [[1], [2]], [[1, 1, 1], [2, 2, 2]], [[0, 1, 2], [0, 0, 0]]])
def test_few_places_have_none_that_is_far_from_the_others(page: sync_api.Page, axes: list[list[float]]) -> None:
    found = call(page, "Array.from(farOut(axes.map((values) => Float32Array.from(values))))", axes=axes)
    assert found == [0] * len(axes[0])


def test_a_point_far_out_is_pale(page: sync_api.Page) -> None:
    random = np.random.default_rng(3)
    axes = np.hstack([random.uniform(-1, 0, (2, 300)), [[2], [2]], [[1], [1]]]).astype(np.float32)
    found = painted(page, axes, np.array([3] * 300 + [0, 3]))
    left, top = places(axes, found["shot"], 1)
    shade = found["pixels"][int(top[-1]), int(left[-1]), :3].astype(int)
    share = (np.array(BACKGROUND) - shade)[1] / (BACKGROUND[1] - TABLE[3]["channels"][1])  # type: ignore[index]
    assert share == pytest.approx(0.45 * found["look"]["opacity"], abs=0.03)


LINES = "Array.from(linesAt({ side, left: 0, bottom: 0, wide: 1, high: 1, values: Float32Array.from(values) }, level))"


def test_a_line_runs_where_the_level_is_reached(page: sync_api.Page) -> None:
    """By hand: a slope, whose line at 1.25 is a straight one."""
    values = np.tile(np.arange(4.0), (4, 1))
    lines = np.array(call(page, LINES, side=4, values=values.ravel().tolist(), level=1.25)).reshape(-1, 2, 2)
    assert len(lines) == 3
    assert (lines[..., 0] == 1.25).all()
    assert sorted(lines[..., 1].ravel().tolist()) == [0, 1, 1, 2, 2, 3]


@pytest.mark.parametrize("seed", range(3))
def test_lines_are_closed_and_part_high_from_low(page: sync_api.Page, seed: int) -> None:
    random = np.random.default_rng(seed)
    values = np.pad(random.uniform(0, 1, (9, 9)), 1)
    lines = np.array(call(page, LINES, side=11, values=values.ravel().tolist(), level=0.5)).reshape(-1, 2, 2)
    ends, counts = np.unique(lines.reshape(-1, 2).round(6), axis=0, return_counts=True)
    assert (counts == 2).all()
    high = values.astype(np.float32) >= 0.5
    crossed = (high[:, 1:] != high[:, :-1]).sum() + (high[1:] != high[:-1]).sum()
    assert len(ends) == crossed


@pytest.mark.parametrize(("levels", "pieces"), [((0.9, 0.1, 0.9, 0.1), 2), ((0.9, 0.4, 0.9, 0.4), 2)])
def test_a_saddle_is_cut_by_its_middle(page: sync_api.Page, levels: tuple[float, ...], pieces: int) -> None:
    """Corners from the lower left around; the middle is at 0.5 (which is cut off) and at 0.65 (which connects)."""
    a, b, c, d = levels
    lines = np.array(call(page, LINES, side=2, values=[a, b, d, c], level=0.6)).reshape(-1, 2, 2)
    assert len(lines) == pieces
    middles = lines.mean(axis=1)
    near_high = np.abs(middles - [[0, 0]]).sum(axis=1).min()
    assert (near_high < 0.7) == (sum(levels) / 4 < 0.6)


def test_lines_enclose_their_shares_of_the_points(page: sync_api.Page) -> None:
    values = np.random.default_rng(0).exponential(1, 900).astype(np.float32)
    levels = call(page, "densityLevels(Float32Array.from(values))", values=values.tolist())
    for level, share in zip(levels, (0.9, 0.6, 0.3), strict=True):
        assert values[values >= level].sum() / values.sum() == pytest.approx(share, abs=0.01)


def test_density_is_that_of_the_points_around_their_places(page: sync_api.Page) -> None:
    random = np.random.default_rng(1)
    axes = random.normal([[3], [-2]], [[1], [2]], (2, 2000))
    grid = call(
        page,
        "{ const grid = densityGrid(axes); return { ...grid, values: Array.from(grid.values) }; }",
        axes=axes.tolist(),
    )
    values = np.array(grid["values"]).reshape(grid["side"], grid["side"])
    assert values.sum() == pytest.approx(2000, rel=1e-3)
    steps = np.arange(grid["side"])
    middle = [
        (values.sum(axis=0) @ (grid["left"] + grid["wide"] * steps)),
        values.sum(axis=1) @ (grid["bottom"] + grid["high"] * steps),
    ]
    assert np.array(middle) / 2000 == pytest.approx(axes.mean(axis=1), abs=0.02)
    assert call(page, "contours([axes[0], axes[1], axes[0]]).length", axes=axes.tolist()) == 0


def test_a_line_is_drawn_under_the_points_where_it_lies(page: sync_api.Page) -> None:
    drawn = """{
      const picture = { pixels: new Int32Array(width * height).fill(-1), width, height };
      const shot = { target: [0, 0, 0], scale: 10, center: [120, 115] };
      drawLines(picture, Float32Array.from(lines), shot, 1, 0, [0, 0, 0]);
      return Array.from(new Uint8Array(picture.pixels.buffer));
    }"""
    lines = [-1, 0.25, 1, 0.25, 0, -8, 0, -1, -900, 1, -800, 1]  # across, up, and far outside
    pixels = np.array(call(page, drawn, lines=lines, width=240, height=230)).reshape(230, 240, 4)
    assert (pixels[..., 3] == 255).all()
    dark = 255 - pixels[..., 0]
    assert dark[112, 110:130].tolist() == [128] * 20  # 115 - 2.5 lies between two lines of pixels
    assert dark[113, 110:130].tolist() == [128] * 20
    assert dark[125:194, 120].tolist() == [255] * 69
    assert dark.sum() == 40 * 128 + dark[:, 120].sum() - 2 * 128


def test_lines_fade_towards_the_edge_of_the_frame_where_they_would_be_cut(page: sync_api.Page) -> None:
    drawn = """{
      const picture = { pixels: new Int32Array(200 * 200).fill(-1), width: 200, height: 200 };
      const lines = [];
      for (let x = -12; x < 12; x++) lines.push(x, 0.02, x + 1, 0.02);
      drawLines(picture, Float32Array.from(lines), { target: [0, 0, 0], scale: 10, center: [80, 80] }, 1, 20, [0, 0, 0]);
      return Array.from(new Uint8Array(picture.pixels.buffer));
    }"""
    dark = (255 - np.array(call(page, drawn)).reshape(200, 200, 4)[..., 0]).sum(axis=0)
    assert dark[100] == pytest.approx(255, abs=8)
    assert dark[:20].sum() == dark[180:].sum() == 0  # what is beyond the frame is seen while one pans
    rising = dark[20:60]
    assert (np.diff(rising) >= 0).all()
    assert 0 < rising[10] < 160
    assert rising[-1] == pytest.approx(255, abs=8)


@pytest.mark.parametrize("n", [1_000, 60_000])
def test_of_many_points_the_first_picture_does_not_wait_for_lines(page: sync_api.Page, n: int) -> None:
    """They come with a second one, which is asked for."""
    pictures = """(async () => {
      const [width, height] = [90, 70];
      const axes = [0, 1].map((axis) => Float32Array.from({ length: n }, (_, i) => Math.sin((axis + 1) * 7.3 * i) * Math.sin(i)));
      const camera = new Camera(boundsOf(axes));
      camera.resize(width, height, 0);
      let tell;
      const changed = new Promise((resolve) => (tell = resolve));
      const shop = new Paintshop(PAINTER_SOURCE, () => tell(true));
      shop.takePoints(axes);
      shop.takeInks({ ofRows: new Uint16Array(n), table: [null], background: [255, 255, 255], line: [0, 0, 0] });
      const darkOf = ({ bytes }) => new Uint8Array(bytes).filter((value) => value < 200).length;
      const first = darkOf(await shop.paint({ shot: camera.shot(), ratio: 1, pad: 0 }));
      const asked = await Promise.race([changed, new Promise((resolve) => setTimeout(() => resolve(false), n > 50000 ? 20000 : 300))]);
      const second = darkOf(await shop.paint({ shot: camera.shot(), ratio: 1, pad: 0 }));
      shop.close();
      return [first, asked, second];
    })()"""
    first, asked, second = call(page, pictures, n=n)
    assert asked == (n > 50_000)
    assert (first == 0) == asked
    assert second > 0


def test_a_denser_place_is_never_paler(page: sync_api.Page) -> None:
    table = call(page, "Array.from(densityShades(0.3, 50))")
    assert table[0] == 0
    assert table[4] == round(256 * 0.3)
    assert table == sorted(table)
    assert table[-1] == 256


def test_in_space_what_is_in_front_covers_what_is_behind(page: sync_api.Page) -> None:
    """A red and a grey point on one line of sight: whichever comes first in the data, the front one is seen."""
    shades = []
    for front, back in ((3, 2), (2, 3)):
        turn = np.array(call(page, "new Camera([[-1, 1], [-1, 1], [-1, 1]]).turn")).reshape(3, 3)
        corners = np.array([[-1, -1, -1], [1, 1, 1]], np.float32)
        axes = np.vstack([corners, 0.6 * turn[2], -0.6 * turn[2]]).T.astype(np.float32)
        found = painted(page, axes, np.array([0, 0, front, back]))
        left, top = places(axes, found["shot"], 1)
        shades.append(found["pixels"][int(top[2]), int(left[2]), :3].astype(int))
        assert abs(left[2] - left[3]) < 0.01
    assert shades[0][0] > shades[1][0] + 8
    assert shades[0][1] < shades[1][1] - 8


def test_far_points_are_paler_and_smaller(page: sync_api.Page) -> None:
    axes = np.array([[-1, 1, 0, 0], [-1, 1, 0, 0], [-1, 1, 0, 0]], np.float32)
    turn = np.array(call(page, "new Camera([[-1, 1], [-1, 1], [-1, 1]]).turn")).reshape(3, 3)
    axes[:, 2], axes[:, 3] = 0.9 * turn[2], -0.9 * turn[2] + 0.5 * turn[0]
    found = painted(page, axes, np.array([0, 0, 3, 3]))
    left, top = places(axes, found["shot"], 1)
    near, far = (found["pixels"][int(top[i]), int(left[i]), :3].astype(int) for i in (2, 3))
    assert np.abs(far - BACKGROUND).sum() < np.abs(near - BACKGROUND).sum()
    changed = (found["pixels"][..., :3] != BACKGROUND).any(axis=2)
    around = [changed[int(top[i]) - 8 : int(top[i]) + 9, int(left[i]) - 8 : int(left[i]) + 9].sum() for i in (2, 3)]
    assert around[0] > around[1]


@pytest.mark.parametrize("n_dims", [2, 3])
def test_every_row_is_painted_once_tile_by_tile_and_mixed_within(page: sync_api.Page, n_dims: int) -> None:
    random = np.random.default_rng(0)
    ordered = "Array.from(paintingOrder(axes.map((values) => Float32Array.from(values))))"
    for n in (0, 1, 2, 10, 997, 5000):
        axes = random.uniform(size=(n_dims, n)).astype(np.float32)
        order = call(page, ordered, axes=axes.tolist())
        assert sorted(order) == list(range(n))
    steps = np.linalg.norm(np.diff(axes[:, order], axis=1), axis=0)
    assert np.median(steps) < 0.2 * np.median(np.linalg.norm(np.diff(axes, axis=1), axis=0))
    one_tile = call(page, ordered, axes=np.zeros((n_dims, 1000)).tolist())
    assert np.abs(np.corrcoef(one_tile, np.arange(1000))[0, 1]) < 0.1


@pytest.mark.parametrize("symbol", ["circle", "diamond", "square", "cross", "x"])
def test_shapes_cover_about_the_same(page: sync_api.Page, symbol: str) -> None:
    covered = [
        call(
            page,
            "stampOf(symbol, 12, right, lower).reduce((sum, [, , share]) => sum + share, 0)",
            symbol=symbol,
            right=right,
            lower=lower,
        )
        for right in (False, True)
        for lower in (False, True)
    ]
    assert max(covered) - min(covered) < 3
    assert 0.7 * np.pi * 36 < np.mean(covered) < 1.15 * np.pi * 36


def test_a_worker_paints_the_same_as_the_page(page: sync_api.Page) -> None:
    same = page.evaluate("""async () => {
      const axes = [0, 1].map((axis) => Float32Array.from({ length: 500 }, (_, i) => Math.sin(i * (axis + 1.3))));
      const inks = { ofRows: new Uint16Array(500).fill(1), table: [null, { channels: [9, 99, 199], symbol: "x", strength: 1, under: false }], background: [255, 255, 255] };
      const camera = new Camera(boundsOf(axes));
      camera.resize(200, 150, 0);
      const paint = async (source) => {
        const shop = new Paintshop(source);
        shop.takePoints(axes);
        shop.takeInks(inks);
        const { bytes } = await shop.paint({ shot: camera.shot(), ratio: 1, pad: 0 });
        const found = { bytes: Array.from(new Uint8Array(bytes)).join(), here: shop.painter !== null };
        shop.close();
        return found;
      };
      const [there, here] = [await paint(PAINTER_SOURCE), await paint("throw new Error('refused')")];
      return [there.bytes === here.bytes, there.here, here.here, new Set(there.bytes.split(",")).size > 5];
    }""")
    assert same == [True, False, True, True]


# grid.js


@pytest.mark.parametrize("seed", range(4))
def test_the_nearest_shown_point_is_found(page: sync_api.Page, seed: int) -> None:
    random = np.random.default_rng(seed)
    across, up = random.normal(size=(2, 500)).round(1 if seed % 2 else 6)
    shown = random.integers(0, 2, 500)
    asked = random.normal(size=(60, 2))
    most = 0.15
    found = call(
        page,
        "{ const grid = new PointGrid(Float32Array.from(across), Float32Array.from(up)); return asked.map((at) => grid.nearest(at, most, (row) => shown[row])); }",
        across=across.tolist(), up=up.tolist(), shown=shown.tolist(), asked=asked.tolist(), most=most,
    )  # fmt: skip
    for at, row in zip(asked, found, strict=True):
        distance = np.where(shown, np.hypot(across.astype(np.float32) - at[0], up.astype(np.float32) - at[1]), np.inf)
        assert (row is None) == (distance.min() > most)
        if row is not None:
            assert distance[row] == pytest.approx(distance.min())
    assert any(row is None for row in found)
    assert any(row is not None for row in found)


def test_of_points_under_the_pointer_the_foremost_counts(page: sync_api.Page) -> None:
    grid = "{ const grid = new PointGrid(Float32Array.of(0, 0.1, 5), Float32Array.of(0, 0, 5)); return grid.nearest([0, 0], 1, () => true, near, (row) => row); }"
    assert call(page, grid, near=0.2) == 1
    assert call(page, grid, near=0) == 0


def test_one_point_and_none(page: sync_api.Page) -> None:
    nearest = "new PointGrid(Float32Array.from(across), Float32Array.from(across)).nearest([3, 3], 1, () => true)"
    assert call(page, nearest, across=[3]) == 0
    assert call(page, nearest, across=[]) is None


# walk.js, keys.js


def test_a_key_leads_to_the_nearest_point_ahead(page: sync_api.Page) -> None:
    """By hand, from (0, 0): 0 ahead, 1 nearer but hidden, 2 aside, 3 on the spot, 4 above, 5 far behind, 6 hardly below."""
    across, up = [3, 1, 1, 0, 0.5, -9, 4], [1, 0, 2, 0, 4, 0, -1]
    asked = "directions.map((way) => nearestInDirection({ across, up }, [0, 0], way, (row) => row !== 1))"
    directions = [[1, 0], [0, 1], [-1, 0], [0, -1]]
    assert call(page, asked, across=across, up=up, directions=directions) == [0, 2, 5, None]


def test_of_points_ahead_one_in_line_goes_before_a_nearer_one_aside(page: sync_api.Page) -> None:
    asked = "nearestInDirection({ across, up }, [0, 0], [1, 0], () => true)"
    assert call(page, asked, across=[2.5, 1.5], up=[0, 1.4]) == 0  # 2.5 ahead against 1.5 + 2 * 1.4
    assert call(page, asked, across=[2.5, 1.5], up=[0, 0.4]) == 1


@pytest.mark.parametrize("seed", range(3))
def test_every_point_is_reached_by_keys(page: sync_api.Page, seed: int) -> None:
    """Walks from point to point in the four directions, as long as there is one that was not reached."""
    across, up = np.random.default_rng(seed).normal(size=(2, 60)).tolist()
    walk = """{
      const reached = new Set([0]), open = [0];
      while (open.length) {
        const from = open.pop();
        for (const way of Object.values(ARROWS)) {
          const next = nearestInDirection({ across, up }, [across[from], up[from]], way, () => true);
          if (next !== null && !reached.has(next)) reached.add(next), open.push(next);
        }
      }
      return reached.size;
    }"""
    assert call(page, walk, across=across, up=up) >= 54  # the others are reached through their group


def test_rows_of_a_group_begin_at_its_middle(page: sync_api.Page) -> None:
    """The median of 0, 1, 2, 9, 50 is 2; that of the zeros 0."""
    axes = "[Float32Array.of(9, 50, 2, 0, 1, 7), new Float32Array(6)]"
    walk = f"{{ const walk = new Walk({axes}, rows); return [walk.next(null, 1), ...rows.map((row) => walk.next(row, 1))]; }}"
    assert call(page, walk, rows=[0, 1, 2, 3, 4]) == [2, 1, 2, 4, 0, 3]  # 2, 4, 3, 0, 1, and around
    back = (
        f"{{ const walk = new Walk({axes}, rows); return rows.map((row) => [walk.next(row, -1), walk.place(row)]); }}"
    )
    assert call(page, back, rows=[0, 1, 2, 3, 4]) == [[3, 3], [0, 4], [1, 0], [4, 2], [2, 1]]
    assert call(page, f"new Walk({axes}, []).next(null, 1)") is None
    tied = "{ const walk = new Walk([Float32Array.of(1, 0, -1)], [0, 1, 2]); return [0, 1, 2].map((row) => walk.next(row, 1)); }"
    assert call(page, tied) == [2, 0, 1]


def test_a_point_is_read_out_with_its_place(page: sync_api.Page) -> None:
    said = "readOut({ text: 'Where is it?', heading: 'Refunds', place: 2, many: 1200, group })"
    assert call(page, said, group="Refunds") == "Where is it?. 3 of 1,200 in Refunds"
    assert call(page, said, group=None) == "Where is it?. Refunds. 3 of 1,200"


@pytest.mark.parametrize(
    ("before", "now", "said"),
    [
        (None, (5, 9, 0), ""),
        ((9, 9, 0), (9, 9, 0), ""),
        ((9, 9, 0), (5, 1200, 0), ""),  # another map
        ((9, 1200, 0), (5, 1200, 0), "5 of 1,200 points shown"),
        ((5, 1200, 0), (1200, 1200, 70), "All 1,200 points shown. 70 marked"),
        ((9, 9, 70), (9, 9, 0), "Nothing marked"),
    ],
)
def test_counts_are_read_out_when_they_change(
    page: sync_api.Page, before: tuple[int, int, int] | None, now: tuple[int, int, int], said: str
) -> None:
    counts = [one and dict(zip(("shown", "all", "selected"), one, strict=True)) for one in (before, now)]
    assert call(page, "countsReadOut(before, now)", before=counts[0], now=counts[1]) == said


# gestures.js

HAND = """{
  const frame = document.createElement("div"), told = [];
  frame.style.cssText = "position:fixed; left:100px; top:50px; width:200px; height:100px";
  document.body.append(frame);
  const tell = (name) => (...values) => told.push([name, ...values.filter((value) => !(value instanceof Event))]);
  new Gestures(frame, { takes: () => takes, onDrag: (x, y) => told.push(["drag", x, y]), onZoom: tell("zoom"), onClick: tell("click"), onReset: tell("reset"), onHover: tell("hover"), onPinch: tell("pinch") });
  for (const [type, id, x, y, more] of events) {
    const Kind = type === "wheel" ? WheelEvent : type === "dblclick" ? MouseEvent : PointerEvent;
    frame.dispatchEvent(new Kind(type, { pointerId: id, clientX: x, clientY: y, isPrimary: id === 1, bubbles: true, cancelable: true, ...more }));
  }
  frame.remove();
  return told.filter(([name]) => name !== "hover");
}"""


def hand(page: sync_api.Page, *events: Any, takes: bool = False) -> list[Any]:
    found = call(page, HAND, events=list(events), takes=takes)
    return list(found)


def test_a_press_that_hardly_moves_is_a_click(page: sync_api.Page) -> None:
    events = (["pointerdown", 1, 120, 60], ["pointermove", 1, 123, 61], ["pointerup", 1, 123, 61])
    assert hand(page, *events) == [["click", [23, 11]]]
    assert hand(page, *events, takes=True) == [["click", [23, 11]]]


def test_a_drag_loses_no_pixel_and_is_no_click(page: sync_api.Page) -> None:
    events = (["pointerdown", 1, 120, 60], ["pointermove", 1, 124, 60], ["pointermove", 1, 130, 65])
    there_and_back = (*events, ["pointermove", 1, 120, 60], ["pointerup", 1, 120, 60])
    assert hand(page, *there_and_back) == [["drag", 10, 5], ["drag", -10, -5]]
    assert hand(page, *there_and_back, takes=True) == []  # a lasso's


def test_two_fingers_zoom_about_their_middle_and_move(page: sync_api.Page) -> None:
    told = hand(
        page,
        ["pointerdown", 1, 150, 100], ["pointerdown", 2, 250, 100], ["pointermove", 2, 290, 100], ["pointerup", 2, 290, 100],
        ["pointerup", 1, 150, 100],
    )  # fmt: skip
    assert told == [["pinch"], ["drag", 20, 0], ["zoom", [120, 50], 1.4]]


def test_the_wheel_zooms_at_the_pointer(page: sync_api.Page) -> None:
    (name, at, closer), (_, _, farther) = hand(
        page, ["wheel", 1, 130, 70, {"deltaY": -100}], ["wheel", 1, 130, 70, {"deltaY": 100}]
    )
    assert (name, at) == ("zoom", [30, 20])
    assert closer > 1
    assert closer * farther == pytest.approx(1)
    lines = hand(page, ["wheel", 1, 130, 70, {"deltaY": -3, "deltaMode": 1}])
    assert 1 < lines[0][2] < closer


def test_a_double_click_shows_all_again(page: sync_api.Page) -> None:
    assert hand(page, ["dblclick", 1, 120, 60]) == [["reset"]]
    assert hand(page, ["dblclick", 1, 120, 60], takes=True) == []


# toolbar.js


def test_the_tools_say_what_they_are_and_which_is_in_hand(page: sync_api.Page) -> None:
    seen = page.evaluate("""() => {
      const frame = document.createElement("div"), used = [];
      const tools = new Toolbar(frame, { onUse: (name) => used.push(name), onMode: (mode) => used.push(mode) });
      const state = () => [...frame.querySelectorAll("button")].filter((one) => !one.hidden).map((one) => [one.dataset.tool, one.getAttribute("aria-pressed")]);
      tools.fit(false);
      const flat = state();
      tools.buttons.lasso.click();
      tools.fit(true);
      const space = state();
      tools.buttons.reset.click();
      return { flat, space, used, said: [...frame.querySelectorAll("button")].every((one) => one.title && one.getAttribute("aria-label") === one.title) };
    }""")
    flat, space = dict(seen["flat"]), dict(seen["space"])
    assert list(flat) == ["pan", "lasso", "box", "closer", "farther", "reset", "picture", "keys"]
    assert list(space) == ["turn", *flat]
    assert (flat["pan"], space["lasso"], space["turn"], space["picture"]) == ("true", "true", "false", None)
    assert seen["used"] == ["pan", "lasso", "reset"]
    assert seen["said"]


# figure.js


def test_a_downloaded_figure_says_texts_to_the_letter_and_holds_every_row(page: sync_api.Page) -> None:
    text = "</script><b>x</b> & more\nnext"
    made = """{
      const texts = { get: (row) => (row ? "plain" : text) };
      const traces = figureTraces([Float32Array.of(1, 2, 3), Float32Array.of(4, 5, 6)], Uint16Array.of(3, 0, 3), { inks: table, names: ["", "others", "no group", "<i>a</i>", "b"], texts, look: { size: 5, opacity: 0.5 } });
      const camera = new Camera([[1, 3], [4, 6]]);
      return { traces, page: figurePage("/* library */", traces, figureLayout(camera, theme, true), "<b>title</b>") };
    }"""
    found = call(page, made, text=text, table=TABLE, theme=THEME)
    (trace,) = found["traces"]
    assert (trace["x"], trace["y"], trace["name"]) == ([1, 3], [4, 6], "&lt;i&gt;a&lt;/i&gt;")
    assert trace["text"][0] == "&lt;/script&gt;&lt;b&gt;x&lt;/b&gt; &amp; more<br>next"
    assert "<title>&lt;b&gt;title&lt;/b&gt;</title>" in found["page"]
    assert found["page"].count("</script>") == 2  # the library's and our own


# overlay.js


def test_texts_give_way_to_those_that_are_there(page: sync_api.Page) -> None:
    drawn = """{
      const context = document.createElement("canvas").getContext("2d"), taken = [];
      const size = { width: 400, height: 300, top: 34 };
      return places.map(([x, y, always]) => drawText(context, [x, y], "label", { theme, taken, size, always }));
    }"""
    places = [[200, 100], [210, 105], [200, 160], [200, 160, True], [-5, 100], [200, 10]]
    assert call(page, drawn, places=places, theme=THEME) == [True, False, True, True, False, False]


def test_the_box_around_a_place(page: sync_api.Page) -> None:
    assert call(page, "boxAround([10, 20], 3)") == {"left": 7, "right": 13, "top": 17, "bottom": 23}


def test_an_overlay_is_drawn_only_below_the_tools_and_counts_the_names(page: sync_api.Page) -> None:
    content = {
        "outline": [{"kind": "box", "x": [0, 1], "y": [0, 1]}],
        "circles": [{"at": [100, 100], "radius": 20}],
        "lines": [{"from": [10, 10], "to": [90, 90]}],
        "trails": [{"from": [10, 200], "to": [200, 200]}, {"from": [10, 250], "to": [20, 250]}],
        "selected": [[50, 150]],
        "clicked": [60, 160],
        "pointSize": 6,
        "markers": [{"at": [150, 150], "symbol": "star", "size": 18, "text": "1", "label": ""}],
        "texts": [
            {"at": [250, 150], "text": "soup"},
            {"at": [252, 152], "text": "soup too"},
            {"at": [152, 150], "text": "x"},
            {"at": [-20, 150], "text": "y"},
        ],
    }
    drawn = """{
      const canvas = document.createElement("canvas");
      Object.assign(canvas, { width: 400, height: 300 });
      const context = canvas.getContext("2d");
      const camera = { project: (at) => at, scale: 1, inSpace: false };
      const named = drawOverlay(context, { width: 400, height: 300, top: 34 }, camera, content, theme);
      const painted = (top, height) => context.getImageData(0, top, 400, height).data.some((value) => value > 0);
      return [named, painted(0, 33), painted(35, 200)];
    }"""
    assert call(page, drawn, content=content, theme=THEME) == [3, False, True]  # the last one lies outside


# ground.js, name_places.js

FRAME = {"left": 0, "right": 600, "top": 34, "bottom": 500}
PLACED = """{
  const crowd = crowded && { total: 100, count: (box) => (meets(box, crowded) ? 100 : 0) };
  return placeNames(names, { frame, taken: blocks, ground: crowd });
}"""
KEPT = """{
  const places = new NamePlaces();
  const camera = new Camera([[0, 100], [0, 100]]);
  camera.resize(600, 500, 0);
  const shown = {};
  const at = (resting = true, size = { width: 600, height: 500, top: 0 }) => {
    const found = places.of(names, camera, { size, taken: [], shown, resting });
    return Object.fromEntries(found.map(({ key, at, box }) => { const [x, y] = camera.project(at); return [key, [(box.left + box.right) / 2 - x, (box.top + box.bottom) / 2 - y, box]]; }));
  };
  return (%s)(camera, at, names);
}"""


def overlap(one: dict[str, float], other: dict[str, float]) -> bool:
    across = min(one["right"], other["right"]) - max(one["left"], other["left"])
    return across > 1e-9 and min(one["bottom"], other["bottom"]) - max(one["top"], other["top"]) > 1e-9


def placed(page: sync_api.Page, names: list[dict[str, Any]], blocks: Any = (), crowded: Any = None) -> list[Any]:
    return list(call(page, PLACED, names=names, frame=FRAME, blocks=list(blocks), crowded=crowded))


def some_names(seed: int, n: int) -> list[dict[str, Any]]:
    random = np.random.default_rng(seed)
    widths = random.uniform(40, 150, n)
    return [{"at": random.uniform([5, 40], [595, 495]).tolist(), "width": width, "height": 24} for width in widths]


@pytest.mark.parametrize("seed", range(4))
def test_names_are_never_over_one_another_and_inside(page: sync_api.Page, seed: int) -> None:
    names = some_names(seed, 40)
    places = placed(page, names)
    boxes = [place["box"] for place in places]
    assert places[0]["index"] == 0  # the most important one always finds a place
    assert 12 < len(boxes) < 40  # as many as leave most of the map to its points
    room = 600 * 466
    assert sum((box["right"] - box["left"]) * 24 for box in boxes) < 0.18 * room
    assert not any(overlap(one, other) for number, one in enumerate(boxes) for other in boxes[:number])
    for place in places:
        name, box = names[place["index"]], place["box"]
        assert FRAME["left"] <= box["left"] < box["right"] <= FRAME["right"]
        assert FRAME["top"] <= box["top"] < box["bottom"] <= FRAME["bottom"]
        assert box["right"] - box["left"] == pytest.approx(name["width"])
        middle = np.array([box["left"] + box["right"], box["top"] + box["bottom"]]) / 2
        assert np.hypot(*(middle - name["at"])) < 64 + name["width"]


def test_a_name_stands_in_the_middle_or_beside_the_crowd_with_a_leader(page: sync_api.Page) -> None:
    name = {"at": [300, 250], "width": 80, "height": 20}
    free = placed(page, [name])
    assert free == [{"index": 0, "box": {"left": 260, "right": 340, "top": 240, "bottom": 260}, "from": None}]
    crowded = {"left": 280, "right": 320, "top": 230, "bottom": 265}
    (moved,) = placed(page, [name], crowded=crowded)
    assert moved["from"] == [300, 250]
    assert not overlap(moved["box"], crowded)
    everywhere = {"left": 0, "right": 600, "top": 0, "bottom": 500}
    assert placed(page, [name], crowded=everywhere) == free  # nowhere is better


def test_a_name_gives_way_to_what_is_there_and_is_left_out_where_nothing_is_free(page: sync_api.Page) -> None:
    name = {"at": [300, 250], "width": 80, "height": 20}
    sign = {"left": 290, "right": 310, "top": 240, "bottom": 260}
    (moved,) = placed(page, [name], blocks=[sign])
    assert not overlap(moved["box"], sign)
    wall = {"left": 0, "right": 600, "top": 0, "bottom": 500}
    assert placed(page, [name], blocks=[wall]) == []


def test_a_name_whose_middle_is_out_of_sight_is_so_too(page: sync_api.Page) -> None:
    """It comes into sight whole, with its middle."""
    outside = {"at": [-5, 250], "width": 80, "height": 20}
    (place,) = placed(page, [outside])
    assert not overlap(place["box"], FRAME)


def test_a_name_gives_way_to_one_that_has_no_other_place(page: sync_api.Page) -> None:
    """The first could stand anywhere, the second only where the first stood."""
    names = [{"at": [300, 250], "width": 80, "height": 20}, {"at": [300, 250], "width": 80, "height": 20}]
    hole = {"left": 255, "right": 345, "top": 235, "bottom": 265}
    ring = [
        {"left": 0, "right": 600, "top": 0, "bottom": hole["top"]},
        {"left": 0, "right": 600, "top": hole["bottom"], "bottom": 400},
        {"left": 0, "right": hole["left"], "top": 0, "bottom": 400},
        {"left": hole["right"], "right": 600, "top": 0, "bottom": 400},
    ]
    assert len(placed(page, names, blocks=ring)) == 1
    two = [{"at": [300, 265], "width": 80, "height": 20}, {"at": [300, 240], "width": 88, "height": 28}]
    ring[1] = {"left": 0, "right": 600, "top": hole["bottom"], "bottom": 266}
    places = placed(page, two, blocks=ring)
    assert [place["index"] for place in places] == [0, 1]
    assert not overlap(*(place["box"] for place in places))


@pytest.mark.parametrize(
    ("line", "crosses"),
    [
        (([0, 0], [100, 100]), True),
        (([0, 0], [40, 40]), False),
        (([50, 0], [50, 100]), True),
        (([30, 0], [30, 100]), False),
        (([50, 50], [55, 55]), True),
    ],
)
def test_a_leader_runs_through_a_box(page: sync_api.Page, line: Any, crosses: bool) -> None:
    box = {"left": 45, "right": 60, "top": 45, "bottom": 60}
    assert call(page, "runsThrough(...line, box)", line=list(line), box=box) == crosses


def test_leaders_cross(page: sync_api.Page) -> None:
    assert call(page, "cross([0, 0], [2, 2], [0, 2], [2, 0])")
    assert not call(page, "cross([0, 0], [2, 2], [3, 3], [4, 9])")
    assert not call(page, "cross([0, 0], [1, 0], [0, 1], [1, 1])")


def test_the_ground_of_a_box_is_the_number_of_points_in_colour_there(page: sync_api.Page) -> None:
    random = np.random.default_rng(3)
    axes = random.normal(size=(2, 20_000)).astype(np.float32)
    counted = """{
      const camera = new Camera([[-3, 3], [-3, 3]]);
      camera.resize(600, 500, 0);
      camera.zoomAt([200, 300], 1.7);
      const inks = Uint16Array.from(axes[0], (_, row) => row % 4);
      const ground = groundOf(axes.map((values) => Float32Array.from(values)), inks, camera, { left: -100, right: 700, top: -100, bottom: 600 });
      const at = axes[0].map((_, row) => camera.project([axes[0][row], axes[1][row]]));
      const inside = (box) => at.filter(([x, y], row) => row % 4 > 1 && x > box.left && x < box.right && y > box.top && y < box.bottom).length;
      return boxes.map((box) => [ground.count(box), inside(box)]);
    }"""
    corners = random.uniform([0, 0], [500, 400], (12, 2))
    boxes = [{"left": x, "right": x + 90, "top": y, "bottom": y + 40} for x, y in corners]
    found = np.array(call(page, counted, axes=axes.tolist(), boxes=boxes))
    assert found[:, 1].max() > 100
    assert np.abs(found[:, 0] - found[:, 1]).max() <= 8 + 0.1 * found[:, 1].max()
    everywhere = {"left": -900, "right": 900, "top": -900, "bottom": 900}
    ((all_of_them, _),) = call(page, counted, axes=axes.tolist(), boxes=[everywhere])
    assert 5_000 < all_of_them < 10_000  # half of the rows are in colour, and some of them outside


def test_ground_in_space_is_as_it_is_turned(page: sync_api.Page) -> None:
    turned = """{
      const camera = new Camera([[-1, 1], [-1, 1], [-1, 1]]);
      camera.resize(400, 400, 0);
      camera.turnBy(70, 30);
      const at = [0.5, -0.7, 0.9];
      const [x, y] = camera.project(at);
      const ground = groundOf(at.map((value) => Float32Array.of(value)), Uint16Array.of(3), camera, { left: 0, right: 400, top: 0, bottom: 400 });
      return [ground.count({ left: x - 4, right: x + 4, top: y - 4, bottom: y + 4 }), ground.count({ left: x + 8, right: 400, top: 0, bottom: 400 })];
    }"""
    assert call(page, turned) == [1, 0]


def kept(page: sync_api.Page, what: str, n: int = 12) -> Any:
    random = np.random.default_rng(1)
    places = random.uniform(2, 98, (n, 2))
    names = [{"key": str(k), "at": at, "width": 90, "height": 22} for k, at in enumerate(places.tolist())]
    return call(page, KEPT % what, names=names)


def test_names_stay_at_their_points_while_one_moves_the_map(page: sync_api.Page) -> None:
    moved = """(camera, at) => {
      const before = at();
      const steps = [];
      for (let i = 0; i < 10; i++) { camera.panBy(7, -3); steps.push(at(false)); }
      camera.zoomAt([300, 250], 1.15);
      return [before, ...steps, at(false)];
    }"""
    before, *steps, nearer = kept(page, moved)
    assert len(before) == 12
    for step in steps:
        for key, (right, down, _) in step.items():
            assert (right, down) == pytest.approx(before[key][:2])
    for key, (right, down, _) in nearer.items():
        assert (right, down) == pytest.approx([1.15 * value for value in before[key][:2]])


def test_names_are_placed_anew_when_the_scale_is_another_and_never_overlap_on_the_way(page: sync_api.Page) -> None:
    zoomed = """(camera, at) => {
      camera.zoomAt([300, 250], 0.5);
      const steps = [];
      for (let i = 0; i < 60; i++) { camera.zoomAt([310, 240], i < 30 ? 1.06 : 1 / 1.06); steps.push(at(false)); }
      return steps;
    }"""
    steps = kept(page, zoomed, 40)
    changes = 0
    for step, after in pairwise(steps):
        boxes = [box for *_, box in after.values()]
        assert not any(overlap(one, other) for number, one in enumerate(boxes) for other in boxes[:number])
        same = [key for key in step if key in after]
        moves = [np.hypot(after[key][0] - step[key][0], after[key][1] - step[key][1]) for key in same]
        changes += max(moves, default=0) > 10
    assert 0 < changes < 25  # of 59 steps


def test_at_rest_names_come_in_among_those_that_stay(page: sync_api.Page) -> None:
    rested = """(camera, at) => {
      camera.zoomAt([300, 250], 3);
      at();
      camera.panBy(-500, 0);
      const moving = at(false), rest = at();
      return [moving, rest];
    }"""
    moving, rest = kept(page, rested, 60)
    for key in set(moving) & set(rest):
        box = rest[key][2]
        if moving[key][2]["left"] >= 0 and moving[key][2]["right"] <= 600:
            assert rest[key][:2] == pytest.approx(moving[key][:2])
        assert box["left"] >= 0
        assert box["right"] <= 600
    assert set(rest) - set(moving)


# names.js


def test_names_are_sized_by_their_groups(page: sync_api.Page) -> None:
    assert call(page, "nameSizes([100, 25, 0], 1200)") == [20, 16, 12]
    assert call(page, "nameSizes([100, 25, 0], 450)") == [16, 14, 12]
    assert call(page, "nameSizes([7, 7], 1200)") == [16, 16]
    assert call(page, "nameSizes([Infinity, 9], 1200)") == [13, 16]
    assert call(page, "nameSizes([], 1200)") == []


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("refund, return", ["refund, return"]),
        ("account, name, history, address", ["account, name,", "history, address"]),
        ("Donaudampfschifffahrtsgesellschaft", ["Donaudampfschifffahrtsgesellschaft"]),
    ],
)
def test_long_names_take_two_lines(page: sync_api.Page, text: str, lines: list[str]) -> None:
    assert call(page, "nameLines(text)", text=text) == lines


def test_all_but_the_lit_group_are_faint(page: sync_api.Page) -> None:
    styles = [{"color": "#ff0000", "symbol": "circle"}] * 3
    table = call(page, "inkTable(styles, theme, 1)", styles=styles, theme=THEME)
    assert [ink and ink["strength"] for ink in table] == [None, 1, 0.1, 0.1, 1, 0.1]
    plain = call(page, "inkTable(styles, theme)", styles=styles, theme=THEME)
    assert {ink["strength"] for ink in plain[1:]} == {1}


# lasso.js

PEN = """{
  const frame = document.createElement("div"), done = [];
  frame.style.cssText = "position:fixed; left:100px; top:50px; width:200px; height:100px";
  frame.setPointerCapture = () => {};
  document.body.append(frame);
  const pen = new OutlinePen(frame, { mode: () => mode, toData: ([x, y]) => [x / 10, -y / 10], redraw: () => {}, onDone: (shape, adds) => done.push([shape, adds]) });
  const send = (type, [x, y], more) => frame.dispatchEvent(new PointerEvent(type, { clientX: x, clientY: y, isPrimary: true, bubbles: true, ...more }));
  send("pointerdown", corners[0], options);
  const during = [];
  for (const at of corners.slice(1)) { send("pointermove", at, options); during.push(pen.shape()); }
  send(end, corners.at(-1), options);
  frame.remove();
  return { done, during, after: pen.shape() };
}"""


def stroke(page: sync_api.Page, mode: str | None, *corners: list[float], end: str = "pointerup", **options: Any) -> Any:
    return call(page, PEN, mode=mode, corners=list(corners), options=options, end=end)


def test_a_box_is_two_corners_in_data_units(page: sync_api.Page) -> None:
    drawn = stroke(page, "box", [120, 60], [150, 80], [180, 100])
    assert drawn["done"] == [[{"kind": "box", "x": [2, 8], "y": [-1, -5]}, {"adds": False, "away": False}]]
    assert drawn["during"][-1] == {"kind": "box", "x": [20, 80], "y": [10, 50]}
    assert drawn["after"] is None


def test_a_lasso_keeps_its_corners_and_shift_adds(page: sync_api.Page) -> None:
    drawn = stroke(page, "lasso", [120, 60], [180, 60], [181, 61], [180, 120], [120, 120], shiftKey=True)
    shape, adds = drawn["done"][0]
    assert shape == {"kind": "lasso", "x": [2, 8, 8, 2], "y": [-1, -1, -7, -7]}  # a pixel's move adds no corner
    assert adds == {"adds": True, "away": False}
    assert stroke(page, "box", [120, 60], [180, 100], altKey=True)["done"][0][1] == {"adds": False, "away": True}


def test_a_stroke_that_leaves_the_frame_runs_along_its_edge(page: sync_api.Page) -> None:
    drawn = stroke(page, "box", [150, 100], [900, -40])
    assert drawn["done"][0][0] == {"kind": "box", "x": [5, 20], "y": [-5, 0]}


@pytest.mark.parametrize(
    ("mode", "corners", "options"),
    [
        ("box", [[120, 60], [123, 62]], {}),  # hardly moved: a click
        ("lasso", [[120, 60], [180, 60]], {}),  # a line holds nothing
        ("box", [[120, 60], [180, 100]], {"button": 2}),
        ("box", [[120, 60], [180, 100]], {"isPrimary": False}),  # a second finger
        (None, [[120, 60], [180, 100]], {}),  # another tool
        ("box", [[120, 60], [180, 100]], {"end": "pointercancel"}),
    ],
)
def test_what_is_no_outline(
    page: sync_api.Page, mode: str | None, corners: list[list[float]], options: dict[str, Any]
) -> None:
    assert stroke(page, mode, *corners, **options)["done"] == []


def test_an_outline_in_space_lies_in_its_plane_through_the_middle(page: sync_api.Page) -> None:
    turn = np.array(call(page, "turnedBy([1, 0, 0, 0, 1, 0, 0, 0, 1], 0.7, -0.4)")).reshape(3, 3)
    shape = {"kind": "box", "x": [1, 2], "y": [3, 5], "plane": turn[:2].tolist()}
    corners = np.array(call(page, "cornersOf(shape, [0.5, 1, 2])", shape=shape))
    assert corners @ turn[:2].T == pytest.approx(np.array([[1, 3], [2, 3], [2, 5], [1, 5]]))
    assert corners @ turn[2] == pytest.approx(turn[2] @ [0.5, 1, 2])


# legend.js

LEGEND = """{
  const legend = document.createElement("div"), found = [];
  fillLegend(legend, { names, styles: names.map(() => ({ color: "red", symbol: "circle" })), counts: names.map(() => 1234), hidden: new Set(hidden), onHidden: (groups) => found.push(groups) });
  const items = [...legend.querySelectorAll(".embedding-map-group")];
  items[group].dispatchEvent(new MouseEvent("click", options));
  return { found: found.map((groups) => [...groups].sort()), texts: items.map((item) => [...item.children].map((part) => part.textContent)), pressed: items.map((item) => item.getAttribute("aria-pressed")), all: !legend.querySelector(".embedding-map-all").hidden };
}"""


@pytest.mark.parametrize(
    ("hidden", "group", "options", "found"),
    [
        ([], 1, {"detail": 0}, [0, 2]),  # this one alone
        ([0, 2], 1, {"detail": 0}, []),  # again: all of them
        ([0, 2], 0, {"detail": 0}, [2]),  # another one with it
        ([0], 1, {"detail": 0}, [0, 2]),  # one of those shown, alone
        ([], 1, {"detail": 2}, [1]),  # a double click takes it away
        ([1], 1, {"detail": 2}, []),  # and back
        ([0], 1, {"detail": 1, "shiftKey": True}, [0, 1]),
    ],
)
def test_the_legend_isolates_and_toggles(
    page: sync_api.Page, hidden: list[int], group: int, options: dict[str, Any], found: list[int]
) -> None:
    names = ["<b>a</b>", "b", "c"]
    seen = call(page, LEGEND, names=names, hidden=hidden, group=group, options=options)
    assert seen["found"] == [found]
    assert [texts[1:] for texts in seen["texts"]] == [[name, "1,234"] for name in names]
    assert seen["pressed"] == [str(number not in hidden).lower() for number in range(3)]
    assert seen["all"] == bool(hidden)


def test_what_growth_means_is_shown_by_a_button_and_stays_when_the_list_changes(page: sync_api.Page) -> None:
    found = page.evaluate(
        """() => {
          const legend = document.createElement("div");
          document.body.append(legend);
          const trends = [{ text: "+9%", title: "9 in the last 30 days", strong: true }, { text: "", title: "too few", strong: false }];
          const fill = (explained) => fillLegend(legend, { names: ["a", "b"], styles: Array(2).fill({ color: "red", symbol: "circle" }), counts: [1, 1], hidden: new Set(), onHidden: () => {}, trends, explained });
          const said = () => [...legend.querySelectorAll(".embedding-map-explained")].map((text) => !text.hidden && text.textContent);
          fill("<b>bold</b>");
          const help = () => legend.querySelector(".embedding-map-help");
          const closed = said();
          help().focus();
          help().click();
          fill("<b>bold</b>");
          const open = [said(), help().getAttribute("aria-expanded"), document.activeElement === help()];
          help().click();
          const again = said();
          fill("");
          const none = help();
          const described = [...legend.querySelectorAll(".embedding-map-group")].map((item) => item.getAttribute("aria-description"));
          legend.remove();
          return { closed, open, again, none, described };
        }"""
    )
    assert found == {
        "closed": [False],
        "open": [["<b>bold</b>"], "true", True],
        "again": [False],
        "none": None,
        "described": ["9 in the last 30 days", "too few"],
    }


def test_no_name_in_the_legend_moves_when_groups_are_hidden(page: sync_api.Page) -> None:
    tops = call(
        page,
        """{
          const [map, legend, style] = ["div", "div", "style"].map((tag) => document.createElement(tag));
          style.textContent = css;
          map.className = "embedding-map";
          legend.className = "embedding-map-legend";
          map.append(legend);
          document.body.append(style, map);
          const top = (hidden) => {
            fillLegend(legend, { names: ["a", "b"], styles: Array(2).fill({ color: "red", symbol: "circle" }), counts: [1, 1], hidden: new Set(hidden), onHidden: () => {} });
            return legend.querySelector(".embedding-map-group").offsetTop;
          };
          const found = [top([]), top([1]), top([])];
          map.remove();
          style.remove();
          return found;
        }""",
        css=(SCRIPTS / "map.css").read_text(encoding="utf-8"),
    )
    assert tops[0] > 0
    assert len(set(tops)) == 1


@pytest.mark.parametrize("at", [[0, 0], [190, 5], [5, 95], [199, 99]])
def test_the_label_at_the_pointer_stays_inside(page: sync_api.Page, at: list[float]) -> None:
    shown = call(
        page,
        """{
          const frame = document.createElement("div"), tip = document.createElement("div");
          frame.style.cssText = "position:relative; width:200px; height:100px";
          tip.style.cssText = "position:absolute; width:80px; height:30px; overflow:hidden";
          frame.append(tip);
          document.body.append(frame);
          placeTip(tip, frame, at, { heading: "", color: "red", text: "<i>text</i>" });
          const found = { left: tip.offsetLeft, top: tip.offsetTop, text: tip.textContent, tags: tip.querySelectorAll("i").length };
          frame.remove();
          return found;
        }""",
        at=at,
    )
    assert 0 <= shown["left"] <= 120
    assert 0 <= shown["top"] <= 70
    assert (shown["text"], shown["tags"]) == ("<i>text</i>", 0)


@pytest.mark.parametrize(("at", "is_low"), [([100, 40], False), ([100, 390], True)])
def test_what_a_finger_asks_for_stands_at_an_edge_in_few_lines(
    page: sync_api.Page, at: list[float], is_low: bool
) -> None:
    """So that the points and lines around stay in sight; the long name of a group in one line."""
    shown = call(
        page,
        """{
          const frame = document.createElement("div"), tip = make("div", "embedding-map-tip"), style = make("style", "", css);
          frame.className = "embedding-map";
          frame.style.cssText = "position:relative; width:390px; height:400px; font:13px/1.4 sans-serif";
          frame.append(tip);
          document.body.append(style, frame);
          placeTip(tip, frame, at, { heading: "a long name ".repeat(20), color: "red", text: "many words ".repeat(200), atEdge: true });
          const found = [tip.offsetLeft, tip.offsetTop, tip.offsetHeight, tip.offsetWidth];
          placeTip(tip, frame, at, { heading: "", color: "red", text: "short" });
          frame.remove();
          style.remove();
          return [...found, tip.className];
        }""",
        at=at,
        css=(SCRIPTS / "map.css").read_text(encoding="utf-8"),
    )
    assert shown[0] == 4 and shown[2] < 80 and shown[3] <= 390 and shown[4] == "embedding-map-tip"
    assert shown[1] == (36 if is_low else 400 - shown[2] - 4)


# sheet.js, svg_pen.js and picture.js

PLAN = """{
  const context = document.createElement("canvas").getContext("2d");
  const entries = names.map((name) => ({ name, count: "1,234", mark: { color: "red", symbol: "square" } }));
  const page = { title, said: [], source: ["a source"], legend: { entries } };
  const plan = size ? planWithin(context, theme, page, size) : planAround(context, theme, page, map);
  const listed = plan.legend.columns.flat();
  return { map: plan.map, legend: plan.legend, listed: listed.map(({ lines }) => lines.join(" ")), width: plan.width, height: plan.height };
}"""


@pytest.mark.parametrize("size", [[1440, 810], [810, 1440], [2000, 700], None])
def test_a_sheet_has_room_for_its_map_and_every_entry_of_its_legend(
    page: sync_api.Page, size: list[int] | None
) -> None:
    names = [f"group number {number} of many words, the last of them {number}" for number in range(40)]
    given = {"width": size[0], "height": size[1]} if size else None
    on_screen = {"width": 1000, "height": 600}
    plan = call(page, PLAN, title="Title", names=names, size=given, map=on_screen, theme=THEME)
    area, legend = plan["map"], plan["legend"]

    assert plan["listed"] == names
    beside = legend["left"] >= area["left"] + area["width"]
    assert beside or legend["top"] >= area["top"] + area["height"]
    assert legend["left"] + legend["width"] <= plan["width"]
    assert legend["top"] + legend["height"] <= plan["height"]
    if size:
        assert area["width"] * area["height"] >= 0.25 * size[0] * size[1]
    else:
        assert (area["width"], area["height"]) == (1000, 600)


def test_a_sheet_too_small_for_its_legend_is_refused(page: sync_api.Page) -> None:
    names = [f"group {number}" for number in range(200)]
    with pytest.raises(sync_api.Error, match="leave too little room for the map at this size; choose a larger one"):
        call(page, PLAN, title="", names=names, size={"width": 500, "height": 400}, map=None, theme=THEME)


def test_lines_are_wrapped_and_nothing_is_lost(page: sync_api.Page) -> None:
    text = "a few words and averyveryverylongwordwithoutaspace at the end"
    wrapped = """{
      const context = document.createElement("canvas").getContext("2d");
      const lines = wrappedLines(context, text, 60);
      return { lines, widest: Math.max(...lines.map((line) => context.measureText(line).width)) };
    }"""
    found = call(page, wrapped, text=text)
    assert "".join(found["lines"]).replace(" ", "") == text.replace(" ", "")
    assert len(found["lines"]) > 5
    assert found["widest"] <= 60


def test_the_svg_pen_draws_what_a_canvas_draws(page: sync_api.Page) -> None:
    alike = """(async () => {
      const draw = (context) => {
        context.fillStyle = "#ffffff";
        context.fillRect(0, 0, 120, 120);
        context.save();
        context.translate(10, 5);
        context.beginPath();
        context.rect(0, 0, 90, 90);
        context.clip();
        context.beginPath();
        context.arc(80, 30, 25, 0, 2 * Math.PI);
        context.fillStyle = "rgba(200,0,0,0.5)";
        context.fill();
        context.beginPath();
        for (const corner of [[10, 60], [70, 60], [40, 100]]) context.lineTo(...corner);
        context.closePath();
        context.setLineDash([6, 4]);
        context.lineWidth = 3;
        context.strokeStyle = "#0000ff";
        context.stroke();
        context.restore();
        Object.assign(context, { font: "600 20px sans-serif", textAlign: "center", textBaseline: "middle", fillStyle: "#000000" });
        context.fillText("Ag]]>", 50, 30);
      };
      const paper = () => Object.assign(document.createElement("canvas"), { width: 120, height: 120 }).getContext("2d");
      const [canvas, pen, copy] = [paper(), new SvgPen(), paper()];
      draw(canvas);
      draw(pen);
      const image = new Image();
      image.src = URL.createObjectURL(new Blob([pen.page({ width: 120, height: 120, sheet: { width: 120, height: 120 }, title: "t" })], { type: "image/svg+xml" }));
      await image.decode();
      copy.drawImage(image, 0, 0);
      const [one, other] = [canvas, copy].map((context) => context.getImageData(0, 0, 120, 120).data);
      let off = 0;
      for (let i = 0; i < one.length; i += 4) if ([0, 1, 2].some((channel) => Math.abs(one[i + channel] - other[i + channel]) > 90)) off++;
      return off;
    })()"""
    assert page.evaluate(alike) < 30  # of 14,400 pixels, at the edges of letters


@pytest.mark.parametrize(
    ("family", "written"),
    [
        ('"Source Sans", sans-serif', '"Source Sans", ALIKE'),
        ("Mine", "Mine, ALIKE"),
        ("sans-serif", "sans-serif"),
        ("Mine, serif", "Mine, serif"),
    ],
)
def test_a_font_that_is_missing_is_replaced_by_one_like_it(page: sync_api.Page, family: str, written: str) -> None:
    assert call(page, "withAlike(family).replace(ALIKE, 'ALIKE')", family=family) == written
    assert call(page, "ALIKE").endswith("sans-serif")


def test_a_text_is_as_wide_in_another_font(page: sync_api.Page) -> None:
    """So that names keep off one another, and entries of a legend out of the next column."""
    widths = """(async () => {
      const pen = new SvgPen();
      pen.font = "600 20px sans-serif";
      pen.fillText("Wide words, with ill letters", 10, 40);
      const frame = document.createElement("div");
      frame.innerHTML = pen.page({ width: 400, height: 80, sheet: { width: 400, height: 80 }, title: "t" }).replace(/^.*?>/, "");
      document.body.append(frame);
      const text = frame.querySelector("text");
      const before = text.getBoundingClientRect().width;
      text.setAttribute("font-family", "monospace");
      const after = text.getBoundingClientRect().width;
      text.removeAttribute("textLength");
      const free = text.getBoundingClientRect().width;
      frame.remove();
      return [before, after, free, pen.measureText("Wide words, with ill letters").width];
    })()"""
    before, after, free, measured = page.evaluate(widths)
    assert before == pytest.approx(measured, abs=1)
    assert after == pytest.approx(measured, abs=1)
    assert free > 1.1 * measured


def test_rows_inside_shapes_are_counted_as_the_server_does(page: sync_api.Page) -> None:
    points = np.random.default_rng(0).uniform(-1, 1, (400, 2))
    lasso = {"kind": "lasso", "x": [-0.8, 0.9, 0.1, -0.5, 0.6], "y": [-0.7, -0.2, 0.9, 0.3, -0.9]}
    inside = call(page, "points.map((at) => isWithin(lasso, at))", points=points.tolist(), lasso=lasso)
    expected = rows_in_outline(points, (Lasso(lasso["x"], lasso["y"]),))
    assert np.flatnonzero(inside).tolist() == expected.tolist()


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Support tickets", "support-tickets.png"),
        ("../../a:b\\c", "a-b-c.png"),
        ("  ", "map.png"),
        ("Größe 東京", "größe-東京.png"),
    ],
)
def test_a_file_is_named_by_its_title(page: sync_api.Page, title: str, name: str) -> None:
    assert call(page, "fileName(title, 'png')", title=title) == name
    assert call(page, "pictureFile({ title: 'own.csv', file: 'own' }, title, 'png')", title=title) == name
    assert call(page, "pictureFile({ title, file: 'own' }, title, 'png')", title=title) == "own.png"


def test_paper_has_the_colours_of_the_light_theme(page: sync_api.Page) -> None:
    config = tomllib.loads((SCRIPTS.parents[1] / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    light = config["theme"] | config["theme"]["light"]
    paper = call(page, "paperTheme(theme)", theme=THEME)
    assert [paper[name].lower() for name in ("background", "text", "primary")] == [
        light[name].lower() for name in ("backgroundColor", "textColor", "primaryColor")
    ]


# layer.js


def test_a_part_is_handed_to_its_map_and_leaves_only_if_none_has_taken_its_place(page: sync_api.Page) -> None:
    source = json.dumps((SCRIPTS / "layer.js").read_text(encoding="utf-8"))
    seen = page.evaluate(
        f"""async () => {{
          const module = await import(URL.createObjectURL(new Blob([{source}], {{ type: "text/javascript" }})));
          const updates = [], [first, second] = [document.createElement("p"), document.createElement("p")];
          const part = (text) => ({{ key: "map", kind: "overlay", text }});
          const leaveFirst = module.default({{ data: part("one"), parentElement: first }});
          const box = window.embeddingMaps.map;
          box.view = {{ update: () => updates.push(box.parts.overlay.text) }};
          const leaveSecond = module.default({{ data: part("two"), parentElement: second }});
          leaveFirst();
          const stays = box.parts.overlay?.text;
          leaveSecond();
          return {{ updates, stays, gone: box.parts.overlay === undefined }};
        }}"""
    )
    assert seen == {"updates": ["two"], "stays": "two", "gone": True}


# filters.js

FILTERED = """{
  const filters = new Filters(labels.length, facets, codes.map((column) => Int16Array.from(column)));
  for (const [facet, parts] of before) filters.choose(facet, parts);
  filters.focusOn(focus && Uint8Array.from(focus));
  filters.hide(Int32Array.from(labels), new Set(hidden));
  for (const [facet, parts] of chosen) filters.choose(facet, parts);
  const passing = filters.passing();
  return {
    passing: passing && Array.from(passing), nPassing: filters.nPassing, told: filters.told(),
    counts: facets.map((_, facet) => Array.from(filters.countsOf(facet))), groups: Array.from(filters.countsOfGroups(4)),
    overTime: Array.from(filters.countsOverParts(0, 4)),
  };
}"""


@pytest.mark.parametrize("seed", range(8))
def test_filters_leave_what_a_mask_leaves_and_count_what_the_others_leave(page: sync_api.Page, seed: int) -> None:
    random = np.random.default_rng(seed)
    n_rows, n_parts = 200, (5, 3)
    labels = random.integers(-1, 4, n_rows)
    codes = [random.integers(-1, parts, n_rows) for parts in n_parts]
    focus = random.integers(0, 2, n_rows) if seed % 2 else None
    hidden = random.choice(4, seed % 3, replace=False).tolist()
    chosen = {0: [[1, 2], [-1, 4], [], [0]][seed % 4], 1: [[], [2], [0, -1]][seed % 3]}
    found = call(
        page,
        FILTERED,
        labels=labels.tolist(),
        facets=[{"column": "c", "kind": "number", "names": [str(part) for part in range(parts)]} for parts in n_parts],
        codes=[column.tolist() for column in codes],
        focus=None if focus is None else focus.tolist(),
        hidden=hidden,
        before=[[0, [3]], [1, [1]]],  # what was chosen before leaves no trace
        chosen=[[0, chosen[0]], [1, chosen[1]]],
    )
    words = np.ones(n_rows, dtype=bool) if focus is None else focus.astype(bool)
    masks = [np.isin(codes[facet], parts) if parts else np.ones(n_rows, dtype=bool) for facet, parts in chosen.items()]
    shown = ~np.isin(labels, hidden)
    everything = words & masks[0] & masks[1]
    if not any(chosen.values()) and focus is None:
        assert found["passing"] is None
    else:
        assert found["passing"] == everything.astype(int).tolist()
    assert found["nPassing"] == (everything & shown).sum()
    for facet, parts in enumerate(n_parts):
        others = words & shown & masks[1 - facet]
        expected = [int(((codes[facet] == part) & others).sum()) for part in [*range(parts), -1]]
        assert found["counts"][facet] == expected
    assert found["groups"] == [int(((labels == group) & everything).sum()) for group in range(4)]
    over = [
        ((labels == group) & (codes[0] == part) & words & masks[1]).sum() for group in range(4) for part in range(5)
    ]
    assert found["overTime"] == over
    assert found["told"] == {str(facet): sorted(parts) for facet, parts in chosen.items() if parts}


# brush.js and timeline.js

BARS = """{
  const told = [];
  const bars = new RangeBars("price", (range, moving) => told.push([range, moving]));
  Object.assign(bars.element.style, { position: "fixed", left: "0", top: "0", width: "100px" });
  document.body.append(bars.element);
  const at = (part) => 100 * part / 10;
  bars.bars.style.cssText = "position: relative; display: flex; width: 100px; height: 20px";
  bars.show(Array.from({ length: 10 }, (_, i) => `part ${i}`), Array(10).fill(4), Array(10).fill(2), start);
  bars.bars.setPointerCapture = () => {};
  const send = (type, part) => bars.bars.dispatchEvent(new PointerEvent(type, { clientX: at(part), clientY: 5, button: 0, pointerId: 1 }));
  if (drag) { send("pointerdown", drag[0]); for (const part of drag.slice(1)) send("pointermove", part); send("pointerup", drag.at(-1)); }
  for (const [handle, key] of keys) bars.handles[handle].dispatchEvent(new KeyboardEvent("keydown", { key }));
  const found = { told, range: bars.range, values: bars.handles.map((handle) => handle.getAttribute("aria-valuetext")), hidden: bars.window.hidden };
  bars.element.remove();
  return found;
}"""


@pytest.mark.parametrize(
    ("start", "drag", "keys", "range"),
    [
        (None, [2.5, 4, 5.5], [], [2, 5]),  # drawn
        (None, [5.5, 4, 2.5], [], [2, 5]),  # from the right
        (None, [3.5], [], [3, 3]),  # a click takes one part
        ([2, 5], [3.5], [], None),  # and on the range takes it away
        ([2, 5], [3.5, 5.5], [], [4, 7]),  # the whole is moved
        ([2, 5], [3.5, 20], [], [6, 9]),  # up to the end
        ([2, 5], [6, 8.5], [], [2, 8]),  # its right end
        ([2, 5], [2, 0.5], [], [0, 5]),  # its left end
        ([2, 5], None, [[0, "ArrowRight"], [1, "ArrowLeft"]], [3, 4]),
        ([2, 5], None, [[1, "PageUp"]], [2, 9]),
        ([2, 5], None, [[0, "PageDown"], [1, "PageUp"]], None),  # all parts are no range
        ([2, 5], None, [[0, "Escape"]], None),
    ],
)
def test_a_range_is_drawn_moved_and_taken_away(
    page: sync_api.Page, start: Any, drag: Any, keys: list[Any], range: list[int] | None
) -> None:
    found = call(page, BARS, start=start, drag=drag, keys=keys)
    assert found["range"] == range
    assert found["told"][-1] == [range, False]
    assert all(moving for _, moving in found["told"][:-1]) or keys
    assert found["values"] == [f"part {end}" for end in range or (0, 9)]
    assert found["hidden"] == (range is None)


def test_a_played_range_goes_to_the_end_and_is_told_there(page: sync_api.Page) -> None:
    told = page.evaluate(
        """async () => {
          const told = [];
          const time = new Timeline((range, moving) => told.push([range, moving]));
          document.body.append(time.element);
          time.take({ column: "day", names: ["week of 1 May 2026", "week of 8 May 2026", "week of 15 May 2026", "week of 22 May 2026"], ends: ["7 May 2026", "14 May 2026", "21 May 2026", "28 May 2026"] });
          const show = (range) => time.show([1, 1, 1, 1], [1, 1, 1, 1], range, 4, 4);
          show(null);
          const all = time.said.textContent;
          time.play.click();
          while (time.playing) await new Promise((done) => setTimeout(done, 50));
          show([1, 2]);
          time.element.remove();
          return [told, all, time.said.textContent, time.play.getAttribute("aria-label")];
        }"""
    )
    assert told[0] == [*([[[part, part], True] for part in range(4)]), [[3, 3], False]]
    assert told[1:3] == ["1 May 2026 – 28 May 2026", "8 May 2026 – 21 May 2026"]
    assert told[3].startswith("Play")


# days.js, calendar.js and day_fields.js


def days_since_1970(*dates: str) -> list[int]:
    return np.array(dates, "datetime64[D]").astype(int).tolist()


@pytest.mark.parametrize("day", ["1970-01-01", "1969-12-31", "2024-02-29", "2026-09-30", "1600-03-01", "9999-12-31"])
def test_days_are_read_and_written_as_numpy_counts_them(page: sync_api.Page, day: str) -> None:
    (number,) = days_since_1970(day)
    assert call(page, "dayOf(day)", day=day) == number
    assert call(page, "dayText(number)", number=number) == day


@pytest.mark.parametrize("text", ["", "2026-09", "2026-09-31x", "2026-13-01", "1 Sep 2026"])
def test_what_is_no_day_is_not_read(page: sync_api.Page, text: str) -> None:
    assert call(page, "Number.isNaN(dayOf(text))", text=text)


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        ("2026-09-01", "2026-09-30", "1 Sep to 30 Sep 2026"),
        ("2025-12-24", "2026-01-06", "24 Dec 2025 to 6 Jan 2026"),
        ("2026-09-01", "2026-09-01", "1 Sep 2026"),
    ],
)
def test_days_are_said_as_python_says_them(page: sync_api.Page, first: str, last: str, words: str) -> None:
    span = dict(zip(("first", "last"), days_since_1970(first, last), strict=True))
    assert call(page, "daysInWords(span)", span=span) == words == str(Days(*map(date.fromisoformat, (first, last))))


@pytest.mark.parametrize("months", [1, 3, 12])
@pytest.mark.parametrize(("first", "last"), [("2023-11-15", "2026-02-01"), ("1969-12-31", "1970-01-01")])
def test_periods_are_the_whole_months_quarters_and_years_of_a_span(
    page: sync_api.Page, months: int, first: str, last: str
) -> None:
    span = dict(zip(("first", "last"), days_since_1970(first, last), strict=True))
    found = call(page, "periodsIn(span, months)", span=span, months=months)
    frequency = {1: "M", 3: "Q", 12: "Y"}[months]
    expected = pd.period_range(first, last, freq=frequency)
    starts, ends = (days_since_1970(*map(str, at.date)) for at in (expected.start_time, expected.end_time))
    assert [(one["first"], one["last"]) for one in found] == list(zip(starts, ends, strict=True))
    assert found[0]["name"] == {1: expected[0].strftime("%b %Y"), 3: f"Q4 {first[:4]}", 12: first[:4]}[months]
    assert found[0]["short"] == {1: expected[0].strftime("%b"), 3: "Q4", 12: first[:4]}[months]


@pytest.mark.parametrize(
    ("first", "last", "parts"), [(0, 6, [0, 0]), (7, 7, [1, 1]), (6, 7, [0, 1]), (-9, 99, [0, 2]), (40, 50, [2, 2])]
)
def test_the_parts_of_days_are_those_that_hold_one(
    page: sync_api.Page, first: int, last: int, parts: list[int]
) -> None:
    assert call(page, "partsWithin([0, 7, 14, 21], { first, last })", first=first, last=last) == parts
    assert call(page, "[0, 3.5, 7, 21, 22, -1].map((day) => placeAmong([0, 7, 14, 21], day))") == [0, 0.5, 1, 3, 3, 0]


def test_days_leave_the_rows_of_these_days_whatever_the_parts_are(page: sync_api.Page) -> None:
    random = np.random.default_rng(0)
    days, codes = random.integers(-1, 90, 400), random.integers(-1, 4, 400)
    found = call(
        page,
        """{
          const facets = [{ column: "created", kind: "time", names: ["a", "b", "c", "d"], days: Int16Array.from(days), line: { first: 100 } }];
          const filters = new Filters(days.length, facets, [Int16Array.from(codes)]);
          filters.choose(0, [1]);
          filters.choose(0, { first: 110, last: 139 });
          const seen = { passing: Array.from(filters.passing()), told: filters.told(), said: filters.said(), counts: Array.from(filters.countsOf(0)) };
          filters.choose(0, choiceTold(seen.told[0]));
          const again = filters.nPassing;
          filters.choose(0, { first: 50, last: 99 });
          const before = filters.nPassing;
          filters.choose(0, []);
          return { ...seen, again, before, after: filters.nPassing, active: filters.active };
        }""",
        days=days.tolist(),
        codes=codes.tolist(),
    )
    inside = (days >= 10) & (days <= 39)
    assert found["passing"] == inside.astype(int).tolist()
    assert found["told"] == {"0": {"days": ["1970-04-21", "1970-05-20"]}}
    assert found["said"] == ["created: 21 Apr to 20 May 1970"]
    assert found["counts"] == [int((codes == part).sum()) for part in [0, 1, 2, 3, -1]]  # its own choice takes nothing
    assert [found["again"], found["before"], found["after"], found["active"]] == [inside.sum(), 0, 400, False]


ASKED = """async () => {
  const told = [];
  const time = new Timeline((range, moving) => told.push([range, moving]), (days) => told.push(days));
  document.body.append(time.element);
  Object.assign(time.element.style, { display: "flex", width: "600px" });
  const line = { first: dayOf("2026-04-01"), last: dayOf("2026-10-17"), edges: Array.from({ length: 30 }, (_, week) => dayOf("2026-03-30") + 7 * week) };
  const names = Array.from({ length: 29 }, (_, week) => `week ${week}`);
  time.take({ column: "day", names, ends: names, line });
  const counts = Array(29).fill(1);
  const chart = time.element.querySelector(".embedding-map-time-chart");
  Object.assign(chart.style, { width: "290px", flex: "none" });
  const show = (days) => time.show(counts, counts, null, 9, 9, days);
  show(null);
  const [from, to] = time.fields.fields;
  const enter = () => to.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter" }));
  const type = (field, value) => { field.value = value; field.dispatchEvent(new Event("input")); };
  const seen = { first: [from.value, to.value], labels: [...time.calendar.element.children].map((button) => button.textContent) };
  const found = await (async () => { %s })();
  time.calendar.close();
  time.element.remove();
  return { ...seen, told, ...found };
}"""


def test_a_month_is_asked_for_by_a_click_on_its_name(page: sync_api.Page) -> None:
    found = page.evaluate(
        ASKED
        % """
        const september = [...time.calendar.element.children].find((button) => button.textContent === "Sep");
        september.click();
        show(told[0]);
        const [window_, pressed] = [time.bars.window.style, september.getAttribute("aria-pressed")];
        const place = [parseFloat(window_.left), parseFloat(window_.width)];
        const fields = [from.value, to.value];
        september.click();
        return { place, pressed, fields, label: september.getAttribute("aria-label"), range: time.bars.range };
        """
    )
    assert found["first"] == ["2026-04-01", "2026-10-17"]
    assert [text.split()[0] for text in found["labels"]] == ["Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct"]
    first, last = days_since_1970("2026-09-01", "2026-09-30")
    assert found["told"] == [{"first": first, "last": last}, None]  # once more: all again
    weeks = (np.array([first, last + 1]) - days_since_1970("2026-03-30")[0]) / 7
    assert found["place"] == pytest.approx([100 * weeks[0] / 29, 100 * (weeks[1] - weeks[0]) / 29], abs=0.01)
    assert found["fields"] == ["2026-09-01", "2026-09-30"]
    assert found["pressed"] == "true"
    assert found["label"] == "Only Sep 2026"
    assert found["range"] == [22, 26]  # from here on, handles move by weeks


def test_days_are_typed(page: sync_api.Page) -> None:
    found = page.evaluate(
        ASKED
        % """
        type(from, "2026-09-03");
        show(null); // a picture that comes meanwhile takes nothing away
        const kept = from.value;
        enter();
        show(told[0]);
        type(to, "2026-09-01");
        enter();
        const wrong = [time.wrong.textContent, to.getAttribute("aria-invalid"), told.length];
        show(told[0]);
        const stays = to.value;
        type(to, "");
        type(from, "2026-10-01");
        await new Promise((done) => setTimeout(done, 900)); // without Enter
        type(from, "2020-01-01");
        enter();
        return { kept, wrong, stays, right: time.wrong.textContent };
        """
    )
    first, last, october = days_since_1970("2026-09-03", "2026-10-17", "2026-10-01")
    assert found["told"] == [{"first": first, "last": last}, {"first": october, "last": last}, None]
    assert found["kept"] == "2026-09-03"
    assert found["wrong"] == ["The last day must not be before the first", "true", 1]
    assert found["stays"] == "2026-09-01"
    assert found["right"] == ""


def test_many_months_are_quarters_or_years_where_these_have_room(page: sync_api.Page) -> None:
    units = call(
        page,
        """[2026, 2027, 2029, 2035, 2080].map((year) => {
          const axis = new CalendarAxis("day", () => {});
          axis.line = { first: dayOf("2026-01-15"), last: dayOf(`${year}-12-15`), edges: [] };
          axis.close();
          return axis.periods(360).map(({ short }) => short).slice(0, 2);
        })""",
    )
    assert units == [["Jan", "Feb"], ["Q1", "Q2"], ["2026", "2027"], ["2026", "2027"], []]


# columns.js

VALUES = """{
  const chosen = [];
  const columns = new ColumnFilters((...given) => chosen.push(given));
  const filters = new Filters(codes.length, [{ column: "<i>kind</i>", kind: "category", names, counts: [], nEmpty: 1 }], [Int8Array.from(codes)]);
  filters.choose(0, parts);
  columns.take(filters.facets, null);
  columns.show(filters);
  const texts = () => [...columns.element.querySelectorAll(".embedding-map-value")].map((entry) => [entry.textContent, entry.getAttribute("aria-pressed")]);
  const first = texts();
  columns.element.querySelector(".embedding-map-value").click();
  columns.element.querySelector(".embedding-map-more")?.click();
  return { first, all: texts(), chosen, title: columns.element.querySelector("h4").textContent };
}"""


def test_values_of_a_column_are_listed_with_what_is_left_of_them_and_toggled(page: sync_api.Page) -> None:
    names = [f"value {number}" for number in range(12)]
    codes = [part for part in range(12) for _ in range(12 - part)] + [-1]
    found = call(page, VALUES, names=names, codes=codes, parts=[9])
    assert [text for text, _ in found["first"]] == [*(f"value {part}{12 - part}" for part in range(6)), "value 93"]
    assert [pressed for _, pressed in found["first"]] == ["false"] * 6 + ["true"]
    assert found["chosen"] == [[0, [9, 0], False]]
    assert len(found["all"]) == 13
    assert found["all"][-1] == ["(no value)1", "false"]
    assert found["title"] == "<i>kind</i>"


# legend.js, the order of groups


def test_groups_are_listed_by_size_growth_or_name(page: sync_api.Page) -> None:
    given = {
        "names": ["b", "c", "a"],
        "counts": [5, 9, 5],
        "trends": [{"change": 0.5}, {"change": None}, {"change": 1e9}],
    }
    orders = {by: call(page, "groupOrder(by, given)", by=by, given=given) for by in ("size", "growth", "name")}
    assert orders == {"size": [1, 0, 2], "growth": [2, 0, 1], "name": [2, 0, 1]}


def test_a_line_over_time_has_few_points(page: sync_api.Page) -> None:
    assert call(page, "joinedParts([9, 1, 3, 5, 7], 2)") == [5, 5]
    assert call(page, "joinedParts([1, 2], 16)") == [1, 2]
    assert call(page, "joinedParts([1, 1, 4], 2)") == [1, 2.5]


# copies.js, rows that are not shown

AWAY = """{
  const [inks, ofRows] = [Uint16Array.from(own), Uint16Array.from(given)];
  const found = withAway({ ofRows, table: [null, "grey", "none", "a"], counts: null }, inks, firsts && Int32Array.from(firsts), [1, 2, 3]);
  return [Array.from(found.ofRows), found.table.length, Array.from(ofRows)];
}"""


@pytest.mark.parametrize(
    ("own", "given", "firsts", "found"),
    [
        ([3, 0, 3], [3, 0, 3], None, [3, 4, 3]),
        ([3, 3], [3, 3], None, [3, 3]),
        ([0, 3, 0, 0], [3, 0, 0, 0], [0, 0, 2, 2], [3, 0, 4, 0]),  # one point for equal texts, the one in colour first
    ],
)
def test_rows_that_are_not_shown_stay_as_a_ground(
    page: sync_api.Page, own: list[int], given: list[int], firsts: list[int] | None, found: list[int]
) -> None:
    after, n_inks, before = call(page, AWAY, own=own, given=given, firsts=firsts)
    assert after == found
    assert n_inks == (5 if 0 in own else 4)
    assert before == given


# nearby.js


# words.js

WORDS = """{
  const column = (values) => ({ toArray: () => values, get: (i) => values[i] });
  const columns = { x: [0.5, 0.51, 0.9, -5], y: [0.5, 0.52, 0.5, 0.5], level: [0, 1, 1, 1], text: ["coarse", "fine", "side", "far"], other: ["", "", "other", ""] };
  const words = { words: { getChild: (name) => column(columns[name]) }, sides: [8, 16], digest: "d" };
  const camera = new Camera([[0, 1], [0, 1]]);
  camera.resize(800, 800, 0);
  camera.zoomAt([400, 400], zoom);
  %s
}"""


@pytest.mark.parametrize(("zoom", "level"), [(1, None), (1.4, 0), (2, 1), (3, 1), (9, None)])
def test_words_are_finer_the_nearer_one_is(page: sync_api.Page, zoom: float, level: int | None) -> None:
    """Of 8 and 16 squares along 777 pixels; nine times nearer, words that far apart say little."""
    assert call(page, WORDS % "return wordLevel(words.sides, camera);", zoom=zoom) == level


def test_words_stand_where_rows_are_in_colour(page: sync_api.Page) -> None:
    around = "return wordsAround(words, 1, camera, ([left, right]) => (there || right > 0.9 ? name : null)).map(({ text }) => text);"
    assert call(page, WORDS % around, zoom=2, there=True, name="") == ["fine", "side"]
    assert call(page, WORDS % around, zoom=2, there=False, name="") == ["side"]
    assert call(page, WORDS % around, zoom=2, there=True, name="Side, fine") == ["other"]  # what the group is named by


def test_words_are_drawn_once_they_have_room_and_keep_off_names(page: sync_api.Page) -> None:
    drawn = """
      const context = document.createElement("canvas").getContext("2d");
      const shown = new WordsShown();
      const how = (taken) => ({ size: { width: 800, height: 800, top: 0 }, taken, theme, shown: words, resting: true });
      const free = [], wall = [{ left: 0, right: 800, top: 0, bottom: 800 }];
      return [shown.draw(context, words, camera, () => '', how(free)), free.length, new WordsShown().draw(context, words, camera, () => '', how(wall))];
    """
    assert call(page, WORDS % drawn, zoom=2, theme=THEME) == [1, 1, 0]  # the other one lies out of sight


@pytest.mark.parametrize("seed", range(4))
def test_rows_in_a_range_are_those_in_it(page: sync_api.Page, seed: int) -> None:
    random = np.random.default_rng(seed)
    across, up = random.normal(size=(2, 300))
    left, bottom = random.uniform(-2, 0, 2)
    right, top = left + 1.5, bottom + 1
    found = call(
        page,
        "new PointGrid(Float32Array.from(across), Float32Array.from(up)).within(range, 1000, (row) => row % 3 > 0)",
        across=across.tolist(),
        up=up.tolist(),
        range=[left, right, bottom, top],
    )
    inside = (across >= left) & (across <= right) & (up >= bottom) & (up <= top) & (np.arange(300) % 3 > 0)
    assert sorted(found) == np.flatnonzero(inside).tolist()


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("short", "short"),
        ("one line\nand another", "one line"),
        ("my parcel never arrived at all today", "my parcel never arrived at…"),
        ("x" * 40, "x" * 29 + "…"),
    ],
)
def test_a_text_on_the_map_is_cut_at_a_word(page: sync_api.Page, text: str, start: str) -> None:
    assert call(page, "beginning(text)", text=text) == start


def test_single_texts_stand_on_the_map_only_where_one_is_near_and_few_are_in_view(page: sync_api.Page) -> None:
    asked = "nearTexts({ zoom, range: [0, 1, 0, 1] }, (range, most) => Array.from({ length: Math.min(most, n) }, (_, i) => i), (row) => `text ${row}`, (row) => [row, 0])"
    assert call(page, asked, zoom=1, n=5) == []
    assert {"text": "text 2", "at": [2, 0]} in call(page, asked, zoom=5, n=5)
    assert call(page, asked, zoom=5, n=5_000) == []
    few = [text["at"][0] for text in call(page, asked, zoom=5, n=300)]
    assert len(few) == 40
    assert max(np.diff(sorted(few))) < 40  # from everywhere, not from where the rows begin


def test_single_texts_give_way_to_what_is_there_and_to_the_edge(page: sync_api.Page) -> None:
    drawn = """{
      const context = document.createElement("canvas").getContext("2d"), taken = [...before];
      const texts = at.map((place) => ({ text: "some text", at: place }));
      const n = drawNearTexts(context, texts, { size: { width: 300, height: 100 }, taken, theme, project: (place) => place, gap: 5 });
      return [n, taken.slice(before.length).map((box) => Math.round(box.left))];
    }"""
    assert call(page, drawn, at=[[50, 50]], before=[], theme=THEME) == [1, [55]]
    n, lefts = call(page, drawn, at=[[290, 50]], before=[], theme=THEME)
    assert n == 1
    assert lefts[0] < 290  # left of its point, at the right edge
    blocked = [{"left": 0, "right": 300, "top": 45, "bottom": 55}]
    assert call(page, drawn, at=[[50, 50]], before=blocked, theme=THEME) == [0, []]


# drawer.js

SAYS = "drawerSays({ names: null, title: 'created_at', clicked: null, nPassing: 1694, nRows: 1694, ...given })"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"names": ["a"] * 28}, "28 groups"),
        ({"names": ["all texts"]}, "all texts"),
        ({}, "created_at"),
        ({"names": ["a", "b"], "nPassing": 1070}, "1,070 of 1,694 selected"),
        ({"names": ["a", "b"], "nPassing": 9, "clicked": 0}, "The point and its neighbours"),
    ],
)
def test_the_line_of_the_drawer_says_what_is_in_it(page: sync_api.Page, given: dict[str, Any], said: str) -> None:
    assert call(page, SAYS, given=given) == said


# stage.js


def test_the_points_are_not_seen_as_a_black_box_before_their_first_picture(page: sync_api.Page) -> None:
    first = """new Promise((resolve) => {
      const frame = make("div", "");
      const stage = new Stage(frame, PAINTER_SOURCE, () => resolve([before, stage.canvas.hidden]));
      const before = stage.canvas.hidden;
      stage.takePoints([Float32Array.of(0, 1), Float32Array.of(0, 1)]);
      stage.takeInks({ ofRows: new Uint16Array(2), table: [], background: [255, 255, 255], line: null });
      const camera = new Camera([[0, 1], [0, 1]]);
      camera.resize(100, 100, 0);
      stage.show(camera);
    })"""
    assert call(page, first) == [True, False]
