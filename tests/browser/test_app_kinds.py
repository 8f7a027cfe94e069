"""Users and items, and pictures: one click on a sample, and what a person sees then."""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

pytest.importorskip("playwright.sync_api", reason="browser tests need playwright: pip install -r requirements-dev.txt")

from tests.browser import app_pages
from tests.browser.app_pages import LONG, MAP, RECOMMEND_MAP, SEARCH_MAP

if TYPE_CHECKING:
    from conftest import App
    from playwright.sync_api import Browser

pytestmark = pytest.mark.timeout(600)


@pytest.fixture(scope="module")
def app(run_app: Callable[..., "App"], tmp_path_factory: pytest.TempPathFactory) -> "App":
    return run_app(app_pages.APP, env=app_pages.fresh_environment(tmp_path_factory.mktemp("vectors")))


def recommended(person: app_pages.AppPage) -> list[str]:
    """The recommended items, best first."""
    cards = person.page.locator("[class*='st-key-recommended_']")
    return [card.inner_text().split("\n")[0] for card in cards.all()]


def test_the_cookery_club_recommends_with_reasons(app: "App", browser: "Browser") -> None:
    with app_pages.visitor(browser, app) as person:
        person.visit()
        person.open_sample("cookery_club", page="Recommend")
        person.drawn(RECOMMEND_MAP, method="tsne", timeout=LONG)
        assert person.attribute("points", RECOMMEND_MAP) == "150"
        first = recommended(person)
        assert [name.split(".")[0] for name in first] == [str(place) for place in range(1, 11)]
        person.says(re.compile("Because of .+ and "))

        person.choose_by_name("recommend_user", "Bea 1")
        person.says("For Bea 1, who has 35 items")
        person.settled()
        assert recommended(person) != first

        person.click(person.keyed("recommend_mode").get_by_text("Somebody new", exact=True))
        person.says("Pick a few items that you like")
        assert recommended(person) == []
        person.choose_by_name("recommend_items", "Minestrone")
        person.says("For somebody who likes these")
        person.settled()
        assert len(recommended(person)) == 10
        assert person.overflow() <= 0


def test_a_digit_is_seen_under_the_pointer_and_found_again(app: "App", browser: "Browser") -> None:
    with app_pages.visitor(browser, app) as person:
        person.visit()
        person.open_sample("handwritten_digits", ending="zip")
        person.drawn(method="tsne", timeout=LONG)
        assert person.attribute("points") == "1797"
        row = person.free_row()
        assert f"digit-{row:04d}.png" in person.hover(row)
        picture = person.page.locator(f"{MAP} .embedding-map-tip img")
        assert picture.evaluate("image => image.decode().then(() => [image.naturalWidth, image.naturalHeight])") == [
            32,
            32,
        ]

        person.click_row(row)
        person.says("The picture you clicked")
        person.click(person.page.get_by_role("button", name="More like this"))
        person.arrived("Search")
        person.says(f"Pictures like row {row + 1}")
        person.drawn(SEARCH_MAP, method="tsne", timeout=LONG)
        person.settled()
        assert person.keyed("search_query").count() == 0
        assert (
            len(person.cards("Distance"))
            == person.page.get_by_role("tabpanel").filter(visible=True).get_by_test_id("stImage").count()
            > 0
        )
