"""The Map page: the map with its job, and the panel beside it; what a person does on one changes the other."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import numpy as np
import streamlit as st

from embedcore.table import rows_containing
from ui import deeds, page_shell, session, wording
from ui.map import addressed, beside, colours, controls, current, map_words, notes, trust
from ui.map.current import SETTINGS
from ui.map.done import KEY, done_on, overlay
from ui.map.shown import ShownMap
from ui.scatter import show_map

SEEN = {"tsne": deeds.TSNE, "umap": deeds.UMAP}


def progress(shown: ShownMap) -> None:
    """How far the map is that is wanted."""
    with st.container(key="map_status"):
        current.show_progress(shown.space, shown.wanted.request, key="map")


@st.fragment
@page_shell.errors_explained()
def map_and_panel(shown: ShownMap, *, keep: Callable[[], None]) -> None:
    """The map at the left, what was clicked or selected at the right; clicks rerun only this part.

    keep: called when all of it has run, so that what was decided here is kept.

    Streamlit keeps all download buttons of a fragment's rerun only in containers that are made in it.
    """
    if controls.changed():
        st.rerun(scope="app")  # they are not in this part of the page
    now = session.project()
    if now is not None and now.space is shown.space:
        shown = replace(shown, project=now)  # with the names that were given since the page was made
    current.carry_selection(shown.space, (shown.points.revision, id(shown.project.table)))
    if (seen := SEEN.get(shown.projection.method)) is not None:
        deeds.note(seen)
    colouring, note = shown.colouring()
    words = shown.wanted.words
    matches = np.array(rows_containing(shown.project.dataset, words), dtype=np.int64) if words else None
    found = notes.found_by_words(len(matches), shown.points.n_rows, words) if matches is not None else ""
    done = done_on(shown.points, shown.space, colouring, matches)
    facets = shown.map_facets
    addressed.take_groups(colouring, there=shown.has_groups)
    with st.container(key="map_area", gap=None):
        over_it = st.container(key="map_notes", gap=None)
        with over_it:
            notes.notes(shown.projection, shown.made_how, note, found)
        on_top = overlay(
            shown.points,
            shown.space,
            done,
            contours=shown.wanted.show_contours,
            texts=shown.wanted.show_names,
            trust=shown.trust if done.clicked is not None else None,
        )
        events = show_map(
            shown.points,
            colouring,
            replace(on_top, said=(found,) if found else ()),
            key=KEY,
            height=None,
            in_address=True,
            description=f"Map of {shown.points.n_rows} {wording.rows()} ({wording.map_name(shown.projection.method)}); "
            f"those that are close together are similar. The groups are listed beside it.",
            facets=facets,
            filters=SETTINGS.now().filters_for(facets),
            hidden=SETTINGS.now().hidden,
            about=current.about(shown.project, shown.space, shown.projection),
            on_clear=controls.clear_words,
            words=partial(map_words.words_at, shown.projection, shown.wanted.request) if shown.has_words else None,
        )
        panel = st.container(key="map_panel", gap="small")
    below = st.container(key="map_table")
    SETTINGS.change(filters=events.filters, filters_of=facets.digest if facets is not None else "")
    SETTINGS.change(hidden=events.hidden, clicked=done.clicked, selected=done.outlined, how=done.how)
    with panel:
        beside.panel(shown, colouring, events, done, below)
    with over_it:
        leads = shown.wanted.color_by != colours.BY_TRUST
        trust.show_figure(shown.projection, shown.wanted.request, leads=leads, clicked=done.clicked)
        addressed.show(shown.wanted, colouring)
    keep()
