"""The Duplicates page: groups, decisions, undo, tables, the check of the threshold, and Search's line."""

import io

import numpy as np
import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

import embedcore as ec
from embedcore.duplicates import DIFFERENT, DROP, UNDECIDED, audit, kept_rows
from tests.ui.app_page import TICKETS, embedded, healthy, open_sample, said, settle, start, upload, visit
from ui import navigation, samples, session
from ui.duplicates import found
from ui.duplicates.found import set_to, steps

pytestmark = pytest.mark.usefixtures("queue_ends")
PAGE = "pages/duplicates.py"
TEXTS = [
    "my parcel never arrived", "My parcel  never arrived", "my parcel never arrived!", "how do I reset my password",
    "how can I reset my password", "the soup was cold", "where is the opera house", "a train to Ulm, please",
    "my parcel never arrived", "please close my account", "two tickets for the concert", "rain in the mountains",
    "the printer is out of ink", "a recipe for lentils", "my knee hurts when I run", "the goal in the last minute",
    "how tall is this tower", "a gift for my grandmother", "the bank is closed on Monday", "violins and cellos",
    "the cat sleeps on the roof", "flour, butter and sugar", "an offer for a used car", "which bus goes to the lake",
]  # fmt: skip
N = len(TEXTS)


def table() -> bytes:
    frame = pd.DataFrame({"text": TEXTS, "day": [f"2026-01-{day + 1:02d}" for day in range(N)]})
    return frame.to_csv(index=False).encode()


@pytest.fixture
def app() -> AppTest:
    return settle(visit(embedded(upload(start(), "repeats.csv", table())), PAGE))


def press(app: AppTest, key: str) -> AppTest:
    return healthy(app.button(key=f"duplicates_{key}").click().run())


def slider(app: AppTest) -> object:
    return next(one for one in app.select_slider if str(one.key).startswith("duplicates_set_"))


def at(app: AppTest, threshold: float) -> AppTest:
    return healthy(slider(app).set_value(threshold).run())  # type: ignore[attr-defined]


def download(app: AppTest, key: str) -> pd.DataFrame:
    """What the button of that key would give, made as at the click."""
    from embedcore.spreadsheets import csv_bytes
    from ui.duplicates import taken

    project = app.session_state["project"]
    if key == "audit":
        report = ec.find_duplicates(project.space, threshold=slider(app).value)  # type: ignore[attr-defined]
        made = taken.audit_table(project, project.space, report)
    else:
        from ui import tables

        made = tables.table(project, kept_rows(project.decisions, project.dataset.row_numbers))
    return pd.read_csv(io.BytesIO(csv_bytes(made)), encoding="utf-8-sig")


def test_groups_are_those_of_the_core_and_one_is_on_the_desk(app: AppTest) -> None:
    space = app.session_state["project"].space
    near = slider(app).value  # type: ignore[attr-defined]
    scale = ec.calibrate(space)
    assert space.metric.passes(scale.near_duplicate, near)
    assert abs(near - scale.near_duplicate) < 0.01
    report = ec.find_duplicates(space, threshold=near)
    assert [0, 1, 2, 8] in report.groups
    assert f"**Group 1 of {len(report.groups)}** · 4 rows" in said(app)
    assert f"0 of {len(report.groups)} groups decided" in app.get("progress")[0].proto.text
    assert "Exact copy" in said(app)
    assert "2 rows, word for word the same" in said(app)
    assert f"{report.n_redundant} of {N} texts go" in said(app)
    assert "Many guides say 0.95" in said(app)


def test_what_differs_is_marked(app: AppTest) -> None:
    assert r":primary-background[!]" in said(app)


def test_keep_undo_and_the_tables(app: AppTest) -> None:
    app = press(app, "confirm")
    assert "1 of " in app.get("progress")[0].proto.text
    project = app.session_state["project"]
    assert project.decisions.dropped == {2, 3, 9}  # row numbers begin with 1
    assert f"3 of {N} texts go, 12%" in said(app)
    cleaned, made = download(app, "cleaned"), download(app, "audit")
    dropped = made[made["decision"] == DROP]
    assert sorted([*cleaned["row_number"], *dropped["row_number"]]) == list(range(1, N + 1))
    assert set(dropped["row_that_stays"]) == {1} and set(dropped["rule"]) == {"first"}
    assert (dropped["similarity"] > 0.8).all()
    app = press(app, "undo")
    assert not app.session_state["project"].decisions.steps
    assert "Group 1 of" in said(app)
    assert len(download(app, "cleaned")) == N


def test_not_duplicates_and_one_row_by_hand(app: AppTest) -> None:
    app = press(app, "none")
    assert {app.session_state["project"].decisions.of(row) for row in (1, 2, 3, 9)} == {DIFFERENT}
    app = press(app, "undo")
    app = press(app, "different_1")  # the one with the exclamation mark
    assert "Not a duplicate" in said(app)
    app = press(app, "let_stay_0")
    app = press(app, "confirm")
    decisions = app.session_state["project"].decisions
    assert decisions.of(3) == DIFFERENT
    assert decisions.dropped == {1, 9} and decisions.stays_for(1) == 2
    assert decisions.last(1).rule == "by hand"


def test_decisions_stay_when_the_slider_moves(app: AppTest) -> None:
    before = press(app, "confirm").session_state["project"].decisions
    app = at(app, 1.0)
    assert app.session_state["project"].decisions == before
    assert "1 of 1 group decided" in app.get("progress")[0].proto.text
    assert "decided" in said(app)


def test_the_rest_by_the_rule_leaves_chains_and_is_one_step(app: AppTest) -> None:
    app = healthy(app.selectbox(key="duplicates_rule").set_value("newest").run())
    app = press(app, "rest")
    project = app.session_state["project"]
    assert len(project.decisions.steps) == 1
    assert 9 not in project.decisions.dropped and {1, 2, 3} <= project.decisions.dropped
    report = ec.find_duplicates(project.space, threshold=0.999)
    made = audit(project.space, report, project.decisions, project.dataset.row_numbers)
    assert UNDECIDED not in made.decision


def test_skip_back_and_the_list_of_the_next(app: AppTest) -> None:
    near = slider(app).value  # type: ignore[attr-defined]
    n_groups = len(ec.find_duplicates(app.session_state["project"].space, threshold=near).groups)
    assert n_groups == 2
    app = press(app, "skip")
    assert f"Group 2 of {n_groups}" in said(app)
    app = press(app, "back")
    assert f"Group 1 of {n_groups}" in said(app)
    app = press(app, "next_1")
    assert f"Group 2 of {n_groups}" in said(app)


def test_the_check_shows_precision_after_enough_answers(app: AppTest) -> None:
    app = healthy(app.button_group(key="duplicates_view").set_value("How good is this threshold?").run())
    assert "Do these two say the same?" in said(app)
    for _ in range(20):
        if "duplicates_same" not in {button.key for button in app.button}:
            break
        app = press(app, "same")
    assert "**100%** of what is shown as repeated really is" in said(app)
    words, figures = said(app).index("Of what is shown as repeated, all really is"), said(app).index("**100%**")
    assert words < figures
    assert "around the threshold" in said(app)
    assert "likely between" in said(app)


def test_nothing_repeats_says_so() -> None:
    unlike = pd.DataFrame({"text": [TEXTS[place] for place in (0, 3, 5, 6, 7, 9)]}).to_csv(index=False).encode()
    app = settle(visit(embedded(upload(start(), "unlike.csv", unlike)), PAGE))
    assert "Nothing repeats at this threshold" in said(app)
    assert not app.exception and not app.error


def test_the_page_is_there_for_a_sample_under_clean() -> None:
    app = settle(settle(visit(open_sample(TICKETS), PAGE)))  # every eighth row: nothing repeats among them
    assert "Nothing repeats at this threshold" in said(app)
    assert "not even at the lax end of the slider" in said(app)
    assert next(place for place in navigation.PLACES if place.label == "Duplicates").purpose == "Clean"


def test_search_says_whether_it_was_said_before(app: AppTest) -> None:
    app = visit(app, "pages/search.py")
    app = settle(healthy(app.text_input(key="search_query").set_value("my parcel never arrived").run()))
    assert "Said before: " in said(app) and " nearly the same (similarity at least " in said(app)
    app = settle(healthy(app.text_input(key="search_query").set_value("dinosaur bones in a museum").run()))
    assert "Said before" not in said(app)


@pytest.mark.parametrize(
    ("metric", "level"),
    [(metric, level) for metric in ("cosine", "euclidean", "dot") for level in (0.7312, 0.0004)]
    + [("euclidean", 12.5), ("dot", 12.5)],
)
def test_the_steps_of_the_slider_lie_within_what_was_searched(metric: str, level: float) -> None:
    rows = np.random.default_rng(0).normal(size=(40, 3)) * 5
    base = ec.find_duplicates(ec.EmbeddingSpace(rows, metric=metric), threshold=level)
    choices = steps(base)
    assert all(base.metric.passes(np.array([one]), level)[0] for one in choices)
    keys = base.metric.order_key(np.array(choices))
    assert (np.diff(keys) < 0).all(), "lax to strict"
    assert len(choices) <= 152
    wanted = choices[len(choices) // 2]
    assert set_to(choices, wanted, base.metric) == wanted
    base.rethreshold(choices[0])
    base.rethreshold(choices[-1])


@pytest.mark.parametrize("metric", ["cosine", "euclidean", "dot"])
def test_vectors_without_texts_under_every_metric(metric: str) -> None:
    rng = np.random.default_rng(1)
    frame = pd.DataFrame({"id": [f"item {row}" for row in range(80)], "price": range(80)})
    dataset = ec.read_table(frame.to_csv(index=False).encode(), filename="few.csv").with_text_column(None)
    vectors = rng.normal(size=(80, 6))
    vectors[40:44] = vectors[:4] + 1e-4
    vectors[50] = vectors[7]
    app = start()
    space = ec.EmbeddingSpace(vectors, metric=metric, dataset=dataset)
    app.session_state["project"] = session.Project("few.csv", dataset, space=space, metric=metric, kind="vectors")
    app = settle(settle(visit(app, PAGE)))
    report = ec.find_duplicates(space, threshold=slider(app).value)  # type: ignore[attr-defined]
    assert f"0 of {len(report.groups)} group" in app.get("progress")[0].proto.text
    assert report.groups
    assert ("distance at most" if metric == "euclidean" else "similarity at least") in said(app)
    assert ("0.95" in said(app)) == (metric == "cosine")
    assert "longest" not in " ".join(app.selectbox(key="duplicates_rule").options)
    # Under dot products long vectors are close to most others: one chain, which no rule decides.
    app = press(app, "none" if report.is_chain.all() else "rest")
    decided = [len(group) for group, chain in zip(report.groups, report.is_chain, strict=True) if not chain]
    assert len(app.session_state["project"].decisions.dropped) == sum(decided) - len(decided)


def test_pictures_have_it_too() -> None:
    app = settle(settle(visit(settle(open_sample(samples.OTHER_SAMPLES[1])), PAGE)))
    assert "Duplicates" in said(app)
    assert not app.error


def test_a_very_long_search_is_begun_by_a_click(app: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(found, "ASKED_S", 0.0)
    app = healthy(app.run())
    assert f"All {N * (N - 1) // 2} pairs of texts are compared, which takes a few seconds" in said(app)
    app = settle(press(app, "begin"))
    assert "groups decided" in app.get("progress")[0].proto.text


def test_ten_thousand_groups_are_one_group_and_a_short_list() -> None:
    rng = np.random.default_rng(0)
    frame = pd.DataFrame({"id": [f"item {row // 2}" for row in range(20_000)]})
    dataset = ec.read_table(frame.to_csv(index=False).encode(), filename="many.csv").with_text_column(None)
    centres = rng.normal(size=(10_000, 12))
    space = ec.EmbeddingSpace(np.repeat(centres, 2, axis=0) + 1e-4 * rng.normal(size=(20_000, 12)), dataset=dataset)
    app = start()
    app.session_state["project"] = session.Project("many.csv", dataset, space=space, kind="vectors")
    app = settle(settle(visit(app, PAGE)))
    assert "0 of 10,000 groups decided" in app.get("progress")[0].proto.text
    assert len(app.button) < 30
    app = press(app, "confirm")
    assert "1 of 10,000 groups decided" in app.get("progress")[0].proto.text
    app = press(app, "rest")
    assert "10,000 of 10,000 groups decided" in app.get("progress")[0].proto.text
    assert "10,000 of 20,000 rows go, 50%" in said(app)
