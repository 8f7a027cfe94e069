"""The dashboard as a person meets it: every selector of its browser tests stands here."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import numpy as np
import pandas as pd
from playwright.sync_api import TimeoutError as TooLate

from tests.browser.running import ROOT

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

    from tests.browser.running import App

APP = ROOT / "app.py"
MAP, SEARCH_MAP, PLAYGROUND_MAP, RECOMMEND_MAP = (
    f".st-key-{key} .embedding-map" for key in ("map", "search_map", "playground_map", "recommend_map")
)
SAMPLE_ROWS = {"support_tickets": 1_694, "product_reviews": 640}
PATHS = {"Home": "/"} | {name: f"/{name.lower()}" for name in ("Data", "Map", "Search", "Playground", "Recommend")}
HEADINGS = {name: "What is in your data?" if name == "Home" else name for name in PATHS}
SOON, LONG = 60_000, 240_000
"""Milliseconds for a click's answer, and for the work of a worker; ample, since other work may share the cores."""
PROBE = re.compile(r"127\.0\.0\.1:\d+/(data|map|search|playground|recommend)/_stcore/(health|host-config)$")
"""On a deep link Streamlit's own page first looks for its server below the page's address; the 404 is no fault."""

FREE_ROW = """map => {
  const view = map.embeddingMap, box = view.frame.getBoundingClientRect();
  const all = Array.from(view.axes[0], (_, row) => view.clientPosition(row));
  const inside = ([x, y]) => x > box.left + 90 && x < box.right - 90 && y > box.top + 70 && y < Math.min(box.bottom, window.innerHeight) - 70;
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
IN_HAND = "([map, mode]) => document.querySelector(map).embeddingMap.plot._fullLayout.dragmode === mode"
FOCUSED = """() => {
  const element = document.activeElement, box = element?.closest("[class*='st-key-']");
  const key = box ? [...box.classList].find((name) => name.startsWith("st-key-")).slice(7) : "";
  return { key, role: element?.getAttribute("role") ?? element?.tagName.toLowerCase() ?? "", name: (element?.innerText ?? "").trim().split("\\n").at(-1) };
}"""


class AppPage:
    """One browser page with the dashboard. errors: what the console and the page complained of; foreign: other hosts."""

    def __init__(self, page: "Page", url: str) -> None:
        self.page, self.url = page, url
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

    def arrived(self, name: str) -> None:
        self.page.get_by_role("heading", name=HEADINGS[name], exact=True).wait_for(timeout=SOON)

    def go(self, name: str) -> None:
        """By a click in the sidebar, which a phone shows after a tap on its arrow."""
        link = self.page.get_by_test_id("stSidebar").get_by_role("link", name=name, exact=True)
        if self.phone:
            self.page.get_by_test_id("stExpandSidebarButton").click()
        link.click()
        self.arrived(name)
        if self.phone:  # it goes out of the way by itself
            self.page.get_by_test_id("stExpandSidebarButton").wait_for(timeout=SOON)

    @property
    def phone(self) -> bool:
        return (self.page.viewport_size or {"width": 1280})["width"] < 768

    def settled(self) -> None:
        """Waits until the page's script has run to its end."""
        self.page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]", timeout=SOON)

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
        """Clicks once it stands still: what slides away between press and release (below an opening panel) gets none."""
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

    # Home and Data

    def open_sample(self, file: str, *, ending: str = "csv", page: str = "Map") -> None:
        self.press(f"home_open_{file}-{ending}")
        self.arrived(page)

    def upload(self, path: Path, *, key: str = "home_upload") -> None:
        self.keyed(key).locator("input[type=file]").set_input_files(path)

    def upload_and_read(self, path: Path) -> None:
        """From Home to the map with a file of one's own; texts that this server knows already need no button."""
        self.upload(path)
        button = self.keyed("data_embed").get_by_role("button")
        on_the_map = self.page.get_by_role("heading", name="Map", exact=True)
        button.or_(on_the_map).first.wait_for(timeout=SOON)
        if button.is_visible():
            button.click()
        on_the_map.wait_for(timeout=LONG)

    def progress(self, title: str, *, timeout: int = SOON) -> "Locator":
        shown = self.page.get_by_test_id("stProgress").filter(has_text=title)
        shown.wait_for(timeout=timeout)
        return shown

    def selected(self, key: str) -> str:
        """What a select box shows; the key may be the beginning of its key."""
        return self.page.locator(f"[class*='st-key-{key}']").get_by_role("combobox").input_value()

    def is_dark(self) -> bool:
        color = self.page.get_by_test_id("stApp").evaluate("app => getComputedStyle(app).backgroundColor")
        return sum(int(channel) for channel in re.findall(r"\d+", color)[:3]) < 200

    # The map

    def drawn(self, selector: str = MAP, *, method: str = "", timeout: int = SOON) -> "Locator":
        """Waits for a drawn map (of that method)."""
        wanted = f"{selector}[data-state=drawn]" + (f"[data-revision*={method}]" if method else "")
        self.page.wait_for_selector(wanted, timeout=timeout)
        return self.page.locator(selector)

    def attribute(self, name: str, selector: str = MAP) -> str:
        return self.page.locator(selector).get_attribute(f"data-{name}", timeout=SOON) or ""

    def becomes(self, name: str, value: object, selector: str = MAP, *, timeout: int = SOON) -> None:
        """Waits until the map has that value."""
        self.page.wait_for_selector(f"{selector}[data-{name}='{value}']", timeout=timeout)

    def groups(self) -> "Locator":
        return self.page.locator(f"{MAP} .embedding-map-group")

    def has_groups(self, count: int, *, timeout: int = LONG) -> list[str]:
        """Waits until the legend lists so many groups; their names."""
        self.page.wait_for_function(
            "([map, n]) => document.querySelectorAll(`${map} .embedding-map-group`).length === n",
            arg=[MAP, count],
            timeout=timeout,
        )
        return self.groups().locator(".embedding-map-name").all_inner_texts()

    def has_a_group(self, name: re.Pattern[str]) -> None:
        """Waits until the first entry of the legend has such a name, from its beginning on."""
        named = re.compile(f"^(?:{name.pattern})")
        self.groups().locator(".embedding-map-name").filter(has_text=named).first.wait_for(timeout=LONG)

    def grouped(self) -> None:
        """Waits until the groups are found."""
        self.page.get_by_role("heading", name=re.compile(r"^\d+ groups?$")).wait_for(timeout=LONG)

    def row_at(self, row: int) -> tuple[float, float]:
        x, y = self.page.locator(MAP).evaluate("(map, row) => map.embeddingMap.clientPosition(row)", row)
        return x, y

    def free_row(self) -> int:
        """A row in view, a box around it too, whose neighbours are far, so that a click there can mean no other."""
        return int(self.page.locator(MAP).evaluate(FREE_ROW))

    def hover(self, row: int) -> str:
        """What the map says of a row under the pointer."""
        self.settled()
        tip = self.page.locator(f"{MAP} .embedding-map-tip")
        for _ in range(20):  # the page may still be moving the map
            x, y = self.row_at(row)
            self.page.mouse.move(x + 3, y + 3)
            self.page.mouse.move(x, y)
            with suppress(TooLate):
                tip.wait_for(timeout=3_000)
                return str(tip.inner_text())
        raise AssertionError(f"the map says nothing of row {row}")

    def click_row(self, row: int) -> None:
        for _ in range(5):  # the page may move the map under the pointer
            self.hover(row)
            self.page.mouse.click(*self.row_at(row))
            with suppress(TooLate):
                self.becomes("clicked", row, timeout=3_000)
                return
        raise AssertionError(f"a click on row {row} never reached the map")

    def box_around(self, row: int, *, width: float = 160, height: float = 120) -> dict[str, Any]:
        """Takes the box and draws it; its corners in data units."""
        self._take("Box Select", "select")
        x, y = self.row_at(row)
        self._drag([(x - width / 2, y - height / 2), (x + width / 2, y + height / 2)])
        return dict(self.page.locator(MAP).evaluate("map => map.embeddingMap.outline[0]"))

    def lasso_around(self, row: int, *, width: float = 160, height: float = 120) -> None:
        self._take("Lasso Select", "lasso")
        x, y = self.row_at(row)
        turns = np.linspace(0, 2 * np.pi, 12)
        self._drag([(x + width / 2 * np.cos(turn), y + height / 2 * np.sin(turn)) for turn in turns])

    def _take(self, tool: str, mode: str) -> None:
        """Takes the tool from the map's bar, and waits until it is in hand."""
        self.click(self.page.locator(f"{MAP} .modebar-btn[data-title='{tool}']"))
        self.page.wait_for_function(IN_HAND, arg=[MAP, mode], timeout=SOON)

    def _drag(self, corners: list[tuple[float, float]]) -> None:
        """Draws on the map, and waits until it shows the outline."""
        self.page.mouse.move(*corners[0])
        self.page.mouse.down()
        for corner in corners[1:]:
            self.page.mouse.move(*corner, steps=4)
        self.page.mouse.up()
        self.page.wait_for_selector(f"{MAP}:not([data-shapes='0'])", timeout=SOON)

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

    def dimensions(self, count: int) -> None:
        self.keyed("map_dims").get_by_text(f"{count}D", exact=True).click()

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
        """Waits for the count under the slider; how many texts match."""
        said = self.says(re.compile(r"^[\d,]+ of [\d,]+ texts (?:has|have) a similarity of at least"), timeout=LONG)
        return int(said.inner_text().split()[0].replace(",", ""))

    def move_threshold(self, *keys: str) -> float:
        """Moves the threshold by keys and waits until the page has followed; where it stands now."""
        slider = self.slider("search_threshold_cosine")
        slider.focus()
        for key in keys:
            slider.press(key)
        value = float(slider.input_value())
        self.page.get_by_text(re.compile(rf"of at least {value:.2f}\.|No result above the threshold")).wait_for(
            timeout=SOON
        )
        return value

    # Playground

    def type_text(self, number: int, text: str) -> None:
        """Types into the field of that number and waits until the page has followed."""
        self.fill(f"playground_text_{number}", text)
        self.page.locator(f".st-key-playground_closest_{number}").get_by_text(text, exact=True).wait_for(timeout=LONG)
        self.settled()

    def overlay(self, selector: str = PLAYGROUND_MAP) -> dict[str, Any]:
        """What lies on top of the map's points, in data units."""
        found = self.page.locator(selector).evaluate(
            "map => JSON.parse(JSON.stringify({ ...map.embeddingMap.content, range: map.dataset.range }))"
        )
        return dict(found)

    def table_rows(self) -> int:
        """How many rows the page's table holds."""
        grid = self.page.get_by_test_id("stDataFrame").locator(
            "[role=grid]"
        )  # inside the canvas, as screen readers get it
        grid.wait_for(state="attached", timeout=SOON)
        return int(grid.get_attribute("aria-rowcount") or "0") - 1


@contextmanager
def visitor(browser: "Browser", app: "App", **options: Any) -> Iterator[AppPage]:
    """A person with a browser of their own; at the end nothing may have complained and no other host been asked."""
    context = browser.new_context(**{"viewport": {"width": 1280, "height": 1000}, **options})
    try:
        shown = AppPage(context.new_page(), app.url)
        yield shown
        assert not shown.errors, shown.errors
        assert not shown.foreign, shown.foreign
    finally:
        context.close()


def fresh_environment(folder: Path) -> dict[str, str]:
    """A server that has embedded nothing yet."""
    return {"EMBEDCORE_CACHE_DIR": str(folder)}


def bank_questions(path: Path, *, every: int = 6) -> Path:
    """Every sixth row of banking77's test set (all 77 categories), or 300 made-up rows where it is absent."""
    folder = Path(os.environ.get("EMBEDCORE_TEST_DATA", ROOT.parent / "shared" / "data"))
    source = folder / "banking77" / "test.csv"
    frame = pd.read_csv(source).iloc[::every] if source.exists() else made_up(300, seed=1, n_words=12)
    frame.to_csv(path, index=False)
    return path


def made_up(n_rows: int, *, seed: int, n_words: int) -> pd.DataFrame:
    """Different texts on eight subjects; another seed gives other texts, which no cache knows."""
    random = np.random.default_rng(seed)
    subjects = {
        "parcel": "parcel delivery courier address late door tracking depot",
        "refund": "refund money return bank statement days charge amount",
        "login": "password login account email code reset locked device",
        "card": "card payment declined terminal contactless pin chip shop",
        "weather": "rain sunny forecast storm wind cloud snow temperature",
        "recipe": "onion butter oven bake flour garlic sauce simmer",
        "travel": "train flight hotel luggage ticket station passport delay",
        "music": "guitar concert album singer melody drummer stage song",
    }
    rows = []
    for row in range(n_rows):
        subject = list(subjects)[row % len(subjects)]
        words = random.choice(subjects[subject].split(), n_words)
        rows.append({"text": f"Question {seed}-{row} on the {subject}: {' '.join(words)}", "category": subject})
    return pd.DataFrame(rows)
