"""What stands beside the map: one row with its neighbours, or the rows that are chosen."""

from collections.abc import Sequence

import numpy as np
import streamlit as st
from numpy.typing import NDArray
from streamlit.delta_generator import DeltaGenerator

import embedcore as ec
from embedcore.facets import Facet, overrepresented
from embedcore.groups import EditedClustering, contrast
from embedcore.phrases import share
from ui import address, cache, cards, deeds, score_meaning, session, tables, wording
from ui.map import tags
from ui.map.chosen import Chosen
from ui.map.current import INSIDE
from ui.map.regroup import regroup
from ui.markup import literal

N_NEIGHBORS, MOST_APART = 8, 5
TABLE_HEIGHT = 240


def row(project: session.Project, space: ec.EmbeddingSpace, clicked: int) -> None:
    """One row in full."""
    cards.card(project, clicked, more_like=space)


def similar(project: session.Project, space: ec.EmbeddingSpace, clicked: int) -> None:
    """The rows closest to it."""
    st.markdown(f"## {wording.say('similar')}")
    near, known = cache.ranking(space.fingerprint, clicked, space), score_meaning.prepare(space)
    if space.metric is ec.Metric.COSINE:
        deeds.note(deeds.NEIGHBOURS)
    if said := score_meaning.rule(known):
        st.caption(said)
    for index, score in list(zip(near.indices.tolist(), near.scores.tolist(), strict=True))[:N_NEIGHBORS]:
        cards.card(project, index, score=score_meaning.written(space.metric, score, known), length=220)


def selection(
    project: session.Project,
    space: ec.EmbeddingSpace,
    chosen: Chosen,
    facets: Sequence[Facet],
    growth: str,
    clustering: EditedClustering | None,
    projection: ec.Projection,
    *,
    below: DeltaGenerator,
) -> None:
    """What sets the chosen rows apart and their download; the rows themselves go below the map.

    growth: a sentence of Markdown on how they grew, or nothing.
    """
    rows = chosen.rows
    st.caption(" · ".join(map(literal, chosen.how)))
    if not len(rows):
        alone = chosen.how == (INSIDE,)
        st.write(
            "There is no point inside this outline. Draw around others, or clear the selection." if alone
            else "No row is left by all of these together. Take one of them away, or draw around other points."
        )  # fmt: skip
        return
    tags.keep_selection(project, rows)
    if clustering is not None:
        regroup(project, clustering, rows)
    if growth:
        st.markdown(growth)
    others = [facet for facet in facets if facet.column not in chosen.columns]
    if clustering is not None and clustering.n_clusters > 1 and not chosen.by_group:
        codes = clustering.labels.astype(np.int16)
        others.append(Facet(wording.say("group"), "category", clustering.names, codes, clustering.n_clusters))
    _apart(others, rows)
    found = contrast(space, rows)
    if found.keywords:
        st.markdown("**Typical words:** " + literal(", ".join(keyword.term for keyword in found.keywords[:6])))
        st.caption(cards.reasons(found.keywords))
    st.markdown("**Most typical:**")
    cards.typical(project, found.typical)
    selected = tables.table(project, rows, clustering=clustering, projection=projection)
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
        lambda: tables.table(project, rows, clustering=clustering, projection=projection, written=True),
        "selection.csv",
        key="map_download_selection",
        type="primary",
    )


def sum_up(chosen: Chosen | None) -> None:
    """A button to the summary: of the rows that are chosen, or of all."""
    some = chosen is not None and len(chosen.rows) > 0
    if st.button("Sum up these" if some else "Summary", key="map_summary", icon=":material/summarize:"):
        session.SUMMED_UP.keep(session.CHOSEN if some else session.ALL)
        address.go_to("app.py")


def _apart(facets: Sequence[Facet], rows: NDArray[np.int64]) -> None:
    """Values of the other columns that stand out among these rows, beyond chance."""
    found = overrepresented(facets, rows)
    if not found:
        if facets:
            st.caption("In the other columns, nothing stands out among them beyond chance.")
        return
    st.markdown("**More often than elsewhere:**")
    for one in found[:MOST_APART]:
        st.markdown(
            f"- {literal(one.column)}: **{literal(one.name)}** in {one.n_found:,} of {len(rows):,} "
            f"({one.share:.0%}; elsewhere {share(one.share_elsewhere)})"
        )
    if len(found) > MOST_APART:
        st.caption(f"and {len(found) - MOST_APART} more")
