"""What belongs to one dataset goes when another is opened; what is the person's stays."""

from pathlib import Path

import pytest

from tests.ui.app_page import (
    TICKETS,
    healthy,
    of_data,
    open_sample,
    small_csv,
    start,
    upload,
    visit,
    with_kind,
)
from ui import session
from ui.session import state

pytestmark = pytest.mark.usefixtures("queue_ends")
UI = Path(session.__file__).parents[1]


def test_nothing_of_the_old_data_is_left_but_the_persons_own() -> None:
    app = open_sample(TICKETS)
    app = healthy(app.text_input(key="map_filter").set_value("parcel").run())
    app = healthy(app.selectbox(key="map_color").set_value("channel").run())
    app = healthy(app.button_group(key="map_method").set_value("pca").run())
    app = healthy(app.toggle(key="map_names").set_value(False).run())
    app = healthy(visit(app, "pages/search.py").text_input(key="search_query").set_value("a late parcel").run())
    for key in ("some_page_typed", "recommend_user"):  # whatever a page may keep
        app.session_state[key] = "of the old data"
    app = upload(visit(app, "app.py"), "small.csv", small_csv())
    left = {key: app.session_state[key] for key in app.session_state._state.filtered_state}
    assert "of the old data" not in left.values()
    assert left["map_names"] is False
    settings = left["map_settings"]
    assert (settings.method, settings.clicked, settings.filters) == ("pca", None, ())
    for key in ("map_filter", "map_color", "search_query"):
        assert not left.get(key), key


def test_what_was_typed_in_the_playground_is_placed_among_the_next_data() -> None:
    app = visit(open_sample(TICKETS), "pages/playground.py")
    first = app.text_input(key="playground_text_1").value
    app = healthy(app.text_input(key="playground_text_1").set_value("a text of my own").run())
    app = visit(upload(visit(app, "app.py"), "small.csv", small_csv()), "pages/playground.py")
    assert app.text_input(key="playground_text_1").value == "a text of my own" != first


def test_rows_selected_of_one_kind_are_not_those_of_another() -> None:
    app = upload(start(), "small.csv", small_csv())
    app.session_state["map_color"] = "kind"
    app = with_kind(app, "numbers")
    assert "map_color" not in app.session_state


@pytest.mark.parametrize("kinds", [("vectors", "ratings", "numbers", "texts"), ("numbers", "vectors", "texts")])
def test_how_similarity_is_measured_is_chosen_in_every_kind(kinds: tuple[str, ...]) -> None:
    app, keys = upload(start(), "small.csv", small_csv()), set()
    for kind in kinds:
        app = with_kind(app, kind)
        radio = of_data(app, "radio", "data_metric")
        assert radio.value == ("euclidean" if kind == "numbers" else "cosine")
        assert radio.key not in keys  # the same one, drawn elsewhere on the page, shows nothing chosen in a browser
        keys.add(radio.key)


def test_what_stays_is_somewhere_on_the_pages() -> None:
    files = [*UI.rglob("*.py"), *(UI.parent / "pages").glob("*.py"), UI.parent / "app.py"]
    written = "\n".join(path.read_text(encoding="utf-8") for path in files if path.parent.name != "session")
    for beginning in state._OF_THE_PERSON[1:]:
        assert f'"{beginning}' in written, beginning
