"""What the Map page's map shows: places, colours, groups and columns of the best map there is already."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from functools import partial

import embedcore as ec
from embedcore import jobs
from embedcore.facets import Facet, Growth
from embedcore.groups import EditedClustering
from embedcore.phrases import counted
from embedcore.projection import MIN_ROWS
from ui import cache, page_shell, session, wording
from ui.map import colours, current, trends, trust
from ui.map.controls import Wanted, map_controls
from ui.map.current import SETTINGS
from ui.markup import literal
from ui.scatter import MapFacets, MapGroups, MapPoints, MapValues


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
