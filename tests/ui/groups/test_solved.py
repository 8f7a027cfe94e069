"""What solved the rows of a group, on the Groups page."""

import re

import numpy as np
import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Selectbox

from embedcore.groups import ways
from tests.ui.app_page import (
    REVIEWS,
    TICKETS,
    TOPICS,
    component,
    healthy,
    open_sample,
    plain,
    said,
    settle,
    small_csv,
    small_map,
    visit,
)

PAGE = "pages/groups.py"
pytestmark = pytest.mark.usefixtures("queue_ends")


@pytest.fixture
def app() -> AppTest:
    return settle(visit(settle(open_sample()), PAGE))


def press(app: AppTest, key: str) -> AppTest:
    return healthy(app.button(key=key).click().run())


def rows_of(app: AppTest, group: int) -> np.ndarray:
    labels = component(visit(app, "pages/map.py"), "map-colouring")["labels"]["label"].to_numpy()
    return np.flatnonzero(labels == group)


def box(app: AppTest) -> Selectbox:
    return next(one for one in app.selectbox if str(one.key).startswith("groups_answers_"))


def with_column(app: AppTest, column: str) -> AppTest:
    return settle(healthy(box(app).set_value(column).run()))


def test_the_three_most_frequent_ways_are_shown_with_counts_and_an_example(app: AppTest) -> None:
    dataset = app.session_state["project"].dataset
    expected = [way for way in ways(dataset, rows_of(app, 0))[:3] if way.n_rows > 1]
    assert expected
    app = visit(app, PAGE)
    assert box(app).value == "resolution"
    written = plain(said(app))
    for way in expected:
        assert f"{way.name[:1].upper()}{way.name[1:]}** · {way.n_rows} of" in written
        assert " ".join(way.example.split())[:150] in written
    assert f"**{len(rows_of(app, 0))} answers**" in plain(said(visit(app, PAGE)))


def rows_listed(app: AppTest) -> list[pd.DataFrame]:
    """The tables with rows of the data."""
    return [table.value for table in app.dataframe if "row_number" in table.value.columns]


def test_their_rows_are_listed_closed_again_and_shown_on_the_map(app: AppTest) -> None:
    expected = ways(app.session_state["project"].dataset, rows_of(app, 0))[0]
    app = press(visit(app, PAGE), "groups_way_rows_0")
    (shown,) = rows_listed(app)
    numbers = app.session_state["project"].dataset.row_numbers
    assert sorted(shown["row_number"]) == numbers[expected.rows].tolist()
    app = press(app, "groups_way_rows_0")
    assert not rows_listed(app)
    app = press(app, "groups_way_rows_0")
    app = press(app, "groups_way_on_map")
    carried = app.session_state["map_settings"].carried
    np.testing.assert_array_equal(carried.selected, expected.rows)


def test_the_rest_is_named_and_listed(app: AppTest) -> None:
    rows = rows_of(app, 0)
    shown = [way for way in ways(app.session_state["project"].dataset, rows)[:3] if way.n_rows > 1]
    n_rest = len(np.setdiff1d(rows, np.concatenate([way.rows for way in shown])))
    app = visit(app, PAGE)
    assert f"The other **{n_rest}**:" in said(app)
    app = press(app, "groups_way_rows_rest")
    assert len(rows_listed(app)[0]) == n_rest


def test_another_group_closes_the_list(app: AppTest) -> None:
    app = press(app, "groups_way_rows_0")
    assert rows_listed(app)
    other = app.radio(key="groups_radio").options[2]
    app = healthy(app.radio(key="groups_radio").set_value(plain(other)).run())
    assert not rows_listed(app)


def test_another_column_or_none_can_hold_the_answers(app: AppTest) -> None:
    app = with_column(app, "channel")
    assert "Email** ·" in said(app) or "Phone note** ·" in said(app) or "Chat** ·" in said(app)
    app = with_column(app, "")
    assert "Choose the column that says what was done" in said(app)
    assert not [one for one in app.button if str(one.key).startswith("groups_way_")]
    app = visit(visit(app, "pages/map.py"), PAGE)
    assert box(app).value == ""


def test_data_without_answers_asks_and_counts_what_is_chosen() -> None:
    app = settle(visit(settle(open_sample(REVIEWS)), PAGE))
    assert box(app).value == ""
    assert "Choose the column" in said(app)
    app = with_column(app, "title")
    assert "by what they say was done" in said(app)


def test_cases_without_an_answer_are_counted() -> None:
    texts = [text for texts in TOPICS.values() for text in texts]
    answers = ["Refund", "", "Refund", "Call", "", "Call", "Refund", "Call", ""]
    rows = "\n".join(f"{text},{answer}" for text, answer in zip(texts, answers, strict=True))
    app = settle(visit(small_map(content=f"text,resolution\n{rows}\n".encode()), PAGE))
    n_rows = int(app.radio(key="groups_radio").proto.captions[0].split()[0])
    assert box(app).value == "resolution"
    assert re.search(r"\*\*\d answers?\*\*; \d without, by what they say was done\.$", said(app), re.MULTILINE)
    assert n_rows == sum(int(n) for n in re.search(r"\*\*(\d) answers?\*\*; (\d) without", said(app)).groups())


def test_data_of_texts_alone_has_no_answers() -> None:
    app = visit(small_map(content=b"text\n" + small_csv().split(b"\n", 1)[1].replace(b",", b" ")), PAGE)
    assert "What solved it" not in said(app)


def test_what_was_chosen_for_one_table_is_not_asked_of_another(app: AppTest) -> None:
    app = with_column(app, "channel")
    app = healthy(app.selectbox(key="groups_since").set_value(0).run())
    app = healthy(visit(app, "app.py").button(key=f"home_open_{REVIEWS.file}").click().run())
    app = visit(settle(app), PAGE)
    assert box(app).value == ""
    app = healthy(visit(app, "app.py").button(key=f"home_open_{TICKETS.file}").click().run())
    assert box(visit(settle(app), PAGE)).value == "resolution"
