"""The summary on Home: of all rows, of what is chosen on the map, and after what a person decided."""

import re
from dataclasses import replace

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from embedcore.duplicates import Decisions, Judged
from tests.ui.app_page import (
    REVIEWS,
    around,
    healthy,
    links,
    open_sample,
    plain,
    said,
    seeded,
    settle,
    start,
    title,
    visit,
)
from ui.summary import repeated

HOME = "app.py"
HEADINGS = ("What this is", "The main issues", "What is new", "What grew or fell", "What repeats", "What is unusual")


@pytest.fixture
def app() -> AppTest:
    return visit(settle(open_sample()), HOME)


def rows_buttons(app: AppTest, key: str) -> list[int]:
    """How many rows each button of a section leads to."""
    found = [one for one in app.button if str(one.key).startswith(f"home_rows_{key}_")]
    return [int(one.label.split()[0].replace(",", "")) for one in found]


def test_without_data_home_says_what_this_is() -> None:
    app = start()
    assert title(app) == "What is in your data?"
    assert "We turn each text into coordinates" in said(app)
    assert not [one for one in app.button if str(one.key).startswith("home_rows_")]


def test_all_questions_are_answered(app: AppTest) -> None:
    text = said(app)
    for heading in (*HEADINGS, "How far it can be trusted"):
        assert f"### {heading}" in text
    n_rows = app.session_state["project"].space.n_rows
    assert f"{n_rows:,} texts of support_tickets.csv" in plain(text)
    assert sum(rows_buttons(app, "issues") + rows_buttons(app, "aside")[1:]) == n_rows
    assert app.download_button(key="home_summary_html").label == "Page to send or print (HTML)"


def test_repeats_come_when_they_are_found(app: AppTest) -> None:
    app = settle(app)
    assert "Looking for what repeats" not in said(app)
    assert rows_buttons(app, "repeats")


def test_whether_it_can_be_trusted_is_said_first_and_leads_to_the_page(app: AppTest) -> None:
    app = settle(app)
    assert "Looking for what may mislead you" not in said(app)
    text = said(app)
    verdict = text[text.index("### How far it can be trusted") :].splitlines()[1]
    assert re.match(r"\*\*(Yes|With care|Not as it is)\*\*: ", verdict)
    assert "All that was checked" in links(app)
    assert not app.download_button(key="home_summary_html").disabled


def test_a_sentence_leads_to_its_rows(app: AppTest) -> None:
    n_rows = rows_buttons(app, "issues")[1]
    app = app.button(key="home_rows_issues_1").click().run(timeout=60)
    app = visit(app, "pages/map.py")
    assert f"{n_rows:,} selected" in said(app)


def test_what_is_chosen_on_the_map_is_summed_up(app: AppTest) -> None:
    app = seeded(visit(app, "pages/map.py"), outline=around(app, [3, 40, 150]))
    n_selected = len(app.session_state["map_settings"].selected)
    assert app.button(key="map_summary").label == "Sum up these"
    app = visit(app.button(key="map_summary").click().run(timeout=60), HOME)
    assert app.selectbox(key="home_scope").value == "chosen"
    assert f"{n_selected} of the " in plain(said(app))
    assert "chosen by inside the outline" in plain(said(app))
    app = healthy(app.selectbox(key="home_scope").set_value("").run(timeout=60))
    assert f"{n_selected} of the " not in plain(said(app))


def test_what_was_chosen_of_other_data_is_not_asked_for(app: AppTest) -> None:
    app = seeded(visit(app, "pages/map.py"), outline=around(app, [3, 40, 150]))
    app = visit(open_other(app), HOME)
    assert title(app) == "What is in your data?"
    assert "chosen by" not in plain(said(app))
    assert app.button(key="home_open_support_tickets.csv").label == "Open the map"


def open_other(app: AppTest) -> AppTest:
    """The sample of ratings, of fewer rows, in the same session."""
    return settle(healthy(visit(app, HOME).button(key="home_open_cookery_club.csv").click().run(timeout=60)))


def test_the_last_days_are_summed_up(app: AppTest) -> None:
    app = healthy(app.selectbox(key="home_scope").set_value("30").run(timeout=60))
    project = app.session_state["project"]
    times = project.dataset.frame["created_at"].to_numpy(dtype="datetime64[ms]")
    n_rows = int((times > times.max() - np.timedelta64(30, "D")).sum())
    assert f"{n_rows:,} of the {len(times):,} texts of support_tickets.csv, chosen by the last 30 days" in plain(
        said(app)
    )


def test_a_new_name_and_what_is_no_issue_are_in_it(app: AppTest) -> None:
    app = visit(app, "pages/groups.py")
    field = next(one for one in app.text_input if str(one.key).startswith("groups_name_"))
    field.set_value("Called by us")
    app = healthy(app.button(key="groups_rename_do").click().run(timeout=60))
    app = visit(healthy(app.button(key="groups_issue").click().run(timeout=60)), HOME)
    text = said(app)
    assert text.index("### Not an issue") < text.index("**Called by us**") < text.index("### What is new")


def test_dropped_repeats_are_not_counted(app: AppTest) -> None:
    project = app.session_state["project"]
    numbers = project.dataset.row_numbers.tolist()
    judged = Judged((numbers[0], numbers[1], numbers[2]), numbers[0])
    app.session_state["project"] = replace(project, decisions=Decisions().judge(judged))
    app = healthy(app.run(timeout=60))
    n_rows = project.space.n_rows
    assert f"{n_rows - 2:,} texts of support_tickets.csv" in plain(said(app))
    assert "2 texts repeat others and were dropped: not counted here." in plain(said(app))
    assert sum(rows_buttons(app, "issues") + rows_buttons(app, "aside")[1:]) == n_rows - 2


def test_a_click_counts_though_work_ended_in_that_moment(app: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    app = settle(app)
    # As if the work had ended after this run looked for it, and before it shows how far that is.
    monkeypatch.setattr(repeated, "what_repeats", lambda space: None)
    app = healthy(app.run(timeout=60))
    app = healthy(app.button(key=f"home_open_{REVIEWS.file}").click().run(timeout=60))
    assert title(app) == "Map"
    assert app.session_state["project"].name == REVIEWS.title


def test_a_bold_lead_is_parted_from_what_follows() -> None:
    def page() -> None:
        import numpy as np

        import embedcore as ec
        from embedcore.summary import Sentence
        from ui.summary.page import _sentence

        space = ec.EmbeddingSpace(np.eye(3))
        _sentence(space, Sentence(" is the least sure", np.arange(0), lead="Smart plug"), key="one")
        _sentence(space, Sentence(": 3 texts.", np.arange(0), lead="Refund"), key="two")

    app = healthy(AppTest.from_function(page).run())
    assert app.markdown[0].value == "**Smart plug** is the least sure"
    assert plain(app.markdown[1].value) == "**Refund**: 3 texts."
