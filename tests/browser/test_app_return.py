"""What one comes back to: by a reload, in a second tab, with Back; and who does not get at it."""

import re
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest

pytest.importorskip("playwright.sync_api", reason="browser tests need playwright: pip install -r requirements-dev.txt")

from driving.page_words import HOME_TITLE
from driving.person import LONG, SOON, Person, visitor
from tests.browser import tables

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from driving.running import App

pytestmark = pytest.mark.timeout(600)
PLACE = "[...map.embeddingMap.camera.target.slice(0, map.embeddingMap.axes.length), map.embeddingMap.camera.zoom]"


@pytest.fixture(scope="module")
def questions(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tables.bank_questions(tmp_path_factory.mktemp("data") / "bank questions.csv")


def in_address(person: Person, *names: str) -> dict[str, str]:
    """Waits until the address has these parts; all that it has."""
    for name in names:
        person.page.wait_for_function("name => new URLSearchParams(location.search).has(name)", arg=name, timeout=SOON)
    return {name: values[0] for name, values in parse_qs(urlsplit(person.page.url).query).items()}


def looked_around(person: Person, column: str) -> tuple[int, list[float], dict[str, str]]:
    """On a drawn map: colours by a column, draws a lasso, zooms in; how many rows, what is in sight, the address."""
    person.choose("map_color", column)
    person.settled()
    person.map.lasso_around(person.map.free_row(), width=260, height=200)
    person.says(re.compile(r"^[\d,]+ selected$"))
    person.map.zoom_in()
    return person.n_selected(), person.map.look(PLACE), in_address(person, "color", "rows", "at")


def sees(person: Person, n_selected: int, place: list[float], column: str) -> None:
    """The same as was looked at before."""
    person.map.drawn(method="tsne", timeout=LONG)
    person.settled()
    assert person.n_selected() == n_selected
    person.map.becomes("focus", n_selected)
    assert person.map.look(PLACE) == pytest.approx(place, rel=1e-4)
    assert person.selected("map_color") == column


def test_a_reload_a_second_tab_and_back_show_the_same_of_a_sample(app: "App", browser: "Browser") -> None:
    with visitor(browser, app) as person:
        person.visit()
        person.open_sample("support_tickets")
        person.map.drawn(method="tsne", timeout=LONG)
        n_selected, place, params = looked_around(person, "channel")
        assert n_selected > 0
        assert params["sample"] == "support_tickets.csv"
        person.page.reload()
        sees(person, n_selected, place, "channel")

        person.go("Search")
        person.search("my parcel never arrived")
        in_address(person, "q")
        second = Person(person.page.context.new_page(), person.url)
        second.page.goto(person.page.url)
        second.arrived("Search")
        n_found = person.found()
        assert second.found() == n_found
        second.go("Map")  # all of the view comes along
        second.map.drawn(method="tsne", timeout=LONG)
        assert second.n_selected() == n_selected
        assert not second.errors

        person.page.go_back()
        sees(person, n_selected, place, "channel")
        person.press("map_clear")
        person.map.becomes("focus", "all")
        person.page.go_forward()
        person.arrived("Search")
        assert person.found() == n_found
        person.page.go_back()  # once for each page, whatever was done on it
        person.arrived("Map")
        person.map.becomes("focus", "all")
        person.page.go_back()
        person.arrived("Home")


def test_groups_chosen_in_the_list_come_back(app: "App", browser: "Browser") -> None:
    with visitor(browser, app) as person:
        person.visit()
        person.open_sample("support_tickets")
        person.map.drawn(method="tsne", timeout=LONG)
        person.grouped()
        person.map.groups().nth(2).click()  # alone
        person.says(re.compile(r"^[\d,]+ selected$"))
        person.map.groups().nth(0).click()  # with another one
        shown = person.map.groups().and_(person.page.locator("[aria-pressed=true]"))
        person.page.wait_for_function(
            "map => document.querySelectorAll(`${map} .embedding-map-group[aria-pressed=true]`).length === 2",
            arg=person.map.selector,
        )
        person.settled()
        names, n_selected = shown.all_inner_texts(), person.n_selected()

        def sees_them(one: Person) -> None:
            one.map.drawn(method="tsne", timeout=LONG)
            one.settled()
            pressed = one.map.groups().and_(one.page.locator("[aria-pressed=true]"))
            assert pressed.all_inner_texts() == names
            assert one.n_selected() == n_selected

        in_address(person, "hide")
        person.page.reload()
        sees_them(person)
        second = Person(person.page.context.new_page(), person.url)
        second.page.goto(person.page.url)
        sees_them(second)
        assert not second.errors
        person.go("Search")
        person.page.go_back()
        sees_them(person)
        person.page.get_by_role("button", name="Show all groups").click()
        person.map.becomes("passing", tables.SAMPLE_ROWS["support_tickets"])
        person.settled()
        assert "hide" not in in_address(person, "sample")
        person.go("Search")
        person.go("Map")
        person.map.drawn(method="tsne", timeout=LONG)
        person.map.becomes("hidden", 0)


def test_back_goes_to_the_data_that_was_open_there(app: "App", browser: "Browser") -> None:
    with visitor(browser, app) as person:
        person.visit()
        person.open_sample("support_tickets")
        person.map.drawn()
        person.fill("map_filter", "parcel")
        in_address(person, "filter")
        person.go("Home")
        person.open_sample("product_reviews")
        person.map.drawn()
        person.map.becomes("points", tables.SAMPLE_ROWS["product_reviews"])
        in_address(person, "sample")
        person.page.go_back()
        person.arrived("Home")
        person.page.go_back()
        person.map.becomes("points", tables.SAMPLE_ROWS["support_tickets"])
        assert person.keyed("map_filter").locator("input").input_value() == "parcel"


def test_an_upload_survives_a_reload_and_is_its_browser_s_alone(
    app: "App", browser: "Browser", questions: Path
) -> None:
    with visitor(browser, app) as person:
        person.visit()
        person.upload_and_read(questions)
        person.map.drawn(method="tsne", timeout=LONG)
        person.grouped()
        groups = person.map.names().all_inner_texts()
        n_selected, place, params = looked_around(person, "category")
        assert params.keys() == {"file", "color", "rows", "at"}
        address = person.page.url
        person.page.reload()
        sees(person, n_selected, place, "category")
        person.choose("map_color", "Groups")
        assert sorted(person.has_groups(len(groups))) == sorted(groups)  # listed by what is selected of them

        with visitor(browser, app) as stranger:
            stranger.page.goto(address)
            stranger.says(re.compile("The file of this address is not kept for this browser"))
            stranger.says("Nothing is loaded yet")
            assert stranger.page.get_by_text("bank questions").count() == 0
            stranger.go("Home")
            assert stranger.keyed("kept_files").count() == 0
            cookies = person.page.context.cookies()
            known = next(one["name"] for one in cookies if re.search(r"\.[0-9a-f]{64}$", one["value"]))
            stranger.page.context.add_cookies([{"name": known, "value": "guess." + "0" * 64, "url": app.url}])
            stranger.page.goto(address)
            stranger.says(re.compile("is not kept for this browser"))

        other = Person(person.page.context.new_page(), person.url)
        other.visit()
        other.says(re.compile("bank questions"))
        other.press("kept_delete")
        other.press("kept_delete_yes")
        other.says(
            re.compile(
                r"Deleted: 1 file with what was made of it, what you did and learned, [\d,]+ vectors on the disk and "
                r"\d+ pieces? of"
            )
        )
        assert other.keyed("kept_files").count() == 0
        person.go("Search")  # the first tab shows it no longer
        person.says("Nothing is loaded yet")
        person.page.goto(address)
        person.says(re.compile("is not kept for this browser"))
        assert not other.errors


def test_a_hostile_address_is_no_error_and_nothing_of_it_is_shown(app: "App", browser: "Browser") -> None:
    bad = "color=%3Cimg+src%3Dx+onerror%3Dalert(1)%3E&rows=AAAA&map=..%2F..&dims=9&groups=1e99&point=99999999&at=1_2_3"
    with visitor(browser, app) as person:
        dialogs: list[object] = []
        person.page.on("dialog", lambda dialog: (dialogs.append(dialog), dialog.dismiss()))
        person.page.goto(f"{app.url}/map?sample=support_tickets.csv&{bad}&filter=%3Cb%3Eparcel%3C%2Fb%3E")
        person.says(
            re.compile("Not everything in this address could be meant, and is left out: the kind of map, the dim")
        )
        person.map.drawn(method="tsne", timeout=LONG)
        assert person.keyed("map_filter").locator("input").input_value() == "<b>parcel</b>"
        person.says(re.compile("have “<b>parcel</b>”"))  # to the letter
        assert person.page.locator("img[src=x]").count() == 0
        assert "color" not in in_address(person, "filter")

        person.page.goto(f"{app.url}/map?sample=..%2F..%2Fetc%2Fpasswd&file=..%2Fx")
        person.says(re.compile("left out: the sample, the file"))
        person.says("Nothing is loaded yet")
        person.page.goto(f"{app.url}/?sample=nothing.csv")
        person.says(HOME_TITLE)
        person.says(re.compile("There is no sample of the name in this address"))
        assert not dialogs
