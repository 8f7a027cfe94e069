"""The whole way with a sample at the width of a phone, a small laptop, a laptop and a large screen: looks, moves, filters,
draws around, walks by keyboard, comes back, takes away."""

import re
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree

import numpy as np
import pytest
from PIL import Image

from ui.scatter import Lasso, Outline, rows_in_outline

pytest.importorskip("playwright.sync_api", reason="browser tests need playwright: pip install -r requirements-dev.txt")

from driving.page_words import MAPS
from driving.person import LONG, SOON, Person, visitor
from tests.browser import tables

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from driving.running import App

pytestmark = pytest.mark.timeout(600)
EVERYTHING = tables.SAMPLE_ROWS["support_tickets"]
SHARES = """(() => {
  const view = map.embeddingMap, frame = view.frame.getBoundingClientRect(), window_ = innerWidth * innerHeight;
  const at = Array.from(view.axes[0], (_, row) => view.clientPosition(row));
  const span = (axis) => Math.max(...at.map((place) => place[axis])) - Math.min(...at.map((place) => place[axis]));
  return { canvas: (frame.width * frame.height) / window_, cloud: (span(0) * span(1)) / window_, bottom: frame.bottom - innerHeight };
})()"""
PLACE = "[...map.embeddingMap.camera.target.slice(0, map.embeddingMap.axes.length), map.embeddingMap.camera.zoom]"
POSITIONS = "Array.from(map.embeddingMap.axes[0], (_, row) => map.embeddingMap.clientPosition(row))"
AT_FOCUS = "map.contains(document.activeElement) && document.activeElement.className"
BY_HAND = 3
"""Rows by which a lasso drawn in pixels may differ from its corners: those under its stroke."""


OTHER_SIZES = [(1024, 768), (1920, 1080)]
"""Of windows that are made so, one after the other."""


@pytest.mark.parametrize(("width", "height"), [(390, 844), (1440, 900)])
def test_the_whole_way(app: "App", browser: "Browser", width: int, height: int) -> None:
    phone = width < 600
    size = {"width": width, "height": height}
    with visitor(browser, app, viewport=size, has_touch=True, is_mobile=phone) as person:
        person.visit()
        person.open_sample("support_tickets")
        person.map.drawn(method="tsne", timeout=LONG)
        person.grouped()
        person.settled()
        person.map.stands_still()
        fills_the_window(person, phone)
        if phone:
            opens_and_closes_the_drawer(person)
        else:
            for other in OTHER_SIZES:
                resized(person, *other)
                fills_the_window(person, phone)
            resized(person, width, height)
        moves(person)
        filters_and_takes_away(person)
        place, n_selected = draws_around(person)
        comes_back(person, place, n_selected)
        walks_by_keyboard(person, phone)
        draws_around_in_space(person)


def resized(person: Person, width: int, height: int) -> None:
    person.page.set_viewport_size({"width": width, "height": height})
    person.settled()
    person.map.stands_still()


def fills_the_window(person: Person, phone: bool) -> None:
    shares = person.map.look(SHARES)
    size = person.page.viewport_size
    assert size is not None
    assert shares["bottom"] <= 0  # seen without scrolling
    assert person.overflow() <= 0
    assert person.page.get_by_test_id("stMain").evaluate("main => main.scrollHeight - main.clientHeight") <= 0
    if phone:
        assert person.map.frame()["height"] / size["height"] > 0.75
    elif size["width"] >= 1440:
        assert shares["canvas"] >= 0.65
        assert shares["cloud"] >= (0.35 if size["width"] == 1440 else 0.3)
    controls = [person.keyed(key).bounding_box() for key in ("map_filter", "map_color")]
    controls.append(person.page.get_by_role("button", name="Settings").bounding_box())
    middles = {round(box["y"] + box["height"] / 2) for box in controls if box}
    assert max(middles) - min(middles) <= 2  # one row
    assert all(box and box["x"] + box["width"] <= size["width"] for box in controls)
    person.fill("map_filter", "password")
    note = person.says(re.compile(r"texts have “password” in some column; the others are grey"))
    assert (
        note.evaluate("note => getComputedStyle(note).backgroundColor") != "rgba(0, 0, 0, 0)"
    )  # read over points, too
    # Names keep out of the tools, of how far the map can be trusted, and of the note.
    assert person.map.look("map.embeddingMap.sayings.covered().length") >= 3
    person.fill("map_filter", "")
    person.map.becomes("passing", EVERYTHING)


def opens_and_closes_the_drawer(person: Person) -> None:
    drawer, size = person.map.drawer, person.page.viewport_size
    assert size is not None
    side = person.page.locator(f"{person.map.selector} .embedding-map-side")

    def box() -> dict[str, float]:
        drawer.evaluate("one => Promise.all(one.parentElement.getAnimations().map((moving) => moving.finished))")
        found = side.bounding_box()
        assert found is not None
        return dict(found)

    assert re.fullmatch(r"\d+ groups", drawer.inner_text())
    assert box()["height"] < 60
    assert box()["y"] + box()["height"] == pytest.approx(size["height"], abs=1)  # at the edge of the window
    drawer.tap()
    assert drawer.get_attribute("aria-expanded") == "true"
    assert box()["height"] == pytest.approx(0.7 * size["height"], abs=2)
    assert "embedding-map-tab" in person.map.look(AT_FOCUS)
    assert (
        person.map.groups().last.evaluate("one => { one.scrollIntoView(); return one.getBoundingClientRect().bottom; }")
        <= size["height"]
    )
    assert person.page.evaluate("document.scrollingElement.scrollTop") == 0  # it scrolls by itself
    person.page.keyboard.press("Escape")
    assert drawer.get_attribute("aria-expanded") == "false"
    assert person.map.look(AT_FOCUS) == "embedding-map-drawer"
    assert box()["height"] < 60
    for up in (300, -300):
        at = drawer.bounding_box()
        assert at is not None
        x, y = at["x"] + at["width"] / 2, at["y"] + 20
        person.map.drag([(x, y), (x, y - up / 2), (x, y - up)])
        assert drawer.get_attribute("aria-expanded") == ("true" if up > 0 else "false")
        box()


def moves(person: Person) -> None:
    """Pans, zooms, pinches, and shows all again."""
    frame, first = person.map.frame(), person.map.look(PLACE)
    x, y = frame["x"] + frame["width"] / 2, frame["y"] + frame["height"] / 2
    before = person.map.attribute("range")
    person.map.drag([(x, y), (x + 60, y + 40)])
    person.map.changes("range", before)
    panned = person.map.look(PLACE)
    assert panned[2] == first[2]
    assert panned[0] < first[0]
    assert panned[1] > first[1]
    person.map.zoom_in()
    zoomed = person.map.look(PLACE)[2]
    assert zoomed > 1.5 * first[2]
    before = person.map.attribute("range")
    person.map.pinch()
    person.map.changes("range", before)
    person.map.painted()
    assert person.map.look(PLACE)[2] == pytest.approx(3 * zoomed, rel=0.1)
    person.map.use("reset")
    person.map.painted()
    assert person.map.look(PLACE) == first


def filters_and_takes_away(person: Person) -> None:
    """By a value, a time and words together; what is left is a table and a picture, and both say so."""
    shown = person.map
    shown.look_beside("Groups")
    assert sum(shown.counts()) == EVERYTHING
    shown.look_beside("Filter by column")
    shown.value("chat").click()
    shown.changes("passing", str(EVERYTHING))
    n_chat = int(shown.attribute("passing"))
    shown.look_at_map()
    shown.brush(0.3, 0.6)
    shown.changes("passing", str(n_chat))
    n_left = int(shown.attribute("passing"))
    assert 0 < n_left < n_chat < EVERYTHING
    shown.look_beside("Groups")
    assert sum(shown.counts()) == n_left
    shown.look_beside("Details")
    person.says(re.compile(r"created_at: .* – "))
    assert person.n_selected() == n_left
    table = person.download("map_download_selection")
    assert len(table) == n_left
    assert set(table["channel"]) == {"chat"}
    shown.look_beside("Table")
    assert person.table_rows() == n_left
    shown.look_at_map()

    with Image.open(shown.download_picture("png").path()) as picture:
        scale = person.page.evaluate("2 * Math.max(1, devicePixelRatio) / Math.max(1, devicePixelRatio)")
        assert picture.width > scale * shown.frame()["width"]
    root = ElementTree.fromstring(shown.download_picture("svg").path().read_bytes())
    said = " ".join(text.text or "" for text in root.iter("{http://www.w3.org/2000/svg}text"))
    assert all(part in said for part in ("Support tickets", "channel: chat", "created_at: ", f"{EVERYTHING:,} texts"))

    person.fill("map_filter", "order")
    shown.changes("passing", str(n_left))
    assert 0 < int(shown.attribute("passing")) < n_left
    person.fill("map_filter", "")
    shown.becomes("passing", n_left)
    shown.look_beside("Filter by column")
    person.page.get_by_role("button", name="Clear filters").click()
    shown.becomes("passing", EVERYTHING)
    shown.look_beside("Groups")
    shown.groups().first.click()  # one group alone: its rows, and what sets them apart
    n_group = shown.counts()[0]
    shown.becomes("passing", n_group)
    shown.look_beside("Details")
    assert person.n_selected() == n_group
    shown.look_at_map()
    shown.play()
    shown.changes("passing", str(n_group))
    shown.play()
    shown.look_beside("Filter by column")
    person.page.get_by_role("button", name="Clear filters").click()
    shown.look_beside("Groups")
    person.page.get_by_role("button", name="Show all groups").click()
    shown.becomes("passing", EVERYTHING)
    shown.look_at_map()


def outlined(person: Person) -> int:
    """Draws a lasso; how many rows are selected, which are those that were seen inside it."""
    shown = person.map
    row = shown.free_row()
    width, height = 0.4 * shown.frame()["width"], 0.25 * shown.frame()["height"]
    at, (x, y) = np.array(shown.look(POSITIONS)), shown.row_at(row)
    turns = np.linspace(0, 2 * np.pi, 12)
    corners = Lasso(tuple(x + width / 2 * np.cos(turns)), tuple(y + height / 2 * np.sin(turns)))
    shown.lasso_around(row, width=width, height=height)
    shown.look_beside("Details")
    n_selected = person.n_selected()
    shown.becomes("passing", n_selected)
    shown.look_at_map()
    assert n_selected > 0
    assert n_selected == pytest.approx(len(rows_in_outline(at.astype(np.float32), Outline((corners,)))), abs=BY_HAND)
    return n_selected


def draws_around(person: Person) -> tuple[list[float], int]:
    n_selected = outlined(person)
    person.map.take("pan")
    person.map.zoom_in()
    for name in ("rows", "at"):
        person.page.wait_for_function("name => new URLSearchParams(location.search).has(name)", arg=name, timeout=SOON)
    return person.map.look(PLACE), n_selected


def comes_back(person: Person, place: list[float], n_selected: int) -> None:
    """By a reload, and with Back from another page."""
    for leave in (lambda: person.page.reload(), lambda: (person.go("Search"), person.page.go_back())):
        leave()
        person.map.drawn(method="tsne", timeout=LONG)
        person.map.becomes("focus", n_selected)
        person.settled()
        assert person.map.look(PLACE) == pytest.approx(place, rel=1e-4)
        assert parse_qs(urlsplit(person.page.url).query)["sample"] == ["support_tickets.csv"]
    person.map.look_beside("Details")
    person.press("map_clear")
    person.map.becomes("focus", "all")
    person.map.look_at_map()
    person.map.use("reset")


def walks_by_keyboard(person: Person, phone: bool) -> None:
    shown, press = person.map, person.page.keyboard.press
    frame = person.page.locator(f"{shown.selector} .embedding-map-frame")
    frame.focus()
    press("ArrowRight")
    first = shown.attribute("focused")
    assert shown.tip().is_visible()
    press("g")  # to its group, where the first point is the one in the middle
    assert "embedding-map-group" in shown.look(AT_FOCUS)
    press("ArrowRight")
    assert shown.look(AT_FOCUS) == frame.get_attribute("class")
    press("n")
    row = shown.attribute("focused")
    assert row != first
    press("Enter")
    shown.becomes("clicked", row)
    shown.leads_to(8)
    person.says(re.compile("^The text you clicked"))
    if phone:
        assert "embedding-map-tab" in shown.look(AT_FOCUS)
        press("Escape")
    assert shown.look(AT_FOCUS) == frame.get_attribute("class")
    press("Escape")
    shown.becomes("focused", "")
    press("Escape")
    shown.becomes("clicked", "")


def draws_around_in_space(person: Person) -> None:
    with person.settings():
        person.click(person.keyed("map_method").get_by_text(MAPS["PCA"], exact=True))
        person.settled()
        person.click(person.keyed("map_dims").get_by_text("3D", exact=True))
        person.settled()
    person.map.becomes("dims", 3)
    person.map.drawn(method="pca")
    frame, turn = person.map.frame(), person.map.look("map.embeddingMap.camera.turn")
    x, y = frame["x"] + frame["width"] / 2, frame["y"] + frame["height"] / 2
    person.map.drag([(x, y), (x + 60, y + 50)])
    person.map.painted()
    assert person.map.look("map.embeddingMap.camera.turn") != turn
    outlined(person)
