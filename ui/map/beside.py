"""What stands beside the Map page's map: what was clicked or selected, what is kept, and what is taken away."""

import numpy as np
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from embedcore.phrases import counted
from ui import same_in_python, take_away, wording
from ui.map import colours, current, panels, sharing, tags, trends, trust
from ui.map.chosen import CHOSEN, Chosen, chosen_rows
from ui.map.current import select_rows
from ui.map.done import Done
from ui.map.shown import ShownMap
from ui.project_file import save_button
from ui.scatter import MapEvents, MapGroups, MapValues

USE = (
    "Click a group, draw around points with the lasso, or filter: what they say, and their rows, are shown here. "
    "Click a point for its neighbours."
)


def panel(
    shown: ShownMap, colouring: MapGroups | MapValues, events: MapEvents, done: Done, below: DeltaGenerator
) -> None:
    """below: where a table as wide as the page goes."""
    project, space = shown.project, shown.space
    chosen = chosen_rows(
        space.n_rows,
        outlined=done.outlined,
        outlined_how=done.how,
        words=shown.wanted.words,
        matches=done.matches,
        facets=shown.facets,
        filters={shown.facets[number].column: parts for number, parts in events.filters},
        colouring=colouring,
        hidden=events.hidden_groups,
    )
    CHOSEN.keep((space.fingerprint, chosen))
    if done.clicked is not None:
        _head(shown, done, f"The {wording.rows(1)} you clicked")
    elif chosen is not None:
        _head(shown, done, f"{len(chosen.rows):,} selected")
    if done.clicked is not None:
        with st.container(key="map_chosen"):
            panels.row(project, space, done.clicked)
            trust.explain_spot(project, shown.trust, done.clicked)
            panels.similar(project, space, done.clicked)
    elif chosen is not None:
        with st.container(key="map_chosen"):
            _selection(shown, chosen, below)
    elif shown.wanted.color_by == colours.BY_TRUST:
        with st.container(key="map_chosen"):
            trust.explain_map(shown.projection, shown.wanted.request, shown.clustering)
    elif shown.clustering is not None and shown.wanted.color_by == colours.BY_GROUP:
        n_groups = shown.clustering.n_clusters
        what = wording.say("groups" if n_groups != 1 else "group").lower()
        left = shown.clustering.n_ungrouped
        grey = f" {counted(left, wording.rows(1), wording.rows())} in no group (grey)." if left else ""
        st.caption(f"**{n_groups} {what}.**{grey} {wording.quality_explained(shown.clustering.quality)} {USE}")
    else:
        st.caption(USE)
    tags.kept(project, space)
    with st.container(horizontal=True, gap="xsmall", key="map_take_away"):
        panels.sum_up(chosen)
        groups = current.computed_groups(space)
        take_away.offer(
            project,
            space,
            projection=shown.projection,
            clustering=groups,
            shades=shown.group_shades,
            n_chosen=len(chosen.rows) if chosen is not None else None,
            key="map_export",
        )
        save_button(
            project,
            space,
            map=(shown.wanted.request, shown.projection),
            groups=(current.chosen_n_clusters(), groups) if groups is not None else None,
            key="map_save",
            label="Save",
        )
        sharing.share_button(
            project,
            space,
            shown.projection,
            shown.points,
            shown.coloured_by,
            notes=shown.made_how,
            shown=chosen,
        )
    same_in_python.map_and_groups(project, shown.wanted.request, current.chosen_n_clusters(), shown.wanted.words)


def _head(shown: ShownMap, done: Done, title: str) -> None:
    """What stays in sight above the panel: what it is about, and what lets the selection go, or turns it round."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="map_undo"):
        st.markdown(f"## {title}", width="stretch")
        if done.outlined is not None:
            rest = np.setdiff1d(np.arange(shown.space.n_rows), done.outlined)
            st.button(
                "Invert",
                key="map_invert",
                icon=":material/flip_camera_android:",
                type="tertiary",
                help="Select all the others",
                on_click=select_rows,
                args=(shown.space, rest, _inverted(done.how)),
            )
        if done.outlined is not None or done.clicked is not None:
            st.button(
                "Clear", key="map_clear", icon=":material/close:", type="tertiary", on_click=current.clear_selection
            )


def _inverted(how: str) -> str:
    """What all other rows are: "not inside the outline"."""
    return how.removeprefix("not ") if how.startswith("not ") else f"not {how}"


def _selection(shown: ShownMap, chosen: Chosen, below: DeltaGenerator) -> None:
    labels = np.ones(shown.space.n_rows, dtype=np.int64)
    labels[chosen.rows] = 0
    clock = trends.clock(shown.facets)
    by_time = clock is not None and clock.column in chosen.columns  # then they have grown by the choice alone
    found = trends.growth_of(clock, labels, 2) if len(chosen.rows) and not by_time else None
    panels.selection(
        shown.project,
        shown.space,
        chosen,
        shown.facets,
        trends.growth_sentence(found) if found is not None else "",
        shown.clustering,
        shown.projection,
        below=below,
    )
