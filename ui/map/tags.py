"""Selections that were named and kept: shown again, and a column in every table that is taken away."""

from dataclasses import replace

import numpy as np
import streamlit as st
from numpy.typing import NDArray

import embedcore as ec
from ui import session, wording
from ui.map.current import select_rows
from ui.markup import literal

LONGEST = 60
MOST = 50


def keep_selection(project: session.Project, rows: NDArray[np.int64]) -> None:
    """A field for a name, under which the rows are kept."""
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom", key="map_keep"):
        name = st.text_input(
            "Name for these rows",
            key="map_tag_name",
            placeholder="Name these rows, to keep them",
            max_chars=LONGEST,
            label_visibility="collapsed",
        )
        st.button(
            "Keep",
            key="map_tag_keep",
            icon=":material/sell:",
            disabled=not " ".join(name.split()),
            on_click=_keep,
            args=(project, name, rows),
        )


def _keep(project: session.Project, name: str, rows: NDArray[np.int64]) -> None:
    """A name that is there already stands for these rows from now on."""
    name = " ".join(name.split())
    others = tuple(tag for tag in project.tags if tag.name != name)
    if len(others) >= MOST:
        st.toast(f"At most {MOST} names are kept: take one away first.", icon=":material/error:")
        return
    session.set_project(replace(project, tags=(*others, session.Tag(name, project.dataset.row_numbers[rows]))))
    session.keep("map_tag_name", "")
    st.toast(f"{len(rows):,} {wording.rows(len(rows))} kept as “{literal(name)}”", icon=":material/sell:")


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
                "Take away",
                key=f"map_untag_{number}",
                type="tertiary",
                icon=":material/close:",
                help=f"Forget the name “{literal(tag.name)}”; the rows stay",
                on_click=_forget,
                args=(project, tag),
            )


def _forget(project: session.Project, tag: session.Tag) -> None:
    session.set_project(replace(project, tags=tuple(other for other in project.tags if other is not tag)))
