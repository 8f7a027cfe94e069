"""The JavaScript of every page, on pages made for it: the menu by keyboard, the focus that is kept, what is read out."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("playwright.sync_api", reason="browser tests need playwright: pip install -r requirements-dev.txt")

from playwright import sync_api

ASSETS = Path(__file__).resolve().parents[2] / "ui" / "assets"
PAGE = """<button id="other">Other</button>
<div class="st-key-list"><a href="#1">1</a><a href="#2">2</a><a href="#3">3</a></div>"""


@pytest.fixture
def page(browser: sync_api.Browser) -> Iterator[sync_api.Page]:
    scripts = [(ASSETS / f"{name}.js").read_text(encoding="utf-8") for name in ("focus", "announce", "navigation")]
    opened = browser.new_page()
    opened.set_content(PAGE)
    opened.add_script_tag(content="\n".join(scripts).replace("export default function", "function mounted"))
    opened.evaluate("keepFocus(() => document.querySelector('#other'))")
    yield opened
    opened.close()


def at_focus(page: sync_api.Page) -> str:
    """The text of what has the focus, once the page has seen all its changes."""
    return str(page.evaluate("new Promise((done) => setTimeout(() => done(document.activeElement.innerText), 20))"))


def drawn_anew(page: sync_api.Page, links: str) -> None:
    page.evaluate("links => (document.querySelector('.st-key-list').innerHTML = links)", links)


def test_what_stands_where_the_focus_was_gets_it(page: sync_api.Page) -> None:
    page.get_by_text("2").focus()
    drawn_anew(page, "<a href='#4'>four</a><a href='#5'>five</a><a href='#6'>six</a>")
    assert at_focus(page) == "five"
    drawn_anew(page, "<a href='#4'>last</a>")
    assert at_focus(page) == "last"
    drawn_anew(page, "")
    assert at_focus(page) == "Other"


def test_a_click_beside_everything_lets_go_of_the_focus(page: sync_api.Page) -> None:
    page.get_by_text("2").focus()
    page.mouse.click(300, 300)
    drawn_anew(page, "<a href='#4'>four</a>")
    assert page.evaluate("document.activeElement === document.body")


@pytest.mark.parametrize(
    ("focused", "key", "shift", "leads_to"),
    [
        ("b", "ArrowDown", False, "c"),
        ("c", "ArrowDown", False, "a"),
        ("a", "ArrowUp", False, "c"),
        ("c", "Tab", False, "a"),
        ("a", "Tab", True, "c"),
        ("b", "Home", False, "a"),
        ("b", "End", False, "c"),
        ("b", "x", False, None),
    ],
)
def test_keys_go_round_in_the_menu(
    page: sync_api.Page, focused: str, key: str, shift: bool, leads_to: str | None
) -> None:
    asked = "([focused, key, shiftKey]) => nextInMenu(['a', 'b', 'c'], focused, { key, shiftKey })"
    assert page.evaluate(asked, [focused, key, shift]) == leads_to


@pytest.mark.parametrize(
    ("before", "now", "said"),
    [
        (None, None, ""),
        (None, ("Reading", 3), "Reading: 3 percent"),
        (("Reading", 3), ("Reading", 24), ""),
        (("Reading", 3), ("Reading", 26), "Reading: 26 percent"),
        (("Reading", 26), ("Drawing", 0), "Drawing: 0 percent"),
        (("Drawing", 90), None, "Drawing: over"),
    ],
)
def test_progress_is_read_out_in_quarters(page: sync_api.Page, before: Any, now: Any, said: str) -> None:
    both = [one and dict(zip(("title", "percent"), one, strict=True)) for one in (before, now)]
    assert page.evaluate("([before, now]) => progressReadOut(before, now)", both) == said
