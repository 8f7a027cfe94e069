"""Numbers and categories of the table as coordinates."""

import streamlit as st

import embedcore as ec
from embedcore.encoders import TABLE
from ui import address, session, wording
from ui.data import shared

SCALINGS = {
    "auto": "As suits the data",
    "standard": "Standard: mean 0, standard deviation 1",
    "robust": "Robust: median and quartiles, for outliers",
    "min-max": "From 0 to 1",
    "none": "As they are",
}


def form(project: session.Project) -> None:
    if (begun := shared.begin(project, "euclidean")) is None:
        return
    left, metric = begun
    table = project.table
    roles = ("number", "rating", "category", "time")
    usable = [name for name, role in table.column_roles.items() if role in roles]
    with left:
        columns = st.multiselect(
            "Columns to compare the rows by", usable, default=usable, key=f"data_number_columns_{project.id}"
        )
        scaling = st.selectbox(
            "Scaling", list(SCALINGS), format_func=SCALINGS.__getitem__, key=f"data_number_scaling_{project.id}",
            help="So that a column of large numbers does not drown the others.",
        )  # fmt: skip
    if not columns:
        st.caption("Choose at least one column of numbers or categories.")
        return
    with shared.way_on():
        pressed = st.button(wording.say("embed_rows"), type="primary", key="data_embed", icon=":material/play_arrow:")
        st.caption("Each row becomes a point; rows with similar values lie together.", width="stretch")
    if pressed:
        with st.spinner(f"Reading {table.n_rows:,} rows …"):
            wanted = scaling if scaling != "auto" else None
            space = ec.embed(table, model=TABLE, metric=metric, columns=columns, scaling=wanted)
        used = session.origin(TABLE, columns=", ".join(columns), scaling=SCALINGS[scaling])
        session.set_project(session.with_space(project, space, used))
        address.go_to("pages/map.py")
