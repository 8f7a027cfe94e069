"""A table of one's own: from the file to the map, looking around on it, searching, and what is downloaded."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest

pytest.importorskip("playwright.sync_api", reason="browser tests need playwright: pip install -r requirements-dev.txt")

from driving.page_words import CLICKED_TEXT, TYPICAL_WORDS, rows_kept
from driving.person import LONG, Person, visitor
from tests.browser import tables

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from driving.running import App

pytestmark = pytest.mark.timeout(600)


@pytest.fixture(scope="module")
def questions(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tables.bank_questions(tmp_path_factory.mktemp("data") / "bank questions.csv")


@pytest.fixture(scope="module")
def uploaded(questions: Path) -> pd.DataFrame:
    return pd.read_csv(questions)


@pytest.fixture
def on_the_map(app: "App", browser: "Browser", questions: Path) -> Iterator[Person]:
    """Somebody who has uploaded the questions and sees their t-SNE map with its groups."""
    with visitor(browser, app) as person:
        person.visit()
        person.upload_and_read(questions)
        person.grouped()
        person.map.drawn(method="tsne", timeout=LONG)
        yield person


def test_a_file_without_doubt_shows_its_preview_until_the_exact_map_is_there(
    app: "App", browser: "Browser", tmp_path: Path
) -> None:
    file = tmp_path / "straight.csv"
    tables.made_up(4_500, seed=9, n_words=12).to_csv(file, index=False)
    with visitor(browser, app) as person:
        person.visit()
        person.upload(file, straight=True)
        person.arrived("Map", timeout=LONG)
        person.says(re.compile("Preview: you can already look, search and click"))
        person.map.look("{ window.mapTop = map.getBoundingClientRect().top; }")
        person.map.drawn(timeout=LONG)
        person.says(
            re.compile(
                r"4,500 texts from the column “text”, all rows kept · CSV · preview, then all-MiniLM-L6-v2 · By meaning"
            )
        )
        person.says(re.compile(r"all-MiniLM-L6-v2 has replaced the preview: .* are the same\."), timeout=LONG)
        person.map.drawn(timeout=LONG)
        assert person.keyed("preview").count() == 0
        assert person.map.look("Math.abs(map.getBoundingClientRect().top - window.mapTop)") < 2  # nothing pushed it
        assert person.map.attribute("points") == "4500"
        person.click(person.keyed("how_read").get_by_role("link", name="Change"))
        person.arrived("Data")


def test_from_the_file_to_the_map_and_back_to_files(
    app: "App", browser: "Browser", questions: Path, uploaded: pd.DataFrame
) -> None:
    with visitor(browser, app) as person:
        person.visit()
        person.upload(questions)
        person.arrived("Data")
        person.says(rows_kept(len(uploaded), len(uploaded)))
        assert person.selected("data_text_column") == "text"
        person.without_preview()
        person.press("data_embed")
        person.progress("Reading the meaning of the texts")
        person.page.get_by_role("heading", name="Map", exact=True).wait_for(timeout=LONG)  # nobody clicked
        person.map.drawn()
        assert person.map.attribute("points") == str(len(uploaded))

        person.grouped()
        person.map.drawn(method="tsne", timeout=LONG)
        assert person.map.attribute("points") == str(len(uploaded))
        everything = person.download_rows()
        assert everything["text"].tolist() == uploaded["text"].tolist()
        assert everything["category"].tolist() == uploaded["category"].tolist()
        assert {"cluster", "cluster_name", "x", "y"} <= set(everything.columns)
        assert np.isfinite(everything[["x", "y"]].to_numpy()).all()
        assert everything["cluster"].min() == 1
        assert everything["cluster"].nunique() == everything["cluster_name"].nunique() == person.map.groups().count()

        drawn = person.map.box_around(person.map.free_row())
        person.says(TYPICAL_WORDS, timeout=LONG)
        inside = everything["x"].between(*sorted(drawn["x"])) & everything["y"].between(*sorted(drawn["y"]))
        assert person.n_selected() == inside.sum() > 0
        selection = person.download("map_download_selection")
        assert selection["text"].tolist() == everything["text"][inside].tolist()
        assert selection["row_number"].tolist() == everything["row_number"][inside].tolist()
        assert person.table_rows() == inside.sum()

        person.press("map_clear")
        person.map.becomes("shapes", 0)
        person.map.lasso_around(person.map.free_row())
        person.says(TYPICAL_WORDS)
        assert person.n_selected() == len(person.download("map_download_selection")) > 0


def test_a_clicked_point_tells_its_text_and_neighbours(on_the_map: Person, uploaded: pd.DataFrame) -> None:
    person = on_the_map
    row = person.map.free_row()
    person.map.click_row(row)
    person.says(CLICKED_TEXT)
    person.map.becomes("selected", 9)  # the row and its 8 neighbours
    person.settled()

    assert person.map.attribute("clicked") == str(row)
    assert person.says(" ".join(uploaded["text"][row].split())).is_visible()
    scores = person.scores()
    assert len(scores) == 8
    assert scores == sorted(scores, reverse=True)
    assert all(0 < score <= 1 for score in scores)

    person.press("map_clear")
    person.map.becomes("selected", 0)
    person.grouped()


def test_filter_and_colour_and_groups(on_the_map: Person, uploaded: pd.DataFrame) -> None:
    person = on_the_map
    wanted = "card"
    person.fill("map_filter", wanted.upper())
    held = [uploaded[column].str.casefold().str.contains(wanted, regex=False) for column in ("text", "category")]
    n_found = int((held[0] | held[1]).sum())
    assert 0 < n_found < len(uploaded)
    person.map.becomes("focus", n_found)
    assert person.map.attribute("points") == str(len(uploaded))
    person.says(f"{n_found:,} of {len(uploaded):,} texts have")
    person.fill("map_filter", "")
    person.map.becomes("focus", "all")

    person.choose("map_color", "category")
    values = set(uploaded["category"])
    person.has_a_group(re.compile("|".join(re.escape(value[:20]) for value in values)))  # no longer the groups found
    names = person.has_groups(min(len(values), 60))
    assert len(set(names)) == len(names)
    assert all(any(value.startswith(name.removesuffix("…")) for value in values) for name in names)
    person.choose("map_color", "Groups")
    person.grouped()

    person.click(person.page.get_by_role("button", name="Settings"))
    person.click(person.keyed("map_how_many").get_by_text("A number"))
    person.has_groups(8)
    slider = person.slider("map_n_groups")
    slider.focus()
    slider.press("ArrowRight")
    slider.press("ArrowRight")
    assert slider.input_value() == "10"
    person.has_groups(10)
    person.page.keyboard.press("Escape")
    person.says("10 groups")

    person.click(person.map.groups().nth(2))
    person.map.becomes("hidden", 9)
    assert person.map.groups().nth(2).get_attribute("aria-pressed") == "true"
    person.click(person.page.get_by_role("button", name="Show all groups"))
    person.map.becomes("hidden", 0)


def test_space_and_back(on_the_map: Person, uploaded: pd.DataFrame) -> None:
    person = on_the_map
    person.dimensions(3)
    person.map.becomes("dims", 3)
    assert person.map.attribute("points") == str(len(uploaded))
    person.dimensions(2)
    person.map.becomes("dims", 2)
    person.map.drawn(method="tsne", timeout=LONG)
    assert person.map.attribute("points") == str(len(uploaded))


def test_the_map_stays_while_its_groups_arrive(app: "App", browser: "Browser", tmp_path: Path) -> None:
    """A job that ends must not take the map off the page, since its zoom would be lost."""
    file = tmp_path / "other questions.csv"
    tables.made_up(300, seed=21, n_words=8).to_csv(file, index=False)
    with visitor(browser, app) as person:
        person.visit()
        person.upload_and_read(file)
        person.map.drawn(method="pca")
        person.map.look("{ window.firstMap = map.embeddingMap; }")
        person.grouped()
        person.map.drawn(method="tsne", timeout=LONG)
        assert person.map.look("window.firstMap === map.embeddingMap && !window.firstMap.gone")


def test_search_threshold_table_and_map_agree(on_the_map: Person, uploaded: pd.DataFrame) -> None:
    person = on_the_map
    person.go("Search")
    person.search("someone stole my card")
    matches = person.found()
    person.search_map.drawn(method="tsne")
    person.search_map.becomes("focus", matches)
    assert person.search_map.attribute("markers") == "1"
    scores = person.scores()
    assert len(scores) == min(matches, 10)
    assert scores == sorted(scores, reverse=True)

    before = float(person.slider("search_threshold_cosine").input_value())
    threshold = person.move_threshold("ArrowLeft", "ArrowLeft", "ArrowLeft")
    assert threshold == pytest.approx(before - 0.03)
    more = person.found()
    assert more >= matches
    person.search_map.becomes("focus", more)
    person.click(person.page.get_by_role("tab", name="Table"))
    assert person.table_rows() == min(more, 10)
    downloaded = person.download("search_download")
    assert len(downloaded) == more
    assert downloaded["score"].is_monotonic_decreasing
    assert downloaded["score"].min() >= threshold - 1e-6
    assert set(downloaded["text"]) <= set(uploaded["text"])
    assert set(downloaded["query"]) == {"someone stole my card"}

    person.move_threshold("End")
    person.says("No result above the threshold; the best is 0.")
    person.search_map.becomes("focus", 0)
    person.page.get_by_test_id("stDataFrame").wait_for(state="detached", timeout=LONG)
    # What scores mean may have come after the results, whose threshold then stayed where it was.
    said = person.says(re.compile(r"Suggested \d\.\d\d:"), timeout=LONG).inner_text()
    suggested = re.search(r"Suggested (\d\.\d\d):", said)
    assert suggested is not None
    person.press("search_suggested")
    matches = person.found()
    assert person.slider("search_threshold_cosine").input_value() == suggested[1]
    person.search_map.becomes("focus", matches)
