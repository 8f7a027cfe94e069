"""Both maps side by side, laid over each other: what is selected or clicked in one is shown in the other."""

from dataclasses import replace

import numpy as np
import streamlit as st
from numpy.typing import NDArray

import embedcore as ec
from embedcore import jobs
from embedcore.phrases import share
from embedcore.projection import MIN_ROWS
from embedcore.trust import Comparison, aligned
from ui import cache, page_shell, progress, session, wording
from ui import map as map_page
from ui.compare.changed import both_lists
from ui.compare.linked import KEYS, Linked, followed
from ui.compare.other import Other
from ui.markup import literal
from ui.scatter import MapGroups, MapLines, MapOverlay, MapPoints, show_map

HEIGHT = 560


def both_maps(project: session.Project, space: ec.EmbeddingSpace, other: Other, found: Comparison | None) -> None:
    """Both maps once they are drawn, and how far they are until then; without `found` what is selected alone."""
    st.header("Side by side")
    if space.n_rows < MIN_ROWS:
        return
    drawn = _drawn(space, other.space)
    if drawn is None:
        return
    _linked(project, drawn, other.names, found)


def _drawn(space: ec.EmbeddingSpace, other: ec.EmbeddingSpace) -> tuple[ec.Projection, ec.Projection] | None:
    """The maps as chosen on the Map page, flat, the second laid over the first; None while they are drawn."""
    queue, owner = cache.job_queue(), session.id()
    request = replace(map_page.chosen_request(space.n_rows), n_components=2)
    title = f"Drawing the {wording.method_name(request.method)} map"
    first = jobs.project(queue, space, request, session=owner)
    if first.state != "done":
        progress.show(first, title, key="compare_drawing_a")
        return None
    second = jobs.project(queue, other, request, session=owner, like=first.result)
    if second.state != "done":
        progress.show(second, title, key="compare_drawing_b")
        return None
    laid = aligned(first.result.coordinates, second.result.coordinates).coordinates
    return first.result, replace(second.result, coordinates=laid)


@st.fragment
@page_shell.errors_explained()
def _linked(
    project: session.Project,
    drawn: tuple[ec.Projection, ec.Projection],
    names: tuple[str, str],
    found: Comparison | None,
) -> None:
    points = [cache.map_points(project, f"compare-{side}", map_) for side, map_ in zip("ab", drawn, strict=True)]
    colouring = _colouring(project, drawn[0])
    now = followed(f"{points[0].revision} {points[1].revision}", points, colouring)
    if found is not None and now.clicked is not None and now.clicked not in found.rows:
        found = None  # of very many rows it was not looked at
    lists = found.neighbors_of(now.clicked) if found is not None and now.clicked is not None else (None, None)
    for number, column in enumerate(st.columns(2, gap="small")):
        with column:
            st.markdown(f"**{literal(names[number])}**")
            show_map(
                points[number],
                colouring,
                _overlay(now, points[number], lists[number], number),
                key=KEYS[number],
                height=HEIGHT,
                description=f"Map by {names[number]}; what is selected here is shown in the other map, too",
            )
    if found is not None:
        _said(project, found, now)


def _colouring(project: session.Project, projection: ec.Projection) -> MapGroups:
    """Both maps in the colours of the groups that the project has, so that a group is found again in the other."""
    assert project.space is not None
    groups = map_page.clustering(project.space)
    if groups is None:
        return map_page.muted(project.space, projection)
    shades = map_page.shades_of(project, "group", groups.labels, projection)
    return MapGroups(groups.labels, groups.names, shades)


def _overlay(now: Linked, points: MapPoints, near: NDArray[np.int64] | None, side: int) -> MapOverlay:
    """The selected rows in colour; around the clicked one and its neighbours by this side rings, and lines to them."""
    ringed, lines = None, list[MapLines]()
    if now.clicked is not None:
        ringed = np.array([now.clicked])
        if near is not None:
            ringed = np.concatenate([ringed, near])
            lines.append(MapLines(points.coordinates[now.clicked].tolist(), near.tolist()))
    return MapOverlay(focus=now.rows, selected=ringed, lines=lines, selection_id=now.cleared[side])


def _said(project: session.Project, found: Comparison, now: Linked) -> None:
    """What there is to say of what is selected or clicked."""
    if now.clicked is not None:
        both_lists(project, found, now.clicked, key="compare_clicked")
    elif now.rows is not None and len(now.rows):
        some = found.row_overlap[now.rows]
        some = some[np.isfinite(some)]
        kept = f"; {share(float(some.mean()))} of those most like them are the same" if len(some) else ""
        st.markdown(
            f"**{len(now.rows):,} selected** in both maps{kept} (of all {wording.rows()} {share(found.overlap)})."
        )
    else:
        st.caption(
            "Draw around points, or click one: it is shown in both maps. A click shows what is most like it by each."
        )
