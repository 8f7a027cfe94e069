"""A hand on a map: looks at it, points, clicks, and draws with its tools."""

from contextlib import suppress
from typing import TYPE_CHECKING, Any

import numpy as np
from playwright.sync_api import TimeoutError as TooLate

if TYPE_CHECKING:
    from playwright.sync_api import Download, Locator, Page

SOON = 60_000
"""Milliseconds for a click's answer; ample, since other work may share the cores."""
FREE_ROW = """map => {
  const view = map.embeddingMap, box = view.frame.getBoundingClientRect();
  const all = Array.from(view.axes[0], (_, row) => view.clientPosition(row));
  const bottom = Math.min(box.bottom, window.innerHeight) - 70;
  const within = ([x, y]) => x > box.left + 90 && x < box.right - 90 && y > box.top + 70 && y < bottom;
  const inside = (at) => within(at) && map.contains(document.elementFromPoint(...at)); // nothing lies over it
  let best = [-1, -1];
  all.forEach((a, row) => {
    if (!inside(a)) return;
    let near = Infinity;
    all.forEach((b, other) => { if (other !== row) near = Math.min(near, Math.hypot(a[0] - b[0], a[1] - b[1])); });
    if (near > best[0]) best = [near, row];
  });
  return best[1];
}"""
STANDS_STILL = """element => new Promise((resolve) => {
  let still = 0, before = null;
  const look = () => {
    const box = element.getBoundingClientRect();
    still = before && box.x === before.x && box.y === before.y ? still + 1 : 0;
    before = box;
    if (still < 5) requestAnimationFrame(look); else resolve();
  };
  look();
})"""
IN_HAND = "([map, mode]) => document.querySelector(map).embeddingMap.hand.tools.mode === mode"
PAINTED = """map => new Promise((resolve) => {
  const stage = map.embeddingMap.stage;
  const look = () => (stage.working || map.embeddingMap.waiting ? requestAnimationFrame(look) : resolve());
  look();
})"""
SETTLED = "[data-testid=stApp][data-test-script-state=notRunning]"
"""A page whose script has run to its end."""


class MapHand:
    """On the map of that key."""

    def __init__(self, page: "Page", key: str) -> None:
        self.page = page
        self.selector = f".st-key-{key} .embedding-map"

    @property
    def element(self) -> "Locator":
        return self.page.locator(self.selector)

    # Looking

    def drawn(self, *, method: str = "", timeout: int = SOON) -> None:
        """Waits for a drawn map (of that method)."""
        wanted = f"{self.selector}[data-state=drawn]" + (f"[data-revision*={method}]" if method else "")
        self.page.wait_for_selector(wanted, timeout=timeout)

    def attribute(self, name: str) -> str:
        return self.element.get_attribute(f"data-{name}", timeout=SOON) or ""

    def becomes(self, name: str, value: object, *, timeout: int = SOON) -> None:
        """Waits until the map has that value."""
        self.page.wait_for_selector(f"{self.selector}[data-{name}='{value}']", timeout=timeout)

    def leads_to(self, n_neighbors: int) -> None:
        """Waits until lines lead from the clicked point to so many neighbours at least; trust has lines of its own."""
        lines = "document.querySelector(selector).embeddingMap.content.lines"
        self.page.wait_for_function(
            f"([selector, n]) => {lines}.length >= n", arg=[self.selector, n_neighbors], timeout=SOON
        )

    def changes(self, name: str, before: str) -> None:
        """Waits until the map has another value than before."""
        self.page.wait_for_selector(f"{self.selector}:not([data-{name}='{before}'])", timeout=SOON)

    def look(self, expression: str) -> Any:
        """The value of a JavaScript expression of `map`, the element."""
        return self.element.evaluate(f"map => {expression}")

    def overlay(self) -> dict[str, Any]:
        """What lies on top of the map's points, in data units."""
        return dict(self.look("JSON.parse(JSON.stringify({ ...map.embeddingMap.content, range: map.dataset.range }))"))

    def groups(self) -> "Locator":
        """The entries of the legend."""
        return self.page.locator(f"{self.selector} .embedding-map-group")

    def names(self) -> "Locator":
        return self.page.locator(f"{self.selector} .embedding-map-group .embedding-map-name")

    def counts(self) -> list[int]:
        """How many rows each group in the list has."""
        counts = self.page.locator(f"{self.selector} .embedding-map-group .embedding-map-count").all_inner_texts()
        return [int(count.replace(",", "")) for count in counts]

    def tab(self, name: str) -> "Locator":
        """What stands beside the map: Groups, Filter by column; in a phone's drawer also Details and Table."""
        return self.element.get_by_role("tab", name=name, exact=True)

    @property
    def drawer(self) -> "Locator":
        """The line of a phone's drawer, which opens and closes it; elsewhere it is hidden."""
        return self.page.locator(f"{self.selector} .embedding-map-drawer")

    def look_beside(self, part: str) -> None:
        """Brings a part of what stands beside the map into sight; Details and Table always are, but on a phone."""
        if self.drawer.is_visible():
            if self.drawer.get_attribute("aria-expanded") != "true":
                self.drawer.click()
            self.drawer.evaluate(STANDS_STILL)
        elif part not in ("Groups", "Filter by column"):
            return
        self.tab(part).click()

    def look_at_map(self) -> None:
        """Closes a phone's drawer."""
        if self.drawer.is_visible() and self.drawer.get_attribute("aria-expanded") == "true":
            self.drawer.click()
            self.drawer.evaluate(STANDS_STILL)

    def value(self, name: str) -> "Locator":
        """A value of a column in the filters."""
        return self.page.locator(f"{self.selector} .embedding-map-value").filter(has_text=name).first

    def brush(self, start: float, end: float) -> None:
        """Draws a range on the time line, from one share of its width to another."""
        box = self.page.locator(f"{self.selector} .embedding-map-time .embedding-map-histogram").bounding_box()
        assert box is not None
        y = box["y"] + box["height"] / 2
        self.drag([(box["x"] + share * box["width"], y) for share in (start, (start + end) / 2, end)])

    def period(self, name: str) -> "Locator":
        """A month, quarter or year under the bars of the time line."""
        return self.element.get_by_role("button", name=f"Only {name}", exact=True)

    def day_fields(self) -> "Locator":
        return self.page.locator(f"{self.selector} .embedding-map-day")

    def days(self) -> list[str]:
        """The first and the last day that the time line shows, such as 2026-09-01."""
        return [field.input_value() for field in self.day_fields().all()]

    def ask_for_days(self, first: str, last: str) -> None:
        for field, day in zip(self.day_fields().all(), (first, last), strict=True):
            field.fill(day)
            field.press("Enter")

    def play(self) -> None:
        """Moves a range through time."""
        self.page.locator(f"{self.selector} .embedding-map-play").click()

    def tip(self) -> "Locator":
        return self.page.locator(f"{self.selector} .embedding-map-tip")

    def frame(self) -> dict[str, float]:
        """Where the map's points are shown: x, y, width and height in pixels."""
        box = self.page.locator(f"{self.selector} .embedding-map-frame").bounding_box()
        assert box is not None
        return dict(box)

    # Pointing

    def row_at(self, row: int) -> tuple[float, float]:
        x, y = self.element.evaluate("(map, row) => map.embeddingMap.clientPosition(row)", row)
        return x, y

    def free_row(self) -> int:
        """A row in view, a box around it too, whose neighbours are far, so that a click there can mean no other."""
        return int(self.element.evaluate(FREE_ROW))

    def stands_still(self) -> None:
        self.element.evaluate(STANDS_STILL)

    def hover(self, row: int) -> str:
        """What the map says of a row under the pointer, once the page has run to its end."""
        if self.page.locator("[data-testid=stApp]").count():  # a file that was shared has no server
            self.page.wait_for_selector(SETTLED, timeout=SOON)
        for _ in range(20):  # the page may still be moving the map
            x, y = self.row_at(row)
            self.page.mouse.move(x + 3, y + 3)
            self.page.mouse.move(x, y)
            with suppress(TooLate):
                self.tip().wait_for(timeout=3_000)
                return str(self.tip().inner_text())
        raise AssertionError(f"the map says nothing of row {row}")

    def click_row(self, row: int) -> None:
        """Clicks a row, once: where nothing was clicked, the map has not been moved under the pointer."""
        for _ in range(5):  # the page may move the map under the pointer
            self.hover(row)
            self.page.mouse.click(*self.row_at(row))
            with suppress(TooLate):
                self.becomes("clicked", row, timeout=3_000)
                return
        raise AssertionError(f"a click on row {row} never reached the map")

    def zoom_in(self) -> None:
        """By a turn of the wheel over its middle; waits until the map shows another range, and goes on showing it."""
        box, before = self.frame(), self.attribute("range")
        self.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        self.page.mouse.wheel(0, -400)
        self.changes("range", before)
        self.painted()

    def pinch(self, *, apart: tuple[int, ...] = (30, 60, 90)) -> None:
        """Two fingers on either side of its middle, that many pixels from it, move apart."""
        box = self.frame()
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        fingers = self.page.context.new_cdp_session(self.page)
        for step, half in enumerate(apart):
            points = [{"x": x - half, "y": y, "id": 0}, {"x": x + half, "y": y, "id": 1}]
            kind = "touchMove" if step else "touchStart"
            fingers.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
        fingers.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})

    def painted(self) -> None:
        """Waits until the points are painted as the map is seen now."""
        self.element.evaluate(PAINTED)

    # Drawing

    def tool(self, name: str) -> "Locator":
        """A button of the map's bar: turn, pan, lasso, box, closer, farther, reset, picture."""
        return self.page.locator(f"{self.selector} [data-tool='{name}'].embedding-map-tool")

    def use(self, name: str) -> None:
        button = self.tool(name)
        button.evaluate(STANDS_STILL)
        button.click()

    def take(self, name: str) -> None:
        """Takes a tool from the map's bar, and waits until it is in hand."""
        self.use(name)
        self.page.wait_for_function(IN_HAND, arg=[self.selector, name], timeout=SOON)

    def drag(self, corners: list[tuple[float, float]]) -> None:
        self.page.mouse.move(*corners[0])
        self.page.mouse.down()
        for corner in corners[1:]:
            self.page.mouse.move(*corner, steps=4)
        self.page.mouse.up()

    def draw(self, corners: list[tuple[float, float]]) -> dict[str, Any]:
        """Draws with the tool in hand, and waits until the map shows the outline; its first shape, in data units."""
        self.drag(corners)
        self.page.wait_for_selector(f"{self.selector}:not([data-shapes='0'])", timeout=SOON)
        return dict(self.look("map.embeddingMap.reports.outline[0]"))

    def box_around(self, row: int, *, width: float = 160, height: float = 120) -> dict[str, Any]:
        self.take("box")
        x, y = self.row_at(row)
        return self.draw([(x - width / 2, y - height / 2), (x + width / 2, y + height / 2)])

    def lasso_around(self, row: int, *, width: float = 160, height: float = 120) -> dict[str, Any]:
        self.take("lasso")
        x, y = self.row_at(row)
        turns = np.linspace(0, 2 * np.pi, 12)
        return self.draw([(x + width / 2 * np.cos(turn), y + height / 2 * np.sin(turn)) for turn in turns])

    # Taking away

    def picture_panel(self) -> "Locator":
        return self.page.locator(f"{self.selector} .embedding-map-export")

    def ask_for_picture(self, kind: str = "png", **fields: str) -> None:
        """Opens the panel where it is closed, chooses the format (png, svg, html) and the fields, and presses Download.

        fields: size (screen, slide, a4, own), width, height, colours (screen, paper), title.
        """
        panel = self.picture_panel()
        if not panel.is_visible():
            self.use("picture")
        panel.locator(f"input[value={kind}]").check()
        for name in ("size", "colours"):
            if name in fields:
                panel.get_by_label(name.capitalize()).select_option(fields[name])
        for name in ("width", "height", "title"):
            if name in fields:
                panel.get_by_label(name.capitalize()).fill(fields[name])
        panel.get_by_role("button", name="Download").click()

    def download_picture(self, kind: str = "png", **fields: str) -> "Download":
        with self.page.expect_download(timeout=SOON) as download:
            self.ask_for_picture(kind, **fields)
        self.picture_panel().wait_for(state="hidden", timeout=SOON)
        return download.value
