"""What stands beside the map: the groups, one row with its neighbours, or a selection."""

from collections.abc import Callable, Sequence
from functools import partial

import numpy as np
import pandas as pd
import streamlit as st
from numpy.typing import NDArray

from embedcore.groups.clustering import Clustering
from embedcore.groups.naming import Keyword
from embedcore.images import thumbnail
from embedcore.metrics import Metric
from embedcore.projection import Projection
from embedcore.scores.calibration import SpaceCalibration
from embedcore.space.space import EmbeddingSpace
from embedcore.words.marking import shared_places
from ui import cache, palette, score_meaning, session, wording
from ui.map import colours
from ui.markup import csv_bytes, field_name, literal, shortened
from ui.search import row_query

N_NEIGHBORS = 8
TABLE_HEIGHT = 240
PICTURE_WIDTH, TYPICAL_WIDTH = 96, 56
"""Three of the second stand side by side in the panel."""


def groups(clustering: Clustering, project: session.Project, space: EmbeddingSpace, projection: Projection) -> None:
    """All groups: name, size, the most typical text."""
    what = wording.say("groups" if clustering.n_clusters != 1 else "group").lower()
    st.markdown(f"#### {clustering.n_clusters} {what}")
    st.caption(wording.quality_explained(clustering.quality))
    styles = session.group_colors(clustering.labels, clustering.n_clusters, palette.N_STYLES)
    with st.container(height=470, border=False, key="map_groups"):
        for group, name in enumerate(clustering.names):
            share = clustering.sizes[group] / space.n_rows
            with st.expander(f"**{literal(name)}** · {clustering.sizes[group]:,} ({share:.0%})"):
                shape = palette.style(styles[group])[1]
                why = clustering.reasons[group]
                st.caption(f"points: {shape}" + (f" · why this name: {reasons(why)}" if why or space.texts else ""))
                _typical(project, clustering.representatives[group][:3])


def row(project: session.Project, space: EmbeddingSpace, clicked: int, *, key: str) -> None:
    """One row in full, and the rows closest to it."""
    if space.n_rows <= clicked:
        return
    st.markdown(f"#### The {wording.rows(1)} you clicked")
    card(project, clicked, more_like=partial(_search_page, space))
    st.markdown(f"#### {wording.say('similar')}")
    near = cache.ranking(space.fingerprint, clicked, space)
    for index, score in list(zip(near.indices.tolist(), near.scores.tolist(), strict=True))[:N_NEIGHBORS]:
        card(project, index, metric=space.metric, score=score, length=220)


def _search_page(space: EmbeddingSpace, row_index: int) -> None:
    row_query.search_with_row(space, row_index)
    st.switch_page("pages/search.py")


def selection(
    project: session.Project,
    space: EmbeddingSpace,
    rows: NDArray[np.int64],
    clustering: Clustering | None,
    projection: Projection,
    *,
    key: str,
) -> None:
    """What is typical for the selected rows, the rows, and their download."""
    st.markdown(f"#### {len(rows):,} selected")
    if not len(rows):
        st.write(
            "There is no point inside this outline that counts: grey ones, left out by the filter or hidden in the "
            "legend, don't. Draw around others, or clear the selection or the filter."
        )
        return
    found = colours.describe(space, rows)
    if found.keywords:
        st.markdown("**Typical words:** " + literal(", ".join(keyword.term for keyword in found.keywords[:6])))
        st.caption(reasons(found.keywords[:3]))
    st.markdown("**Most typical:**")
    _typical(project, found.typical)
    frame = colours.table(project.dataset, rows, clustering=clustering, projection=projection)
    st.dataframe(
        frame,
        height=TABLE_HEIGHT,
        hide_index=True,
        lazy=len(frame) > 1_000,
        key=f"{key}_selection",
        column_order=_text_first(project, list(frame.columns)),
    )
    st.download_button(
        "Download the selection (CSV)",
        lambda: csv_bytes(frame),
        "selection.csv",
        "text/csv",
        key=f"{key}_download_selection",
        on_click="ignore",
        icon=":material/download:",
        type="primary",
    )


def _typical(project: session.Project, rows: Sequence[int]) -> None:
    """Rows as a short list: their pictures side by side, or their texts."""
    if project.dataset.image_column is None:
        st.markdown("\n".join(f"- {literal(_text(project, row))}" for row in rows))
        return
    with st.container(horizontal=True, gap="xsmall"):
        for row in rows:
            st.image(_thumbnail(project, row), width=TYPICAL_WIDTH)


def card(
    project: session.Project,
    row_index: int,
    *,
    metric: Metric | None = None,
    score: float | None = None,
    whole: SpaceCalibration | None = None,
    query: str = "",
    length: int = 2_000,
    more_like: Callable[[int], None] | None = None,
    key: str = "card",
) -> None:
    """One row as a card: score and its meaning, the picture, the text, its fields, and longer texts beside it.

    whole: what scores mean here. query: the phrase whose words are marked in the text. more_like: what a button
    "More like this" calls with the row; key: of that button.
    """
    with st.container(border=True, horizontal=True):
        if project.dataset.image_column is not None:
            st.image(_thumbnail(project, row_index), width=PICTURE_WIDTH)
        with st.container():
            if metric is not None and score is not None:
                said = score_meaning.of_score(metric, score, whole)
                st.markdown(
                    f"**{wording.score_name(metric)} {score_meaning.shown(score, whole)}**"
                    + (f" · {said}" if said else "")
                )
            _what_it_says(project, row_index, query, length)
            if more_like is not None:
                pressed = st.button(
                    "More like this",
                    key=f"{key}_more_like_{row_index}",
                    icon=":material/manage_search:",
                    type="tertiary",
                )
                if pressed:
                    more_like(row_index)


def _what_it_says(project: session.Project, row_index: int, query: str, length: int) -> None:
    dataset = project.dataset
    text = shortened(_whole_text(project, row_index), length)
    shared = shared_places(query, text)
    st.markdown(score_meaning.highlighted(text, shared))
    if query and not shared:
        st.caption(":material/psychology: No word in common, small ones aside: found by meaning.")
    for column in other_texts(project):
        value = dataset.frame[column].iloc[row_index]
        if isinstance(value, str) and value.strip():
            st.markdown(f":material/subdirectory_arrow_right: **{literal(column)}:** {literal(shortened(value, 400))}")
    values = {name: dataset.frame[name].iloc[row_index] for name in colours.field_columns(dataset)}
    fields = [f"{literal(field_name(name))}: {literal(value)}" for name, value in values.items() if not pd.isna(value)]
    # An item stands in many rows of its file.
    number = [f"row {dataset.row_numbers[row_index]}"] if project.kind != "ratings" else []
    if number or fields:
        st.caption(" · ".join([*number, *fields]))


def _thumbnail(project: session.Project, row_index: int) -> bytes:
    """The row's picture, small."""
    column = project.dataset.image_column
    assert column is not None
    return thumbnail(project.dataset.frame[column].iloc[row_index], 2 * PICTURE_WIDTH)


def other_texts(project: session.Project) -> list[str]:
    """Text columns beside the one that is searched, such as a ticket's resolution."""
    dataset = project.dataset
    return [str(c) for c in dataset.frame.columns if dataset.column_roles.get(c) == "text" and c != dataset.text_column]


def reasons(keywords: tuple[Keyword, ...]) -> str:
    """Why these words: their share inside against elsewhere."""
    if not keywords:
        return "no word sets it apart"
    return "; ".join(
        f"“{literal(keyword.term)}” in {keyword.share:.0%} of its {wording.rows()}, "
        f"{keyword.share_elsewhere:.0%} elsewhere"
        for keyword in keywords[:3]
    )


def _whole_text(project: session.Project, row_index: int) -> str:
    return project.dataset.labels[row_index]


def _text(project: session.Project, row_index: int) -> str:
    return shortened(_whole_text(project, row_index), 160)


def _text_first(project: session.Project, columns: list[str]) -> list[str]:
    text = project.dataset.text_column
    return [text, *(column for column in columns if column != text)] if text in columns else columns
