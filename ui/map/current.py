"""What was chosen for the map, which holds on every page that shows one, and the map as other pages show it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import streamlit as st
from numpy.typing import NDArray

import embedcore as ec
from embedcore import jobs
from embedcore.groups import EditedClustering, edited
from embedcore.projection import MIN_ROWS
from ui import cache, progress, session, wording
from ui.map import colours
from ui.scatter import (
    ALL_SHOWN,
    Filters,
    HiddenGroups,
    MapAbout,
    MapEvents,
    MapFacets,
    MapGroups,
    MapLabel,
    MapOverlay,
    MapPoints,
    MapTrend,
    MapValues,
    palette,
    show_map,
)

Options = tuple[tuple[str, float | int], ...]
INSIDE, LINKED = "inside the outline", "as the link says"
"""What selected rows are: an outline was drawn, or an address that was opened names them."""

TSNE_ROWS = 5_000
"""t-SNE keeps more true neighbours (see benchmarks/results); beyond so many rows it takes too long to wait for."""


@dataclass(frozen=True, eq=False)
class Carried:
    """What was clicked and selected on a map stays so on the one that replaces it, until something else is.

    fingerprint: of the space of the new map. how: what the selected rows are, as for select_rows.
    """

    fingerprint: str
    clicked: int | None
    selected: NDArray[np.int64] | None
    how: str = INSIDE


@dataclass(frozen=True, eq=False)
class MapSettings:
    """method: empty until one is chosen. options: of each method, without those left where they stand.

    n_dims: of the Map page's map. clicked: the row that was clicked last. selected: the rows inside the outline,
    or those that were selected in another way; how: which one, as for select_rows.
    n_cleared: how often the selection was cleared. job: the key of the map that was asked for last. carried: what was
    clicked and selected on the map that the present one replaced. picture: the map that is shown, and of which table.
    filters: what is chosen of the table's columns, by their number among MapFacets; filters_of: the digest of these.
    hidden: the groups that are not shown.
    """

    method: str = ""
    options: dict[str, Options] = field(default_factory=dict)
    n_clusters: int | str = "auto"
    n_dims: int = 2
    clicked: int | None = None
    selected: NDArray[np.int64] | None = None
    how: str = INSIDE
    n_cleared: int = 0
    job: str = ""
    carried: "Carried | None" = None
    picture: tuple[str, int] = ("", 0)
    filters: Filters = ()
    filters_of: str = ""
    hidden: HiddenGroups = ALL_SHOWN

    def method_for(self, n_rows: int) -> str:
        """The kind of map that was chosen; until then the one that suits the number of rows."""
        return self.method or ("tsne" if n_rows <= TSNE_ROWS else "umap")

    def filters_for(self, facets: MapFacets | None) -> Filters:
        """What is chosen of these columns; nothing of others, such as those of the table that was open before."""
        return self.filters if facets is not None and facets.digest == self.filters_of else ()

    def request(self, n_rows: int, n_dims: int = 2) -> jobs.MapRequest:
        return self.request_of(self.method_for(n_rows), n_dims)

    def request_of(self, method: str, n_dims: int = 2) -> jobs.MapRequest:
        """A map of that kind, with the options that were chosen for it."""
        return jobs.MapRequest(method, n_dims, self.options.get(method, ()))


def _of_the_person(now: MapSettings) -> MapSettings:
    """The kind of map; what was outlined before is no longer meant."""
    return MapSettings(method=now.method, n_dims=now.n_dims, n_cleared=now.n_cleared + 1)


SETTINGS = session.Kept("map_settings", MapSettings(), stays=_of_the_person)


def drawing(space: ec.EmbeddingSpace, *, like: ec.EmbeddingSpace | None = None) -> list[jobs.Job]:
    """The jobs of the map and the groups as chosen on the Map page; none for too few rows.

    like: a space of the same rows, where whose map lies that of this space begins.
    """
    if space.n_rows < MIN_ROWS:
        return []
    queue, now, owner = cache.job_queue(), SETTINGS.now(), session.id()
    request = chosen_request(space.n_rows)
    before = jobs.find_map(queue, like, request) if like is not None else None
    groups = jobs.cluster(queue, space, now.n_clusters, session=owner)
    drawn = [jobs.project(queue, space, request, session=owner, like=before)] if request.method != "pca" else []
    return [*drawn, groups]


def chosen_request(n_rows: int) -> jobs.MapRequest:
    """The map as chosen on the Map page, of so many rows."""
    return SETTINGS.now().request(n_rows, SETTINGS.now().n_dims)


def chosen_n_clusters() -> int | str:
    """The number of groups as chosen on the Map page, or "auto"."""
    return SETTINGS.now().n_clusters


def carry_selection(space: ec.EmbeddingSpace, picture: tuple[str, int]) -> None:
    """Keeps what is clicked and selected when this picture takes the place of another one of the same table.

    picture: its revision, and a number of the table.
    """
    now = SETTINGS.now()
    if now.picture == picture:
        return
    same_rows = now.picture[1] == picture[1] and (now.clicked is not None or now.selected is not None)
    # Rows that another page selected before this picture was ever shown.
    given = now.carried if now.carried is not None and now.carried.fingerprint == space.fingerprint else None
    carried = Carried(space.fingerprint, now.clicked, now.selected, now.how) if same_rows else given
    SETTINGS.change(picture=picture, carried=carried)


def select_rows(space: ec.EmbeddingSpace, rows: NDArray[np.int64], how: str) -> None:
    """These rows are selected, in place of what was outlined or clicked.

    how: what they are, after "20 selected ·": "kept as “late parcels”".
    """
    now = SETTINGS.now()
    SETTINGS.change(n_cleared=now.n_cleared + 1, clicked=None, carried=Carried(space.fingerprint, None, rows, how))


def show_rows(space: ec.EmbeddingSpace, rows: NDArray[np.int64], how: str) -> None:
    """The Map page's map has these rows selected, and nothing else keeps any of them back. how: as for select_rows."""
    session.keep("map_filter", "")
    SETTINGS.change(filters=(), hidden=ALL_SHOWN)
    select_rows(space, rows, how)


def show_group(shown: EditedClustering, group: int) -> None:
    """The Map page's map shows that group alone, as by a click in its list."""
    labels = MapGroups(shown.labels, shown.names).labels_digest
    clear_selection()
    session.keep("map_color", colours.BY_GROUP)
    SETTINGS.change(hidden=(labels, tuple(other for other in range(shown.n_clusters) if other != group)))


def clear_selection() -> None:
    """Nothing is outlined, selected or clicked any more."""
    SETTINGS.change(n_cleared=SETTINGS.now().n_cleared + 1, clicked=None, selected=None, carried=None)


def best_map(
    project: session.Project, space: ec.EmbeddingSpace, request: jobs.MapRequest
) -> tuple[ec.Projection, MapPoints]:
    """The map asked for where it is ready, the PCA map until then; and its points."""
    if request.method != "pca":
        job = jobs.project(cache.job_queue(), space, request, session=session.id())
        if job.state == "done":
            return job.result, cache.map_points(project, str(request), job.result)
    projection = cache.pca(space.fingerprint, request.n_components, space)
    return projection, cache.map_points(project, f"pca-{request.n_components}", projection)


def current_map(
    project: session.Project,
    space: ec.EmbeddingSpace,
    overlay: Callable[[ec.Projection], MapOverlay],
    *,
    key: str,
    height: int,
    description: str,
    colouring: Callable[[ec.Projection], MapGroups | MapValues] | None = None,
) -> MapEvents | None:
    """Shows the map of the Map page, in 2D, with something on top; None, and it is said, for too few rows.

    colouring: of the points; without one, their groups as chosen on the Map page. The others as for show_map.
    """
    if space.n_rows < MIN_ROWS:
        st.caption(f"A map needs at least {MIN_ROWS} rows.")
        return None
    request = SETTINGS.now().request(space.n_rows)
    projection, points = best_map(project, space, request)
    coloured = colouring(projection) if colouring else group_colours(project, clustering(space), projection)
    events = show_map(
        points,
        coloured,
        overlay(projection),
        key=key,
        height=height,
        description=description,
        about=about(project, space, projection),
    )
    show_progress(space, request, key=key)
    return events


def about(project: session.Project, space: ec.EmbeddingSpace, projection: ec.Projection) -> MapAbout:
    """The title of a picture of this map, and where it comes from."""
    preview = "preview by " if project.pending is not None else ""
    return MapAbout(
        project.name,
        (
            f"Source: {project.sample or project.name}",
            f"{space.n_rows:,} {wording.rows(space.n_rows)}",
            f"{preview}{project.model}",
            wording.map_name(projection.method),
        ),
    )


def computed_groups(space: ec.EmbeddingSpace) -> ec.Clustering | None:
    """The groups as chosen on the Map page, before anything was decided of them; None until they are found."""
    job = jobs.cluster(cache.job_queue(), space, SETTINGS.now().n_clusters, session=session.id())
    found: ec.Clustering | None = job.result
    return found


def clustering(space: ec.EmbeddingSpace) -> EditedClustering | None:
    """The groups as chosen on the Map page, with what was decided of them; None until they are found."""
    found, project = computed_groups(space), session.project()
    return None if found is None else edited(space, found, project.edits.now if project is not None else None)


def groups_progress(space: ec.EmbeddingSpace) -> bool:
    """How far the groups are that are asked for, where only they are waited for."""
    groups = jobs.cluster(cache.job_queue(), space, SETTINGS.now().n_clusters, session=session.id())
    return progress.show_next((groups, f"Finding {wording.say('groups').lower()}", "groups_job"))


def show_progress(space: ec.EmbeddingSpace, request: jobs.MapRequest, *, key: str) -> bool:
    """How far the groups and the map are that are asked for, in one place; the page runs again when one is there.

    Returns whether there is anything to say.
    """
    queue, owner = cache.job_queue(), session.id()
    groups = jobs.cluster(queue, space, SETTINGS.now().n_clusters, session=owner)
    work = [(groups, f"Finding {wording.say('groups').lower()}", f"{key}_groups")]
    if request.method != "pca":
        title = f"Drawing the {wording.map_name(request.method)} (the {wording.map_name('pca')} is shown meanwhile)"
        work.append((jobs.project(queue, space, request, session=owner), title, f"{key}_job"))
    return progress.show_next(*work)


def group_colours(
    project: session.Project,
    found: ec.Clustering | None,
    projection: ec.Projection,
    *,
    labels: bool = False,
    trends: Sequence[MapTrend] = (),
) -> MapGroups:
    """All points in the colours of their groups, in one colour until there are groups. labels: with their names."""
    if found is None:
        everything = np.zeros(projection.space.n_rows, dtype=np.int64)
        return MapGroups(everything, [f"all {wording.rows()}"], [palette.ONE_COLOR])
    shades = shades_of(project, colours.BY_GROUP, found.labels, projection)
    return replace(colours.group_colouring(found, shades, projection.coordinates, labels=labels), trends=trends)


def shades_of(
    project: session.Project, what: str, labels: NDArray[np.int64], projection: ec.Projection
) -> list[palette.Shade]:
    """The colours of groups, or of a column's values, as session.group_shades keeps them."""
    stand_in = projection.method == "pca" and SETTINGS.now().method_for(projection.space.n_rows) != "pca"
    return session.group_shades(project, what, labels, projection, stand_in=stand_in)


def muted(space: ec.EmbeddingSpace, projection: ec.Projection, *, names_from: str | None = None) -> MapGroups:
    """All points in grey, with names at their places: for what is laid on top.

    names_from: the category column whose values are the names; without one, the names of the groups.
    """
    if names_from is not None and space.dataset is not None:
        names, labels = np.unique(space.dataset.frame[names_from].astype(str).tolist(), return_inverse=True)
        named = _of_no_group(colours.labels_at(names.tolist(), labels, projection.coordinates))
    else:
        named = names_of_groups(clustering(space), projection)
    return MapGroups(np.full(space.n_rows, -1, dtype=np.int64), (), labels_on_map=named)


def names_of_groups(found: EditedClustering | None, projection: ec.Projection) -> list[MapLabel]:
    """The names of groups at their places, on a map that is coloured by something else; none until there are groups."""
    return _of_no_group(colours.labels_at(found.names, found.labels, projection.coordinates)) if found else []


def _of_no_group(labels: Sequence[MapLabel]) -> list[MapLabel]:
    return [replace(label, group=None) for label in labels]
