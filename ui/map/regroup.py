"""What is selected, as a group of its own or in another group."""

from dataclasses import replace

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from embedcore.groups import EditedClustering, GroupEdits
from ui import page_shell, session, wording
from ui.map.current import clear_selection
from ui.markup import literal


def regroup(project: session.Project, shown: EditedClustering, rows: NDArray[np.int64]) -> None:
    """Opens where the selected rows are made a group, or moved into one; the Groups page undoes it."""
    edits = project.edits.now
    with (
        st.popover(wording.say("regroup"), icon=":material/category:", key="map_regroup"),
        page_shell.errors_explained(),
    ):
        name = st.text_input("Name of a new group", key="map_regroup_name", placeholder="Empty: from its words")
        if st.button("Make it a group", key="map_regroup_make", icon=":material/add:"):
            _keep(project, edits.made(shown, rows, name))
        target = st.selectbox(
            "Or into a group that is there",
            range(shown.n_clusters),
            format_func=lambda group: literal(shown.names[group]),
            key=f"map_regroup_into_{edits.digest}",
        )
        if st.button("Move into it", key="map_regroup_move", icon=":material/arrow_forward:"):
            _keep(project, edits.moved(shown, rows, target))
        st.caption("The Groups page lists what you changed, and takes it back.")


def _keep(project: session.Project, edits: GroupEdits) -> None:
    session.set_project(replace(project, edits=project.edits.with_step(edits)))
    clear_selection()
    st.rerun()
