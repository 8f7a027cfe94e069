"""What a person makes of a group: another name, one with another group, two, no issue; undone and done again."""

from collections.abc import Mapping
from dataclasses import replace

import streamlit as st

import embedcore as ec
from embedcore.groups import EditedClustering, GroupEdits, GroupFacts, History
from ui import session
from ui.groups.chosen import CHOSEN


def undo_and_redo(project: session.Project) -> None:
    """Two buttons, always at their place, so that nothing moves when there is something to undo."""
    history = project.edits
    with st.container(horizontal=True, width="content"):
        if st.button("Undo", key="groups_undo", icon=":material/undo:", disabled=not history.past):
            _keep(project, history.undone())
        if st.button("Redo", key="groups_redo", icon=":material/redo:", disabled=not history.future):
            _keep(project, history.redone())


def edit(
    project: session.Project,
    space: ec.EmbeddingSpace,
    shown: EditedClustering,
    facts: tuple[GroupFacts, ...],
    group: int,
) -> None:
    """What can be done with that group."""
    edits, name = project.edits.now, shown.names[group]
    with st.container(border=True, key="groups_edit"):
        with (
            st.form("groups_rename", border=False, enter_to_submit=True),
            st.container(horizontal=True, vertical_alignment="bottom"),
        ):
            wanted = st.text_input("Name", name, key=f"groups_name_{edits.digest}_{group}")
            asked = st.form_submit_button("Rename", key="groups_rename_do", icon=":material/edit:")
        if asked and " ".join(wanted.split()) != name:
            _done(project, edits.renamed(shown, group, wanted), " ".join(wanted.split()))
        if shown.n_clusters > 1:
            _merge(project, shown, facts, group)
        with st.container(horizontal=True):
            if st.button("Split in two", key="groups_split", icon=":material/call_split:"):
                _done(project, edits.split(shown, group, space), name)
            is_issue = facts[group].kind.is_issue
            label = "Not an issue" if is_issue else "It is an issue"
            if st.button(label, key="groups_issue", icon=":material/block:" if is_issue else ":material/flag:"):
                _done(project, edits.as_issue(shown, group, not is_issue), name)
            if shown.decided[group] is not None and st.button(
                "As it was computed",
                key="groups_forget",
                icon=":material/restart_alt:",
                help="What you decided of this group is forgotten",
            ):
                _done(project, edits.forgotten(shown, group), name)


def _merge(project: session.Project, shown: EditedClustering, facts: tuple[GroupFacts, ...], group: int) -> None:
    nearest = facts[group].nearest
    others = [other for other in range(shown.n_clusters) if other != group]
    others.sort(key=lambda other: other != nearest)  # the nearest first
    with st.container(horizontal=True, vertical_alignment="bottom"):
        other = st.selectbox(
            "One group with",
            others,
            format_func=lambda place: shown.names[place],
            key=f"groups_merge_{project.edits.now.digest}_{group}",
        )
        if st.button("Merge", key="groups_merge_do", icon=":material/call_merge:"):
            given = [shown.decided[one] for one in (group, other)]
            kept = next((one.name for one in given if one is not None and one.name), shown.names[group])
            _done(project, project.edits.now.merged(shown, [group, other], kept), kept)


def take_names(
    project: session.Project, shown: EditedClustering, names: Mapping[int, str], by: str, group: str
) -> None:
    """Names that a language model offered, as one step that can be undone. group: what is looked at then."""
    _done(project, project.edits.now.named(shown, names, by), group)


def _done(project: session.Project, edits: GroupEdits, name: str) -> None:
    CHOSEN.keep(name)
    _keep(project, project.edits.with_step(edits))


def _keep(project: session.Project, history: History[GroupEdits]) -> None:
    session.set_project(replace(project, edits=history))
    st.rerun()
