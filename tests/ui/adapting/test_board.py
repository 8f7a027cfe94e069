"""Adapting on its page: tried, used, undone, and refused where it brings nothing."""

from dataclasses import replace

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

import embedcore as ec
from embedcore.duplicates import Decisions, all_different
from tests.ui.app_page import embedded, healthy, said, searched, settle, start, upload
from ui import session

pytestmark = pytest.mark.usefixtures("queue_ends")
N_KINDS, N_ROWS = 4, 80


def page() -> None:
    from ui import adapting, session
    from ui.trust import fixing

    project = session.project()
    assert project is not None
    fixing.changed(project)
    adapting.show(project)


def project_of(*, telling: bool = True) -> session.Project:
    """Rows whose label lies in small dimensions beside large ones that say nothing."""
    rng = np.random.default_rng(0)
    codes = np.arange(N_ROWS) % N_KINDS
    vectors = rng.normal(size=(N_ROWS, 10)) * ([0.3] * 5 + [3.0] * 5)
    if telling:
        vectors[np.arange(N_ROWS), codes] += 1.5
    text = "text,kind\n" + "".join(f"text number {n},kind {code}\n" for n, code in enumerate(codes))
    dataset = ec.read_table(text.encode(), filename="t.csv", text_column="text")
    return session.Project("t.csv", dataset, space=ec.EmbeddingSpace(vectors, dataset=dataset))


def opened(project: session.Project) -> AppTest:
    app = AppTest.from_function(page, default_timeout=120)
    app.session_state["project"] = project
    return healthy(app.run())


def tried(app: AppTest) -> AppTest:
    return settle(healthy(app.button(key="adapting_try").click().run()))


def test_labels_are_learned_from_used_and_undone() -> None:
    project = project_of()
    app = tried(opened(project))
    assert "told right by the 5 closest" in app.metric[0].label and not app.error
    assert "rows that were not learned from" in app.success[0].value
    app = healthy(app.button(key="adapting_use").click().run())
    now = app.session_state["project"]
    assert now.before == (project.space,) and (now.space.vectors != project.space.vectors).any()
    assert "In use" in said(app) and len(app.metric) == 0
    app = healthy(app.button(key="trust_undo").click().run())
    assert app.session_state["project"].space is project.space and not app.session_state["project"].before


def test_no_gain_is_said_plainly_and_nothing_can_be_used() -> None:
    app = tried(opened(project_of(telling=False)))
    assert app.info[0].value.startswith("**No gain.**")
    assert "adapting_use" not in [button.key for button in app.button]


def test_what_was_judged_can_be_learned_from_and_too_little_is_said() -> None:
    project = project_of()
    assert "20 judged pairs" in said(opened(project))
    decisions = Decisions().judge(*(all_different((n, n + 1)) for n in range(1, 30, 2)))
    judged = project.judged
    for n in range(1, 13):
        judged = judged.judge("", n + 4, True, like=n)
    app = opened(replace(project, decisions=decisions, judged=judged))
    choice = app.selectbox(key="adapting_source")
    assert "what you judged (27 pairs)" in choice.options
    app = tried(healthy(choice.set_value("").run()))
    assert not app.error and "27 judged pairs" in said(app)


def test_a_thumb_beside_a_result_is_kept_and_taken_back() -> None:
    rows = "text\n" + "".join(f"{what} number {n}\n" for n in range(6) for what in ("a parcel", "the soup"))
    app = searched(embedded(upload(start(), "small.csv", rows.encode())), "parcel")
    app = healthy(app.get("feedback")[0].set_value(1).run())
    assert [(one.query, one.relevant) for one in app.session_state["project"].judged.results] == [("parcel", True)]
