"""The question that a file's dates leave open: which number is the day?"""

from dataclasses import replace

import streamlit as st

from embedcore.phrases import sentence
from embedcore.reading import DateExample
from ui import page_shell, session
from ui.data.how_read import draft as drafts
from ui.data.how_read.taking import take
from ui.markup import literal


def asks_day_first(project: session.Project) -> bool:
    """Whether nothing in the file tells day from month, and a date of it can be shown both ways."""
    return _example(project) is not None


def ask_day_first(project: session.Project) -> None:
    """Asks where nothing in the file tells; the answer reads it anew."""
    date = _example(project)
    if date is None:
        return
    now, draft = project.table.report.choice("day_first"), drafts.as_it_is(project)
    with st.container(border=True, key="data_day_first"):
        st.markdown(f":material/event: **Which day is {literal(date.written)}?** {literal(_why(project))}")
        with st.container(horizontal=True), page_shell.errors_explained():
            for day_first in (True, False):
                if st.button(_day(date, day_first=day_first), key=f"data_day_first_{day_first}"):
                    tried = replace(draft, options=replace(draft.options, day_first=day_first))
                    with st.spinner("Reading the file …", show_time=True):
                        take(project, tried, drafts.look(project, tried))
                    st.rerun()
        said = _day(date, day_first=bool(now and now.value))
        st.caption(f"Until you say, it is taken as {said}; all such dates of the file follow.")


def _why(project: session.Project) -> str:
    choice = project.table.report.choice("day_first")
    return f"{sentence(choice.reason)}." if choice is not None else ""


def _example(project: session.Project) -> DateExample | None:
    choice = project.table.report.choice("day_first")
    if project.reading.file is None or choice is None or choice.sure:
        return None
    date = drafts.look(project, drafts.as_it_is(project)).date
    if date is None or date.day_first is None or date.month_first is None or date.day_first == date.month_first:
        return None
    return date


def _day(date: DateExample, *, day_first: bool) -> str:
    day = date.day_first if day_first else date.month_first
    assert day is not None
    return f"{day.day} {day:%B %Y}"
