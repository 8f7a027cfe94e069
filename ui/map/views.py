"""The Map page: the picture with its job, what is selected on it, and the panel beside it."""

from dataclasses import dataclass

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from embedcore import jobs
from embedcore.errors import DataError
from embedcore.groups.clustering import Clustering
from embedcore.projection import Projection
from embedcore.projection.base import MIN_ROWS
from embedcore.space.space import EmbeddingSpace
from ui import cache, palette, progress, session, wording
from ui.map import colours, panels
from ui.map.controls import MapView
from ui.markup import csv_bytes, literal
from ui.scatter import MapEvents, MapGroups, MapOverlay, MapPoints, MapValues, rows_in_outline, show_map

CLICK_KEY, FILTER_KEY, CLEARED_KEY, JOB_KEY = "map_clicked", "map_filter", "map_cleared", "map_current_job"


@dataclass(frozen=True, eq=False)
class Picture:
    """What the map shows now: the picture asked for, or the PCA that stands in until it is ready."""

    projection: Projection
    revision: str
    clustering: Clustering | None
    view: MapView

    def colouring(self, project: session.Project) -> tuple[MapGroups | MapValues, str]:
        if self.view.color_by != colours.BY_GROUP and self.view.color_by in project.dataset.frame.columns:
            return colours.column_colouring(project.dataset, self.view.color_by)
        if self.clustering is None:
            labels = np.zeros(self.projection.space.n_rows, dtype=np.int64)
            return MapGroups(labels, [f"all {wording.rows()}"], [palette.COLORS[0]]), ""
        styles = session.group_colors(self.clustering.labels, self.clustering.n_clusters, palette.N_STYLES)
        colouring = colours.group_colouring(
            self.clustering, styles, self.projection.coordinates, labels=self.view.show_names
        )
        return colouring, ""


def check_enough_rows(space: EmbeddingSpace) -> None:
    """Raises DataError where no map is possible."""
    if space.n_rows < MIN_ROWS:
        raise DataError(
            f"a map needs at least {MIN_ROWS} rows (got {space.n_rows}); load more rows, or use Search, "
            "which works with one row"
        )


def picture(project: session.Project, space: EmbeddingSpace, view: MapView) -> Picture:
    """Starts what is needed, shows its progress, and gives the best picture there is already."""
    queue, me = cache.job_queue(), session.id()
    grouping = jobs.cluster(queue, space, view.n_clusters, session=me)
    finding = f"Finding {wording.say('groups').lower()}"
    progress.show(grouping, finding, key="map_groups_job")
    clustering: Clustering | None = grouping.result
    request = view.request
    first = cache.pca(space.fingerprint, request.n_components, space)
    if request.method == "pca":
        return Picture(first, f"pca-{request.n_components}", clustering, view)
    mapping = jobs.project(queue, space, request, session=me)
    _supersede(mapping)
    title = f"Drawing the {wording.method_name(request.method)} map (the PCA map is shown meanwhile)"
    progress.show(mapping, title, key="map_job")
    if mapping.state == "done":
        return Picture(mapping.result, str(request), clustering, view)
    return Picture(first, f"pca-{request.n_components}", clustering, view)


def _supersede(mapping: jobs.Job) -> None:
    """Cancels the picture asked for before, when another one is wanted now."""
    before = cache.job_queue().find(session.value(JOB_KEY, ""))
    if before is not None and before is not mapping:
        cache.job_queue().cancel(before, session=session.id(), leave=True)
    session.keep(JOB_KEY, mapping.key)


@st.fragment
def map_and_panel(project: session.Project, space: EmbeddingSpace, shown: Picture) -> None:
    """The map at the left, what was clicked or selected at the right; clicks rerun only this part."""
    # Made in here: in columns made outside, Streamlit forgets all but the last download button of a fragment's rerun.
    left, right = st.columns([7, 3], gap="medium")
    points = cache.map_points(project, shown.revision, shown.projection)
    colouring, note = shown.colouring(project)
    with left:
        wanted = _filter_box()
        found = colours.rows_with_text(project.dataset, wanted) if wanted else None
        events = show_map(
            points,
            colouring,
            MapOverlay(focus=found, selected=_ringed(space), selection_id=_cleared()),
            key="map",
            description=f"{wording.method_name(shown.projection.method)} map of {space.n_rows} {wording.rows()}; "
            "those that are close together are similar. The groups are listed beside it.",
        )
        _captions(shown, note, wanted, found, space)
    with right:
        _panel(project, space, shown, points, events, found)


def _filter_box() -> str:
    wanted: str = st.text_input(
        "Filter",
        key=FILTER_KEY,
        placeholder=f"Filter: show {wording.rows()} that contain …",
        label_visibility="collapsed",
        icon=":material/filter_alt:",
        persist_state="session",
    )
    return wanted.strip()


def _captions(shown: Picture, note: str, wanted: str, found: NDArray[np.int64] | None, space: EmbeddingSpace) -> None:
    if found is not None:
        st.caption(
            f"{len(found):,} of {space.n_rows:,} {wording.rows()} contain “{literal(wanted)}”; the others are grey."
        )
    for said in (*shown.projection.notes, *(shown.clustering.notes if shown.clustering else ()), note):
        if said:
            st.caption(f":material/info: {literal(said)}")
    if (ratio := shown.projection.explained_variance_ratio) is not None:
        st.caption(f"This flat view shows {sum(ratio):.0%} of the differences between the {wording.rows()}.")
    how = "Click a point to see its neighbours; click a name in the legend to see one group alone."
    if shown.projection.n_components == 2:
        how = f"Take the lasso at the top of the map and draw around points to select them. {how}"
    st.caption(how)


def _panel(
    project: session.Project,
    space: EmbeddingSpace,
    shown: Picture,
    points: MapPoints,
    events: MapEvents,
    found: NDArray[np.int64] | None,
) -> None:
    rows = _selected_rows(shown, points, events, found)
    if rows is not None:
        panels.selection(project, space, rows, shown.clustering, shown.projection, key="map")
    elif events.clicked_row is not None:
        panels.row(project, space, events.clicked_row, key="map")
    elif shown.clustering is not None:
        panels.groups(shown.clustering, project, space, shown.projection)
    if rows is not None or events.clicked_row is not None:
        st.button("Clear", key="map_clear", icon=":material/close:", on_click=_clear)
    st.download_button(
        "Download everything (CSV)",
        lambda: csv_bytes(colours.table(project.dataset, clustering=shown.clustering, projection=shown.projection)),
        "map.csv",
        "text/csv",
        key="map_download_all",
        on_click="ignore",
        icon=":material/download:",
    )
    _remember_click(None if rows is not None else events.clicked_row)


def _selected_rows(
    shown: Picture, points: MapPoints, events: MapEvents, found: NDArray[np.int64] | None
) -> NDArray[np.int64] | None:
    """Rows inside the outline, without groups hidden in the legend and rows greyed out; None without an outline.

    In 3D, where no outline can be drawn, the groups left in the legend or the filter are the selection.
    """
    inside: NDArray[np.int64] | None = None
    if events.outline is not None:
        inside = rows_in_outline(points.coordinates, events.outline).astype(np.int64)
    elif shown.projection.n_components == 3 and (events.hidden_groups or found is not None):
        inside = np.arange(points.n_rows)
    if inside is None:
        return None
    if found is not None:
        inside = np.intersect1d(inside, found)
    if events.hidden_groups and shown.clustering is not None and shown.view.color_by == colours.BY_GROUP:
        hidden = [group for group, name in enumerate(shown.clustering.names) if name in events.hidden_groups]
        inside = inside[~np.isin(shown.clustering.labels[inside], hidden)]
    return inside


def _ringed(space: EmbeddingSpace) -> NDArray[np.int64] | None:
    """The clicked row and its neighbours, which get a ring on the map."""
    clicked = session.value(CLICK_KEY)
    if clicked is None or clicked >= space.n_rows:
        return None
    near = cache.ranking(space.fingerprint, int(clicked), space).indices[: panels.N_NEIGHBORS]
    return np.concatenate([[clicked], near])


def _remember_click(clicked: int | None) -> None:
    """The ring is drawn before the click is known, so a new click draws this part once more.

    In a run of the whole page, as when another picture is ready and the click is forgotten, the whole page.
    """
    if session.value(CLICK_KEY) != clicked:
        session.keep(CLICK_KEY, clicked)
        st.rerun(scope="fragment" if session.in_fragment() else "app")


def _cleared() -> int:
    return int(session.value(CLEARED_KEY, 0))


def _clear() -> None:
    session.keep(CLEARED_KEY, _cleared() + 1)
    session.keep(CLICK_KEY, None)
