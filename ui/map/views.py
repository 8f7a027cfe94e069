"""The Map page: the map with its job, what is selected on it, and the panel beside it."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import streamlit as st
from numpy.typing import NDArray
from streamlit.delta_generator import DeltaGenerator

import embedcore as ec
from embedcore import jobs
from embedcore.facets import Facet, Growth
from embedcore.projection import MIN_ROWS
from embedcore.table import rows_containing
from ui import cache, page_shell, session, tables, wording
from ui.map import addressed, colours, current, panels, trends
from ui.map.chosen import Chosen, chosen_rows
from ui.map.controls import Wanted, map_controls
from ui.map.current import SETTINGS
from ui.markup import literal, sentence
from ui.scatter import MapEvents, MapGroups, MapOverlay, MapPoints, MapValues, rows_in_outline, show_map

USE = (
    "Click a group, draw around points with the lasso, or filter: what they say, and their rows, are shown here. "
    "Click a point for its neighbours."
)


@dataclass(frozen=True, eq=False)
class ShownMap:
    """What the map shows now: the one asked for, or the PCA that stands in until it is ready."""

    project: session.Project
    space: ec.EmbeddingSpace
    projection: ec.Projection
    points: MapPoints
    clustering: ec.Clustering | None
    wanted: Wanted

    def colouring(self) -> tuple[MapGroups | MapValues, str]:
        """The colours of the points, and a sentence on what is not told apart (or an empty text)."""
        dataset, column = self.project.dataset, self.wanted.color_by
        if column != colours.BY_GROUP and column in dataset.frame.columns:
            shades = partial(current.shades_of, self.project, column, projection=self.projection)
            return colours.column_colouring(dataset, column, shades)
        coloured = current.group_colours(
            self.project,
            self.clustering,
            self.projection,
            labels=self.wanted.show_names,
            trends=trends.trends(self.growth()),
        )
        return coloured, ""

    def growth(self) -> Growth | None:
        """Of the groups, where there are dates."""
        found = self.clustering
        return trends.growth_of(trends.clock(self.facets), found.labels, found.n_clusters) if found else None

    @property
    def facets(self) -> Sequence[Facet]:
        return cache.map_facets(self.project.dataset).facets


def shown_map(project: session.Project, space: ec.EmbeddingSpace) -> ShownMap:
    """The controls, and the best map there is already of what they ask for.

    Raises DataError where no map is possible.
    """
    if space.n_rows < MIN_ROWS:
        raise ec.DataError(
            f"a map needs at least {MIN_ROWS} rows (got {space.n_rows}); load more rows, or use Search, "
            "which works with one row"
        )
    wanted = map_controls(project, space.n_rows)
    request = wanted.request
    clustering = current.clustering(space)
    if request.method != "pca":
        queue = cache.job_queue()
        job, before = jobs.project(queue, space, request, session=session.id()), queue.find(SETTINGS.now().job)
        if before is not None and before is not job:  # another map was asked for before
            queue.cancel(before, session=session.id(), leave=True)
        SETTINGS.change(job=job.key)
    projection, points = current.best_map(project, space, request)
    return ShownMap(project, space, projection, points, clustering, wanted)


def progress(shown: ShownMap) -> None:
    """How far the map is that is wanted."""
    with st.container(key="map_status"):
        current.show_progress(shown.space, shown.wanted.request, key="map")


@st.fragment
@page_shell.errors_explained()
def map_and_panel(shown: ShownMap) -> None:
    """The map at the left, what was clicked or selected at the right; clicks rerun only this part.

    Streamlit keeps all download buttons of a fragment's rerun only in containers that are made in it.
    """
    current.carry_selection(shown.space, (shown.points.revision, id(shown.project.table)))
    colouring, note = shown.colouring()
    words = shown.wanted.words
    matches = np.array(rows_containing(shown.project.dataset, words), dtype=np.int64) if words else None
    with st.container(key="map_area", gap=None):
        over_it = st.container(key="map_notes", gap=None)
        with over_it:
            _notes(shown, note, matches)
        events = show_map(
            shown.points,
            colouring,
            MapOverlay(
                focus=_carried_rows(shown.space) if matches is None else matches,
                selected=_ringed(shown.space),
                contours=shown.wanted.show_contours,
                selection_id=SETTINGS.now().n_cleared,
            ),
            key="map",
            height=None,
            in_address=True,
            description=f"{wording.method_name(shown.projection.method)} map of {shown.points.n_rows} "
            f"{wording.rows()}; those that are close together are similar. The groups are listed beside it.",
            facets=cache.map_facets(shown.project.dataset) if shown.facets else None,
            filters=SETTINGS.now().filters,
        )
        SETTINGS.change(filters=events.filters)
        panel = st.container(key="map_panel", gap="small")
    below = st.container(key="map_table")
    with panel:
        _panel(shown, events, colouring, matches, below)
    with over_it:
        addressed.show(shown.wanted)


def _made_how(shown: ShownMap) -> str:
    """What must be known to read the map, such as that it was made from a sample, as Markdown; often nothing."""
    notes = dict.fromkeys((*shown.projection.notes, *(shown.clustering.notes if shown.clustering else ())))
    return f":material/info: {literal(sentence('; '.join(notes)))}." if notes else ""


def _notes(shown: ShownMap, note: str, matches: NDArray[np.int64] | None) -> None:
    """What must be known to read the map, over its upper left corner; often nothing."""
    if matches is not None:
        st.caption(
            f"{len(matches):,} of {shown.points.n_rows:,} {wording.rows()} contain “{literal(shown.wanted.words)}”; "
            "the others are grey."
        )
    if made_how := _made_how(shown):
        st.caption(made_how)
    if note:
        st.caption(f":material/info: {literal(note)}")
    if (ratio := shown.projection.explained_variance_ratio) is not None:
        view = "flat view" if len(ratio) == 2 else "view in space"
        st.caption(f"This {view} shows {sum(ratio):.0%} of the differences between the {wording.rows()}.")


def _panel(
    shown: ShownMap,
    events: MapEvents,
    colouring: MapGroups | MapValues,
    matches: NDArray[np.int64] | None,
    below: DeltaGenerator,
) -> None:
    project, space = shown.project, shown.space
    outlined, clicked = _outlined(shown, events), events.clicked_row
    carried = SETTINGS.now().carried
    if carried is not None and carried.fingerprint == space.fingerprint and not events.outline and not events.n_clicks:
        outlined, clicked = carried.selected, carried.clicked
    chosen = chosen_rows(
        space.n_rows,
        outlined=outlined,
        words=shown.wanted.words,
        matches=matches,
        facets=shown.facets,
        filters={shown.facets[number].column: parts for number, parts in events.filters},
        colouring=colouring,
        hidden=events.hidden_groups,
    )
    if clicked is not None and outlined is None:
        with st.container(key="map_chosen"):
            panels.row(project, space, clicked)
    elif chosen is not None:
        with st.container(key="map_chosen"):
            _selection(shown, chosen, below)
    elif shown.clustering is not None:
        n_groups = shown.clustering.n_clusters
        what = wording.say("groups" if n_groups != 1 else "group").lower()
        st.caption(f"**{n_groups} {what}.** {wording.quality_explained(shown.clustering.quality)} {USE}")
    if outlined is not None or clicked is not None:
        st.button("Clear", key="map_clear", icon=":material/close:", on_click=_clear)
    tables.download(
        "Download everything (CSV)",
        lambda: tables.table(project.dataset, clustering=shown.clustering, projection=shown.projection),
        "map.csv",
        key="map_download_all",
    )
    _remember(space, None if outlined is not None else clicked, outlined)


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
        trends.sentence(found) if found is not None else "",
        shown.clustering,
        shown.projection,
        below=below,
    )


def _outlined(shown: ShownMap, events: MapEvents) -> NDArray[np.int64] | None:
    """Rows inside the outline; None without one."""
    if events.outline is None:
        return None
    return rows_in_outline(shown.points.coordinates, events.outline).astype(np.int64)


def _ringed(space: ec.EmbeddingSpace) -> NDArray[np.int64] | None:
    clicked = SETTINGS.now().clicked
    if clicked is None or clicked >= space.n_rows:
        return None
    near = cache.ranking(space.fingerprint, clicked, space).indices[: panels.N_NEIGHBORS]
    return np.concatenate([[clicked], near])


def _carried_rows(space: ec.EmbeddingSpace) -> NDArray[np.int64] | None:
    """The rows that stay selected though the map where they were outlined was replaced: the others are grey."""
    now = SETTINGS.now()
    of_this = now.carried is not None and now.carried.fingerprint == space.fingerprint
    return now.selected if of_this and now.carried is not None and now.selected is now.carried.selected else None


def _remember(space: ec.EmbeddingSpace, clicked: int | None, selected: NDArray[np.int64] | None) -> None:
    """Rings and grey points are drawn before the events are known, so where these change, this part is drawn once more.

    In a run of the whole page, as when another map is ready and the click is forgotten, the whole page.
    """
    before, grey_before = SETTINGS.now().clicked, _carried_rows(space)
    SETTINGS.change(clicked=clicked, selected=selected)
    if before != clicked or grey_before is not _carried_rows(space):
        st.rerun(scope="fragment" if session.in_fragment() else "app")


def _clear() -> None:
    SETTINGS.change(n_cleared=SETTINGS.now().n_cleared + 1, clicked=None, selected=None, carried=None)
