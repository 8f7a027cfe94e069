"""The Map page: the map with its job, what is selected on it, and the panel beside it."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

import embedcore as ec
from embedcore import jobs
from embedcore.facets import Facet, Growth
from embedcore.groups import EditedClustering
from embedcore.phrases import counted
from embedcore.projection import MIN_ROWS
from embedcore.table import rows_containing
from ui import cache, deeds, page_shell, same_in_python, session, take_away, wording
from ui.map import addressed, colours, controls, current, map_words, notes, panels, sharing, tags, trends, trust
from ui.map.chosen import CHOSEN, Chosen, chosen_rows
from ui.map.controls import Wanted, map_controls
from ui.map.current import SETTINGS, select_rows
from ui.map.done import KEY, Done, done_on, overlay
from ui.markup import literal
from ui.project_file import save_button
from ui.scatter import (
    MapEvents,
    MapFacets,
    MapGroups,
    MapPoints,
    MapValues,
    show_map,
)

SEEN = {"tsne": deeds.TSNE, "umap": deeds.UMAP}
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
    clustering: EditedClustering | None
    wanted: Wanted

    def colouring(self) -> tuple[MapGroups | MapValues, str]:
        """The colours of the points, and a sentence on what is not told apart (or an empty text)."""
        dataset, column = self.project.dataset, self.wanted.color_by
        if column == colours.BY_TRUST and (measured := self.trust) is not None:
            names = current.names_of_groups(self.clustering, self.projection) if self.wanted.show_names else ()
            return replace(trust.colouring(measured), labels_on_map=names), ""
        if column != colours.BY_GROUP and column in dataset.frame.columns:
            shades = partial(current.shades_of, self.project, column, projection=self.projection)
            coloured, note = colours.column_colouring(dataset, column, shades)
            return self._with_names(coloured), note
        growth = self.growth()
        coloured = current.group_colours(
            self.project,
            self.clustering,
            self.projection,
            labels=self.wanted.show_names,
            trends=trends.growth_signs(growth),
        )
        return replace(coloured, trends_explained=trends.explained(growth), kinds=self._kinds()), ""

    def coloured_by(self, column: str, told: Collection[str]) -> MapGroups | MapValues:
        """The same by a column, or by the groups. told: the columns of which signs beside groups may say something."""
        coloured = replace(self, wanted=replace(self.wanted, color_by=column)).colouring()[0]
        if not isinstance(coloured, MapGroups):
            return coloured
        clock = trends.clock(self.facets)
        if clock is not None and clock.column not in told:
            coloured = replace(coloured, trends=(), trends_explained="")
        return replace(coloured, kinds=self._kinds(told)) if coloured.kinds else coloured

    def _kinds(self, told: Collection[str] | None = None) -> tuple[str, ...]:
        """What the groups are that are no issue, in a word or two; nothing of very many rows until it is known.

        told: without those that name another column than these.
        """
        facts = cache.quick_group_facts(self.space, self.clustering) if self.clustering is not None else None
        known = ("", *told) if told is not None else None
        return tuple(one.kind.label if known is None or one.kind.column in known else "" for one in facts or ())

    def _with_names(self, coloured: MapGroups | MapValues) -> MapGroups | MapValues:
        if not isinstance(coloured, MapGroups) or not self.wanted.show_names:
            return coloured
        return replace(
            coloured, labels_on_map=colours.labels_at(coloured.names, coloured.labels, self.projection.coordinates)
        )

    def group_shades(self) -> list[str]:
        """The colours of the groups on a light ground."""
        coloured = current.group_colours(self.project, self.clustering, self.projection)
        return [light for light, _ in coloured.colors]

    @property
    def has_words(self) -> bool:
        """Whether words may stand on it between the names of groups and single texts."""
        flat = self.projection.coordinates.shape[1] == 2
        return flat and self.wanted.show_names and self.space.texts is not None

    def growth(self) -> Growth | None:
        """Of the groups, where there are dates."""
        found = self.clustering
        return trends.growth_of(trends.clock(self.facets), found.labels, found.n_clusters) if found else None

    @property
    def made_how(self) -> tuple[str, ...]:
        """What must be known of the groups, where they are shown."""
        return self.clustering.notes if self.clustering and self.wanted.color_by == colours.BY_GROUP else ()

    @property
    def has_groups(self) -> bool:
        """Whether what it is coloured by is there; groups are until then one."""
        if self.wanted.color_by == colours.BY_TRUST:
            return self.trust is not None
        return self.clustering is not None or self.wanted.color_by != colours.BY_GROUP

    @property
    def trust(self) -> ec.MapTrust | None:
        """How far it can be believed, once that is known."""
        return trust.measured(self.projection, self.wanted.request)

    @property
    def map_facets(self) -> MapFacets | None:
        """None where no column tells rows apart."""
        found = cache.map_facets(self.project.dataset)
        return found if found.facets else None

    @property
    def facets(self) -> Sequence[Facet]:
        return self.map_facets.facets if self.map_facets is not None else ()


def shown_map(project: session.Project, space: ec.EmbeddingSpace) -> ShownMap:
    """The controls, and the best map there is already of what they ask for; another page for too few rows."""
    if space.n_rows < MIN_ROWS:
        rows = counted(space.n_rows, wording.rows(1), wording.rows())
        page_shell.does_not_fit(
            f"{literal(project.name)} has too few rows for a map",
            f"A map needs at least {MIN_ROWS} rows, and it has {rows}. Search and the list of groups work with one.",
            ("pages/search.py", "Search in it", ":material/search:"),
            ("app.py", "Choose data with more rows", ":material/arrow_forward:"),
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
        _panel(shown, colouring, events, done, below)
    with over_it:
        leads = shown.wanted.color_by != colours.BY_TRUST
        trust.show_figure(shown.projection, shown.wanted.request, leads=leads, clicked=done.clicked)
        addressed.show(shown.wanted, colouring)
    keep()


def _panel(
    shown: ShownMap, colouring: MapGroups | MapValues, events: MapEvents, done: Done, below: DeltaGenerator
) -> None:
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
