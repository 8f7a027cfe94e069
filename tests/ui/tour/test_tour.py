"""The tour, without a browser: offered once, six steps over two pages, ended at any time."""

import pytest
from streamlit.testing.v1 import AppTest

from tests.ui.app_page import healthy, said, start, title, visit
from ui.tour import tour

pytestmark = pytest.mark.usefixtures("queue_ends")


def pressed(app: AppTest, key: str) -> AppTest:
    return healthy(app.button(key=key).click().run())


def test_six_steps_over_home_and_map() -> None:
    app = pressed(start(), "tour_begin")
    assert "1 of 6 · Begin with data" in said(app)
    assert "New here?" not in said(app)
    app = pressed(app, "tour_next")
    assert title(app) == "Map"  # with the sample, since nothing was open
    for number, step in enumerate(tour.STEPS[1:], start=2):
        assert f"{number} of 6 · {step.title}" in said(app)
        app = pressed(app, "tour_next")
    assert " of 6 · " not in said(app)
    app = visit(app, "app.py")
    assert "New here?" not in said(app) and " of 6 · " not in said(app)


def test_who_refuses_or_ends_it_is_not_asked_again_but_can_begin_it() -> None:
    app = pressed(start(), "tour_refuse")
    assert "New here?" not in said(app)
    app = visit(app, "pages/learn.py")
    app.session_state["learn_tabs"] = "Done"
    app = pressed(healthy(app.run()), "tour_again")
    assert title(app) == "What is in your data?" and "1 of 6" in said(app)
    app = visit(pressed(visit(app, "app.py"), "tour_next"), "pages/map.py")
    app = pressed(app, "tour_next")
    app = pressed(app, "tour_back")
    assert "2 of 6" in said(app)
    app = visit(app, "app.py")
    assert "Go on with the tour: Map" in [str(link.proto.label) for link in app.get("page_link")]
    app = pressed(app, "tour_end")
    assert " of 6 · " not in said(visit(app, "pages/map.py"))
