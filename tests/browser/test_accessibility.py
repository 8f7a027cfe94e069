"""axe-core on every page in both themes: no serious or critical finding in what is ours, Streamlit's own by rule."""

from importlib import resources
from typing import TYPE_CHECKING

import pytest

pytest.importorskip("playwright.sync_api", reason="browser tests need playwright: pip install -r requirements-dev.txt")

from driving.person import LONG, Person, visitor

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from driving.running import App

pytestmark = pytest.mark.timeout(600)
AXE = (resources.files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
FINDINGS = """async (rules) => (await axe.run(document, { resultTypes: ["violations"], ...(rules.length ? { runOnly: rules } : {}) })).violations.flatMap(
  ({ id, impact, nodes }) => nodes.map(({ target, html, any, all, none }) => {
    const element = document.querySelector(target[0]);
    const ours = element?.closest("[class*=embedding-], [class*=st-key-frame_]");
    const owner = ours ? "ours" : (element?.closest("[data-testid]")?.dataset.testid ?? element?.id ?? "");
    const why = [...any, ...all, ...none].map(({ message }) => message).join("; ");
    return { rule: id, impact, owner, said: `${html.slice(0, 200)}: ${why}` };
  }),
)"""
ORDER = ("heading-order", "empty-heading", "page-has-heading-one")
"""Less than serious for axe, but ours alone, since we write the headings."""
COLOURS = ("color-contrast", "link-in-text-block")
"""All that a theme can change."""
STREAMLITS = {
    ("empty-table-header", "data-grid-canvas"),
    ("presentation-role-conflict", "stFileUploaderDropzone"),
    ("region", "stFloatingOverlayPortal"),
}
"""By rule and element: the corner of its tables' header has no text; the place for files has a role and a name; hints
lie beside the parts of the page."""


class Inspector:
    """Looks at pages in both themes, and keeps what axe found by rule and owner."""

    def __init__(self, person: Person) -> None:
        self.person = person
        self.minor: set[tuple[str, str]] = set()
        self.ours: dict[tuple[str, str], str] = {}

    def look(self, what: str) -> None:
        self._look(what)
        with self.person.in_the_dark():
            self._look(f"{what} in the dark", COLOURS)

    def _look(self, what: str, rules: tuple[str, ...] = ()) -> None:
        """rules: only these, if any are given."""
        self.person.settled()
        if not self.person.page.evaluate("'axe' in window"):
            self.person.page.evaluate(AXE)
        for found in self.person.page.evaluate(FINDINGS, list(rules)):
            name = (found["rule"], found["owner"])
            if found["impact"] in ("serious", "critical") or found["owner"] == "ours" or found["rule"] in ORDER:
                self.ours.setdefault(name, f"{what}: {found['said']}")
            else:
                self.minor.add(name)


def walk_through(inspector: Inspector) -> None:
    """Every page: empty, of texts with what is clicked, selected and set on it, of users and items, of pictures."""
    person = inspector.person
    person.visit()
    inspector.look("home")
    for name in ("Data", "Map", "Groups", "Search", "Recommend", "Duplicates", "Trust", "Compare"):
        person.go(name)
        inspector.look(f"{name} without data")
    person.go("Playground")
    person.playground_map.drawn()
    inspector.look("Playground without data")
    person.go("Learn")
    inspector.look("Learn")
    for section in ("metrics", "repeats"):
        person.press(f"learn_go_{section}")
        person.keyed(f"learn_{section}").wait_for()
        inspector.look(f"Learn, {section}")
    person.go("Home")
    person.open_sample("support_tickets")
    person.map.drawn()
    person.grouped()
    inspector.look("map")
    person.page.locator(f"{person.map.selector} .embedding-map-frame").focus()
    person.page.keyboard.press("ArrowRight")
    inspector.look("map with a point at focus")
    person.page.keyboard.press("?")
    inspector.look("keys of the map")
    person.page.keyboard.press("Escape")
    person.open_menu()
    inspector.look("menu")
    person.page.keyboard.press("Escape")
    person.map.groups().nth(1).focus()
    person.page.keyboard.press("Enter")
    shown = person.says("Show all groups")
    inspector.look("map with one group")
    person.click(shown)
    person.map.click_row(person.map.free_row())
    inspector.look("map with a clicked point")
    person.map.box_around(person.map.free_row())
    inspector.look("map with a selection")
    with person.settings():
        inspector.look("settings of the map")
    person.choose("map_color", "created_at")
    person.settled()
    inspector.look("map coloured by a date")
    person.go("Data")
    inspector.look("data")
    person.go("Search")
    person.press("search_example")
    person.found()
    person.search_map.drawn()
    inspector.look("search")
    person.go("Duplicates")
    person.keyed("duplicates_confirm").wait_for(timeout=LONG)
    inspector.look("duplicates")
    person.go("Trust")
    person.keyed("trust_verdict").wait_for(timeout=LONG)
    for line in person.page.locator("[class*='st-key-trust_'] summary").all():
        person.click(line)
    inspector.look("trust")
    person.go("Compare")
    for shown in person.compare_maps:
        shown.drawn(timeout=LONG)
    person.press("compare_try_dimensions")
    person.keyed("compare_use_dimensions").wait_for(timeout=LONG)
    inspector.look("compare")
    person.go("Playground")
    person.type_text(1, "my parcel never arrived")
    person.playground_map.drawn()
    inspector.look("playground")
    person.go("Home")
    person.open_sample("cookery_club", page="Recommend")
    person.recommend_map.drawn(timeout=LONG)
    inspector.look("recommend")
    person.go("Home")
    person.open_sample("handwritten_digits", ending="zip")
    person.map.drawn(timeout=LONG)
    person.grouped()
    inspector.look("map of pictures")
    for name in ("Data", "Groups", "Search", "Playground"):
        person.go(name)
        inspector.look(f"{name} of pictures")


def test_no_page_keeps_anybody_out(app: "App", browser: "Browser") -> None:
    with visitor(browser, app, color_scheme="light") as person:
        inspector = Inspector(person)
        walk_through(inspector)
        assert not inspector.ours, "\n".join(f"{name}: {said}" for name, said in inspector.ours.items())
        assert inspector.minor <= STREAMLITS
