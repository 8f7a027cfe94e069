"""The Compare page in a browser: the verdict in words, linked maps, labels, fewer dimensions, and back."""

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
import pytest

pytest.importorskip("playwright.sync_api", reason="browser tests need playwright: pip install -r requirements-dev.txt")

from driving.person import LONG, visitor

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from driving.running import App

pytestmark = pytest.mark.timeout(600)
KINDS = {
    "parcel": ("my parcel", "arrived late", "never came", "was left at the neighbour's", "is lost", "came broken"),
    "password": ("my password", "is refused", "was forgotten", "can't be reset", "has expired", "is too short"),
    "soup": ("the soup", "was cold", "needs more salt", "is too hot", "tastes of carrots", "was the best"),
}


@pytest.fixture(scope="module")
def labelled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Short texts of three kinds, with their kind."""
    openings = ("", "hello, ", "today ", "again ", "sorry, ")
    rows = [
        (f"{opening}{what} {said}", kind)
        for kind, (what, *ends) in KINDS.items()
        for said in ends
        for opening in openings
    ]
    path = tmp_path_factory.mktemp("data") / "labelled.csv"
    pd.DataFrame(rows, columns=["text", "kind"]).to_csv(path, index=False)
    return path


def test_the_verdict_is_read_and_a_selection_is_shown_in_both_maps(
    app: "App", browser: "Browser", labelled: Path
) -> None:
    with visitor(browser, app) as person:
        person.visit()
        person.upload_and_read(labelled)
        person.map.drawn(timeout=LONG)
        person.go("Compare")
        person.says(re.compile("most like it by all-MiniLM-L6-v2-static"), timeout=LONG)
        for shown in person.compare_maps:
            shown.drawn(timeout=LONG)
        person.settled()
        first = person.compare_maps[0]
        first.element.scroll_into_view_if_needed()
        first.stands_still()
        frame = first.frame()
        x, y = frame["x"] + frame["width"] / 2, frame["y"] + frame["height"] / 2
        first.take("box")
        first.draw(
            [(x - frame["width"] / 3, y - frame["height"] / 3), (x + frame["width"] / 3, y + frame["height"] / 3)]
        )
        said = person.says(re.compile(r"^\d+ selected"), timeout=LONG)
        n_selected = int(said.inner_text().split()[0])
        assert n_selected > 0
        for shown in person.compare_maps:
            shown.becomes("focus", n_selected)

        person.settled()
        column = person.page.locator("[class*='st-key-compare_label_']").get_by_role("combobox")
        column.scroll_into_view_if_needed()
        person.click(column)
        person.page.get_by_role("option", name="kind", exact=True).click()
        person.says(re.compile("always saying the most frequent would be right for 33%"), timeout=LONG)
        person.says(re.compile(r"^The difference is "), timeout=LONG)


def test_fewer_dimensions_are_taken_and_given_back(app: "App", browser: "Browser", labelled: Path) -> None:
    with visitor(browser, app) as person:
        person.visit()
        person.upload_and_read(labelled)
        person.map.drawn(timeout=LONG)
        person.go("Compare")
        person.press("compare_try_dimensions")
        said = person.says(re.compile(r"^[\d,]+ of 384 dimensions are enough"), timeout=LONG).inner_text()
        enough = said.split()[0]
        assert int(enough) < 384
        person.press("compare_use_dimensions")
        before = person.says("As it was before the last change", timeout=LONG)
        person.keyed("compare_use").wait_for(timeout=LONG)
        counts = person.page.get_by_role("row").filter(has_text="Numbers for each row").get_by_role("cell")
        assert counts.all_inner_texts()[1:] == [enough, "384"]
        person.press("compare_use")
        before.wait_for(state="detached", timeout=LONG)
        person.page.get_by_role("row", name=re.compile("^Numbers for each row 384 ")).wait_for(timeout=LONG)
