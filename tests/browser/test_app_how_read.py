"""Wrongly read files put right in the panel "How this file was read", without another upload, and on to the map."""

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

pytest.importorskip("playwright.sync_api", reason="browser tests need playwright: pip install -r requirements-dev.txt")

from driving.person import LONG, Person, visitor
from tests.browser import tables

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from driving.running import App

pytestmark = pytest.mark.timeout(600)
N_ROWS = 48


def on_to_the_map(person: Person) -> None:
    """From the Data page to the map of what was put right."""
    person.without_preview()
    person.press("data_embed")
    person.arrived("Map", timeout=LONG)
    person.map.drawn(timeout=LONG)
    assert person.map.attribute("points") == str(N_ROWS)


def taken(person: Person) -> None:
    """Takes what was tried, and waits until the page says so."""
    person.press("data_read_take")
    person.says(re.compile(r"was read anew: "))
    person.settled()


def test_letters_and_the_rows_above_the_table(app: "App", browser: "Browser", tmp_path: Path) -> None:
    """An encoding that was taken for another one, and a title that was taken for the names of the columns."""
    file = tables.misread_letters(tmp_path / "отзывы.csv", N_ROWS)
    with visitor(browser, app) as person:
        person.visit()
        person.upload(file)
        person.arrived("Data")
        panel = person.how_read()
        person.says("Please look")
        person.type_option("data_read_encoding", "no-such-thing")
        person.says(re.compile("ncoding must be one that Python knows"))
        person.type_option("data_read_encoding", "windows-1251")
        person.says("You chose this.")
        person.fill("data_read_skip_rows", "2")
        person.says(re.compile(rf": {N_ROWS} rows, 3 columns; the text is in “text”"))
        taken(person)
        assert "Windows-1251" in panel.locator("summary").inner_text()
        assert 'encoding="windows-1251"' in panel.get_by_test_id("stCode").last.inner_text()
        on_to_the_map(person)


def test_another_sheet(app: "App", browser: "Browser", tmp_path: Path) -> None:
    file = tables.two_sheets(tmp_path / "two.xlsx", N_ROWS)
    with visitor(browser, app) as person:
        person.visit()
        person.upload(file)
        person.arrived("Data")
        person.how_read()
        person.says(f"Answers ({N_ROWS + 4} rows)")
        person.only_option("data_read_sheet", f"Tickets ({N_ROWS} rows)")
        person.says(re.compile(rf": {N_ROWS} rows, 3 columns"))
        taken(person)
        on_to_the_map(person)


def test_another_table_of_a_zip(app: "App", browser: "Browser", tmp_path: Path) -> None:
    """It is taken with the button at the lower edge, where the way on stands otherwise."""
    file = tables.two_tables(tmp_path / "export.zip", N_ROWS)
    with visitor(browser, app) as person:
        person.visit()
        person.upload(file)
        person.arrived("Data")
        person.how_read()
        person.settled()
        person.keyed("data_read_member").get_by_role("combobox").click()
        person.page.get_by_role("option", name=re.compile("tickets")).click()
        person.says(re.compile(rf": {N_ROWS} rows, 2 columns"))
        person.says("Another way to read this file is tried above.")
        person.keyed("data_embed").wait_for(state="hidden")
        taken(person)
        on_to_the_map(person)


def test_names_that_are_data(app: "App", browser: "Browser", tmp_path: Path) -> None:
    """The row of names was taken for data; what was found comes back at a click, too."""
    file = tables.names_like_data(tmp_path / "names.csv", N_ROWS)
    with visitor(browser, app) as person:
        person.visit()
        person.upload(file)
        person.arrived("Data")
        person.how_read()
        person.says(re.compile(rf": {N_ROWS + 1} rows, 2 columns"))
        person.fill("data_read_header_rows", "1")
        person.says(re.compile(rf": {N_ROWS} rows, 2 columns"))
        taken(person)
        person.press("data_read_back")
        person.says(re.compile(rf": {N_ROWS + 1} rows, 2 columns"))
        person.fill("data_read_header_rows", "1")
        taken(person)
        on_to_the_map(person)


def test_day_and_month(app: "App", browser: "Browser", tmp_path: Path) -> None:
    """Asked before the map, though maps come at once where nothing is unclear; and changed in the panel after it."""
    file = tables.undecided_days(tmp_path / "days.csv", N_ROWS)
    with visitor(browser, app) as person:
        person.visit()
        person.upload(file, straight=True)
        person.arrived("Data")
        person.says("Which day is 08/06/2026?")
        person.press("data_day_first_True")
        person.keyed("data_day_first_True").wait_for(state="hidden")
        on_to_the_map(person)
        person.go("Data")
        person.how_read()
        person.click(person.keyed("data_read_day_first").get_by_text("6 August 2026", exact=True))
        person.says(re.compile("The texts stay the same, so the map and all that was made of it stay"))
        taken(person)
        person.go("Map")
        person.map.drawn(timeout=LONG)
