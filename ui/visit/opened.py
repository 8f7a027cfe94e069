"""What is kept of a table that a visitor opened: all that was read, computed and chosen."""

from dataclasses import dataclass, field, replace
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np

import embedcore as ec
from embedcore import jobs
from embedcore.encoders import innermost
from ui import cache, session
from ui.address import View
from ui.project_file import WIDGETS

_frame_bytes: "WeakKeyDictionary[ec.Dataset, int]" = WeakKeyDictionary()


@dataclass(frozen=True, eq=False)
class Opened:
    """project: without the key of an API. view: as last seen. widgets: the sliders of the map.

    map, groups: with what they were asked by. encoders: the cache keys of all that made vectors of these rows.
    of_table: what else the session kept of the table, such as what was made of it as another kind of data.
    """

    project: session.Project
    view: View
    widgets: dict[str, Any] = field(default_factory=dict)
    map: tuple[jobs.MapRequest, ec.Projection] | None = None
    groups: tuple[int | str, ec.Clustering] | None = None
    encoders: frozenset[str] = frozenset()
    of_table: dict[str, Any] = field(default_factory=dict)

    @property
    def n_bytes(self) -> int:
        """The memory that it takes; vectors that stay in their file take none, nor does what a sample has for all."""
        made = [self.project, *session.of_other_kinds(self.of_table)]
        spaces = [space for project in made for space in _spaces(project)]
        numbers = {id(one.vectors): one.vectors for one in spaces}  # another metric has the same vectors
        vectors = sum(one.nbytes for one in numbers.values() if not isinstance(one, np.memmap))
        drawn = self.map[1].coordinates.nbytes if self.map is not None else 0
        labels = self.groups[1].labels.nbytes if self.groups is not None else 0
        pictures = sum(len(picture) for project in made for picture in project.thumbnails)
        data = {id(one): one for project in made for one in (project.dataset, project.table)}
        if self.project.sample is not None:
            dataset, space = cache.sample(self.project.sample)
            data.pop(id(dataset), None)
            vectors -= space.vectors.nbytes if space is not None and id(space.vectors) in numbers else 0
        return vectors + drawn + labels + pictures + sum(map(_bytes, data.values()))


def shelf_id(project: session.Project) -> str:
    """The name under which a table is kept; a sample has one, however often it is opened."""
    return project.sample or project.id


def opened(project: session.Project, view: View, before: Opened | None) -> Opened:
    """What is to be kept now. before: what was kept of the same table."""
    encoders = {innermost(one.encoder).cache_key for one in _spaces(project) if one.encoder}
    space, same = project.space, before is not None and before.project.space is project.space
    if any(choice is not None and choice.secret for choice in (project.origin, project.pending)):
        # The key of an API is kept nowhere, so neither is what would need it; the vectors are in the cache.
        project = replace(project, space=None, exact=None, pending=None, before=(), origin=jobs.DEFAULT_CHOICE)
    return Opened(
        project,
        view,
        session.values_of(*WIDGETS),
        before.map if before is not None and same and space is not None else None,
        before.groups if before is not None and same and space is not None else None,
        frozenset(encoders) | (before.encoders if before is not None else frozenset()),
        session.of_table(),
    )


def with_results(
    kept: Opened, view: View, request: jobs.MapRequest, n_clusters: int | str, work: list[jobs.Job]
) -> Opened:
    """As it is seen now, with the map and the groups as far as they are done."""
    done = [job.result for job in work if job.state == "done"]
    maps = [(request, one) for one in done if isinstance(one, ec.Projection)]
    groups = [(n_clusters, one) for one in done if isinstance(one, ec.Clustering)]
    return replace(kept, view=view, map=(*maps, kept.map)[0], groups=(*groups, kept.groups)[0])


def give_back(kept: Opened) -> None:
    """Makes it this session's: the table, what was made of it, and where the sliders stood."""
    session.set_project(kept.project)
    for key, value in (*kept.widgets.items(), *kept.of_table.items()):
        session.keep(key, value)
    space, queue = kept.project.space, cache.job_queue()
    if space is not None and kept.map is not None:
        jobs.give_map(queue, space, kept.map[0], kept.map[1], session=session.id())
    if space is not None and kept.groups is not None:
        jobs.give_groups(queue, space, kept.groups[0], kept.groups[1], session=session.id())


def _spaces(project: session.Project) -> list[ec.EmbeddingSpace]:
    return [one for one in (project.space, project.exact, *project.before) if one is not None]


def _bytes(dataset: ec.Dataset) -> int:
    if dataset not in _frame_bytes:
        _frame_bytes[dataset] = int(dataset.frame.memory_usage(deep=True).sum())
    return _frame_bytes[dataset]
