"""Selections that were named and kept: shown again, and a column in every table that is taken away."""

from dataclasses import replace

import numpy as np
import streamlit as st
from numpy.typing import NDArray

import embedcore as ec
from ui import page_shell, session
from ui.map.current import select_rows
from ui.markup import literal

LONGEST = 120
MOST = 50


def keep_selection(project: session.Project, rows: NDArray[np.int64]) -> None:
    """A field for a name, under which the rows are kept: with Enter, or the button."""
    with (
        st.form("map_keep", border=False, clear_on_submit=True, enter_to_submit=True),
        st.container(horizontal=True, gap="small", vertical_alignment="bottom", key="map_keep_row"),
    ):
        name = st.text_input(
            "Name for these rows",
            key="map_tag_name",
            placeholder="Name, to keep them",
            label_visibility="collapsed",
        )
        asked = st.form_submit_button("Keep", key="map_tag_keep", icon=":material/sell:")
    name = " ".join(name.split())
    if not asked or not name:
        return
    others = tuple(tag for tag in project.tags if tag.name != name)
    if len(name) > LONGEST or len(others) >= MOST:
        page_shell.show_error(
            f"at most {MOST} names of up to {LONGEST} characters are kept (got {len(others) + 1} names, this one of "
            f"{len(name)} characters); take a shorter one, or remove another first"
        )
        return
    # A name that is there already stands for these rows from now on.
    tag = session.Tag(name, project.dataset.row_numbers[rows])
    session.set_project(replace(project, tags=(*others, tag)))
    st.rerun(scope="fragment" if session.in_fragment() else "app")


def kept(project: session.Project, space: ec.EmbeddingSpace) -> None:
    """All names with their rows; a click selects the rows again."""
    if not project.tags:
        return
    st.markdown("**Kept selections**")
    for number, tag in enumerate(project.tags):
        rows = np.flatnonzero(np.isin(project.dataset.row_numbers, tag.row_numbers))
        with st.container(horizontal=True, gap="small", vertical_alignment="center"):
            st.button(
                f"{literal(tag.name)} · {len(rows):,}",
                key=f"map_tag_{number}",
                type="tertiary",
                icon=":material/sell:",
                on_click=select_rows,
                args=(space, rows),
            )
            st.button(
                "Remove",
                key=f"map_untag_{number}",
                type="tertiary",
                icon=":material/close:",
                help=f"Forget the name “{literal(tag.name)}”; the rows stay",
                on_click=_forget,
                args=(project, tag),
            )


def _forget(project: session.Project, tag: session.Tag) -> None:
    session.set_project(replace(project, tags=tuple(other for other in project.tags if other is not tag)))
