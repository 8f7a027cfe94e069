"""Results judged relevant or not, by a thumb on each card; adapting learns from them."""

from collections.abc import Callable
from dataclasses import replace
from zlib import crc32

import streamlit as st

from ui import session
from ui.search.query import Query

NOT, RELEVANT = 0, 1
"""As the thumbs count: down, up."""


def of(query: Query) -> Callable[[int], None] | None:
    """What shows the thumbs of a row, as it was judged for this query; None for several phrases at once."""
    if query.is_sum:
        return None
    return lambda row: _thumbs(query, row)


def _thumbs(query: Query, row: int) -> None:
    project = session.project()
    assert project is not None
    key = f"search_judged_{crc32(repr((query.text, query.row)).encode())}_{row}"
    text, number, like = _names(project, query, row)
    judged = project.judged.of(text, number, like=like)
    if session.value(key) is None and judged is not None:
        session.keep(key, RELEVANT if judged else NOT)
    st.feedback("thumbs", key=key, on_change=_judge, args=(query, row, key))


def _judge(query: Query, row: int, key: str) -> None:
    project = session.project()
    if project is None:
        return
    thumb = session.value(key)
    text, number, like = _names(project, query, row)
    relevant = None if thumb is None else thumb == RELEVANT
    session.set_project(replace(project, judged=project.judged.judge(text, number, relevant, like=like)))


def _names(project: session.Project, query: Query, row: int) -> tuple[str, int, int | None]:
    """The phrase, or none; the row's number in the file; and that of the row that was searched with."""
    numbers = project.dataset.row_numbers
    like = int(numbers[query.row]) if query.row is not None else None
    return ("" if like is not None else query.text), int(numbers[row]), like
