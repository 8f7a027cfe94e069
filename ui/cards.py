"""Rows as cards and short lists, as the map, a search and others show them."""

from collections.abc import Callable, Sequence

import pandas as pd
import streamlit as st

import embedcore as ec
from embedcore.groups import GroupTerm
from embedcore.images import thumbnail
from embedcore.phrases import share, shortened
from embedcore.table import field_columns
from embedcore.words import shared_places
from ui import address, page_shell, score_meaning, session, wording
from ui.markup import field_name, literal

PICTURE_WIDTH, TYPICAL_WIDTH = 96, 56
"""Three of the second stand side by side in a panel."""


def card(
    project: session.Project,
    row: int,
    *,
    score: str = "",
    query: str = "",
    length: int = 2_000,
    more_like: ec.EmbeddingSpace | None = None,
    key: str = "card",
    judge: Callable[[int], None] | None = None,
) -> None:
    """One row as a card: score and its meaning, the picture, the text, its fields, and longer texts beside it.

    score: see score_meaning.written. query: the phrase whose words are marked in the text. length: of the text, in
    characters. more_like: the space in which a button "More like this" searches with the row; key: of that button.
    judge: shows, for a row, what a person says of it.
    """
    with st.container(border=True, horizontal=True):
        if project.dataset.image_column is not None:
            st.image(picture(project, row), width=PICTURE_WIDTH, alt=project.dataset.labels[row])
        with st.container(gap="xsmall"):
            if score:
                st.markdown(score)
            _text(project, row, query, length)
            fields(project, row)
            with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
                if more_like is not None:
                    _more_like(more_like, row, key)
                if judge is not None:
                    judge(row)


def _more_like(space: ec.EmbeddingSpace, row: int, key: str) -> None:
    if st.button("More like this", key=f"{key}_more_like_{row}", icon=":material/manage_search:", type="tertiary"):
        session.search_with(space, row)
        page_shell.say_later("Now searching with this row", icon=":material/manage_search:")
        address.go_to("pages/search.py")


def typical(project: session.Project, rows: Sequence[int]) -> None:
    """Rows as a short list: their pictures side by side, or their texts."""
    if project.dataset.image_column is None:
        st.markdown("\n".join(f"- {literal(shortened(project.dataset.labels[row]))}" for row in rows))
        return
    with st.container(horizontal=True, gap="xsmall"):
        for row in rows:
            st.image(picture(project, row), width=TYPICAL_WIDTH, alt=project.dataset.labels[row])


def reasons(keywords: Sequence[GroupTerm]) -> str:
    """Why these words: their share inside against elsewhere."""
    if not keywords:
        return "no word sets it apart"
    return "; ".join(
        f"“{literal(keyword.term)}” in {share(keyword.share)} of its {wording.rows()}, "
        f"{share(keyword.share_elsewhere)} elsewhere"
        for keyword in keywords[:3]
    )


def _text(project: session.Project, row: int, query: str, length: int) -> None:
    """The text with the words of the query marked, and the other texts beside it, such as a ticket's resolution."""
    dataset = project.dataset
    text = shortened(dataset.labels[row], length)
    shared = shared_places(query, text)
    st.markdown(score_meaning.highlighted(text, shared))
    if query and not shared:
        st.caption(":material/psychology: No word in common, small ones aside: found by meaning.")
    for column in map(str, dataset.frame.columns):
        if dataset.column_roles.get(column) != "text" or column == dataset.text_column:
            continue
        value = dataset.frame[column].iloc[row]
        if isinstance(value, str) and value.strip():
            said = literal(shortened(dataset.in_words(value), 400))
            st.markdown(f":material/subdirectory_arrow_right: **{literal(column)}:** {said}")


def fields(project: session.Project, row: int) -> None:
    """The row's number and its short columns, as one line."""
    dataset = project.dataset
    cells = ((name, dataset.frame[name].iloc[row]) for name in field_columns(dataset))
    named = [
        f"{literal(field_name(name))}: {literal(dataset.in_words(cell))}" for name, cell in cells if not pd.isna(cell)
    ]
    # An item stands in many rows of its file.
    number = [f"row {dataset.row_numbers[row]}"] if project.kind != "ratings" else []
    if number or named:
        st.caption(" · ".join([*number, *named]))


def picture(project: session.Project, row: int) -> bytes:
    """The row's picture, small."""
    column = project.dataset.image_column
    assert column is not None
    return thumbnail(project.dataset.frame[column].iloc[row], 2 * PICTURE_WIDTH)
