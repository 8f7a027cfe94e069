"""Searching with a row of the data: the row that was chosen, and the ways to choose one."""

import numpy as np
import streamlit as st

import embedcore as ec
from embedcore.phrases import shortened
from ui import session, wording
from ui.markup import literal

NAMES_LISTED = 2_000
"""Up to so many rows are chosen by name from one list; a longer one would be slow to send to a browser."""
NAME_LENGTH = 80


def pick(project: session.Project, space: ec.EmbeddingSpace) -> None:
    """A row to search with, behind a button."""
    with st.popover(f"Search with {wording.a_row()}", icon=":material/table_rows:"):
        pick_here(project, space)


def pick_here(project: session.Project, space: ec.EmbeddingSpace) -> None:
    """A row to search with: by its name where there are few, each with its own, else by its number in the file."""
    row: int | None = None
    if have_names(project):
        names = project.dataset.labels
        row = st.selectbox(
            f"Which {wording.rows(1)}?", range(len(names)), format_func=names.__getitem__, key="search_row_name"
        )
    else:
        row = _by_number(project)
    if row is None:
        return
    st.button(
        f"Find {wording.rows()} like this",
        key="search_this_row",
        type="primary",
        on_click=session.search_with,
        args=(space, row),
    )


def _by_number(project: session.Project) -> int | None:
    numbers = project.dataset.row_numbers
    number = st.number_input(
        "Number of the row in the file", int(numbers[0]), int(numbers[-1]), key="search_row_number", step=1
    )
    row = int(np.searchsorted(numbers, number))
    if numbers[row] != number:
        st.caption(f"Row {number:,} was left out when the file was read; choose another.")
        return None
    if project.thumbnails:
        st.image(project.thumbnails[row], width=96, alt=project.dataset.labels[row])
    st.caption(literal(shortened(project.dataset.labels[row], 240)))
    return row


def name(project: session.Project, row: int) -> str:
    """What a row is called in a sentence."""
    return project.dataset.labels[row] if have_names(project) else f"row {project.dataset.row_numbers[row]}"


def have_names(project: session.Project) -> bool:
    """Whether each row has a name of its own: items have; texts are no names."""
    names = project.dataset.labels
    return (
        project.kind == "ratings"
        and len(names) <= NAMES_LISTED
        and len(set(names)) == len(names)
        and max(map(len, names), default=0) <= NAME_LENGTH
    )
