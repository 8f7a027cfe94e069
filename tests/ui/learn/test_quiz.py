"""The quiz: every question has its reasons, its figures are computed, its order is the try's; passing and keeping."""

import re
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

import embedcore as ec
from embedcore.metrics import pair_scores
from tests.ui.app_page import healthy, said, start, visit
from tests.ui.test_plain_words import TERMS, terms
from tests.ui.visit.test_visit import again
from ui import cache, deeds, session, wording
from ui.deeds import Progress, Trial
from ui.learn.quiz import figures, trial
from ui.learn.quiz.question import RIGHT, Choice, Task, filled
from ui.learn.quiz.tasks import TASKS

PAGE = "pages/learn.py"


@pytest.fixture
def state(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, object]]:
    """What the session has, without a page."""
    kept: dict[str, object] = {}
    monkeypatch.setattr(session, "value", lambda key, default=None: kept.get(key, default))
    monkeypatch.setattr(session, "project", lambda: None)
    monkeypatch.setattr(deeds, "now", lambda: kept.get("deeds", Progress()))
    yield kept
    figures._of_phrases.cache_clear()


@pytest.mark.parametrize("technical", [False, True])
def test_every_question_is_whole_in_both_wordings(technical: bool, state: dict[str, object]) -> None:
    state[wording.TECHNICAL_KEY] = technical
    made = [make(1) for make in trial.QUESTIONS.values()]
    assert len(made) >= 24
    assert sum(isinstance(one, Task) for one in made) >= 5
    for one in made:
        given = figures.figures() | dict(one.values)
        if isinstance(one, Task):
            texts = [one.asks, one.why, one.yet(Progress())]
        else:
            assert len(one.wrong) >= 2
            texts = [one.asks, *(text for answer in one.answers().values() for text in (answer.text, answer.why))]
            shown = [filled(answer.text, given) for answer in one.answers().values()]
            assert len(set(shown)) == len(shown), f"answers of {one.name} must differ: {shown}"
        said = [filled(text, given) for text in texts]
        assert all(text.strip() and "{" not in text for text in said)
        assert technical or [text for text in said if TERMS.search(text)] == []


def test_figures_are_computed(state: dict[str, object], monkeypatch: pytest.MonkeyPatch) -> None:
    space = cache.phrases_space()
    texts = list(space.texts or ())
    fox, near = (space.vectors[texts.index(text)] for text in (figures.FOX, figures.NEAR))
    known = figures.figures()
    assert known["fox_near_score"] == f"{pair_scores(ec.Metric.COSINE, fox, near)[0]:.2f}"
    scores = [pair_scores(ec.Metric.COSINE, space.vectors[i + 1 :], space.vectors[i]) for i in range(len(texts) - 1)]
    assert known["pairs_high"] == f"{sum(int((one >= figures.HIGH).sum()) for one in scores)}"
    assert (known["arrow_cosine"], known["arrow_distance"], known["arrow_dot"]) == ("1.00", "5", "50")
    turned = np.roll(space.vectors, 1, axis=0)
    other = ec.EmbeddingSpace(turned, dataset=space.dataset)
    figures._of_phrases.cache_clear()
    monkeypatch.setattr(cache, "phrases_space", lambda: other)
    assert figures.figures()["fox_near_score"] != known["fox_near_score"]


def test_the_question_on_the_data_asks_for_the_true_neighbour(state: dict[str, object]) -> None:
    space = cache.phrases_space()
    for number in (1, 2, 3):
        values = figures.of_data(number).values
        row = list(space.texts or ()).index(values["asked"])
        found = ec.search(space, row, n_neighbors=1)
        assert (values["near"], values["near_score"]) == (space.texts[found.indices[0]], f"{found.scores[0]:.2f}")  # type: ignore[index]
        assert values == figures.of_data(number).values


def test_a_try_has_its_own_order_and_passes_at_eight_of_ten() -> None:
    first, second = Trial(1), Trial(2)
    assert sorted(trial.order(first)) == sorted(trial.order(second)) == sorted(trial.QUESTIONS)
    assert {trial.order(Trial(number))[0] for number in range(40)}.isdisjoint(trial.TASK_NAMES)
    assert trial.order(first) == trial.order(Trial(1)) != trial.order(second)
    question = trial.QUESTIONS["why_numbers"](1)
    assert isinstance(question, Choice)
    orders = {tuple(trial.answer_order(Trial(number), question)) for number in range(20)}
    assert len(orders) > 5
    choices = [name for name in trial.QUESTIONS if name not in trial.TASK_NAMES]
    n = len(trial.QUESTIONS)
    done = Progress({deeds.OTHER_WORDS: 1.0, deeds.SIMILAR_PAIR: 0.71}, Trial(1, n, dict.fromkeys(choices, RIGHT)))
    assert trial.n_right(done) == len(choices) + 2
    assert trial.n_right(replace(done, done={deeds.SIMILAR_PAIR: 0.69})) == len(choices)
    few = dict.fromkeys(choices[: int(n * 0.8)], RIGHT)
    assert not trial.is_passed(Progress({}, Trial(1, n, few)))
    assert trial.is_passed(Progress({deeds.TRUST: 1.0}, Trial(1, n, few)))
    assert trial.with_result(Progress({deeds.TRUST: 1.0}, Trial(1, n, few))).done[deeds.PASSED] >= 0.8
    assert deeds.PASSED not in trial.with_result(Progress({deeds.TRUST: 1.0}, Trial(1, 3, few))).done


def test_what_is_yet_to_do_follows_from_the_data_that_is_open(
    state: dict[str, object], monkeypatch: pytest.MonkeyPatch
) -> None:
    tasks = [task for task in TASKS if task.name != "task_pair"]

    def yet() -> dict[str, str]:
        return {task.name: filled(task.yet(Progress()), figures.figures()) for task in tasks}

    assert set(yet().values()) == {"Nothing is open yet: open a sample or your own data first."}
    phrases = cache.phrases_space()
    assert phrases.dataset is not None
    project = session.Project("tickets {x}.csv", phrases.dataset, space=phrases)
    monkeypatch.setattr(session, "project", lambda: project)
    assert yet()["task_trust"] == "tickets {x}.csv is open; the page Trust has not shown you its findings on it yet."
    assert not [said for said in yet().values() if "open a sample" in said or "open texts" in said]
    assert "moved it yet: search in tickets {x}.csv" in yet()["task_threshold"]
    project = replace(project, space=phrases.with_metric("euclidean"))
    assert "in another way than by direction" in yet()["task_neighbours"]
    project = replace(project, space=ec.EmbeddingSpace(phrases.vectors))
    assert "can't be searched with a phrase" in yet()["task_other_words"]
    project = replace(project, space=None)
    assert all("not read by a model yet" in said for said in yet().values())


def test_what_two_tabs_know_is_joined() -> None:
    a, b = Progress({"x": 1.0, "y": 0.5}, Trial(1, 3, {"q": "right"})), Progress({"y": 0.7}, Trial(2))
    assert a.joined(b) == Progress({"x": 1.0, "y": 0.7}, Trial(2)) == Progress(a.done).joined(b)


@pytest.mark.usefixtures("queue_ends")
def test_on_the_page_a_wrong_answer_is_explained_and_all_is_kept_for_this_browser() -> None:
    app = visit(start(), PAGE)
    names = trial.order(Trial())
    app.session_state["learn_tabs"] = "Quiz"
    app.session_state["deeds"] = Progress({}, Trial(1, place := names.index("one_number")))
    app = healthy(app.run())
    assert f"Question {place + 1} of {len(names)}" in str(app.get("progress")[0].proto.text)
    assert app.button(key="quiz_check").disabled and app.button(key="quiz_next").disabled
    app = healthy(app.radio(key="quiz_chosen_1_one_number").set_value("wrong_0").run())
    app = healthy(app.button(key="quiz_check").click().run())
    question = trial.QUESTIONS["one_number"](1)
    assert isinstance(question, Choice)
    assert all(answer.why in said(app) for answer in question.answers().values())
    assert "Not quite" in said(app)
    assert terms(app) == []
    app = healthy(app.button(key="quiz_next").click().run())
    new = again(app, PAGE)
    assert new.session_state["deeds"].trial == Trial(1, place + 1, {"one_number": "wrong_0"})
    assert again(app, PAGE, same_browser=False).session_state.get("deeds", Progress()).trial == Trial()

    n = len(names)
    app.session_state["deeds"] = Progress({}, Trial(1, n, dict.fromkeys(names, RIGHT)))
    app = healthy(app.run())
    assert re.search(rf"{n - len(trial.TASK_NAMES)} of {n} right", said(app))
    app = healthy(app.button(key="quiz_again").click().run())
    assert app.session_state["deeds"].trial == Trial(2)


@pytest.mark.usefixtures("queue_ends")
def test_the_done_list_ticks_itself() -> None:
    app = visit(start(), "pages/playground.py")
    for number, text in ((1, "She opened an account at the bank"), (2, "She sat down on the bank of the river")):
        app = healthy(app.text_input(key=f"playground_text_{number}").set_value(text).run())
    app = visit(app, PAGE)
    app.session_state["learn_tabs"] = "Done"
    app = healthy(app.run())
    assert terms(app) == []
    score = float(figures.figures()["bank_score"])
    assert f"The two most alike of your texts have {score:.2f}" in said(app)
    assert str(app.get("progress")[0].proto.text).startswith("**1 of 6 done**")
    new = again(app, PAGE)
    assert new.session_state["deeds"].done[deeds.SIMILAR_PAIR] == pytest.approx(score, abs=0.005)


def codes(app: AppTest, code: str) -> AppTest:
    return healthy(app.text_input(key="lab_code").set_value(code).run())


@pytest.mark.usefixtures("queue_ends")
def test_only_the_code_of_the_finished_lab_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    from ui.learn import lab

    app = visit(start(), PAGE)
    app.session_state["learn_tabs"] = "Lab"
    app = codes(healthy(app.run()), "LAB-00000-00000")
    assert "not the code of the finished lab" in said(app)
    assert terms(app) == []
    assert deeds.LAB not in app.session_state["deeds"].done if "deeds" in app.session_state else True
    monkeypatch.setattr(lab, "is_accepted", lambda code: code == "LAB-11111-11111")
    assert "The lab is done" in said(codes(app, "LAB-11111-11111"))
