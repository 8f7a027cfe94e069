"""The summary as a manager uses it: six questions within two clicks of the open map, and three files to take away."""

import io
import re
from typing import TYPE_CHECKING

import openpyxl
import pytest

from driving.person import LONG, SOON, Person, visitor

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

    from driving.running import App

QUESTIONS = {
    "what are the main issues": "issues",
    "what is new": "new",
    "what repeats": "repeats",
    "what solved it": "solved",
    "what stands out": "unusual",
    "can I trust it": "trust",
}
"""By the sections that answer them."""
VERDICT = re.compile("^(Yes|With care|Not as it is): ")


def on_map(person: Person) -> None:
    person.visit()
    person.open_sample("support_tickets")
    person.map.drawn(method="tsne", timeout=LONG)
    person.grouped()


def test_six_questions_are_answered_one_click_from_the_open_map(app: "App", browser: "Browser") -> None:
    with visitor(browser, app, viewport={"width": 1440, "height": 900}) as person:
        on_map(person)
        person.press("map_summary")
        person.arrived("Home")
        for section in QUESTIONS.values():
            person.keyed(f"home_summary_{section}").wait_for(timeout=LONG)
            assert person.keyed(f"home_summary_{section}").inner_text().strip()
        person.says(VERDICT, timeout=LONG)
        person.keyed("home_summary_trust_link").get_by_role("link").click()
        person.arrived("Trust")
        person.go("Home")
        button = person.keyed("home_rows_issues_0").get_by_role("button")
        n_rows = button.inner_text().split()[-2]
        person.click(button)
        person.arrived("Map")
        person.says(f"{n_rows} selected", timeout=LONG)


@pytest.mark.parametrize("width", [390, 1440])
def test_the_files_open_elsewhere(app: "App", browser: "Browser", width: int, tmp_path: "Path") -> None:
    with visitor(browser, app, viewport={"width": width, "height": 860}) as person:
        on_map(person)
        person.go("Home")
        person.keyed("home_summary_repeats").wait_for(timeout=LONG)
        person.settled()
        assert person.overflow() == 0
        page, book, text = (taken(person, ending) for ending in ("html", "xlsx", "txt"))
        (tmp_path / "summary.html").write_bytes(page)
        other = browser.new_page()
        asked: list[str] = []
        other.on("request", lambda request: asked.append(request.url))
        other.goto((tmp_path / "summary.html").as_uri())
        assert len(asked) == 1
        issues = other.locator(".issue strong").all_inner_texts()
        other.locator(".issue a").first.click()
        target = other.locator(".issue a").first.get_attribute("href")
        assert other.locator(str(target)).is_visible()
        other.close()
        sheets = openpyxl.load_workbook(io.BytesIO(book), read_only=True)
        assert sheets.sheetnames == ["Summary", "Groups", "Rows", "Duplicates"]
        names = [row[0] for row in sheets["Groups"].iter_rows(min_row=2, values_only=True)]
        assert names[: len(issues)] == issues
        said = text.decode("utf-8")
        assert all(f"- {name}: " in said for name in issues)
        assert f"{issues[0]}" in person.keyed("home_summary_issues").inner_text()


def taken(person: Person, ending: str) -> bytes:
    """The file of that kind, downloaded."""
    with person.page.expect_download(timeout=SOON) as downloaded:
        person.press(f"home_summary_{ending}")
    return downloaded.value.path().read_bytes()
