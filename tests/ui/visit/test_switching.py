"""Several tables of one visitor: each is there again as it was left, and it is said which one had to go."""

from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from embedcore import jobs
from tests.ui import app_page
from tests.ui.app_page import TICKETS, healthy, open_sample, small_csv, small_map, upload, visit
from ui import cache

pytestmark = pytest.mark.usefixtures("queue_ends")


def filtered(app: AppTest, words: str) -> AppTest:
    return healthy(app.text_input(key="map_filter").set_value(words).run())


def test_after_a_second_file_the_first_is_there_as_it_was_left() -> None:
    app = filtered(small_map(), "parcel")
    first, drawn = app.session_state["project"], app_page.component(app, "map")["revision"]
    app = upload(visit(app, "app.py"), "other.csv", small_csv("sort"))
    second = app.session_state["project"]
    assert second.name == "other.csv"
    app = healthy(visit(app, "pages/data.py").button(key=f"frame_open_{first.id}").click().run())
    assert app.session_state["project"].space is first.space
    app = visit(app, "pages/map.py")
    assert app_page.component(app, "map")["revision"] == drawn
    assert app.text_input(key="map_filter").value == "parcel"
    app = healthy(visit(app, "pages/data.py").button(key=f"data_open_{second.id}").click().run())
    assert app.session_state["project"].table is second.table


def test_a_sample_is_there_as_it_was_left_with_the_roles_of_its_columns() -> None:
    app = filtered(open_sample(), "parcel")
    project = app.session_state["project"]
    app = upload(visit(app, "app.py"), "other.csv", small_csv())
    app = healthy(visit(app, "app.py").button(key=f"frame_open_{TICKETS.file}").click().run())
    assert app.session_state["project"].space is project.space
    assert visit(app, "pages/map.py").text_input(key="map_filter").value == "parcel"


def test_what_makes_room_is_said() -> None:
    app, told = upload(app_page.start(), "file 0.csv", small_csv("k0")), ""
    for number in range(1, cache.shelf().limits.items + 1):
        app = upload(visit(app, "app.py"), f"file {number}.csv", small_csv(f"k{number}"))
        told += "\n".join(app_page.plain(str(toast.value)) for toast in app.toast)
    app = healthy(visit(app, "pages/data.py").run())
    told += "\n".join(app_page.plain(str(toast.value)) for toast in app.toast)
    assert not any(str(button.label).startswith("file 0") for button in app.button)
    assert "file 0.csv is no longer kept here: newer files of yours took its place" in told


def test_a_sample_to_be_read_again_is_still_as_it_was_read() -> None:
    app = visit(open_sample(), "pages/data.py")
    table = app.session_state["project"].table.with_role("channel", "id")
    app.session_state["project"] = replace(
        app.session_state["project"],
        dataset=table,
        space=app.session_state["project"].space.with_dataset(table),
        origin=jobs.ModelChoice("all-MiniLM-L6-v2-static"),
    )
    app = healthy(visit(app, "pages/data.py").button(key="data_again").click().run())
    assert app.session_state["project"].table.column_roles["channel"] == "id"
    assert app_page.of_data(app, "selectbox", "data_model_").value == "all-MiniLM-L6-v2-static"
    reloaded = AppTest.from_file(app_page.APP, default_timeout=120)
    reloaded.session_state["visitor_key"] = app.session_state["visitor_key"]
    reloaded.query_params["sample"] = TICKETS.file
    reloaded = healthy(reloaded.switch_page("pages/data.py").run())
    assert reloaded.session_state["project"].table.column_roles["channel"] == "id"
    opened = healthy(visit(reloaded, "app.py").button(key=f"home_open_{TICKETS.file}").click().run())
    assert opened.session_state["project"].table.column_roles["channel"] == "category"  # by its card it begins anew
