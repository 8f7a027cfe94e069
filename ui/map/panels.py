"""What stands beside the map: the groups, one row with its neighbours, or a selection."""

import numpy as np
import streamlit as st
from numpy.typing import NDArray
from streamlit.delta_generator import DeltaGenerator

import embedcore as ec
from embedcore.groups import contrast
from ui import cache, cards, score_meaning, session, tables, wording
from ui.markup import literal
from ui.scatter import palette

N_NEIGHBORS = 8
TABLE_HEIGHT = 240


def groups(project: session.Project, space: ec.EmbeddingSpace, clustering: ec.Clustering) -> None:
    """All groups: name, size, the most typical text."""
    what = wording.say("groups" if clustering.n_clusters != 1 else "group").lower()
    st.markdown(f"## {clustering.n_clusters} {what}")
    st.caption(wording.quality_explained(clustering.quality))
    styles = session.group_colors(clustering.labels, clustering.n_clusters, palette.N_STYLES)
    with st.container(gap="xsmall", key="map_groups"):
        for group, name in enumerate(clustering.names):
            share = clustering.sizes[group] / space.n_rows
            with st.expander(f"**{literal(name)}** · {clustering.sizes[group]:,} ({share:.0%})"):
                shape = palette.style(styles[group])[1]
                why = clustering.reasons[group]
                named = f" · why this name: {cards.reasons(why)}" if why or space.texts else ""
                st.caption(f"points: {shape}{named}")
                cards.typical(project, clustering.representatives[group][:3])


def row(project: session.Project, space: ec.EmbeddingSpace, clicked: int) -> None:
    """One row in full, and the rows closest to it."""
    st.markdown(f"## The {wording.rows(1)} you clicked")
    cards.card(project, clicked, more_like=space)
    st.markdown(f"## {wording.say('similar')}")
    near = cache.ranking(space.fingerprint, clicked, space)
    for index, score in list(zip(near.indices.tolist(), near.scores.tolist(), strict=True))[:N_NEIGHBORS]:
        cards.card(project, index, score=score_meaning.written(space.metric, score), length=220)


def selection(
    project: session.Project,
    space: ec.EmbeddingSpace,
    rows: NDArray[np.int64],
    clustering: ec.Clustering | None,
    projection: ec.Projection,
    *,
    below: DeltaGenerator,
) -> None:
    """What is typical for the selected rows and their download; the rows themselves go below the map."""
    st.markdown(f"## {len(rows):,} selected")
    if not len(rows):
        st.write(
            "There is no point inside this outline that counts: grey ones, left out by the filter or hidden in the "
            "legend, don't. Draw around others, or clear the selection or the filter."
        )
        return
    found = contrast(space, rows)
    if found.keywords:
        st.markdown("**Typical words:** " + literal(", ".join(keyword.term for keyword in found.keywords[:6])))
        st.caption(cards.reasons(found.keywords))
    st.markdown("**Most typical:**")
    cards.typical(project, found.typical)
    selected = tables.table(project.dataset, rows, clustering=clustering, projection=projection)
    text = project.dataset.text_column
    with below:
        st.dataframe(
            selected,
            height=TABLE_HEIGHT,
            hide_index=True,
            lazy=len(selected) > tables.LAZY_ROWS,
            key="map_selection",
            column_order=sorted(selected.columns, key=lambda column: column != text),  # the text first
        )
    tables.download(
        "Download the selection (CSV)",
        lambda: selected,
        "selection.csv",
        key="map_download_selection",
        type="primary",
    )
