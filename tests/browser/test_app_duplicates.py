"""What repeats, in a browser: reviewed by keyboard, taken back, kept over a reload, and taken away as tables."""

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
import pytest

pytest.importorskip("playwright.sync_api", reason="browser tests need playwright: pip install -r requirements-dev.txt")

from driving.person import LONG, Person, visitor
from tests.browser import tables

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from driving.running import App

pytestmark = pytest.mark.timeout(600)
N_ROWS = 60


@pytest.fixture(scope="module")
def repeats(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Different texts, and six of them once more: in other case, or with a sign more."""
    frame = tables.made_up(N_ROWS - 6, seed=11, n_words=8)
    again = frame.iloc[:6].copy()
    again["text"] = [text.upper() if row % 2 else f"{text}!" for row, text in enumerate(again["text"])]
    path = tmp_path_factory.mktemp("data") / "repeats.csv"
    pd.concat([frame, again]).to_csv(path, index=False)
    return path


def decided(person: Person, count: int) -> int:
    """Waits until so many groups are decided; how many there are."""
    said = person.says(re.compile(rf"^{count} of \d+ groups decided"), timeout=LONG)
    person.settled()
    return int(said.inner_text().split()[2])


def test_three_groups_by_keyboard_undone_kept_and_taken_away(app: "App", browser: "Browser", repeats: Path) -> None:
    with visitor(browser, app) as person:
        person.visit()
        person.upload_and_read(repeats)
        person.map.drawn(timeout=LONG)
        person.go("Duplicates")
        n_groups = decided(person, 0)
        assert n_groups >= 3
        keys = person.page.keyboard
        keys.press("k")
        decided(person, 1)
        keys.press("n")
        decided(person, 2)
        keys.press("1")  # the other one stays
        person.says(re.compile("Stays, as you chose"))
        person.settled()
        keys.press("k")
        decided(person, 3)
        keys.press("u")
        decided(person, 2)
        keys.press("k")
        decided(person, 3)

        person.page.reload()
        person.arrived("Duplicates")
        assert decided(person, 3) == n_groups

        cleaned, audit = person.download("duplicates_cleaned"), person.download("duplicates_audit")
        dropped = audit[audit["decision"] == "drop"]
        sizes, by_decision = audit["group"].value_counts(), audit.groupby("decision")["group"].unique()
        assert len(by_decision["keep"]) == 2 and len(by_decision["not a duplicate"]) == 1
        assert len(dropped) == (sizes[by_decision["keep"]] - 1).sum()
        assert sorted([*cleaned["row_number"], *dropped["row_number"]]) == list(range(1, N_ROWS + 1))
        assert set(dropped["row_that_stays"].astype(float)) <= set(cleaned["row_number"].astype(float))
        assert sorted(audit["group"].unique()) == list(range(1, n_groups + 1))
        assert set(dropped["text"]) <= set(pd.read_csv(repeats)["text"])


def test_the_sample_has_its_groups_and_the_slider_groups_anew(app: "App", browser: "Browser") -> None:
    with visitor(browser, app) as person:
        person.visit()
        person.open_sample("support_tickets")
        person.map.drawn(timeout=LONG)
        person.go("Duplicates")
        before = decided(person, 0)
        person.press("duplicates_level_textbook")
        person.keyed("duplicates_level_measured").wait_for(timeout=LONG)
        assert decided(person, 0) > before
