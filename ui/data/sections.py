"""The sections of the Data page."""

from dataclasses import replace

import pandas as pd
import streamlit as st

import embedcore as ec
from embedcore.images import thumbnail
from embedcore.phrases import by_number, counted
from embedcore.types import ROLES
from ui import home, page_shell, preview, session, tables, wording
from ui.data.how_read import ask_day_first
from ui.markup import literal

NO_TEXT = "(no text)"
PICTURES = 24


def summary(project: session.Project) -> None:
    """Name, rows and how the file was read."""
    dataset, report = project.table, project.table.report
    n_columns = dataset.frame.shape[1]
    st.markdown(f"## {literal(project.name)}")
    facts = [
        f"**{dataset.n_rows:,}** of {counted(report.n_rows_read, 'row')} kept",
        f"**{n_columns:,}** {by_number(n_columns, 'column', 'columns')}",
    ]
    if wording.technical():
        read_as = {"format": report.format, "encoding": report.encoding, "delimiter": report.delimiter}
        facts += [f"{what} {value!r}" for what, value in read_as.items() if value]
    st.markdown(" · ".join(facts))
    for note in report.notes:
        st.caption(f":material/info: {literal(note)}")


def ask(project: session.Project) -> None:
    """Which number of a date is the day where nothing tells; why this page comes before the map; how many rows were
    left out."""
    ask_day_first(project)
    dataset = project.table
    can_be_read = project.kind != "texts" or dataset.text_column is not None
    if project.space is None and can_be_read and home.goes_straight():
        with page_shell.errors_explained():
            if why := preview.doubt(project):
                st.warning(f"**Please look here before the map is made**: {literal(why)}.", icon=":material/help:")
                return
    n_left_out = len(dataset.report.left_out)
    if n_left_out:
        were = by_number(n_left_out, "was", "were")
        st.warning(f"{n_left_out:,} of {dataset.report.n_rows_read:,} rows {were} left out.", icon=":material/warning:")


def left_out(dataset: ec.Dataset) -> None:
    """Every row that was left out, with its reason."""
    rows = dataset.report.left_out
    if not rows:
        return
    listed = pd.DataFrame({"row in the file": [row.row_number for row in rows], "why": [row.reason for row in rows]})
    with st.expander("Which rows were left out, and why", icon=":material/rule:"):
        st.dataframe(listed, hide_index=True, lazy=len(listed) > tables.LAZY_ROWS, key="data_left_out")
        tables.download("Download this list", lambda: listed, "left-out-rows.csv", key="data_left_out_csv")


def columns(project: session.Project) -> None:
    """What each column was taken for, with the choice to change it, after which the page runs again."""
    dataset = project.table
    choices = [str(column) for column in dataset.frame.columns]
    with st.expander("What each column is used for", icon=":material/view_column:"):
        roles = pd.DataFrame(
            {
                "column": choices,
                "used as": [dataset.column_roles.get(column, "category") for column in choices],
                "for example": [_example(dataset, column) for column in choices],
            }
        )
        edited = st.data_editor(
            roles,
            hide_index=True,
            disabled=["column", "for example"],
            key=f"data_roles_{project.id}",
            column_config={"used as": st.column_config.SelectboxColumn(options=list(ROLES), required=True)},
        )
        for column, before, after in zip(choices, roles["used as"], edited["used as"], strict=True):
            if before != after:
                session.forget(f"data_roles_{project.id}")
                _replace_dataset(project, dataset.with_role(column, after))


def text_column(project: session.Project) -> None:
    """The column of the texts, with the choice to change it, after which the page runs again."""
    dataset = project.table
    choices = [str(column) for column in dataset.frame.columns]
    if project.kind != "texts" or [dataset.text_column] == choices:
        return
    choice_col, why_col = st.columns([1, 2], vertical_alignment="bottom")
    with choice_col:
        chosen = st.selectbox(
            "Which column holds the text?",
            [*choices, NO_TEXT],
            index=choices.index(dataset.text_column) if dataset.text_column is not None else len(choices),
            key=f"data_text_column_{dataset.text_column}_{project.id}",
        )
    with why_col:
        st.caption(literal(dataset.report.text_column_reason or "No column looks like text."))
    if chosen != (dataset.text_column or NO_TEXT):
        _replace_dataset(project, dataset.with_text_column(None if chosen == NO_TEXT else chosen))


def first_rows(project: session.Project) -> None:
    """The first pictures, and the table without them, numbered as everywhere else: by the row in the file."""
    st.markdown("## Preview")
    table = project.table
    shown = table.frame.drop(columns=[name for name, role in table.column_roles.items() if role == "image"])
    if table.image_column is not None:
        first = table.frame[table.image_column].iloc[:PICTURES].tolist()
        names = [f"Picture in row {number}" for number in table.row_numbers[:PICTURES]]
        st.image([thumbnail(picture) for picture in first], width=64, alt=names)
        if table.n_rows > PICTURES:
            st.caption(f"The first {PICTURES} of {table.n_rows:,} pictures.")
    st.dataframe(
        shown.set_axis(table.row_numbers, axis=0), height=260, lazy=len(shown) > tables.LAZY_ROWS, key="data_preview"
    )


def _replace_dataset(project: session.Project, dataset: ec.Dataset) -> None:
    """Another text column means other texts, so what was computed goes; another role alone keeps it."""
    same_texts = dataset.text_column == project.table.text_column
    spaces: list[ec.EmbeddingSpace] = []
    if same_texts and project.kind in ("texts", "images") and project.source is None and project.space is not None:
        spaces = [one.with_dataset(dataset) for one in (*project.before, project.space)]
    space = spaces[-1] if spaces else None
    session.set_project(replace(project, dataset=dataset, space=space, before=tuple(spaces[:-1]), source=None))
    st.rerun()


def _example(dataset: ec.Dataset, column: str) -> str:
    values = dataset.frame[column].dropna()
    return str(values.iloc[0])[:80] if len(values) else ""
