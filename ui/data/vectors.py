"""Vectors that exist already: in columns of the table, or in a file beside it."""

import streamlit as st

from embedcore.precomputed.attach import with_vectors
from embedcore.precomputed.vector_files import read_vectors
from embedcore.table.dataset import Dataset
from embedcore.table.vector_columns import find_vectors
from ui import session
from ui.data import shared
from ui.markup import literal

OWN_MODEL = "your own vectors"
IN_TABLE, IN_FILE = "columns of the table", "a file beside it"


def form(project: session.Project) -> None:
    left, right = st.columns(2, gap="large")
    with right:
        metric = shared.metric(project)
    if project.space is not None:
        shared.finished(project, metric, left)
        return
    table = project.table
    places = find_vectors(table.frame, table.column_roles)
    with left:
        where = st.radio(
            "Where are they?", [IN_TABLE, IN_FILE], index=0 if places else 1, key=f"data_vectors_where_{table.name}",
            horizontal=True,
        )  # fmt: skip
        leave_out = st.toggle(
            "Leave out rows without a usable vector",
            key="data_vectors_leave_out",
            help="Missing, NaN or infinite numbers; the rows are listed. Otherwise they are refused by number.",
        )
        file = columns = None
        if where == IN_TABLE:
            columns = _columns(table, [list(place.columns) for place in places])
            if places and table.kind.name != "vectors":  # where it is, the reason above says the same
                st.caption(f":material/lightbulb: Found {literal(places[0].describe())}.")
        else:
            file = st.file_uploader(
                "A vector for each row of the table, in its order: NPY, NPZ, or TSV without column names",
                type=["npy", "npz", "tsv", "txt", "csv"],
                key="data_vectors_file",
            )
    if (where == IN_FILE and file is None) or (where == IN_TABLE and not columns):
        st.caption("Choose the columns, or the file, that hold the vectors.")
        return
    if st.button("Use these vectors", type="primary", key="data_embed", icon=":material/play_arrow:"):
        if file is not None:
            own = with_vectors(table, read_vectors(file, filename=file.name), leave_out=leave_out)
        elif columns is not None and len(columns) == 1:
            own = with_vectors(table, column=columns[0], leave_out=leave_out)
        else:
            own = with_vectors(table, columns=columns, leave_out=leave_out)
        used = session.choice_of(OWN_MODEL, origin=own.origin)
        session.set_project(session.with_space(project, own.space(metric=metric), used))
        st.switch_page("pages/map.py")


def _columns(table: Dataset, found: list[list[str]]) -> list[str]:
    """The column of lists, or one column for each dimension. Many found at once stay one choice."""
    offered = {
        f"{names[0]} … {names[-1]} ({len(names):,} columns)" if len(names) > 1 else names[0]: names for names in found
    }
    known = {name for names in found for name in names}
    others = [str(name) for name in table.frame.columns if str(name) not in known]
    picked = st.multiselect(
        "Columns", [*offered, *others], default=list(offered)[:1], key=f"data_vectors_columns_{table.name}",
        placeholder="Choose",
    )  # fmt: skip
    return [name for one in picked for name in offered.get(one, [one])]
