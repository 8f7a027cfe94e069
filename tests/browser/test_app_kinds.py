"""Users and items, and pictures: one click on a sample, and what a person sees then."""

import re
from typing import TYPE_CHECKING

import pytest

pytest.importorskip("playwright.sync_api", reason="browser tests need playwright: pip install -r requirements-dev.txt")

from driving.page_words import CLICKED_PICTURE, PICK_ITEMS, like_row
from driving.person import LONG, Person, visitor

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from driving.running import App

pytestmark = pytest.mark.timeout(600)


def recommended(person: Person) -> list[str]:
    """The recommended items, best first."""
    cards = person.page.locator("[class*='st-key-recommended_']")
    return [card.inner_text().split("\n")[0] for card in cards.all()]


def test_the_cookery_club_recommends_with_reasons(app: "App", browser: "Browser") -> None:
    with visitor(browser, app) as person:
        person.visit()
        person.open_sample("cookery_club", page="Recommend")
        person.recommend_map.drawn(method="tsne", timeout=LONG)
        assert person.recommend_map.attribute("points") == "150"
        first = recommended(person)
        assert [name.split(".")[0] for name in first] == [str(place) for place in range(1, 11)]
        person.says(re.compile("Because of .+ and "))

        person.choose_by_name("recommend_user", "Bea 1")
        person.says("For Bea 1, who has 35 items")
        person.settled()
        assert recommended(person) != first

        person.click(person.keyed("recommend_mode").get_by_text("Somebody new", exact=True))
        person.says(PICK_ITEMS)
        assert recommended(person) == []
        person.choose_by_name("recommend_items", "Minestrone")
        person.says("For somebody who likes these")
        person.settled()
        assert len(recommended(person)) == 10
        assert person.overflow() <= 0


def test_a_digit_is_seen_under_the_pointer_and_found_again(app: "App", browser: "Browser") -> None:
    with visitor(browser, app) as person:
        person.visit()
        person.open_sample("handwritten_digits", ending="zip")
        person.map.drawn(method="tsne", timeout=LONG)
        assert person.map.attribute("points") == "1797"
        row = person.map.free_row()
        assert f"digit-{row:04d}.png" in person.map.hover(row)
        picture = person.map.tip().locator("img")
        assert picture.evaluate("image => image.decode().then(() => [image.naturalWidth, image.naturalHeight])") == [
            32,
            32,
        ]

        person.map.click_row(row)
        person.says(CLICKED_PICTURE)
        person.click(person.page.get_by_role("button", name="More like this"))
        person.arrived("Search")
        person.says(like_row(row + 1, "Pictures"))
        person.search_map.drawn(method="tsne", timeout=LONG)
        person.settled()
        assert person.keyed("search_query").count() == 0
        assert (
            len(person.cards("Distance"))
            == person.page.get_by_role("tabpanel").filter(visible=True).get_by_test_id("stImage").count()
            > 0
        )
