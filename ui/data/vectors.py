"""Vectors that exist already: in columns of the table, or in a file beside it."""

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

import embedcore as ec
from embedcore import jobs
from embedcore.table import find_vectors
from ui import address, session, wording
from ui.data import shared
from ui.markup import literal

IN_TABLE, IN_FILE = "columns of the table", "a file beside it"


def form(project: session.Project) -> None:
    if (begun := shared.begin(project)) is None:
        return
    left, metric = begun
    table = project.table
    with left:
        leave_out, file, columns = _choose(project)
    if file is None and not columns:
        st.caption(wording.say("choose_vectors"))
        return
    with shared.way_on():
        pressed = st.button(
            wording.say("use_these_vectors"), type="primary", key="data_embed", icon=":material/play_arrow:"
        )
    if pressed:
        vectors = None if file is None else jobs.read_vectors_apart(file, filename=file.name)
        column = columns[0] if len(columns) == 1 else None
        several = columns if len(columns) > 1 else None
        own = ec.with_vectors(table, vectors, column=column, columns=several, leave_out=leave_out)
        used = session.origin(session.OWN_VECTORS, origin=own.origin)
        session.set_project(session.with_space(project, own.space(metric=metric), used))
        address.go_to("pages/map.py")


def _choose(project: session.Project) -> tuple[bool, UploadedFile | None, list[str]]:
    """Whether rows without a vector are left out, and the file, or the columns, that hold the vectors."""
    table = project.table
    places = find_vectors(table.frame, table.column_roles)
    where = st.radio(
        "Where are they?", [IN_TABLE, IN_FILE], index=0 if places else 1, key=f"data_vectors_where_{project.id}",
        horizontal=True,
    )  # fmt: skip
    leave_out = st.toggle(
        wording.say("leave_out_unusable"),
        key=f"data_vectors_leave_out_{project.id}",
        help="Missing, NaN or infinite numbers; the rows are listed. Otherwise they are refused by number.",
    )
    if where == IN_FILE:
        file = st.file_uploader(
            wording.say("vectors_file"),
            type=["npy", "npz", "tsv", "txt", "csv"],
            key=f"data_vectors_file_{project.id}",
        )
        return leave_out, file, []
    columns = _columns(project, [list(place.columns) for place in places])
    if places and table.kind.name != "vectors":  # where it is, the reason above says the same
        st.caption(f":material/lightbulb: Found {literal(places[0].describe())}.")
    return leave_out, None, columns


def _columns(project: session.Project, found: list[list[str]]) -> list[str]:
    """The column of lists, or one column for each dimension. Many found at once stay one choice."""
    offered = {
        f"{names[0]} … {names[-1]} ({len(names):,} columns)" if len(names) > 1 else names[0]: names for names in found
    }
    known = {name for names in found for name in names}
    others = [str(name) for name in project.table.frame.columns if str(name) not in known]
    picked = st.multiselect(
        "Columns", [*offered, *others], default=list(offered)[:1], key=f"data_vectors_columns_{project.id}",
        placeholder="Choose",
    )  # fmt: skip
    return [name for one in picked for name in offered.get(one, [one])]
