"""Every page by its address, without data, with bad data, by keyboard, in the dark, on a phone, and when work ends early."""

import contextlib
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

pytest.importorskip("playwright.sync_api", reason="browser tests need playwright: pip install -r requirements-dev.txt")

import psutil

from driving.map_hand import SOON
from driving.page_words import CHOOSE_DATA, CLICKED_TEXT, GO_ON, NOT_READ, STILL_LOADED, rows_kept
from driving.person import FOCUSED, LONG, PATHS, visitor
from driving.running import APP, start_app
from tests.browser import tables

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from driving.running import App

pytestmark = pytest.mark.timeout(600)
READING = "Reading the meaning of the texts"
READ_OUT = "said => document.querySelector('.embedding-read-out')?.textContent.startsWith(said)"
ODD = "=1+1 <nobr>bold</nobr> #000012 $x$ :red[x] *star* [a](b) & more"


def workers(app: "App") -> "list[psutil.Process]":
    children = psutil.Process(app.process.pid).children(recursive=True)
    found = []
    for child in children:
        with contextlib.suppress(psutil.NoSuchProcess):  # one that has just ended
            if "embedcore.jobs.worker" in child.cmdline():
                found.append(child)
    return found


@pytest.mark.parametrize("name", ["Home", "Data", "Map", "Learn"])
def test_first_request_of_a_new_server_may_be_any_page(browser: "Browser", tmp_path: Path, name: str) -> None:
    started = start_app(APP, tmp_path / "log.txt", env={"EMBEDCORE_CACHE_DIR": str(tmp_path)})
    try:
        with visitor(browser, started) as person:
            person.visit(name)
            person.settled()
            person.open_menu()
            links = person.menu.get_by_role("link")
            assert sorted(text.split("\n")[-1] for text in links.all_inner_texts()) == sorted(PATHS)
            assert person.menu.locator("[aria-current=page]").inner_text().endswith(name)
            person.page.keyboard.press("Escape")
            person.menu.wait_for(state="hidden", timeout=SOON)
            assert person.keyed("empty_state").count() == (name not in ("Home", "Playground", "Learn"))
            assert person.page.get_by_test_id("stException").count() == 0
            assert person.page.title() == ("Embedding Explorer" if name == "Home" else f"{name} · Embedding Explorer")
    finally:
        started.stop()


def test_an_empty_page_leads_on(app: "App", browser: "Browser") -> None:
    with visitor(browser, app) as person:
        for name in ("Data", "Map", "Search", "Recommend"):
            person.visit(name)
            person.click(person.keyed("empty_state").get_by_role("link", name=CHOOSE_DATA))
            person.arrived("Home")
            assert person.keyed("empty_state").count() == 0


def test_a_file_not_yet_read_leads_to_its_reading(app: "App", browser: "Browser", tmp_path: Path) -> None:
    file = tmp_path / "few.csv"
    tables.made_up(20, seed=2, n_words=6).to_csv(file, index=False)
    with visitor(browser, app) as person:
        person.visit()
        person.upload(file)
        person.arrived("Data")
        for name in ("Search", "Map", "Recommend"):
            person.go(name)
            person.says(NOT_READ)
            person.click(person.keyed("empty_state").get_by_role("link", name=GO_ON))
            person.arrived("Data")
            assert person.says(rows_kept(20, 20)).is_visible()
            assert person.keyed("data_embed").get_by_role("button").is_enabled()


def test_a_bad_file_is_explained_and_the_project_kept(app: "App", browser: "Browser", tmp_path: Path) -> None:
    """One of those that tests/ui/test_pages.py uploads, through the browser's own upload."""
    file = tmp_path / "broken.xlsx"
    file.write_bytes(b"PK\x03\x04x")
    with visitor(browser, app) as person:
        person.visit()
        person.open_sample("product_reviews")
        person.go("Data")
        person.click(person.says("Use another file"))
        person.upload(file, key="data_upload")
        alert = person.page.get_by_test_id("stAlert").filter(has_text=file.name)
        alert.wait_for(timeout=SOON)
        assert len(alert.inner_text().split()) >= 5
        assert "Traceback" not in alert.inner_text()
        person.says(f"Product reviews {STILL_LOADED}")
        person.says(rows_kept(640, 640))


@pytest.mark.parametrize(
    ("scheme", "width", "height"), [("dark", 1280, 900), ("light", 390, 844), ("dark", 390, 844)], ids=str
)
def test_every_page_fits(app: "App", browser: "Browser", scheme: str, width: int, height: int) -> None:
    size = {"width": width, "height": height}
    with visitor(browser, app, color_scheme=scheme, viewport=size) as person:
        person.visit()
        person.settled()
        assert person.overflow() <= 0
        assert person.is_dark() is (scheme == "dark")
        person.open_sample("product_reviews")
        person.map.drawn()
        assert person.overflow() <= 0
        person.go("Data")
        person.says("Preview")
        person.settled()
        assert person.overflow() <= 0
        person.go("Search")
        person.press("search_example")
        person.found()
        person.search_map.drawn()
        assert person.overflow() <= 0
        person.go("Map")
        person.map.drawn()
        person.settled()
        assert person.overflow() <= 0


def test_everything_is_reached_by_keyboard(app: "App", browser: "Browser") -> None:
    with visitor(browser, app) as person:
        person.visit()
        person.settled()
        person.tab_to("frame_bar")
        person.page.keyboard.press("Enter")
        person.menu.locator("[aria-current=page]:focus").wait_for(timeout=SOON)
        seen = person.tab_to("Home")  # all around, and never out of the menu
        assert {name for name in seen if name in PATHS} == set(PATHS)
        person.page.keyboard.press("Escape")
        person.menu.wait_for(state="hidden", timeout=SOON)
        assert person.page.evaluate(FOCUSED)["key"] == "frame_bar"
        person.tab_to("home_open_product_reviews-csv")
        person.page.keyboard.press("Enter")
        person.arrived("Map")
        person.map.drawn()
        person.settled()
        assert person.page.evaluate(FOCUSED)["key"] == "frame_bar"  # what had the focus went with its page
        person.page.keyboard.press("Enter")
        person.menu.locator("[aria-current=page]:focus").wait_for(timeout=SOON)
        person.tab_to("Search")
        person.page.keyboard.press("Enter")
        person.arrived("Search")
        person.says("Type what you look for")
        person.settled()
        person.menu.wait_for(state="hidden", timeout=SOON)
        assert person.page.evaluate(FOCUSED)["key"] == "frame_bar"
        person.tab_to("search_query")
        person.page.keyboard.type("the heel hurts")
        person.page.keyboard.press("Enter")
        before = person.found()
        person.settled()
        person.tab_to("search_threshold_cosine", ("input",))  # not the sign with its help
        start = float(person.slider("search_threshold_cosine").input_value())
        person.page.keyboard.press("ArrowLeft")
        person.says(re.compile(rf"of at least {start - 0.01:.2f}\."))
        assert person.found() >= before


def test_one_reads_while_another_looks(app: "App", browser: "Browser", tmp_path: Path) -> None:
    file = tmp_path / "long.csv"
    tables.made_up(900, seed=3, n_words=90).to_csv(file, index=False)
    with visitor(browser, app) as reader, visitor(browser, app) as other:
        reader.visit()
        reader.upload(file)
        reader.arrived("Data")
        reader.without_preview()
        reader.press("data_embed")
        reader.progress(READING)
        other.visit()
        other.open_sample("product_reviews")
        other.map.drawn()
        other.go("Search")
        other.press("search_example")
        assert other.found() > 0
        reader.progress(READING)  # it is still at work
        reader.press("data_job_cancel")
        reader.says(f"{READING}: cancelled.")


def test_cancelled_work_is_said_and_can_be_run_again(app: "App", browser: "Browser", tmp_path: Path) -> None:
    file = tmp_path / "cancelled.csv"
    tables.made_up(900, seed=4, n_words=90).to_csv(file, index=False)
    with visitor(browser, app) as person:
        person.visit()
        person.upload(file)
        person.arrived("Data")
        person.without_preview()
        person.press("data_embed")
        person.progress(READING)
        person.page.wait_for_function(READ_OUT, arg=f"{READING}: ", timeout=SOON)
        person.press("data_job_cancel")
        person.says(f"{READING}: cancelled. What was finished is kept.")
        person.page.wait_for_function(READ_OUT, arg=f"{READING}: over", timeout=SOON)
        assert person.page.get_by_test_id("stProgress").count() == 0
        person.press("data_job_again")
        person.progress(READING)
        person.press("data_job_cancel")
        person.says(f"{READING}: cancelled.")


def test_a_killed_worker_is_explained_and_its_work_run_again(app: "App", browser: "Browser", tmp_path: Path) -> None:
    file = tmp_path / "killed.csv"
    tables.made_up(240, seed=5, n_words=90).to_csv(file, index=False)
    with visitor(browser, app) as person:
        person.visit()
        person.upload(file)
        person.arrived("Data")
        person.without_preview()
        person.press("data_embed")
        person.progress(READING)
        at_work = workers(app)
        assert at_work
        for worker in at_work:
            worker.kill()
        person.says(re.compile(r"The worker process stopped: the system stopped it.*run it again"))
        person.press("data_job_again")
        person.progress(READING)
        person.page.get_by_role("heading", name="Map", exact=True).wait_for(timeout=LONG)
        person.map.drawn()
        assert person.map.attribute("points") == "240"


def test_texts_are_shown_to_the_letter(app: "App", browser: "Browser", tmp_path: Path) -> None:
    file = tmp_path / "odd <i>name $1$.csv"
    frame = tables.made_up(40, seed=6, n_words=8)
    frame.loc[7, "text"] = ODD
    frame.to_csv(file, index=False)
    with visitor(browser, app) as person:
        person.visit()
        person.upload_and_read(file)
        person.map.drawn(method="tsne", timeout=LONG)
        person.grouped()
        assert ODD in " ".join(person.map.hover(7).split())
        person.map.click_row(7)
        person.says(CLICKED_TEXT)
        person.says(ODD)
        everything = person.download_rows()
        assert everything["text"][7] == f"'{ODD}"
        assert everything["text"][8] == frame["text"][8]

        person.go("Search")
        person.search(ODD)
        person.settled()
        assert ODD in person.cards()[0]
        assert person.scores()[0] == 1.0
        matches = person.download("search_download")
        assert matches["text"][0] == f"'{ODD}"
        assert matches["query"][0] == f"'{ODD}"
        assert person.page.locator("[data-testid=stMain] nobr").count() == 0
        assert person.page.locator("[data-testid=stMain] .katex").count() == 0
