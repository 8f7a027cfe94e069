"""The Compare page: the verdict, linked maps, labels, dimensions, and taking the other side."""

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

import embedcore as ec
from tests.ui.app_page import (
    TICKETS,
    component,
    embedded,
    focus,
    healthy,
    open_sample,
    points,
    said,
    settle,
    start,
    upload,
    visit,
)
from tests.ui.map_state import map_state
from ui import session
from ui.compare.linked import KEYS
from ui.scatter import Box

pytestmark = pytest.mark.usefixtures("queue_ends")
PAGE = "pages/compare.py"


def opened() -> AppTest:
    app = visit(open_sample(TICKETS), PAGE)
    for _ in range(4):  # reading, groups, comparison, maps
        app = settle(app)
    return app


def compared_with(app: AppTest, kind: str) -> AppTest:
    choice = next(one for one in app.pills if str(one.key).startswith("compare_kind_"))
    app = healthy(choice.set_value(kind).run())
    for _ in range(3):
        app = settle(app)
    return app


def label(app: AppTest) -> object:
    return next(one for one in app.selectbox if str(one.key).startswith("compare_label_"))


@pytest.fixture(scope="module")
def tickets() -> AppTest:
    return opened()


def test_another_model_is_compared_in_words_before_figures() -> None:
    app = opened()
    model = app.selectbox(key="compare_model").value
    assert model != "all-MiniLM-L6-v2"
    text = said(app)
    assert "on average are also among the 10 most like it by" in text
    assert app.header[0].value and "Side by side" in text and "What changed most for single texts" in text
    assert "Memory" in text and "MB" in text
    for word in ("vectors", "McNemar", "t-SNE"):
        assert word not in text, word


def test_a_column_is_checked_with_interval_and_chance() -> None:
    app = opened()
    column = next(one for one in label(app).options if one != "no column")  # type: ignore[attr-defined]
    app = settle(settle(healthy(label(app).set_value(column).run())))  # type: ignore[attr-defined]
    text = said(app)
    assert f'was given the "{column}" that most of the 10 rows like it have' in text
    assert "always saying the most frequent would be right for" in text
    assert "McNemar" not in text


def test_what_is_selected_in_one_map_is_shown_in_the_other() -> None:
    app = compared_with(opened(), "metric")
    first, second = KEYS
    assert focus(app, first) is None and focus(app, second) is None
    here = points(app, first)
    low, high = here.coordinates.min(axis=0), np.median(here.coordinates, axis=0)
    box = (Box((float(low[0]), float(high[0])), (float(low[1]), float(high[1]))),)
    sent = component(app, f"{first}-overlay")["selection_id"]
    app.session_state[first] = map_state(here, outline=box, selection_id=sent)
    app = healthy(app.run())
    rows = focus(app, first)
    assert rows and focus(app, second) == rows
    assert f"{len(rows):,} selected" in said(app)
    # Then a click on the other map takes its place on both.
    there = points(app, second)
    sent = component(app, f"{second}-overlay")["selection_id"]
    app.session_state[second] = map_state(there, clicked_row=3, selection_id=sent)
    app = healthy(app.run())
    assert focus(app, first) is None
    for key in KEYS:
        overlay = component(app, f"{key}-overlay")
        assert overlay["selected"]["row"].to_pylist()[0] == 3 and len(overlay["lines"]) == 1


def test_a_row_that_changed_is_shown_on_both_maps() -> None:
    app = opened()
    button = next(one for one in app.button if str(one.key).endswith("_show"))
    row = int(str(button.key).split("_")[2])
    app = healthy(button.click().run())
    for key in KEYS:
        assert component(app, f"{key}-overlay")["selected"]["row"].to_pylist()[0] == row


def test_another_metric_is_taken_and_undone() -> None:
    app = compared_with(opened(), "metric")
    app = healthy(app.radio(key="compare_metric").set_value("dot").run())
    app = settle(settle(app))
    app = healthy(app.button(key="compare_use").click().run())
    project = app.session_state["project"]
    assert project.metric == "dot" and len(project.before) == 1
    for _ in range(3):
        app = settle(app)
    assert "the version before" in said(app)
    app = healthy(app.button(key="compare_use").click().run())
    project = app.session_state["project"]
    assert project.metric == "cosine" and not project.before


def test_a_column_that_was_learned_from_decides_nothing() -> None:
    kinds = np.arange(80) % 4
    vectors = np.random.default_rng(0).normal(size=(80, 10)) * ([0.3] * 5 + [3.0] * 5)
    vectors[np.arange(80), kinds] += 1.5
    text = "text,kind\n" + "".join(f"text number {n},kind {kind}\n" for n, kind in enumerate(kinds))
    dataset = ec.read_table(text.encode(), filename="t.csv", text_column="text")
    project = session.Project("t.csv", dataset, space=ec.EmbeddingSpace(vectors, dataset=dataset))
    assert project.space is not None
    app = start()
    app.session_state["project"] = session.with_changed_space(project, ec.adapt(project.space, labels="kind"))
    app = visit(app, PAGE)
    for _ in range(3):
        app = settle(app)
    app = settle(settle(healthy(label(app).set_value("kind").run())))  # type: ignore[attr-defined]
    text = said(app)
    assert "on rows that were not, adapting brought" in app.header[0].value
    assert "These rows were learned from" in text and "too good: learned from these" in text
    assert "real" not in app.header[0].value and "by the present version" in text


def test_another_model_is_taken() -> None:
    app = opened()
    model = app.selectbox(key="compare_model").value
    app = healthy(app.button(key="compare_use").click().run())
    project = app.session_state["project"]
    assert project.model == model
    assert project.space.encoder.card.name == model


def test_dimensions_are_tried_and_taken() -> None:
    app = opened()
    app = healthy(app.button(key="compare_try_dimensions").click().run())
    app = settle(settle(app))
    assert "384 dimensions are enough" in said(app)
    assert len(app.get("plotly_chart")) == 1
    app = healthy(app.button(key="compare_use_dimensions").click().run())
    space = app.session_state["project"].space
    assert space.n_dims < 384
    assert ec.search(space, "my parcel never arrived", n_neighbors=3).indices.shape == (3,)
    assert session.with_change_undone(app.session_state["project"]).space.n_dims == 384


def test_fewer_dimensions_beside_all() -> None:
    app = compared_with(opened(), "dimensions")
    assert "192 dimensions" not in said(app) and "128 dimensions" in said(app)


def test_too_few_rows_are_said() -> None:
    app = embedded(upload(start(), "small.csv", b"text\none text\nanother text\nthe third\n"))
    app = visit(app, PAGE)
    assert "at least 4 rows" in said(app)
