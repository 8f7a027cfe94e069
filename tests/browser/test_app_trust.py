"""Can I trust it, in a browser: a planted fault is found, mended with before and after, seen gone, and undone."""

import re
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest

pytest.importorskip("playwright.sync_api", reason="browser tests need playwright: pip install -r requirements-dev.txt")

from driving.person import LONG, Person, visitor

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Browser

    from driving.running import App

pytestmark = pytest.mark.timeout(600)
N_ROWS, N_DIMS = 240, 16
SHARE = re.compile(r"one makes up (under )?(\d+)% of all differences")


def vectors(rng: np.random.Generator) -> np.ndarray:
    """Six subjects, each a direction with a cloud around it; all of length 1."""
    middles = rng.normal(size=(6, N_DIMS))
    made = middles[np.arange(N_ROWS) % 6] + rng.normal(size=(N_ROWS, N_DIMS)) * 0.5
    return np.asarray(made / np.linalg.norm(made, axis=1, keepdims=True))


def other_scale(rng: np.random.Generator) -> np.ndarray:
    """One number was noted in thousandths."""
    made = vectors(rng)
    made[:, 3] *= 1_000
    return made


def varying_lengths(rng: np.random.Generator) -> np.ndarray:
    """The longest vector has 40 times the length of the shortest."""
    return vectors(rng) * np.exp(rng.uniform(0, np.log(40), size=(N_ROWS, 1)))


def opened(
    person: Person,
    folder: Path,
    make: "Callable[[np.random.Generator], np.ndarray]",
    metric: str,
    *,
    n_repeated: int = 1,
) -> None:
    """A table of numbered notes with these vectors, compared in that way, on the page Trust.

    n_repeated: so many rows are the first one again, and itself.
    """
    frame = pd.DataFrame(make(np.random.default_rng(8)), columns=[f"x_{at}" for at in range(N_DIMS)]).round(5)
    frame.insert(0, "note", [f"note number {row} on subject {row % 6}" for row in range(N_ROWS)])
    frame.iloc[:n_repeated] = frame.iloc[0].to_numpy()
    path = folder / "planted.csv"
    frame.to_csv(path, index=False)
    person.visit()
    person.upload(path)
    person.arrived("Data", timeout=LONG)
    person.page.locator("[class*='st-key-data_metric_']").get_by_text(re.compile(metric)).first.click()
    person.settled()
    person.press("data_embed")
    person.map.drawn(timeout=LONG)
    person.go("Trust")
    person.keyed("trust_verdict").wait_for(timeout=LONG)


def share(person: Person) -> int:
    """How much one number makes up of all differences, in percent, as the page says."""
    said = person.keyed("trust_dominant_dimensions").get_by_text(SHARE).first
    found = SHARE.search(said.inner_text())
    assert found is not None
    return int(found[2])


def tried(person: Person, finding: str) -> str:
    """Tries the fix of that finding; what is said of before and after."""
    person.press(f"trust_{finding}_fix")
    person.keyed("trust_trial").get_by_text(re.compile("Also changes|Nothing else changes")).wait_for(timeout=LONG)
    return person.keyed("trust_trial").inner_text()


def used(person: Person) -> None:
    person.press("trust_use")
    person.keyed("trust_changed").wait_for(timeout=LONG)
    person.keyed("trust_verdict").wait_for(timeout=LONG)
    person.settled()


def undone(person: Person) -> None:
    person.press("trust_undo")
    person.keyed("trust_changed").wait_for(state="hidden", timeout=LONG)
    person.keyed("trust_verdict").wait_for(timeout=LONG)
    person.settled()


def test_a_number_on_another_scale_is_found_mended_and_undone(app: "App", browser: "Browser", tmp_path: Path) -> None:
    with visitor(browser, app) as person:
        opened(person, tmp_path, other_scale, "Straight-line distance")
        person.says("Do not rely on it yet")
        assert share(person) >= 99
        said = tried(person, "dominant_dimensions")
        before, after = (int(found[1]) for found in SHARE.findall(said))
        assert before >= 99 and after <= 15
        assert re.search(r"\d+% of the 10 rows most like each one become other ones", said)
        used(person)
        assert not person.keyed("trust_dominant_dimensions").count()
        person.go("Map")
        person.map.drawn(timeout=LONG)
        person.go("Search")
        person.open_menu()
        person.menu.get_by_text("every number counts the same").wait_for()
        person.page.keyboard.press("Escape")

        person.page.reload()  # what was changed stays, and so does the way back
        person.arrived("Search", timeout=LONG)
        person.go("Trust")
        undone(person)
        assert share(person) >= 99


def test_lengths_that_count_are_found_mended_and_undone(app: "App", browser: "Browser", tmp_path: Path) -> None:
    with visitor(browser, app) as person:
        opened(person, tmp_path, varying_lengths, "strength")
        card = person.keyed("trust_wrong_metric")
        assert "Compare by direction, not by size" in card.inner_text()
        tried(person, "wrong_metric")
        used(person)
        assert not card.count()
        person.go("Data")
        person.says("The usual choice")  # the page that chooses the metric knows it
        person.go("Trust")
        undone(person)
        card.wait_for(timeout=LONG)


def test_its_rows_are_seen_on_the_map_and_taken_away(app: "App", browser: "Browser", tmp_path: Path) -> None:
    with visitor(browser, app) as person:
        opened(person, tmp_path, vectors, "cosine", n_repeated=40)
        card = person.keyed("trust_exact_copies")
        assert "Warning: Exact copies" in card.inner_text()
        person.click(person.keyed("trust_exact_copies_rows").locator("summary"))
        taken = person.download("trust_exact_copies_download")
        assert sorted(taken["row_number"]) == list(range(1, 41))
        person.press("trust_exact_copies_map")
        person.arrived("Map", timeout=LONG)
        person.map.drawn(timeout=LONG)
        assert person.n_selected() == 40
        person.go("Trust")
        person.click(card.get_by_role("link", name="Decide which ones stay"))
        person.arrived("Duplicates")
