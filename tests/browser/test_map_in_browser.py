"""The map as a person uses it: draws, keeps its zoom, lasso, click, legend, highlight, theme."""

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from ui.scatter import Lasso, Outline, Plane, assets, rows_in_outline

if TYPE_CHECKING:
    from driving.running import App

pytest.importorskip("playwright.sync_api", reason="browser tests need playwright: pip install -r requirements-dev.txt")

from playwright import sync_api

from driving.map_hand import SETTLED, SOON, MapHand

DEMO = Path(__file__).with_name("map_demo.py")
MAP, SECOND = "map", "second"


@pytest.fixture(scope="module")
def demo(run_app: Callable[..., "App"], tmp_path_factory: pytest.TempPathFactory) -> "App":
    """The demo in a folder of its own, because static files are served from beside the main script."""
    folder = tmp_path_factory.mktemp("demo")
    shutil.copy(DEMO, folder)
    assets.install_plotly(folder / "static")
    return run_app(folder / DEMO.name, "--server.enableStaticServing=true", "--client.toolbarMode=minimal", cwd=folder)


class MapPage(MapHand):
    """A browser page with the demo, and the words of its tests."""

    def __init__(self, page: "sync_api.Page") -> None:
        super().__init__(page, MAP)
        self.errors: list[str] = []
        page.on("pageerror", lambda error: self.errors.append(str(error)))

    def run(self, button: str) -> None:
        """Clicks a button of the demo and waits until its rerun has arrived."""
        self.page.wait_for_selector(SETTLED, timeout=SOON)  # a run still under way would count as this one
        before = int(self.text("RUN").split()[1])
        self.page.get_by_role("button", name=button, exact=True).click()
        self.expect(f"^RUN {before + 1}$")

    def text(self, start: str) -> str:
        return self.page.get_by_text(re.compile(f"^{start} ")).inner_text()

    def expect(self, pattern: str) -> None:
        self.page.get_by_text(re.compile(pattern)).wait_for(timeout=SOON)

    def click_once(self, row: int) -> None:
        """Where the number of clicks counts."""
        self.hover(row)
        self.page.mouse.click(*self.row_at(row))

    def bytes_down(self) -> int:
        return int(self.page.evaluate("window.__bytes.down"))


@pytest.fixture
def open_map(browser: "sync_api.Browser", demo: "App", count_bytes: str) -> Iterator[Callable[..., MapPage]]:
    contexts = []

    def open_page(query: str = "", *, wait: bool = True, **options: Any) -> MapPage:
        context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, **options})
        contexts.append(context)
        context.add_init_script(count_bytes)
        shown = MapPage(context.new_page())
        shown.page.goto(f"{demo.url}/?{query}")
        if wait:
            shown.drawn()
            shown.page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]")
            shown.stands_still()
        return shown

    yield open_page
    for context in contexts:
        context.close()


def test_draws_every_point_once(open_map: Callable[..., MapPage]) -> None:
    shown = open_map("n=2000&k=8&rich=1")

    assert shown.attribute("points") == "2000"
    assert shown.look("map.embeddingMap.nDrawn()") == 2000
    assert shown.attribute("draws") == "1"
    assert int(shown.attribute("labels")) >= 4
    assert shown.errors == []


def test_rerun_sends_little_and_keeps_the_zoom(open_map: Callable[..., MapPage]) -> None:
    shown = open_map("n=5000")
    shown.zoom_in()
    before, drawn, down = shown.attribute("range"), shown.attribute("draws"), shown.bytes_down()

    shown.run("Rerun")

    assert shown.bytes_down() - down < 12_000
    assert (shown.attribute("range"), shown.attribute("draws")) == (before, drawn)


def test_highlight_and_recolour_keep_the_zoom_and_send_little(open_map: Callable[..., MapPage]) -> None:
    shown = open_map("n=5000&k=8")
    shown.zoom_in()
    before, down = shown.attribute("range"), shown.bytes_down()

    shown.run("Highlight")
    shown.changes("focus", "all")
    assert shown.bytes_down() - down < 20_000
    assert shown.attribute("range") == before
    assert (shown.attribute("selected"), shown.attribute("markers")) == ("10", "1")
    assert shown.look("map.embeddingMap.nDrawn()") == 5000
    shown.page.get_by_role("application", name="Map of all rows, 1 times highlighted.").wait_for(timeout=SOON)

    colouring = shown.attribute("colouring")
    shown.run("Recolour")
    shown.changes("colouring", colouring)
    assert shown.attribute("range") == before
    shown.run("All")
    shown.becomes("focus", "all")
    assert shown.attribute("range") == before


def test_lasso_and_python_find_the_same_rows(open_map: Callable[..., MapPage]) -> None:
    shown = open_map("n=3000")
    shown.take("lasso")
    center = shown.row_at(5)
    corners = [(center[0] + 90 * np.cos(a), center[1] + 70 * np.sin(a)) for a in np.linspace(0, 2 * np.pi, 12)]

    shown.drag(corners)
    shown.expect(r"^ROWS [1-9]\d* ")

    drawn = shown.look("map.embeddingMap.reports.outline[0]")
    axes = shown.look("map.embeddingMap.axes.map(values => Array.from(values))")
    rows = rows_in_outline(np.array(axes, dtype=np.float32).T, Outline((Lasso(drawn["x"], drawn["y"]),)))
    assert shown.text("ROWS").startswith(f"ROWS {len(rows)} SUM {rows.sum()} ")

    shown.run("Highlight")
    assert shown.attribute("shapes") == "1"
    shown.run("All")
    shown.run("Clear")
    shown.expect("^ROWS 0 ")
    shown.becomes("shapes", "0")


def test_two_boxes_add_up_and_a_click_beside_clears(open_map: Callable[..., MapPage]) -> None:
    shown = open_map("n=3000")
    shown.take("box")
    x, y = shown.row_at(5)
    shown.drag([(x - 40, y - 40), (x + 40, y + 40)])
    shown.expect(r"^ROWS [1-9]\d* ")
    first = int(shown.text("ROWS").split()[1])

    x, y = shown.row_at(6)
    shown.page.keyboard.down("Shift")
    shown.drag([(x - 30, y - 30), (x + 30, y + 30)])
    shown.page.keyboard.up("Shift")
    shown.becomes("shapes", "2")
    shown.page.wait_for_function(f"!document.body.innerText.includes('ROWS {first} ')")
    assert int(shown.text("ROWS").split()[1]) > first

    box = shown.frame()
    shown.page.mouse.click(box["x"] + 4, box["y"] + box["height"] - 4)
    shown.expect("^ROWS 0 ")


def test_click_gives_the_row_again_and_again(open_map: Callable[..., MapPage]) -> None:
    shown = open_map("n=300")
    row = shown.free_row()
    shown.click_once(row)
    shown.expect(f"CLICK {row} COUNT 1$")
    assert shown.attribute("clicked") == str(row)

    shown.page.wait_for_timeout(600)  # or the two would be one double click
    shown.click_once(row)
    shown.expect(f"CLICK {row} COUNT 2$")

    box = shown.frame()
    shown.page.wait_for_timeout(600)
    shown.page.mouse.click(box["x"] + 4, box["y"] + box["height"] - 4)
    shown.expect("CLICK None COUNT 3$")


def test_legend_isolates_and_toggles(open_map: Callable[..., MapPage]) -> None:
    shown = open_map("n=2000&k=4")
    items = shown.groups()
    second = items.nth(1).locator(".embedding-map-name").inner_text()

    items.nth(1).click()
    shown.becomes("hidden", "3")
    shown.page.wait_for_function("!document.body.innerText.includes('HIDDEN []')")
    assert f"'{second}'" not in shown.text("ROWS")
    shown.run("Rerun")
    assert shown.attribute("hidden") == "3"

    items.nth(2).click()  # with the first one
    shown.becomes("hidden", "2")
    assert [item.get_attribute("aria-pressed") for item in items.all()] == ["false", "true", "true", "false"]
    shown.page.get_by_role("button", name="Show all groups").click()
    shown.becomes("hidden", "0")
    shown.expect(r"HIDDEN \[\]")
    items.nth(1).dblclick()
    shown.becomes("hidden", "1")
    shown.page.get_by_text(f"HIDDEN ['{second}']").wait_for()


def test_texts_appear_to_the_letter(open_map: Callable[..., MapPage]) -> None:
    shown = open_map("n=300")
    assert "Ticket #000012 <b>x</b><img src=x onerror=alert(1)> & more" in shown.hover(0)
    assert shown.names().first.inner_text() == "<i>Refund</i> #000012"
    assert shown.element.locator("img").count() == 0


def test_another_picture_starts_anew(open_map: Callable[..., MapPage]) -> None:
    shown = open_map("n=2000")
    start = shown.attribute("range")
    shown.zoom_in()
    row = shown.free_row()
    shown.click_once(row)
    shown.expect(f"CLICK {row} COUNT 1$")

    shown.run("Other picture")
    shown.becomes("revision", "2000-8-2-1")
    shown.becomes("state", "drawn")

    assert shown.attribute("range") != start
    assert shown.attribute("clicked") == ""
    shown.expect("CLICK None COUNT 0$")


def test_a_map_put_back_on_the_page_looks_as_it_did(open_map: Callable[..., MapPage]) -> None:
    shown = open_map("n=2000")
    row = shown.free_row()
    shown.click_once(row)
    shown.expect(f"CLICK {row} COUNT 1$")
    for _ in range(3):
        shown.page.get_by_text("Show", exact=True).click()
        shown.element.wait_for(state="detached")
        shown.page.get_by_text("Show", exact=True).click()
        shown.becomes("state", "drawn")
    assert shown.attribute("points") == "2000"
    assert shown.errors == []


def test_two_maps_keep_apart(open_map: Callable[..., MapPage]) -> None:
    shown = open_map("n=2000&two=1")
    second = MapHand(shown.page, SECOND)
    second.drawn()

    assert shown.attribute("points") == "2000"
    assert second.attribute("points") == "500"
    row = shown.free_row()
    shown.click_once(row)
    shown.expect(f"CLICK {row} COUNT 1$")
    assert shown.text("SECOND") == "SECOND None"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_colours_follow_the_theme(open_map: Callable[..., MapPage], scheme: str) -> None:
    shown = open_map("n=300", color_scheme=scheme)
    other = "light" if scheme == "dark" else "dark"
    is_dark = "map.embeddingMap.theme.background.match(/^#(0|1)/) !== null"
    followed = f"document.querySelector('{shown.selector}').embeddingMap.theme.background.match(/^#(0|1)/) {'!==' if other == 'dark' else '==='} null"

    assert shown.look(is_dark) is (scheme == "dark")
    shown.page.emulate_media(color_scheme=other)
    shown.page.wait_for_function(followed)


def test_space_click_turn_and_legend(open_map: Callable[..., MapPage]) -> None:
    shown = open_map("n=400&k=4&dims=3")
    assert shown.attribute("dims") == "3"
    before = shown.look("map.embeddingMap.camera.turn")
    box = shown.frame()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    shown.drag([(x, y), (x + 120, y + 30)])
    shown.painted()
    turn = shown.look("map.embeddingMap.camera.turn")
    assert not np.allclose(turn, before)
    shown.expect("CLICK None COUNT 0$")  # turning is no click

    shown.run("Highlight")
    shown.changes("focus", "all")
    assert shown.look("map.embeddingMap.camera.turn") == turn
    shown.run("All")
    shown.becomes("focus", "all")

    row = shown.free_row()
    shown.click_once(row)
    shown.expect(f"CLICK {row} COUNT 1$")
    shown.groups().nth(1).click()
    shown.becomes("hidden", "3")


@pytest.mark.parametrize("tool", ["lasso", "box"])
def test_an_outline_in_space_takes_what_was_seen_inside_it(open_map: Callable[..., MapPage], tool: str) -> None:
    shown = open_map("n=600&k=4&dims=3")
    box = shown.frame()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    shown.drag([(x, y), (x - 70, y + 110)])
    shown.painted()
    at = np.array([shown.row_at(row) for row in range(600)])
    outlined = shown.lasso_around if tool == "lasso" else shown.box_around
    drawn = outlined(shown.free_row(), width=220, height=180)
    shown.expect(r"^ROWS [1-9]\d* ")

    axes = np.array(shown.look("map.embeddingMap.axes.map(values => Array.from(values))"), dtype=np.float32).T
    plane = Plane(*drawn["plane"])
    flat = axes.astype(float) @ plane.directions.T
    # What lay clearly inside or outside on the screen; the pixels of the stroke itself are left open.
    corners = np.array([drawn["x"], drawn["y"]]).T
    span = np.ptp(flat, axis=0) / np.ptp(at, axis=0)  # data units of a pixel
    assert span[0] == pytest.approx(span[1], rel=1e-3)
    if tool == "box":
        rows = np.flatnonzero(((flat >= corners.min(0)) & (flat <= corners.max(0))).all(axis=1))
    else:
        rows = rows_in_outline(axes, Outline((Lasso(drawn["x"], drawn["y"], plane),)))
    assert shown.text("ROWS").startswith(f"ROWS {len(rows)} SUM {rows.sum()} ")

    # It turns with the points, and holds the same rows however one looks at it.
    said = shown.text("ROWS")
    shown.take("turn")
    shown.drag([(x, y), (x + 90, y - 40)])
    shown.run("Rerun")
    assert shown.text("ROWS") == said
    assert shown.attribute("shapes") == "1"


@pytest.mark.parametrize("query", ["n=2000&k=30&rich=1", "n=500&mode=values", "n=500&mode=dates"])
def test_fits_a_phone(open_map: Callable[..., MapPage], query: str) -> None:
    shown = open_map(query, viewport={"width": 390, "height": 844})
    assert shown.page.evaluate("document.documentElement.scrollWidth") <= 390
    box, frame = shown.element.bounding_box(), shown.frame()
    assert box is not None
    assert (box["height"], box["x"] + box["width"] <= 390, frame["height"] > 400) == (620, True, True)


def test_a_finger_taps_a_point_and_sees_its_text(open_map: Callable[..., MapPage]) -> None:
    shown = open_map("n=100&k=3", viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    row = shown.free_row()
    shown.page.touchscreen.tap(*shown.row_at(row))
    shown.expect(f"CLICK {row} COUNT 1$")
    assert f"#{row:06d}" in shown.page.locator(".embedding-map-tip:visible").inner_text()


def test_no_map_loads_plotly(open_map: Callable[..., MapPage]) -> None:
    shown = open_map("n=300", wait=False)
    asked: list[str] = []
    shown.page.on("request", lambda request: asked.append(request.url))
    shown.page.reload()
    shown.drawn()
    assert asked
    assert not [url for url in asked if "plotly" in url.lower()]


NO_WORKERS = """document.addEventListener("DOMContentLoaded", () => {
  const policy = document.createElement("meta");
  Object.assign(policy, { httpEquiv: "Content-Security-Policy", content: "worker-src 'none'" });
  document.head.append(policy);
});"""


def test_a_page_that_refuses_workers_has_its_map_all_the_same(demo: "App", browser: "sync_api.Browser") -> None:
    page = browser.new_page()
    page.add_init_script(NO_WORKERS)
    page.goto(f"{demo.url}/?n=300")
    hand = MapHand(page, MAP)
    hand.drawn()
    assert hand.look("map.embeddingMap.stage.shop.painter !== null")
    hand.zoom_in()
    assert hand.look("map.embeddingMap.stage.shown.zoom") > 1
    page.close()


def colours_near(shown: MapPage, row: int) -> np.ndarray:
    """The pixels of the points' canvas around a row, (7, 7, 3)."""
    values = shown.look(
        f"(() => {{ const view = map.embeddingMap, box = view.stage.canvas.getBoundingClientRect(), [x, y] = view.clientPosition({row}), ratio = view.stage.canvas.width / box.width; "
        "return Array.from(view.stage.context.getImageData(Math.round((x - box.left) * ratio) - 3, Math.round((y - box.top) * ratio) - 3, 7, 7).data); })()"
    )
    return np.array(values).reshape(7, 7, 4)[..., :3]


def test_points_are_where_the_pointer_finds_them(open_map: Callable[..., MapPage]) -> None:
    shown = open_map("n=300&k=3", device_scale_factor=2)
    for change in (shown.zoom_in, lambda: None):
        row = shown.free_row()
        pixels = colours_near(shown, row)
        assert (pixels[3, 3] != 255).any()
        assert f"#{row:06d}" in shown.hover(row)
        change()


def test_the_pointer_on_an_entry_lights_its_group(open_map: Callable[..., MapPage]) -> None:
    shown = open_map("n=300&k=3")
    row = shown.free_row()
    own = int(shown.look(f"map.embeddingMap.labels[{row}]"))
    ink = 255 - colours_near(shown, row).astype(int).min()
    for group, strength in ((own, 1.0), ((own + 1) % 3, 0.1), (None, 1.0)):
        if group is None:
            shown.page.mouse.move(5, 5)
        else:
            shown.groups().nth(group).hover()
        shown.becomes("lit", "" if group is None else group)
        shown.painted()
        assert 255 - colours_near(shown, row).astype(int).min() == pytest.approx(strength * ink, abs=12)


def test_hidden_groups_are_not_found_by_the_pointer(open_map: Callable[..., MapPage]) -> None:
    shown = open_map("n=60&k=3")
    rows = shown.look("Array.from(map.embeddingMap.labels)")
    shown.groups().nth(1).click()
    shown.becomes("hidden", "2")
    shown.painted()
    assert shown.look("map.embeddingMap.nDrawn()") == rows.count(1)
    hidden = rows.index(0)
    found = shown.look(f"map.embeddingMap.hand.rowAt(map.embeddingMap.camera.project(map.embeddingMap.at({hidden})))")
    assert found is None or rows[found] == 1


def test_a_double_click_and_the_button_show_all_again(open_map: Callable[..., MapPage]) -> None:
    shown = open_map("n=300")
    start, box = shown.attribute("range"), shown.frame()
    shown.zoom_in()
    shown.page.mouse.dblclick(box["x"] + 4, box["y"] + box["height"] - 4)
    shown.becomes("range", start)
    shown.use("closer")
    shown.changes("range", start)
    shown.use("reset")
    shown.becomes("range", start)


def test_the_range_stays_whatever_is_coloured_or_hidden(open_map: Callable[..., MapPage]) -> None:
    shown = open_map("n=2000&k=4")
    start = shown.attribute("range")
    shown.groups().nth(1).click()
    shown.becomes("hidden", "3")
    shown.page.wait_for_function("!document.body.innerText.includes('HIDDEN []')")
    shown.run("Recolour")
    shown.run("Highlight")
    shown.changes("focus", "all")
    assert shown.attribute("range") == start


def test_many_texts_are_told_one_by_one(open_map: Callable[..., MapPage]) -> None:
    shown = open_map("n=200000&k=6")
    assert shown.look("map.embeddingMap.label.texts") is None
    row = shown.look(
        "(() => { const view = map.embeddingMap; return view.hand.rowAt([view.frame.clientWidth / 2, view.frame.clientHeight / 2]) ?? 5; })()"
    )
    x, y = shown.row_at(row)
    shown.page.mouse.move(x, y)
    shown.tip().get_by_text(re.compile(r"^Ticket #\d{6}")).wait_for(timeout=SOON)
    assert shown.look("map.embeddingMap.label.told.size") == 1

    shown.element.locator(".embedding-map-frame").focus()
    shown.page.keyboard.press("ArrowRight")
    told = re.compile(rf"Ticket #{int(shown.attribute('focused')):06d}.*\. [\d,]+ of [\d,]+ in ", re.DOTALL)
    shown.element.locator(".embedding-map-said").filter(has_text=told).wait_for(state="attached", timeout=SOON)


def test_the_map_is_walked_by_keyboard(open_map: Callable[..., MapPage]) -> None:
    shown = open_map("n=400&k=4")
    press, said = shown.page.keyboard.press, shown.element.locator(".embedding-map-said")
    frame, ring = shown.element.locator(".embedding-map-frame"), shown.element.locator(".embedding-map-cursor")

    def at_focus() -> int:
        return int(shown.attribute("focused"))

    frame.focus()
    press("ArrowRight")
    first = at_focus()
    assert f"Ticket #{first:06d}" in shown.tip().inner_text()
    assert re.search(rf"Ticket #{first:06d}.*\. \d+ of \d+ in ", said.inner_text(), re.DOTALL)
    box = ring.bounding_box()
    assert box is not None
    assert np.hypot(*np.subtract(shown.row_at(first), (box["x"] + 11, box["y"] + 11))) < 2
    press("ArrowRight")
    assert shown.row_at(at_focus())[0] > shown.row_at(first)[0]
    for _ in range(60):  # to the edge of all points, which stays in sight
        press("ArrowRight")
    assert said.inner_text() == "No point in that direction"
    edge, frame_box = shown.row_at(at_focus()), shown.frame()
    assert frame_box["x"] < edge[0] < frame_box["x"] + frame_box["width"]

    press("g")  # the point's group; another one, and its points from the middle on
    press("ArrowUp" if shown.look("Number(document.activeElement.dataset.group)") else "ArrowDown")
    group = shown.look("Number(document.activeElement.dataset.group)")
    press("ArrowRight")
    assert re.search(r"\. 1 of \d+ in ", said.inner_text())
    middle = at_focus()
    press("n")
    assert re.search(r"\. 2 of \d+ in ", said.inner_text())
    press("Shift+N")
    assert at_focus() == middle
    assert shown.look(f"map.embeddingMap.labels[{middle}]") == group
    press("Enter")
    shown.expect(f"CLICK {middle} COUNT 1")
    shown.page.wait_for_selector(SETTLED)
    assert frame.evaluate("one => one === document.activeElement")  # also after the rerun

    before = shown.attribute("range")
    press("+")
    shown.changes("range", before)
    press("0")
    shown.becomes("range", before)
    for key, mode in (("l", "lasso"), ("b", "box"), ("p", "pan")):
        press(key)
        assert shown.look("map.embeddingMap.hand.tools.mode") == mode

    press("?")
    dialog = shown.element.get_by_role("dialog", name="Keys of the map")
    dialog.wait_for()
    press("Escape")
    dialog.wait_for(state="hidden")
    assert frame.evaluate("one => one === document.activeElement")
    assert at_focus() == middle
    press("Escape")
    assert not ring.is_visible()
    press("Escape")
    shown.expect("CLICK None COUNT 2")
    press("g")
    press("Enter")
    shown.page.wait_for_function(
        "said => /^\\d+ of 400 points shown$/.test(said.textContent)", arg=said.element_handle()
    )
    assert shown.errors == []


def test_keys_follow_a_map_in_space_as_it_is_turned(open_map: Callable[..., MapPage]) -> None:
    shown = open_map("n=300&k=1&dims=3&mode=values")
    said = shown.element.locator(".embedding-map-said")
    shown.element.locator(".embedding-map-frame").focus()
    shown.page.keyboard.press("ArrowUp")
    first = int(shown.attribute("focused"))
    shown.page.keyboard.press("ArrowUp")
    second = int(shown.attribute("focused"))
    assert shown.row_at(second)[1] < shown.row_at(first)[1]
    assert re.search(r"Rating: .*\. \d+ of 300$", said.inner_text(), re.DOTALL)
    shown.page.keyboard.press("p")
    assert shown.look("map.embeddingMap.hand.tools.mode") == "pan"
    shown.page.keyboard.press("t")
    assert shown.look("map.embeddingMap.hand.tools.mode") == "turn"
