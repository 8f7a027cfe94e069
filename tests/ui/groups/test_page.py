"""The Groups page: what it says of groups, and what a person makes of them, seen on all pages and in the tables."""

import re

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

import embedcore as ec
from embedcore.groups import describe_groups, edited
from tests.ui.app_page import (
    TOPICS,
    around,
    component,
    healthy,
    open_sample,
    plain,
    said,
    seeded,
    settle,
    small_map,
    title,
    visit,
)
from ui.groups.listed import all_figures

PAGE = "pages/groups.py"


@pytest.fixture
def app() -> AppTest:
    return visit(open_sample(), PAGE)


def names(app: AppTest) -> list[str]:
    return [plain(name) for name in app.radio(key="groups_radio").options]


def chosen(app: AppTest) -> str:
    return str(app.radio(key="groups_radio").value)


def press(app: AppTest, key: str) -> AppTest:
    return healthy(app.button(key=key).click().run())


def rename(app: AppTest, name: str) -> AppTest:
    field = next(one for one in app.text_input if str(one.key).startswith("groups_name_"))
    field.set_value(name)
    return press(app, "groups_rename_do")


def captions(app: AppTest) -> dict[str, str]:
    """What stands below each name in the list."""
    return dict(zip(names(app), map(plain, app.radio(key="groups_radio").proto.captions), strict=True))


def issues(app: AppTest) -> list[str]:
    """The groups of the list that are called nothing else."""
    return [name for name, caption in captions(app).items() if not caption.startswith("**")]


def groups_on_map(app: AppTest) -> list[str]:
    return list(component(visit(app, "pages/map.py"), "map-colouring")["names"])


def test_all_groups_are_listed_with_their_figures(app: AppTest) -> None:
    assert title(app) == "Groups"
    order, of_issues = names(app), issues(app)
    assert order[: len(of_issues)] == of_issues  # what is no issue comes last
    listed = groups_on_map(app)
    assert sorted(listed) == sorted(order)
    app = visit(app, PAGE)
    space = app.session_state["project"].space
    labels = component(visit(app, "pages/map.py"), "map-colouring")["labels"]["label"].to_numpy()
    facts = describe_groups(space, labels.astype(np.int64), len(listed))
    app = visit(app, PAGE)
    app = healthy(app.radio(key="groups_radio").set_value(order[order.index(listed[2])]).run())
    n_rows = int((labels == 2).sum())
    assert f"**{n_rows:,}** of {space.n_rows:,} texts ({n_rows / space.n_rows:.0%})" in said(app)
    assert f"are {facts[2].cohesion:.2f} alike" in said(app)
    assert f"Nearest group: **{listed[facts[2].nearest]}**" in said(app)
    assert re.search(r"More here: “[^”]+” \(\d+% against \d+%", said(app))


def test_what_is_no_issue_is_called_that_and_can_be_corrected(app: AppTest) -> None:
    by_name = captions(app)
    (phone,) = (name for name, caption in by_name.items() if caption.startswith("**channel: phone note**"))
    assert sum(caption.startswith("**language: ") for caption in by_name.values()) >= 1
    n_issues = len(issues(app))
    assert f"{n_issues} issues; " in said(app) and "% of the texts are in no clear group" in said(app)
    app = healthy(app.radio(key="groups_radio").set_value(phone).run())
    assert "A channel, not an issue: channel is “phone note”" in plain(said(app))
    assert app.button(key="groups_issue").label == "It is an issue"
    app = press(app, "groups_issue")
    assert f"{n_issues + 1} issues; " in said(app) and phone in issues(app)
    assert "A channel, not an issue" not in said(app)
    app = press(app, "groups_undo")
    assert phone not in issues(app)
    kinds = component(visit(app, "pages/map.py"), "map-colouring")["kinds"]
    assert kinds.count("channel: phone note") == 1 and kinds.count("") == n_issues


def test_another_name_does_not_make_it_an_issue(app: AppTest) -> None:
    (phone,) = (name for name, caption in captions(app).items() if caption.startswith("**channel: phone note**"))
    app = healthy(app.radio(key="groups_radio").set_value(phone).run())
    app = rename(app, "Told by phone")
    assert captions(app)["Told by phone"].startswith("**channel: phone note**")


def test_the_table_of_figures_says_what_each_group_is(app: AppTest) -> None:
    project = app.session_state["project"]
    shown = edited(project.space, ec.cluster(project.space, n_clusters=16))
    facts = describe_groups(project.space, shown.labels, 16)
    table = all_figures(project, shown, facts, None)
    assert table["is_an_issue"].tolist() == [one.kind.is_issue for one in facts]
    assert {"issue", "channel: phone note"} < set(table["what_it_is"])
    assert (table["in_no_clear_group"] >= table["border_share"]).all()
    assert (table["why"] != "").tolist() == (~table["is_an_issue"]).tolist()


def test_a_name_holds_on_every_page_and_under_another_number_of_groups(app: AppTest) -> None:
    app = healthy(app.radio(key="groups_radio").set_value(names(app)[1]).run())
    app = rename(app, "Money twice")
    assert names(app)[1] == chosen(app) == "Money twice"
    assert "You changed one, which stays as it is" in said(app)
    assert "Money twice" in groups_on_map(app)
    app = visit(app, "pages/map.py")
    app = healthy(app.button_group(key="map_how_many").set_value("number").run())
    app = settle(healthy(app.slider(key="map_n_groups").set_value(5).run()))
    assert len(component(app, "map-colouring")["names"]) == 6
    assert "Money twice" in component(app, "map-colouring")["names"]


def test_merging_splitting_and_taking_it_back(app: AppTest) -> None:
    before = names(app)
    app = press(app, "groups_merge_do")
    merged = names(app)
    assert len(merged) == len(before) - 1
    assert chosen(app) in before
    app = press(app, "groups_split")
    assert len(names(app)) == len(before)
    app = press(app, "groups_undo")
    assert names(app) == merged
    app = press(app, "groups_undo")
    assert names(app) == before
    app = press(app, "groups_redo")
    assert names(app) == merged
    app = press(app, "groups_forget")
    assert names(app) == before


def test_what_is_selected_on_the_map_becomes_a_group_or_goes_into_one() -> None:
    app = settle(open_sample())
    rows = [3, 40, 150]
    app = seeded(app, outline=around(app, rows))
    n_selected = len(app.session_state["map_settings"].selected)
    app.text_input(key="map_regroup_name").set_value("Odd ones")
    app = press(app, "map_regroup_make")
    assert "selected" not in said(app)
    assert "Odd ones" in component(app, "map-colouring")["names"]
    (made,) = app.session_state["project"].edits.now.groups
    assert (made.name, len(made.row_numbers)) == ("Odd ones", n_selected)
    app = seeded(app, outline=around(app, rows[:1]))
    app = press(app, "map_regroup_move")
    assert len(app.session_state["project"].edits.now.groups) == 2
    app = visit(app, PAGE)
    assert names(press(app, "groups_undo")).count("Odd ones") == 1


def test_what_is_no_issue_goes_to_the_end_and_is_counted(app: AppTest) -> None:
    first = names(app)[0]
    app = press(app, "groups_issue")
    assert first == chosen(app) and first not in issues(app)
    assert "**no issue**" in captions(app)[first]
    assert "set aside as no issue" in said(app)
    app = press(app, "groups_issue")
    assert names(app)[0] == first


def test_a_name_that_is_taken_is_explained(app: AppTest) -> None:
    taken = names(app)[1]
    app = rename(app, taken)
    assert "No two groups can have the same name" in plain(app.error[0].value)
    assert names(app)[1] == taken


def test_other_orders(app: AppTest) -> None:
    by_size = names(app)
    app = healthy(app.selectbox(key="groups_sort").set_value("name").run())
    assert issues(app) == sorted(issues(app), key=str.casefold) and sorted(names(app)) == sorted(by_size)
    app = healthy(app.selectbox(key="groups_sort").set_value("growth").run())
    assert sorted(names(app)) == sorted(by_size) and names(app) != by_size


def test_data_without_dates_has_no_growth() -> None:
    content = "text\n" + "\n".join(text for texts in TOPICS.values() for text in texts) + "\n"
    app = visit(small_map(content=content.encode()), PAGE)
    assert app.selectbox(key="groups_sort").options == ["By size", "By how alike its rows are", "By name"]


def test_why_a_group_has_its_name(app: AppTest) -> None:
    why = next(one for one in app.expander if one.label == "Why this name")
    said_there = " ".join(plain(one.value) for one in why.markdown)
    name = plain(chosen(app))
    table = why.dataframe[0].value
    assert table["Phrase"].iloc[0].casefold() == name.casefold()
    assert f"“{table['Phrase'].iloc[0]}” is written in {table.iloc[0, 1]} of its" in said_there
    app = rename(app, "Another name")
    why = next(one for one in app.expander if one.label == "Why this name")
    assert plain(why.markdown[0].value).casefold().endswith(f"from its texts it would be “{name.casefold()}”.")


def test_what_a_language_model_is_asked_is_shown_before(app: AppTest) -> None:
    asked = next(one.value for one in app.code if "Group 1. Words:" in one.value)
    assert f"Group {len(names(app))}. Words:" in asked
    assert app.button(key="groups_offered_ask").disabled
    app = healthy(app.text_input(key="groups_offered_model").set_value("some-model").run())
    assert not app.button(key="groups_offered_ask").disabled
    assert app.session_state["project"].edits.past == ()


def test_how_many_and_how_sure_is_said(app: AppTest) -> None:
    n_groups = len(names(app))
    assert f"**{n_groups} groups fit best.**" in said(app)
    assert "of repeated runs" in said(app)
    app = visit(app, "pages/map.py")
    app = settle(healthy(app.button_group(key="map_how_many").set_value("coarse").run()))
    app = visit(app, PAGE)
    assert len(names(app)) < n_groups
    assert f"**{n_groups} groups fit best.**" in said(app)
    app = visit(app, "pages/map.py")
    app = healthy(app.button_group(key="map_how_many").set_value("number").run())
    app = settle(healthy(app.slider(key="map_n_groups").set_value(5).run()))
    app = visit(app, PAGE)
    assert "You asked for this number of groups." in said(app)
