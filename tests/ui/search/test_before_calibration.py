"""The Search page while what scores mean is being measured: results at once, and nothing moves when it is known."""

import pytest
from streamlit.testing.v1 import AppTest

from embedcore import jobs
from tests.ui.app_page import healthy, n_rows, open_sample, said, settle
from tests.ui.test_pages import searched
from ui import score_meaning

pytestmark = pytest.mark.usefixtures("queue_ends")
WAITING = "…"
PHRASE = "a parcel that never came"


def scores(app: AppTest) -> list[str]:
    """What stands at the head of the cards."""
    return [str(one.value) for one in app.markdown if str(one.value).startswith("**Similarity ")]


def test_the_measuring_is_said_once_though_it_is_two_jobs(monkeypatch: pytest.MonkeyPatch) -> None:
    work = [jobs.Job("a", jobs.COMPILE), jobs.Job("b", jobs.COMPILE)]
    monkeypatch.setattr(score_meaning, "prepare", lambda space: None)
    monkeypatch.setattr(jobs, "calibration_jobs", lambda queue, space, session: work)
    app = searched(open_sample(), PHRASE)
    titles = [bar.proto.text for bar in app.get("progress")]
    assert sum("Measuring what scores mean" in title for title in titles) == 1, titles


def test_results_are_there_before_their_meaning_and_stay_where_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(score_meaning, "prepare", lambda space: None)
        patch.setattr(score_meaning, "wait", lambda space: None)
        app = searched(open_sample(), PHRASE)
        assert scores(app)
        assert all(score.endswith(f":small[{WAITING}]") for score in scores(app))
        lines = [score.count("\n") for score in scores(app)]
        found = app.dataframe[0].value
        assert (found["meaning"] == "").all()
        at = app.slider(key="search_threshold_cosine").value
        count = next(line for line in said(app).splitlines() if f"of {n_rows(app)} texts have" in line)
    app = settle(settle(app))  # the first run begins the measuring
    assert not any(WAITING in score for score in scores(app))
    assert [score.count("\n") for score in scores(app)] == lines
    assert app.slider(key="search_threshold_cosine").value == at
    assert count in said(app)
    now = app.dataframe[0].value
    assert now.drop(columns="meaning").equals(found.drop(columns="meaning"))
    assert now["meaning"].str.contains("of pairs here|near-duplicate|random").all()
    # The suggestion is offered, and another phrase begins at its own.
    suggested = score_meaning.prepare(app.session_state["project"].space)
    assert suggested is not None
    if [button for button in app.button if button.key == "search_suggested"]:
        healthy(app.button(key="search_suggested").click().run())
    app = searched(app, "I forgot my password")
    assert not [button for button in app.button if button.key == "search_suggested"]
