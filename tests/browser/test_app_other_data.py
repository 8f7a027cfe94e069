"""One dataset after another: nothing of the old one keeps the new one back, and each is there again."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

pytest.importorskip("playwright.sync_api", reason="browser tests need playwright: pip install -r requirements-dev.txt")

from driving.person import LONG, SOON, Person, visitor
from tests.browser import tables

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from driving.running import App

pytestmark = pytest.mark.timeout(600)
KINDS = {"Coordinates": "vectors", "Users and items": "ratings", "Numbers": "numbers", "Texts": "texts"}
SHOWN_KIND = """(kind) => {
  const shown = [...document.querySelectorAll("[class*='st-key-data_kind_']")];
  return shown.length === 1 && [...shown[0].classList].some((name) => name.endsWith(`_${kind}`));
}"""


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("data")
    found = folder / "first file.csv", folder / "second file.csv"
    for seed, file in enumerate(found):
        tables.made_up(40 + seed, seed=seed, n_words=12).to_csv(file, index=False)
    return found


@pytest.fixture
def person(app: "App", browser: "Browser") -> Iterator[Person]:
    with visitor(browser, app, viewport={"width": 1440, "height": 900}) as found:
        found.visit()
        yield found


def test_a_filter_of_the_old_data_greys_out_nothing_of_the_new(person: Person, files: tuple[Path, Path]) -> None:
    person.upload_and_read(files[0])
    person.map.drawn(timeout=LONG)
    person.fill("map_filter", "nowhere in it")
    person.map.becomes("passing", 0)
    person.go("Home")
    person.upload_and_read(files[1])
    person.map.drawn(timeout=LONG)
    person.map.becomes("passing", 41)
    assert person.keyed("map_filter").locator("input").input_value() == ""


def test_how_similarity_is_measured_is_always_chosen(person: Person, files: tuple[Path, Path]) -> None:
    person.upload(files[0])
    person.arrived("Data")
    for kind, name in (*KINDS.items(), ("Coordinates", KINDS["Coordinates"])):
        person.click(person.page.locator("[class*='st-key-data_kind_'] button").filter(has_text=kind))
        person.page.wait_for_function(SHOWN_KIND, arg=name, timeout=SOON)
        person.settled()
        metric = person.page.locator("[class*='st-key-data_metric_']")
        metric.get_by_role("radio", checked=True).wait_for(state="attached")
        assert metric.get_by_role("radio", checked=True).count() == 1


def test_the_first_file_is_there_again_from_the_menu_as_it_was_left(person: Person, files: tuple[Path, Path]) -> None:
    person.upload_and_read(files[0])
    person.map.drawn(timeout=LONG)
    person.fill("map_filter", "parcel")
    person.map.becomes("passing", 5)
    person.go("Home")
    person.upload_and_read(files[1])
    person.map.drawn(timeout=LONG)
    person.open_menu()
    person.click(person.menu.get_by_role("button", name="first file.csv · 40 rows"))
    person.map.becomes("points", 40)
    person.map.becomes("passing", 5)
    assert person.keyed("map_filter").locator("input").input_value() == "parcel"


@pytest.mark.parametrize("size", [(390, 844), (1440, 900), (1920, 1080)])
def test_the_step_to_the_map_is_in_sight_in_every_kind(
    app: "App", browser: "Browser", files: tuple[Path, Path], size: tuple[int, int]
) -> None:
    with visitor(browser, app, viewport={"width": size[0], "height": size[1]}) as person:
        person.visit()
        person.upload(files[0])
        person.arrived("Data")
        for kind in KINDS:
            person.click(person.page.locator("[class*='st-key-data_kind_'] button").filter(has_text=kind))
            person.settled()
            button = person.keyed("data_embed").get_by_role("button")
            if kind == "Coordinates":  # none are in this table: what is to be done first is said in its place
                continue
            button.wait_for(timeout=SOON)
            box = button.bounding_box()
            assert box is not None and box["y"] + box["height"] <= size[1], kind
