"""Selections that were named and kept: shown again, and a column in every table that is taken away."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import streamlit as st
from numpy.typing import NDArray

import embedcore as ec
from embedcore.groups import History
from ui import page_shell, session
from ui.map.current import select_rows
from ui.markup import literal

LONGEST = 120
MOST = 50
Tags = History[tuple[session.Tag, ...]]
_STEPS = session.Kept[Tags | None]("map_tags_steps", None)


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
    if not asked:
        return
    if not name:
        st.error("Type a name first: under it these rows are kept, and found again.", icon=":material/error:")
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
    _keep(project, _steps(project).with_step((*others, tag)))
    st.rerun(scope="fragment" if session.in_fragment() else "app")


def kept(project: session.Project, space: ec.EmbeddingSpace) -> None:
    """All names with their rows; a click selects the rows again. What was kept or removed here is undone here."""
    steps = _steps(project)
    if not (project.tags or steps.past or steps.future):
        return
    with st.container(horizontal=True, gap="small", vertical_alignment="center", key="map_kept"):
        st.markdown("**Kept selections**" if project.tags else "**No kept selections**", width="stretch")
        for name, icon, there, step in (
            ("Undo", ":material/undo:", steps.past, History.undone),
            ("Redo", ":material/redo:", steps.future, History.redone),
        ):
            st.button(
                name,
                key=f"map_kept_{name.lower()}",
                type="tertiary",
                icon=icon,
                disabled=not there,
                on_click=_change,
                args=(step,),
            )
    for number, tag in enumerate(project.tags):
        rows = np.flatnonzero(np.isin(project.dataset.row_numbers, tag.row_numbers))
        with st.container(horizontal=True, gap="small", vertical_alignment="center"):
            st.button(
                f"{literal(tag.name)} · {len(rows):,}",
                key=f"map_tag_{number}",
                type="tertiary",
                icon=":material/sell:",
                on_click=select_rows,
                args=(space, rows, f"kept as “{tag.name}”"),
            )
            st.button(
                "Remove",
                key=f"map_untag_{number}",
                type="tertiary",
                icon=":material/close:",
                help=f"Forget the name “{literal(tag.name)}”; the rows stay, and Undo brings it back",
                on_click=_forget,
                args=(tag,),
            )


def _forget(tag: session.Tag) -> None:
    _change(lambda steps: steps.with_step(tuple(other for other in steps.now if other is not tag)))


def _change(step: Callable[[Tags], Tags]) -> None:
    project = session.project()
    if project is not None:
        _keep(project, step(_steps(project)))


def _steps(project: session.Project) -> Tags:
    """What is kept, with the steps to it; without steps where it came from elsewhere, such as a project file."""
    steps = _STEPS.now()
    return steps if steps is not None and steps.now is project.tags else History(project.tags)


def _keep(project: session.Project, steps: Tags) -> None:
    _STEPS.keep(steps)
    session.set_project(replace(project, tags=steps.now))
