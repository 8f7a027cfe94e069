"""A project saved from the map, and opened by somebody else: the same map, groups, names and search, at once."""

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

pytest.importorskip("playwright.sync_api", reason="browser tests need playwright: pip install -r requirements-dev.txt")

import embedcore as ec
from driving.map_hand import SOON
from driving.person import Person, visitor
from ui.samples import FOLDER, SAMPLES

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from driving.running import App

pytestmark = pytest.mark.timeout(600)
PHRASE = "my parcel never arrived"


def matches(person: Person) -> list[tuple[float, str]]:
    """Each match with its score; what the score means is worked out a moment later."""
    rows = [re.search(r"row [\d,]+", card) for card in person.cards()]
    return [(score, row[0] if row else "") for score, row in zip(person.scores(), rows, strict=True)]


def test_a_project_is_saved_and_opened_by_somebody_else(app: "App", browser: "Browser", tmp_path: Path) -> None:
    file = tmp_path / "tickets.embx"
    with visitor(browser, app) as person:
        person.visit()
        person.open_sample("support_tickets")
        person.grouped()
        person.map.drawn()
        names = person.map.names().all_inner_texts()
        with person.page.expect_download(timeout=SOON) as downloaded:
            person.press("map_save")
        assert re.fullmatch(r"[\w-]+\.embx", downloaded.value.suggested_filename)
        downloaded.value.save_as(file)
        person.go("Search")
        person.search(PHRASE)
        found = matches(person)
    saved = ec.load(file)
    assert isinstance(saved, ec.Project) and len(saved.maps) == 1 and saved.clustering is not None
    assert saved.space.dataset is not None
    assert saved.space.dataset.texts == ec.read_table(FOLDER / SAMPLES[0].file).texts

    with visitor(browser, app) as other:
        other.visit()
        other.keyed("home_upload").locator("input[type=file]").set_input_files(file)
        other.arrived("Map")
        other.has_groups(len(names), timeout=SOON)
        other.map.drawn(timeout=SOON)
        assert other.map.names().all_inner_texts() == names
        assert other.map.attribute("points") == str(saved.space.n_rows)
        other.go("Search")
        other.search(PHRASE)
        assert matches(other) == found
        other.page.reload()  # what came from a file is kept as any other upload
        other.arrived("Search")
        other.found()
        assert matches(other) == found
