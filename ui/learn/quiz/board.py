"""The quiz on the page: one question at a time, its reasons once it is answered, and what came of it."""

from dataclasses import replace

import streamlit as st

from ui import deeds, page_shell, session, wording
from ui.deeds import Progress, Trial
from ui.learn.quiz import figures, trial
from ui.learn.quiz.question import RIGHT, Choice, Question, Task, filled
from ui.markup import literal

CHOSEN = "quiz_chosen"
ICONS = {"right": ":material/check_circle:", "mine": ":material/cancel:", "other": ":material/remove:"}


@st.fragment
@page_shell.errors_explained()
def board() -> None:
    """All of it; only this part reruns."""
    now = deeds.now()
    st.caption(wording.say("quiz_lesson"))
    names = trial.order(now.trial)
    if now.trial.place < len(names):
        _asked(trial.QUESTIONS[names[now.trial.place]](now.trial.number), now)
    else:
        _result(now)


def _asked(question: Question, now: Progress) -> None:
    n, place = len(trial.QUESTIONS), now.trial.place
    st.progress(place / n, text=f"Question {place + 1} of {n} · {_right_so_far(now)}")
    given = figures.figures() | dict(question.values)
    with st.container(border=True, key="quiz_question"):
        st.subheader(_said(question.asks, given), anchor=False)
        if isinstance(question, Task):
            _task(question, now, given)
        elif question.name in now.trial.given:
            _reasons(question, now, given)
        else:
            _choose(question, now, given)
    with st.container(horizontal=True, key="quiz_way"):
        if place:
            st.button("Back", key="quiz_back", icon=":material/arrow_back:", on_click=_go, args=(now.trial, place - 1))
        later = isinstance(question, Task) and not question.done(now)
        answered = isinstance(question, Task) or question.name in now.trial.given
        label = "Do it later" if later else "Next" if place + 1 < n else "See the result"
        st.button(
            label,
            key="quiz_next",
            icon=":material/arrow_forward:",
            type="secondary" if later or not answered else "primary",
            disabled=not answered,
            on_click=_go,
            args=(now.trial, place + 1),
        )


def _choose(question: Choice, now: Progress, given: dict[str, str]) -> None:
    answers = question.answers()
    chosen = st.radio(
        "Answers",
        trial.answer_order(now.trial, question),
        index=None,
        format_func=lambda name: _said(answers[name].text, given),
        key=f"{CHOSEN}_{now.trial.number}_{question.name}",
        label_visibility="collapsed",
    )
    st.button(
        "Check",
        key="quiz_check",
        icon=":material/check:",
        type="primary",
        disabled=chosen is None,
        on_click=_answer,
        args=(now.trial, question.name, chosen),
    )


def _reasons(question: Choice, now: Progress, given: dict[str, str]) -> None:
    """Every answer with its reason: the right one marked, and the one that was given."""
    mine, answers = now.trial.given[question.name], question.answers()
    if mine == RIGHT:
        st.success("Right.", icon=":material/check_circle:")
    else:
        st.warning("Not quite: see why.", icon=":material/lightbulb:")
    for name in trial.answer_order(now.trial, question):
        icon = ICONS["right" if name == RIGHT else "mine" if name == mine else "other"]
        text = _said(answers[name].text, given)
        yours = " (your answer)" if name == mine else ""
        with st.container(gap=None):
            st.markdown(f"{icon} **{text}**{yours}" if name in (RIGHT, mine) else f"{icon} {text}")
            st.caption(_said(answers[name].why, given))


def _task(question: Task, now: Progress, given: dict[str, str]) -> None:
    if question.done(now):
        st.success(f"Done. {_said(question.why, given)}", icon=":material/check_circle:")
        return
    st.caption("Do it in the explorer, and come back: the explorer sees it by itself.")
    st.info(_said(question.yet(now), given), icon=":material/pending:")
    with st.container(horizontal=True):
        st.page_link(question.page, label=question.label, icon=":material/open_in_new:", width="content")
        if session.project() is None and question.page != "pages/playground.py":
            st.page_link("app.py", label="Open a sample first", icon=":material/folder_open:", width="content")


def _result(now: Progress) -> None:
    n, right = len(trial.QUESTIONS), trial.n_right(now)
    deeds.keep(trial.with_result(now))  # something may have been done since
    with st.container(border=True, key="quiz_result"):
        if trial.is_passed(now):
            st.markdown(f"## Passed: {right} of {n} right")
            st.success(f"{trial.PASSED_AT:.0%} were needed.", icon=":material/workspace_premium:")
        else:
            st.markdown(f"## {right} of {n} right")
            st.info(f"To pass, {trial.PASSED_AT:.0%} are needed. Read the reasons below, and try again.")
        best = deeds.value(deeds.QUIZ) or 0.0
        if best > right / n:
            st.caption(f"Your best try so far had {round(best * n)} of {n}.")
        st.button("Try again, in another order", key="quiz_again", icon=":material/replay:", on_click=_again)
    wrong = [name for name in trial.order(now.trial) if not trial.is_right(name, now)]
    if wrong:
        st.markdown("### What to look at again")
    for name in wrong:
        question = trial.QUESTIONS[name](now.trial.number)
        given = figures.figures() | dict(question.values)
        with st.expander(_said(question.asks, given), icon=":material/lightbulb:"):
            if isinstance(question, Task):
                _task(question, now, given)
            elif name in now.trial.given:
                _reasons(question, now, given)


def _right_so_far(now: Progress) -> str:
    asked = trial.order(now.trial)[: now.trial.place + 1]
    n = sum(trial.is_right(name, now) for name in asked)
    return f"{n} right so far"


def _said(text: str, given: dict[str, str]) -> str:
    """As Markdown shows it; what is filled in comes from data, too."""
    return literal(filled(text, given))


def _answer(now: Trial, name: str, answer: str) -> None:
    trial.keep(replace(now, given={**now.given, name: answer}))


def _go(now: Trial, place: int) -> None:
    trial.keep(replace(now, place=place))


def _again() -> None:
    trial.keep(Trial(number=deeds.now().trial.number + 1))
