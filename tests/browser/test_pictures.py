"""Pictures of the map: asked for in its panel, read back from the file, and printed."""

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from ui.scatter import assets

if TYPE_CHECKING:
    from driving.running import App

pytest.importorskip("playwright.sync_api", reason="browser tests need playwright: pip install -r requirements-dev.txt")

from playwright import sync_api

from driving.map_hand import SETTLED, SOON, MapHand
from driving.person import LONG, visitor

DEMO = Path(__file__).with_name("map_demo.py")
SVG = "{http://www.w3.org/2000/svg}"
EDGE, SCALE = 20, 2
"""Pixels of a sheet around everything on it, and of a picture "as on the screen" per pixel of the screen."""


@pytest.fixture(scope="module")
def demo(run_app: Callable[..., "App"], tmp_path_factory: pytest.TempPathFactory) -> "App":
    folder = tmp_path_factory.mktemp("pictures")
    shutil.copy(DEMO, folder)
    assets.install_plotly(folder / "static")
    return run_app(folder / DEMO.name, "--server.enableStaticServing=true", "--client.toolbarMode=minimal", cwd=folder)


@pytest.fixture
def open_map(browser: "sync_api.Browser", demo: "App") -> Iterator[Callable[..., MapHand]]:
    contexts = []

    def open_page(query: str = "", **options: Any) -> MapHand:
        context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, **options})
        contexts.append(context)
        shown = MapHand(context.new_page(), "map")
        shown.page.goto(f"{demo.url}/?{query}")
        shown.drawn()
        shown.page.wait_for_selector(SETTLED)
        return shown

    yield open_page
    for context in contexts:
        context.close()


def pixels(shown: MapHand, **fields: str) -> NDArray[np.uint8]:
    """Our PNG, (height, width, 3)."""
    with Image.open(shown.download_picture("png", **fields).path()) as picture:
        assert picture.format == "PNG"
        return np.asarray(picture.convert("RGB"))


def drawing(shown: MapHand, **fields: str) -> ElementTree.Element:
    """Our SVG."""
    return ElementTree.fromstring(shown.download_picture("svg", **fields).path().read_bytes())


def texts(root: ElementTree.Element) -> list[str]:
    """The texts of a drawing, without halos."""
    return [text.text or "" for text in root.iter(f"{SVG}text") if not text.get("aria-hidden")]


def points(root: ElementTree.Element) -> NDArray[np.float64]:
    """Where the points of a drawing lie, in pixels of the picture, and their colours: (n, 5)."""
    scale = float(root.attrib["width"]) / float(root.attrib["viewBox"].split()[2])
    group = root.find(f"{SVG}g")
    assert group is not None
    left, top = map(float, re.findall(r"-?[\d.]+", group.attrib["transform"]))
    found = []
    for mark in group.iter():
        if not mark.get("fill-opacity") or mark.get("stroke"):
            continue
        if mark.tag == f"{SVG}circle":
            x, y = float(mark.attrib["cx"]), float(mark.attrib["cy"])
        else:
            corners = np.array(re.findall(r"-?[\d.]+", mark.attrib["d"]), dtype=float).reshape(-1, 2)
            x, y = corners.mean(axis=0)
        found.append([(x + left) * scale, (y + top) * scale, *map(int, re.findall(r"\d+", mark.attrib["fill"]))])
    return np.array(found)


def test_a_picture_as_on_the_screen_has_every_point_where_it_is_seen(open_map: Callable[..., MapHand]) -> None:
    shown = open_map("n=300&k=4")
    shown.zoom_in()
    picture = pixels(shown)
    frame = shown.frame()
    assert picture.shape[1] > SCALE * frame["width"]
    top = picture.shape[0] / SCALE - EDGE - frame["height"] - 11 * 1.3 - 14  # below it only the source
    row = shown.free_row()
    x, y = np.subtract(shown.row_at(row), (frame["x"], frame["y"]))
    around = picture[round(SCALE * (y + top)) + np.arange(-3, 4)[:, None], round(SCALE * (x + EDGE)) + np.arange(-3, 4)]
    assert (around.min(axis=2) < 200).mean() > 0.9
    assert (picture[:10] == 255).all()


@pytest.mark.parametrize(
    ("fields", "size"),
    [({"size": "slide"}, (1920, 1080)), ({"size": "own", "width": "1000", "height": "1400"}, (1000, 1400))],
)
@pytest.mark.parametrize("dims", [2, 3])
def test_png_and_svg_of_one_size_show_the_same(
    open_map: Callable[..., MapHand], fields: dict[str, str], size: tuple[int, int], dims: int
) -> None:
    shown = open_map(f"n=300&k=9&dims={dims}")
    root = drawing(shown, **fields)
    assert (root.attrib["width"], root.attrib["height"]) == tuple(map(str, size))
    at = points(root)
    assert len(at) == 300

    picture = pixels(shown, **fields)
    assert picture.shape == (size[1], size[0], 3)
    found = picture[np.round(at[:, 1]).astype(int), np.round(at[:, 0]).astype(int)].astype(float)
    assert (found.min(axis=1) < 215).all()  # none of them is paper
    if dims == 2:  # mixed with white, and with what lies over it
        toward = 255 - at[:, 2:]
        alike = np.abs((255 - found) - toward * ((255 - found) / np.maximum(toward, 1)).mean(axis=1, keepdims=True))
        assert np.median(alike.max(axis=1)) < 30


def test_a_drawing_lists_every_group_with_its_rows(open_map: Callable[..., MapHand]) -> None:
    shown = open_map("n=2000&k=30&rich=1")
    said = texts(drawing(shown, size="slide"))
    legend = [group.inner_text().rpartition("\n") for group in shown.groups().all()]
    assert len(legend) == 30
    for name, _, count in legend:
        assert said[said.index(count, len(said) - said[::-1].index(name) - 1) - 1] == name
    assert "Tickets" in said
    assert any(re.fullmatch(r"Source: demo · made on \d+ \w+ \d{4}", one) for one in said)


def test_many_points_are_one_image_under_texts(open_map: Callable[..., MapHand]) -> None:
    root = drawing(open_map("n=6000&k=4"), size="slide")
    (image,) = root.iter(f"{SVG}image")
    assert image.attrib["href"].startswith("data:image/png;base64,")
    assert len(points(root)) == 0
    assert "<i>Refund</i> #000012" in texts(root)


def test_hostile_texts_stay_texts_in_a_drawing(open_map: Callable[..., MapHand], browser: "sync_api.Browser") -> None:
    shown = open_map("n=300&k=4&rich=1&hostile=1")
    file = shown.download_picture("svg", size="slide").path()
    root = ElementTree.fromstring(file.read_bytes())
    assert {part.tag.removeprefix(SVG) for part in root.iter()} <= {
        *("svg", "title", "g", "clipPath", "path", "rect", "circle", "text", "image")
    }
    assert not [name for part in root.iter() for name in part.attrib if name.startswith("on")]
    said = " ".join(texts(root))
    for text in (
        "]]> --> <script>alert(1)</script> &amp;",
        "\"onload='alert(1)'",
        "<svg onload=alert(1)> & ]]>",
        "<b>demo</b> ]]>",
    ):
        assert text in said
    page = browser.new_page()
    dialogs: list[str] = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    page.goto(file.as_uri())
    page.wait_for_timeout(300)
    assert dialogs == []
    page.close()


def test_an_interactive_picture_draws_itself_anywhere(
    open_map: Callable[..., MapHand], browser: "sync_api.Browser", tmp_path: Path
) -> None:
    shown = open_map("n=300&k=4&rich=1&hostile=1")
    file = tmp_path / "map.html"
    shown.download_picture("html").save_as(file)
    page = browser.new_page()
    foreign: list[str] = []
    dialogs: list[str] = []
    page.on("request", lambda request: foreign.append(request.url) if not request.url.startswith("file:") else None)
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    page.goto(file.as_uri())
    page.wait_for_selector("#map .main-svg", timeout=SOON)
    assert page.evaluate("document.getElementById('map').data.reduce((sum, trace) => sum + trace.x.length, 0)") == 300
    said = page.locator("#map .annotation-text, #map .gtitle, #map .legendtext").all_text_contents()
    assert sum("<script>alert(1)</script>" in text for text in said) == 2  # on the map and in the legend
    assert "<svg onload=alert(1)> & ]]>" in said
    assert (foreign, dialogs) == ([], [])
    page.close()


def test_what_is_on_is_said(open_map: Callable[..., MapHand]) -> None:
    shown = open_map("n=2000&k=4")
    shown.page.get_by_role("button", name="Highlight").click()
    shown.changes("focus", "all")
    shown.groups().nth(1).click(modifiers=["Shift"])
    shown.becomes("hidden", "1")
    shown.box_around(5)
    inside = shown.page.get_by_text(re.compile(r"^ROWS \d+ "))
    inside.wait_for()
    shown.zoom_in()
    said = texts(drawing(shown, size="slide"))
    focus = shown.attribute("focus")
    assert f"In colour: {focus} of 2,000" in said
    assert "Hidden: 1 of the 4 groups, pale in the legend" in said
    assert any(re.fullmatch(r"Selected: [\d,]+ inside the outline", line) for line in said)
    assert any(re.fullmatch(r"A part of the map: [\d,]+ of [\d,]+ points are out of sight", line) for line in said)
    assert "not among them" in said


def test_a_scale_is_drawn_with_its_ticks(open_map: Callable[..., MapHand]) -> None:
    root = drawing(open_map("n=500&mode=values"), size="slide")
    said = texts(root)
    assert "Rating" in said
    assert "no value" in said
    assert len([text for text in said if re.fullmatch(r"-?[\d.]+", text)]) >= 3


@pytest.mark.parametrize(("colours", "dark"), [("screen", True), ("paper", False)])
def test_a_dark_map_may_be_light_on_paper(open_map: Callable[..., MapHand], colours: str, dark: bool) -> None:
    shown = open_map("n=300&k=4", color_scheme="dark")
    picture = pixels(shown, size="slide", colours=colours)
    assert bool(picture[2, 2].mean() < 60) is dark
    assert shown.look("map.embeddingMap.theme.background.match(/^#(0|1)/) !== null")
    root = drawing(shown, size="slide", colours=colours)
    rect = root.find(f"{SVG}rect")
    assert rect is not None
    assert (rect.attrib["fill"].upper() == "#FFFFFF") is not dark


@pytest.mark.parametrize(
    ("width", "height", "said"),
    [
        ("200", "900", "the width must be a whole number of pixels from 320 to 10,000 (got 200)"),
        ("900", "", "the height must be a whole number of pixels from 320 to 10,000 (got none)"),
        (
            "9000",
            "9000",
            "a picture has at most 36 million pixels (got 9,000 x 9,000, 81.0 million); choose a smaller one",
        ),
        ("320", "320", "leave too little room for the map at this size; choose a larger one"),
    ],
)
def test_a_size_that_cannot_be_is_refused(open_map: Callable[..., MapHand], width: str, height: str, said: str) -> None:
    shown = open_map("n=300&k=30")
    shown.ask_for_picture("png", size="own", width=width, height=height)
    alert = shown.picture_panel().get_by_role("alert")
    alert.get_by_text(said).wait_for(timeout=SOON)
    assert shown.picture_panel().get_by_role("button", name="Download").is_enabled()


def test_a_library_that_is_not_served_is_said(open_map: Callable[..., MapHand]) -> None:
    shown = open_map("n=300")
    shown.page.route("**/plotly.min.js*", lambda route: route.fulfill(status=404))
    shown.ask_for_picture("html")
    said = "The download failed: the drawing library was not served (404)."
    shown.picture_panel().get_by_role("alert").get_by_text(said).wait_for(timeout=SOON)


def test_the_panel_works_by_keyboard(open_map: Callable[..., MapHand]) -> None:
    shown = open_map("n=300")
    shown.tool("picture").focus()
    shown.page.keyboard.press("Enter")
    panel = shown.picture_panel()
    panel.wait_for()
    assert panel.get_by_label("Title").evaluate("field => field === document.activeElement")
    assert panel.get_by_label("Title").input_value() == "Tickets"
    before = shown.attribute("range")
    shown.page.keyboard.press("Escape")
    panel.wait_for(state="hidden")
    assert shown.tool("picture").evaluate("button => button === document.activeElement")
    assert shown.attribute("range") == before

    shown.page.keyboard.press("Enter")
    panel.get_by_label("Title").fill("Mine")
    with shown.page.expect_download() as download:
        shown.page.keyboard.press("Enter")
    assert download.value.suggested_filename == "mine.png"


def test_the_panel_fits_a_phone(open_map: Callable[..., MapHand]) -> None:
    shown = open_map("n=300&k=9", viewport={"width": 390, "height": 844})
    shown.use("picture")
    box = shown.picture_panel().bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390


def test_the_map_page_prints_light_on_one_page(browser: "sync_api.Browser", app: "App") -> None:
    with visitor(browser, app, color_scheme="dark", viewport={"width": 1440, "height": 900}) as person:
        person.visit()
        person.open_sample("support_tickets")
        person.grouped()
        person.map.drawn(method="tsne", timeout=LONG)
        person.settled()
        printed = person.page.pdf(prefer_css_page_size=True)
        assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 1
        person.page.emulate_media(media="print")
        person.page.evaluate("dispatchEvent(new Event('beforeprint'))")
        sheet = person.page.locator(".embedding-map-sheet")
        sheet.wait_for()
        assert sheet.evaluate("canvas => [...canvas.getContext('2d').getImageData(2, 2, 1, 1).data]")[:3] == [255] * 3
        assert not person.keyed("map_controls").is_visible()
        assert not person.page.locator(".embedding-map-frame").is_visible()
        person.page.evaluate("dispatchEvent(new Event('afterprint'))")
        sheet.wait_for(state="detached")
