"""A person at the dashboard: every role, key and test id of its pages that is driven from outside stands here."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pandas as pd

from driving.map_hand import SETTLED, SOON, STANDS_STILL, MapHand
from driving.page_words import HOME_TITLE, MAPS

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

    from driving.running import App

PAGES = ("Data", "Map", "Groups", "Search", "Playground", "Recommend", "Duplicates", "Trust", "Compare", "Learn")
PATHS = {"Home": "/"} | {name: f"/{name.lower()}" for name in PAGES}
HEADINGS = {name: HOME_TITLE if name == "Home" else name for name in PATHS}
LONG = 240_000
"""Milliseconds for the work of a worker; ample, since other work may share the cores."""
PROBE = re.compile(rf"127\.0\.0\.1:\d+/({'|'.join(PAGES).lower()})/_stcore/(health|host-config)$")
"""On a deep link Streamlit's own page first looks for its server below the page's address; the 404 is no fault."""
FOCUSED = """() => {
  const element = document.activeElement, box = element?.closest("[class*='st-key-']");
  const key = box ? [...box.classList].find((name) => name.startsWith("st-key-")).slice(7) : "";
  const role = element?.getAttribute("role") ?? element?.tagName.toLowerCase() ?? "";
  return { key, role, name: (element?.innerText ?? "").trim().split("\\n").at(-1) };
}"""

IS_DARK = """(getComputedStyle(document.querySelector("[data-testid=stApp]")).backgroundColor.match(/\\d+/g)
  .slice(0, 3).reduce((sum, channel) => sum + Number(channel), 0) < 200)"""

COLOURS_ARE_THERE = (
    "document.getAnimations().filter((one) => one instanceof CSSTransition).forEach((one) => one.finish())"
)


class Person:
    """One browser page with the dashboard.

    errors: what the console and the page complained of; foreign: addresses on other hosts that it asked.
    """

    def __init__(self, page: "Page", url: str) -> None:
        self.page, self.url = page, url
        self.map, self.search_map = MapHand(page, "map"), MapHand(page, "search_map")
        self.playground_map, self.recommend_map = MapHand(page, "playground_map"), MapHand(page, "recommend_map")
        self.compare_maps = MapHand(page, "compare_map_a"), MapHand(page, "compare_map_b")
        self.errors: list[str] = []
        self.foreign: list[str] = []
        page.on("pageerror", lambda error: self.errors.append(f"page: {error}"))
        page.on("console", lambda said: said.type == "error" and self._complained(said.text, said.location["url"]))
        page.on("request", lambda request: self._asked(request.url))
        page.on("websocket", lambda socket: self._asked(socket.url))

    def _complained(self, text: str, url: str) -> None:
        if not PROBE.search(url):
            self.errors.append(f"console: {text} ({url})")

    def _asked(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme in ("http", "https", "ws", "wss") and parts.hostname != "127.0.0.1":
            self.foreign.append(url)

    # Pages

    def visit(self, name: str = "Home") -> None:
        """By the address bar: a new session."""
        self.page.goto(f"{self.url}{PATHS[name]}")
        self.arrived(name)

    def arrived(self, name: str, *, timeout: int = SOON) -> None:
        self.page.get_by_role("heading", name=HEADINGS[name], exact=True).wait_for(timeout=timeout)

    def go(self, name: str) -> None:
        """By a click in the menu, which closes by itself."""
        self.open_menu()
        self.menu.get_by_role("link", name=name, exact=True).click()
        self.arrived(name)
        self.menu.wait_for(state="hidden", timeout=SOON)

    @property
    def menu(self) -> "Locator":
        """The pages to go to, once it is open."""
        return self.keyed("frame_menu")

    @property
    def menu_button(self) -> "Locator":
        return self.keyed("frame_bar").get_by_role("button")

    def open_menu(self) -> None:
        """Opens the menu where it is closed."""
        if self.menu_button.get_attribute("aria-expanded", timeout=SOON) != "true":
            self.click(self.menu_button)
        self.menu.evaluate(STANDS_STILL)

    @property
    def phone(self) -> bool:
        return (self.page.viewport_size or {"width": 1280})["width"] < 768

    def settled(self) -> None:
        """Waits until the page's script has run to its end."""
        self.page.wait_for_selector(SETTLED, timeout=SOON)

    def says(self, what: str | re.Pattern[str], *, timeout: int = SOON) -> "Locator":
        """Waits for a text on the page."""
        found = self.page.get_by_text(what).filter(visible=True).first
        found.wait_for(timeout=timeout)
        return found

    def overflow(self) -> int:
        """Pixels by which the page is wider than its window."""
        return int(self.page.evaluate("document.scrollingElement.scrollWidth - window.innerWidth"))

    def keyed(self, key: str) -> "Locator":
        return self.page.locator(f".st-key-{key}")

    def click(self, what: "Locator") -> None:
        """Clicks once it stands still: what slides away between press and release gets no click."""
        what.evaluate(STANDS_STILL)
        what.click()

    def press(self, key: str) -> None:
        """Clicks the button of that key."""
        self.click(self.keyed(key).get_by_role("button"))

    def slider(self, key: str) -> "Locator":
        return self.keyed(key).get_by_role("slider")

    def tab_to(self, wanted: str, roles: tuple[str, ...] = ("a", "button", "input"), *, most: int = 60) -> list[str]:
        """Presses Tab until the focus is on that key (or link name); returns what had the focus on the way."""
        seen: list[str] = []
        for _ in range(most):
            self.page.keyboard.press("Tab")
            now = self.page.evaluate(FOCUSED)
            seen.append(now["key"] if now["role"] != "a" else now["name"])
            if seen[-1] == wanted and now["role"] in roles:
                return seen
        raise AssertionError(f"{wanted} was not reached by {most} presses of Tab: {seen}")

    def download(self, key: str) -> pd.DataFrame:
        """Clicks a download button and reads the CSV, every text as it stands in the file."""
        with self.page.expect_download(timeout=SOON) as downloaded:
            self.press(key)
        return pd.read_csv(downloaded.value.path(), keep_default_na=False, encoding="utf-8-sig")

    def download_rows(self) -> pd.DataFrame:
        """On the map: all rows as CSV, out of "Take it with you"."""
        self.click(self.keyed("map_export_popover").get_by_role("button").first)
        rows = self.download("map_export_file")
        self.page.keyboard.press("Escape")
        return rows

    # Home and Data

    def open_sample(self, file: str, *, ending: str = "csv", page: str = "Map") -> None:
        """A sample without precomputed vectors is learned first, which takes a while on a busy machine."""
        self.press(f"home_open_{file}-{ending}")
        self.arrived(page, timeout=LONG)

    def upload(self, path: Path, *, key: str = "home_upload", straight: bool = False) -> None:
        """straight: whether the map may come before the Data page."""
        if key in ("home_upload", "data_upload"):
            switch = self.keyed("straight_to_map")
            if switch.locator("input").is_checked(timeout=SOON) is not straight:
                switch.get_by_test_id("stWidgetLabel").click()
                self.settled()
        self.keyed(key).locator("input[type=file]").set_input_files(path)

    def upload_and_read(self, path: Path) -> None:
        """From Home to the map with a file of one's own; texts that this server knows already need no button."""
        self.upload(path)
        button = self.keyed("data_embed").get_by_role("button")
        on_the_map = self.page.get_by_role("heading", name="Map", exact=True)
        button.or_(on_the_map).first.wait_for(timeout=SOON)
        if button.is_visible():
            self.without_preview()
            button.click()
        on_the_map.wait_for(timeout=LONG)

    def without_preview(self) -> None:
        """On the Data page: waits for the chosen model's map, where a first one by a quicker model is offered."""
        self.keyed("data_embed").wait_for(timeout=SOON)
        offered = self.keyed("data_preview").locator("label")
        if offered.count():
            offered.first.click()
            self.keyed("data_preview").get_by_role("checkbox", checked=False).wait_for(timeout=SOON)

    def how_read(self) -> "Locator":
        """On the Data page: the panel that says how the file was read, opened where it is closed."""
        panel = self.keyed("data_how_read").first
        panel.wait_for(timeout=SOON)
        if panel.locator("details").get_attribute("open") is None:
            self.click(panel.locator("summary"))
            panel.get_by_test_id("stDataFrame").wait_for(timeout=SOON)
        return panel

    def progress(self, title: str, *, timeout: int = SOON) -> "Locator":
        shown = self.page.get_by_test_id("stProgress").filter(has_text=title)
        shown.wait_for(timeout=timeout)
        return shown

    def selected(self, key: str) -> str:
        """What a select box shows; the key may be the beginning of its key."""
        return self.page.locator(f"[class*='st-key-{key}']").get_by_role("combobox").input_value()

    @contextmanager
    def in_the_dark(self) -> Iterator[None]:
        """The page in the dark theme, for a while."""
        for scheme, there in (("dark", IS_DARK), ("light", f"!{IS_DARK}")):
            self.page.emulate_media(color_scheme=scheme)
            self.page.wait_for_function(there)
            self.page.evaluate(COLOURS_ARE_THERE)
            if scheme == "dark":
                yield

    def is_dark(self) -> bool:
        return bool(self.page.evaluate(IS_DARK))

    # The map

    def has_groups(self, count: int, *, timeout: int = LONG) -> list[str]:
        """Waits until the legend lists so many groups; their names."""
        self.page.wait_for_function(
            "([map, n]) => document.querySelectorAll(`${map} .embedding-map-group`).length === n",
            arg=[self.map.selector, count],
            timeout=timeout,
        )
        return self.map.names().all_inner_texts()

    def has_a_group(self, name: re.Pattern[str]) -> None:
        """Waits until the first entry of the legend has such a name, from its beginning on."""
        named = re.compile(f"^(?:{name.pattern})")
        self.map.names().filter(has_text=named).first.wait_for(timeout=LONG)

    def grouped(self) -> None:
        """Waits until the groups are found; on a phone this is said in the drawer, which may be closed."""
        self.page.get_by_text(re.compile(r"^\d+ groups?\. ")).wait_for(timeout=LONG, state="attached")

    def n_selected(self) -> int:
        said = self.page.get_by_role("heading", name=re.compile(r"^[\d,]+ selected$"))
        return int(said.inner_text(timeout=SOON).split()[0].replace(",", ""))

    def fill(self, key: str, text: str) -> None:
        """Types into a field and presses Enter."""
        field = self.keyed(key).locator("input")
        field.fill(text)
        field.press("Enter")

    def choose(self, key: str, option: str) -> None:
        """Opens a select box and takes an option."""
        self.keyed(key).get_by_role("combobox").click()
        self.page.get_by_role("option", name=option, exact=True).click()

    def choose_by_name(self, key: str, option: str) -> None:
        """Types the option into a list too long to be shown at once, and takes it."""
        self.keyed(key).get_by_role("combobox").fill(option)
        self.page.get_by_role("option", name=option, exact=True).click()

    def type_option(self, key: str, text: str) -> None:
        """Types what is not in the list into a select box."""
        self.settled()
        field = self.keyed(key).get_by_role("combobox")
        field.click()
        field.fill(text)
        self.page.get_by_role("option", name=f"Add: {text}", exact=True).click()

    def only_option(self, key: str, option: str) -> None:
        """Takes one of several options alone."""
        self.settled()
        box = self.keyed(key)
        box.get_by_role("button", name="Clear all").click()
        self.settled()
        box.get_by_role("combobox").click()
        self.page.get_by_role("option", name=option, exact=True).click()
        self.page.keyboard.press("Escape")

    def method(self, name: str) -> None:
        """Chooses a kind of map by its term; a click on the one that is chosen already changes nothing."""
        with self.settings():
            self.click(self.keyed("map_method").get_by_text(MAPS[name], exact=True))
            self.settled()

    def dimensions(self, count: int) -> None:
        with self.settings():
            self.click(self.keyed("map_dims").get_by_text(f"{count}D", exact=True))
            self.settled()

    @contextmanager
    def settings(self) -> Iterator[None]:
        """Opens the settings of the map, and closes them again."""
        self.click(self.page.get_by_role("button", name="Settings"))
        self.keyed("map_method").wait_for(timeout=SOON)
        yield
        self.page.keyboard.press("Escape")
        self.keyed("map_method").wait_for(state="hidden", timeout=SOON)

    def scores(self, name: str = "Similarity") -> list[float]:
        """The scores of the cards on the page, from top to bottom."""
        texts = self.page.get_by_text(re.compile(rf"^{name} -?\d\.\d\d")).filter(visible=True).all_inner_texts()
        return [float(text.split()[1]) for text in texts]

    def cards(self, name: str = "Similarity") -> list[str]:
        """The texts of the cards with a score, from top to bottom."""
        scored = self.page.get_by_text(re.compile(rf"^{name} -?\d\.\d\d")).filter(visible=True)
        cards = scored.locator("xpath=ancestor::*[@data-testid='stVerticalBlock'][1]")
        return [card.inner_text() for card in cards.all()]

    # Search

    def search(self, phrase: str) -> None:
        self.fill("search_query", phrase)
        self.found()

    def found(self) -> int:
        """Waits for the count under the slider until any match; how many texts do."""
        count = re.compile(r"^[1-9][\d,]* of [\d,]+ texts (?:has|have) a similarity of at least")
        said = self.says(count, timeout=LONG)
        return int(said.inner_text().split()[0].replace(",", ""))

    def move_threshold(self, *keys: str) -> float:
        """Moves the threshold by keys and waits until the page has followed; where it stands now."""
        slider = self.slider("search_threshold_cosine")
        slider.focus()
        for key in keys:
            slider.press(key)
        value = float(slider.input_value())
        self.page.get_by_text(re.compile(rf"of at least {value:.2f}\.")).wait_for(timeout=SOON)
        return value

    # Wording

    @property
    def wording_switch(self) -> "Locator":
        """In the menu, once it is open."""
        return self.keyed("frame_technical").get_by_test_id("stWidgetLabel")

    # Playground

    def type_text(self, number: int, text: str) -> None:
        """Types into the field of that number and waits until the page has followed."""
        self.fill(f"playground_text_{number}", text)
        self.page.locator(f".st-key-playground_closest_{number}").get_by_text(text, exact=True).wait_for(timeout=LONG)
        self.settled()

    def table_rows(self) -> int:
        """How many rows the page's table holds."""
        grid = self.page.get_by_test_id("stDataFrame").locator(
            "[role=grid]"
        )  # inside the canvas, as screen readers get it
        grid.wait_for(state="attached", timeout=SOON)
        return int(grid.get_attribute("aria-rowcount") or "0") - 1


@contextmanager
def visitor(browser: "Browser", app: "App", **options: Any) -> Iterator[Person]:
    """A person with a browser of their own; at the end nothing may have complained and no other host been asked."""
    context = browser.new_context(**{"viewport": {"width": 1280, "height": 1000}, **options})
    try:
        shown = Person(context.new_page(), app.url)
        yield shown
        assert not shown.errors, shown.errors
        assert not shown.foreign, shown.foreign
    finally:
        context.close()
