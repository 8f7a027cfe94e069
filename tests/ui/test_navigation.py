"""The menu: every page once, those that fit the data first, the others with the reason why they show nothing of it."""

import pytest
from streamlit.testing.v1 import AppTest

from tests.ui.app_page import TICKETS, links, menu, open_sample, said, small_csv, start, upload, visit
from ui import navigation, samples

LABELS = {place.label for place in navigation.PLACES}
CLUB, DIGITS = samples.OTHER_SAMPLES


def reasons(app: AppTest) -> dict[str, str]:
    """Of the pages that show nothing of this data, from the menu's lower part."""
    project = app.session_state.get("project")
    found = {place.label: navigation.why_not(place, project) for place in navigation.PLACES}
    shown = {label: why for label, why in found.items() if why}
    assert all(why in said(app) for why in shown.values())
    return shown


def test_without_data_it_begins_with_data_and_every_page_is_there() -> None:
    app = start()
    assert menu(app) == [
        "Home",
        "Playground",
        "Learn",
        "Map",
        "Groups",
        "Search",
        "Recommend",
        "Duplicates",
        "Trust",
        "Compare",
        "Data",
    ]
    assert set(reasons(app)) == {"Map", "Groups", "Search", "Recommend", "Duplicates", "Trust", "Compare", "Data"}
    assert "No data loaded" in said(app)


def test_texts_are_explored_and_have_no_users() -> None:
    app = open_sample(TICKETS)
    assert menu(app) == [
        "Home",
        "Map",
        "Groups",
        "Search",
        "Playground",
        "Duplicates",
        "Trust",
        "Compare",
        "Data",
        "Learn",
        "Recommend",
    ]
    assert reasons(app) == {"Recommend": "needs users and items"}
    assert "Not with this data" in said(app)
    n_rows = app.session_state["project"].dataset.n_rows
    assert f"{n_rows:,} rows · all-MiniLM-L6-v2 · by meaning" in said(app)


def test_what_is_not_read_yet_waits_for_it() -> None:
    app = visit(upload(start(), "small.csv", small_csv()), "pages/search.py")
    assert menu(app)[:4] == ["Playground", "Home", "Data", "Learn"]
    assert reasons(app)["Map"] == "once the data is read"
    assert "9 rows, not read yet" in said(app)


@pytest.mark.parametrize(
    ("sample", "first", "without"),
    [
        (CLUB, ["Home", "Recommend", "Map", "Groups"], {"Playground": "needs a model that reads texts"}),
        (DIGITS, ["Home", "Map", "Groups", "Search", "Duplicates", "Trust", "Compare"], {"Playground", "Recommend"}),
    ],
    ids=["users and items", "pictures"],
)
def test_users_begin_with_what_is_recommended_and_pictures_have_no_playground(
    sample: samples.Sample, first: list[str], without: object
) -> None:
    app = open_sample(sample)
    assert menu(app)[: len(first)] == first
    assert set(reasons(app)) == set(without)  # type: ignore[call-overload]
    assert set(menu(app)) == LABELS


def test_it_is_the_same_on_every_page() -> None:
    app = open_sample(TICKETS)
    before = menu(app)
    for place in navigation.PLACES:
        app = visit(app, place.path)
        assert menu(app) == before
        assert "all-MiniLM-L6-v2" in said(app)
        assert not set(links(app)) & (LABELS - {"Data"}) or place.path == "pages/data.py"
