"""The map's JavaScript, function by function, on an empty page: what is pure in it, and the pen with the pointer."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

pytest.importorskip("playwright.sync_api", reason="browser tests need playwright: pip install -r requirements-dev.txt")

from playwright import sync_api

SCRIPTS = Path(__file__).resolve().parents[2] / "ui" / "scatter"
PURE = ("theme", "traces", "overlay", "lasso", "legend", "picture")
THEME = {"palette": ["#ff0000", "#00ff00"], "grey": "#cccccc", "noGroup": "#999999", "text": "#111111", "font": "serif"}
THEME |= {"background": "#ffffff", "primary": "#0000ff", "grid": "#eeeeee"}
NAMED = {"names": ["a", "b", "c"], "colors": [], "symbols": []}


@pytest.fixture(scope="module")
def page(browser: sync_api.Browser) -> Iterator[sync_api.Page]:
    """An empty page with the scripts in the order in which the component joins them."""
    opened = browser.new_page(viewport={"width": 600, "height": 500})
    opened.add_script_tag(content="\n".join((SCRIPTS / f"{name}.js").read_text(encoding="utf-8") for name in PURE))
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
    assert dark["muted"] == "rgb(125,125,125)"


# traces.js


def test_groups_take_the_theme_s_colours_and_other_shapes_when_these_begin_again(page: sync_api.Page) -> None:
    colouring = {"names": list("abcde"), "colors": [], "symbols": []}
    styles = call(page, "groupStyles(colouring, theme)", colouring=colouring, theme=THEME)
    assert [style["color"] for style in styles] == ["#ff0000", "#00ff00"] * 2 + ["#ff0000"]
    assert [style["symbol"] for style in styles] == ["circle"] * 2 + ["diamond"] * 2 + ["square"]


def test_given_colours_and_shapes_are_kept(page: sync_api.Page) -> None:
    given = {"names": ["a", "b"], "colors": ["#123456", "#654321"], "symbols": ["x"]}
    styles = call(page, "groupStyles(colouring, theme)", colouring=given, theme=THEME)
    assert styles == [{"color": "#123456", "symbol": "x"}, {"color": "#654321", "symbol": "circle"}]
    values = call(page, "groupStyles(colouring, theme)", colouring={"colors": ["#111111"]}, theme=THEME)
    assert values == [{"color": "#111111", "symbol": "circle"}]


def test_few_points_are_big_and_many_are_small_and_see_through(page: sync_api.Page) -> None:
    looks = [call(page, "markerLook(n, 2)", n=n) for n in (0, 1, 200, 2_000, 20_000, 300_000)]
    for name in ("size", "opacity"):
        sizes = [look[name] for look in looks]
        assert sizes == sorted(sizes, reverse=True)
    assert looks[2]["size"] == pytest.approx(9)
    assert (looks[0]["size"], looks[-1]["opacity"]) == (10, pytest.approx(0.57, abs=0.01))
    assert all(look["size"] >= 2 for look in looks)
    assert call(page, "markerLook(2000, 3).size") == pytest.approx(0.8 * looks[3]["size"])


ROWS = "rowsByTrace(Int32Array.from(labels), n, focus && Uint8Array.from(focus), new Set(hidden)).map((rows) => Array.from(rows))"


@pytest.mark.parametrize("seed", range(5))
def test_each_row_is_in_the_trace_of_its_group_or_grey_or_hidden(page: sync_api.Page, seed: int) -> None:
    random = np.random.default_rng(seed)
    labels, focus = random.integers(-1, 4, 60), random.integers(0, 2, 60)
    hidden = random.choice(4, seed % 4, replace=False).tolist()
    for inside in (None, focus.tolist()):
        expected: list[list[int]] = [[] for _ in range(6)]
        for row, label in enumerate(labels.tolist()):
            if label not in hidden:
                expected[0 if inside and not inside[row] else label + 2].append(row)
        found = call(page, ROWS, labels=labels.tolist(), n=4, focus=inside, hidden=hidden)
        assert found == expected


def test_traces_hold_the_rows_of_each_group_and_no_others(page: sync_api.Page) -> None:
    axes = [[0.5, 1.5, 2.5], [3, 4, 5], [6, 7, 8]]
    made = "makeTraces(axes.map((axis) => Float32Array.from(axis)), rows, styles, theme).map((trace) => ({ ...trace, x: [...trace.x], y: [...trace.y], z: trace.z && [...trace.z] }))"
    styles = [{"color": "#ff0000", "symbol": "x"}]
    flat = call(page, made, axes=axes[:2], rows=[[0], [], [2, 1]], styles=styles, theme=THEME)
    assert [trace["x"] for trace in flat] == [[0.5], [], [2.5, 1.5]]
    assert [trace["y"] for trace in flat] == [[3], [], [5, 4]]
    assert {trace["type"] for trace in flat} == {"scattergl"}
    assert [trace["marker"]["color"] for trace in flat] == ["#cccccc", "#999999", "#ff0000"]
    assert flat[0]["marker"]["opacity"] == 1  # grey points on one spot must not add up to a dark one
    space = call(page, made, axes=axes, rows=[[], [0], [1, 2]], styles=styles, theme=THEME)
    assert {trace["type"] for trace in space} == {"scatter3d"}
    assert space[2]["z"] == [7, 8]


@pytest.mark.parametrize(
    ("values", "padded"), [([0, 10, 5], [-0.5, 10.5]), ([3, 3], [2, 4]), ([], [-1, 1]), ([-4, -2], [-4.1, -1.9])]
)
def test_the_range_has_a_margin(page: sync_api.Page, values: list[float], padded: list[float]) -> None:
    assert call(page, "paddedRange(values)", values=values) == pytest.approx(padded)


def test_the_layout_of_a_flat_map_keeps_its_proportions(page: sync_api.Page) -> None:
    flat = call(page, "makeLayout([[0, 10], [0, 20]], theme, 'lasso')", theme=THEME)
    assert (flat["dragmode"], flat["yaxis"]["scaleanchor"]) == ("lasso", "x")
    assert flat["yaxis"]["range"] == [-1, 21]
    space = call(page, "makeLayout([[0], [0], [0]], theme, 'lasso')", theme=THEME)
    assert space["dragmode"] is None
    assert space["scene"]["aspectmode"] == "data"


# overlay.js

PLOT = {
    "_fullLayout": {
        "xaxis": {"range": [-2, 8], "_offset": 5, "_length": 500},
        "yaxis": {"range": [0, 4], "_offset": 34, "_length": 200},
    }
}


def test_pixels_and_data_are_each_other_s_way_back(page: sync_api.Page) -> None:
    assert call(page, "makeProjector(plot)([-2, 0])", plot=PLOT) == [5, 234]  # left and below
    assert call(page, "makeProjector(plot)([8, 4])", plot=PLOT) == [505, 34]
    for at in ([0, 0], [3.25, 1.5], [-7, 9]):
        assert call(page, "toData(plot, makeProjector(plot)(at))", plot=PLOT, at=at) == pytest.approx(at)


def test_what_lies_behind_the_camera_is_not_shown(page: sync_api.Page) -> None:
    """A camera at the origin that looks along -z, with 90 degrees of view; matrices by columns."""
    project = """{
      const element = { getBoundingClientRect: () => ({ left: 10, top: 20, width: 200, height: 100 }) };
      const same = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1];
      const projection = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, -1, -1, 0, 0, -0.2, 0];
      const scene = { dataScale: [2, 2, 2], container: element, glplot: { cameraParams: { model: same, view: same, projection } } };
      return makeProjector({ ...element, _fullLayout: { scene: { _scene: scene } } })(at);
    }"""
    assert call(page, project, at=[0, 0, -1]) == [100, 50]  # the middle
    assert call(page, project, at=[1, 0, -1]) == [200, 50]  # as far to the right as away: at the edge
    assert call(page, project, at=[0, 0, 1]) is None


def test_texts_give_way_to_those_that_are_there(page: sync_api.Page) -> None:
    drawn = """{
      const context = document.createElement("canvas").getContext("2d"), taken = [];
      const size = { width: 400, height: 300, top: 34 };
      return places.map(([x, y, always]) => drawText(context, x === null ? null : [x, y], "label", { theme, taken, size, always }));
    }"""
    places = [[200, 100], [210, 105], [200, 160], [200, 160, True], [None, 0], [-5, 100], [200, 10]]
    assert call(page, drawn, places=places, theme=THEME) == [True, False, True, True, False, False, False]


def test_the_box_around_a_place(page: sync_api.Page) -> None:
    assert call(page, "boxAround([10, 20], 3)") == [{"left": 7, "right": 13, "top": 17, "bottom": 23}]
    assert call(page, "boxAround(null, 3)") == []


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
        ],
    }
    drawn = """{
      const canvas = document.createElement("canvas");
      Object.assign(canvas, { width: 400, height: 300 });
      const context = canvas.getContext("2d");
      const named = drawOverlay(context, { width: 400, height: 300, top: 34 }, (at) => at, content, theme);
      const painted = (top, height) => context.getImageData(0, top, 400, height).data.some((value) => value > 0);
      return [named, painted(0, 33), painted(35, 200)];
    }"""
    assert call(page, drawn, content=content, theme=THEME) == [1, False, True]


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
    drawn = stroke(page, "select", [120, 60], [150, 80], [180, 100])
    assert drawn["done"] == [[{"kind": "box", "x": [2, 8], "y": [-1, -5]}, False]]
    assert drawn["during"][-1] == {"kind": "box", "x": [20, 80], "y": [10, 50]}
    assert drawn["after"] is None


def test_a_lasso_keeps_its_corners_and_shift_adds(page: sync_api.Page) -> None:
    drawn = stroke(page, "lasso", [120, 60], [180, 60], [181, 61], [180, 120], [120, 120], shiftKey=True)
    shape, adds = drawn["done"][0]
    assert shape == {"kind": "lasso", "x": [2, 8, 8, 2], "y": [-1, -1, -7, -7]}  # a pixel's move adds no corner
    assert adds is True


def test_a_stroke_that_leaves_the_frame_runs_along_its_edge(page: sync_api.Page) -> None:
    drawn = stroke(page, "select", [150, 100], [900, -40])
    assert drawn["done"][0][0] == {"kind": "box", "x": [5, 20], "y": [-5, 0]}


@pytest.mark.parametrize(
    ("mode", "corners", "options"),
    [
        ("select", [[120, 60], [123, 62]], {}),  # hardly moved: a click
        ("lasso", [[120, 60], [180, 60]], {}),  # a line holds nothing
        ("select", [[120, 60], [180, 100]], {"button": 2}),
        ("select", [[120, 60], [180, 100]], {"isPrimary": False}),  # a second finger
        (None, [[120, 60], [180, 100]], {}),  # another tool
        ("select", [[120, 60], [180, 100]], {"end": "pointercancel"}),
    ],
)
def test_what_is_no_outline(
    page: sync_api.Page, mode: str | None, corners: list[list[float]], options: dict[str, Any]
) -> None:
    assert stroke(page, mode, *corners, **options)["done"] == []


# legend.js and picture.js

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
        ([0, 2], 0, {"detail": 0}, [1, 2]),  # another one alone
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


def test_the_legend_of_a_picture_shortens_names_and_ends_with_the_picture(page: sync_api.Page) -> None:
    written = """{
      const context = document.createElement("canvas").getContext("2d"), texts = [];
      context.fillText = (text) => texts.push(text);
      drawLegend(context, entries, { left: 0, top: 0, height: 70, theme });
      return texts;
    }"""
    entries = [{"name": name, "color": "red"} for name in ("short", "n" * 40, "third", "fourth")]
    assert call(page, written, entries=entries, theme=THEME) == ["short", "n" * 27 + "…", "third"]


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
