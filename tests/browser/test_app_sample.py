"""The samples: one click to the map, and a search in one's own words."""

import re
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from ui import samples

pytest.importorskip("playwright.sync_api", reason="browser tests need playwright: pip install -r requirements-dev.txt")

from playwright import sync_api

from driving.page_words import RESULTS_RIGHT
from driving.person import LONG, visitor
from tests.browser import tables

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from driving.running import App


@pytest.mark.timeout(600)
@pytest.mark.parametrize(
    ("file", "groups", "question", "word", "beside"),
    [
        ("support_tickets", 5, "my parcel never arrived", "parcel", "resolution:"),
        ("product_reviews", 2, "broke after two weeks", "broke", "title:"),
    ],
)
def test_sample_to_map_to_search(
    app: "App", browser: "Browser", file: str, groups: int, question: str, word: str, beside: str
) -> None:
    with visitor(browser, app) as person:
        person.visit()
        person.open_sample(file)
        person.map.drawn()
        assert person.map.attribute("points") == str(tables.SAMPLE_ROWS[file])
        person.map.drawn(method="tsne", timeout=LONG)
        assert person.map.attribute("points") == str(tables.SAMPLE_ROWS[file])

        person.grouped()
        names = person.map.names().all_inner_texts()
        assert len(set(names)) == len(names) >= groups

        person.go("Search")
        person.click(person.page.get_by_role("button", name=f"Try “{question}”"))
        matches = person.found()
        assert 1 <= matches < tables.SAMPLE_ROWS[file]
        person.search_map.drawn(method="tsne")
        person.search_map.becomes("focus", matches)
        assert person.search_map.attribute("markers") == "1"
        assert person.keyed("search_query").locator("input").input_value() == question
        scores = person.scores()
        assert scores == sorted(scores, reverse=True)
        assert len(scores) == min(matches, 10)
        assert word in person.cards()[0].lower()
        assert person.keyed("search_map").evaluate("map => map.getBoundingClientRect().left") > 640  # beside the list
        first = person.page.get_by_text(re.compile(r"^Similarity -?\d\.\d\d")).nth(1).bounding_box()
        assert first is not None
        assert first["y"] < 900  # the second answer, too, is seen at once
        assert beside in person.cards()[0]


@pytest.mark.timeout(600)
def test_words_stand_on_the_map_as_one_comes_nearer(app: "App", browser: "Browser") -> None:
    with visitor(browser, app) as person:
        person.visit()
        person.open_sample("product_reviews")
        person.map.drawn(method="tsne", timeout=LONG)
        person.grouped()
        assert person.map.attribute("words") == "0"
        person.map.zoom_in()
        person.map.changes("words", "0")
        person.map.use("reset")
        person.map.becomes("words", 0)


@pytest.mark.timeout(600)
def test_search_explains_itself(app: "App", browser: "Browser") -> None:
    with visitor(browser, app) as person:
        person.visit()
        person.open_sample("product_reviews")
        person.map.drawn()
        person.go("Search")
        person.search("broke after two weeks")
        person.says(re.compile(r"^Grey band: random pairs of rows \("))
        suggested = float(person.says(re.compile("Suggested")).inner_text().split("Suggested ")[1].split(":")[0])
        assert float(person.slider("search_threshold_cosine").input_value()) == suggested

        person.click(person.page.get_by_text("How good is this threshold?"))
        person.says(re.compile(rf"^At {suggested:.2f}, \d+ texts pass and \d+ of them {RESULTS_RIGHT}"))
        best = float(person.keyed("search_use_best").inner_text().split()[-1])
        person.press("search_use_best")
        person.says(re.compile(rf"^At {best:.2f}, "))
        assert float(person.slider("search_threshold_cosine").input_value()) == best
        matches = person.found()
        person.search_map.becomes("focus", matches)
        assert len(person.scores()) == min(matches, 10)

        person.click(person.keyed("search_keywords").get_by_text("Compare with a search by words"))
        person.says(re.compile(rf"of your {matches:,} matches are among them"))
        person.says(re.compile("^1 by keywords"))

        person.click(person.page.get_by_role("button", name="Like these, not like those"))
        field = person.page.get_by_label("Not like (one phrase per line)")
        field.fill("the colour is wrong")
        field.press("Control+Enter")
        person.says(re.compile("Searching for broke after two weeks − the colour is wrong"))
        person.search_map.becomes("focus", person.found())


@pytest.mark.timeout(600)
def test_a_month_is_asked_for_to_the_day(app: "App", browser: "Browser") -> None:
    tickets = pd.read_csv(samples.FOLDER / "support_tickets.csv", parse_dates=["created_at"])

    def ids(first: str, last: str) -> list[str]:
        inside = tickets.created_at.between(first, pd.Timestamp(last) + pd.Timedelta(days=1), inclusive="left")
        return sorted(tickets.ticket_id[inside])

    with visitor(browser, app, viewport={"width": 1440, "height": 900}) as person:
        person.visit()
        person.open_sample("support_tickets")
        person.map.drawn(method="tsne", timeout=LONG)
        person.grouped()
        everything = tables.SAMPLE_ROWS["support_tickets"]
        person.map.period("Sep 2026").click()
        september = ids("2026-09-01", "2026-09-30")
        assert 0 < len(september) < everything
        person.map.becomes("passing", len(september))
        person.says("created_at: 1 Sep to 30 Sep 2026")
        assert person.n_selected() == len(september)
        assert sorted(person.download("map_download_selection")["ticket_id"]) == september
        assert person.map.days() == ["2026-09-01", "2026-09-30"]
        person.page.wait_for_function("new URLSearchParams(location.search).get('only')?.endsWith('20260901-20260930')")
        person.page.reload()
        person.map.drawn(method="tsne", timeout=LONG)
        person.map.becomes("passing", len(september))
        assert person.map.days() == ["2026-09-01", "2026-09-30"]

        person.map.ask_for_days("2026-09-30", "2026-10-02")
        few = ids("2026-09-30", "2026-10-02")
        person.map.becomes("passing", len(few))
        person.says("created_at: 30 Sep to 2 Oct 2026")
        assert sorted(person.download("map_download_selection")["ticket_id"]) == few

        person.fill("map_filter", "order")
        person.says(re.compile("with “order” in some column"))
        person.page.get_by_role("button", name="Clear filters").click()  # the words, too
        person.map.becomes("passing", everything)
        person.page.wait_for_function("document.querySelector('.st-key-map_filter input').value === ''")
        person.fill("map_filter", "order")
        person.says(re.compile("with “order” in some column"))
        person.page.get_by_role("button", name="Clear filters").click()  # where they are all there is
        person.map.becomes("passing", everything)


@pytest.mark.timeout(600)
def test_what_is_outlined_stays_in_colour_and_is_counted(app: "App", browser: "Browser") -> None:
    with visitor(browser, app) as person:
        person.visit()
        person.open_sample("support_tickets")
        person.map.drawn(method="tsne", timeout=LONG)
        person.grouped()
        person.map.lasso_around(person.map.free_row(), width=300, height=240)
        n_selected = person.n_selected()
        person.map.becomes("focus", n_selected)
        person.map.becomes("passing", n_selected)
        assert sum(person.map.counts()) == n_selected
        person.press("map_clear")
        person.map.becomes("focus", "all")
        person.map.becomes("passing", tables.SAMPLE_ROWS["support_tickets"])

        row = person.map.free_row()
        person.map.click_row(row)
        person.map.leads_to(8)

        person.press("map_clear")
        person.map.lasso_around(person.map.free_row(), width=300, height=240)
        n_selected = person.n_selected()
        before = person.map.frame()
        name = person.keyed("map_tag_name").locator("input")
        name.fill("late <b>parcels</b>")
        name.press("Enter")
        person.says("Kept selections")
        person.says(f"late <b>parcels</b> · {n_selected}")
        assert person.map.frame() == before  # the map stays the page
        assert set(person.download("map_download_selection")["tags"]) == {"late <b>parcels</b>"}
        # What it is about stays in sight above the panel, wherever one is in it; a name that was removed comes back
        for key in ("map_untag_0", "map_kept_undo"):
            person.click(person.keyed(key).get_by_role("button").first)
            person.settled()
            title = person.page.get_by_role("heading", name=f"{n_selected} selected")
            sync_api.expect(title).to_be_in_viewport()
        person.says(f"late <b>parcels</b> · {n_selected}")
