"""A project from a file, as it was.

Strangers make files: each setting is checked, and left out where it can't be meant.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path, PurePath
from typing import Any

import streamlit as st

import embedcore as ec
from embedcore import jobs
from embedcore.groups import History
from embedcore.images import image_format, thumbnail
from embedcore.reading import ReadOptions
from embedcore.saved import ENDING, Words, begins_project, load_for
from embedcore.scores import keep_calibration, known_calibration
from embedcore.table import KINDS
from embedcore.trust import keep_report
from embedcore.types import ROLES
from ui import address, cache, session

WIDGETS = ("map_names", "map_perplexity_", "map_n_neighbors_", "map_min_dist_", "duplicates_set_", "duplicates_rule")
"""Settings of the map that do not stand in the address, by the beginnings of their keys."""
WORDS = Words(
    written="a project that was saved with “Save project” on Home or “Save” on Map",
    otherwise="choose another file, or save the project again",
    newer="Embedding Explorer than this one); open it there",
    details=False,
)
"""Of errors of a file, for people who know the pages alone."""
_LONGEST_NAME = 200
_LEAST = {"map_perplexity_": 1, "map_n_neighbors_": 2, "map_min_dist_": 0}
_OPTIONS = [field.name for field in fields(ReadOptions)]
_MADE_OF = ("base_url", "path", "download", "api_key")
"""Options that lead elsewhere, which a file from outside can't bring by the way."""


Map = tuple[jobs.MapRequest, ec.Projection]
Groups = tuple[int | str, ec.Clustering]


@dataclass(frozen=True, eq=False)
class Reopened:
    """What was opened, and what was seen. map, groups: those that were shown, with what they were asked by."""

    project: session.Project
    view: address.View
    map: Map | None
    groups: Groups | None


def is_project(name: str, head: bytes = b"") -> bool:
    """Whether a file is meant as a project, by its name or its beginning."""
    return PurePath(name).suffix.lower() == ENDING or begins_project(head)


def open_project(source: object, *, filename: str | None = None) -> tuple[session.Project, address.View]:
    """Makes a project file this session's project, with its map and groups as work that is done; and what was seen.

    Raises DataError for a file that is none, or holds vectors without their data.
    """
    found = jobs.load_apart(source, filename=filename, words=WORDS, while_waiting=st.empty().empty)
    opened = _opened(found)
    return opened.project, opened.view


def open_again(path: Path, id: str, settings: Mapping[str, Any]) -> Reopened:
    """The same for a file that this server wrote, of a table of that id. settings: newer ones than in the file."""
    found = load_for(path, None, WORDS)
    assert isinstance(found, ec.Project)
    return _opened(replace(found, settings={**found.settings, **settings}), id)


def _opened(found: ec.Project | ec.EmbeddingSpace, id: str | None = None) -> Reopened:
    if isinstance(found, ec.EmbeddingSpace):
        found = ec.Project(space=found)
    space, settings = found.space, found.settings
    if space.dataset is None:
        raise ec.DataError(
            "a project must hold its data to be shown (got what a model made of it alone); save it again with its table"
        )
    queue = cache.job_queue()
    space, *before = (_in_worker(queue, one) for one in (space, *found.before))
    project = replace(_project(found, space, settings), before=tuple(before), id=id or session.new_id())
    jobs.keep_apart(space, project.id)
    session.set_project(project)
    shown, groups = _give(queue, found, space, settings)
    for key, value in _widgets(settings.get("widgets")).items():
        session.keep(key, value)
    written = _dict(settings.get("view"))
    view = address.read({name: text for name, text in written.items() if isinstance(text, str)})[0]
    return Reopened(project, replace(view, sample="", file=project.id), shown, groups)


def _in_worker(queue: jobs.JobQueue, space: ec.EmbeddingSpace) -> ec.EmbeddingSpace:
    """The space whose model is in the worker, with what was measured of it before."""
    if space.encoder is None:
        return space
    moved = space.with_encoder(jobs.in_worker(queue, space.encoder))
    if (scale := known_calibration(space)) is not None:
        keep_calibration(moved, scale)
    if (report := ec.adapt_report(space)) is not None:
        keep_report(moved, report)
    return moved


def _project(found: ec.Project, space: ec.EmbeddingSpace, settings: Mapping[str, Any]) -> session.Project:
    assert space.dataset is not None
    name, kind = settings.get("name"), settings.get("kind")
    if not isinstance(name, str) or not 0 < len(name) <= _LONGEST_NAME:
        name = space.dataset.name[:_LONGEST_NAME]
    if isinstance(space, ec.InteractionSpace):
        kind = "ratings"
    elif kind not in KINDS or kind == "ratings":
        kind = space.dataset.kind.name
    pictures = found.thumbnails if all(map(image_format, found.thumbnails)) else ()
    if kind == "images" and not pictures:
        pictures = tuple(map(thumbnail, space.dataset.images))
    table = found.source if found.source is not None else space.dataset
    opened = session.Project(
        name,
        table,
        kind=kind,
        tags=tuple(session.Tag(tag, rows) for tag, rows in found.tags.items()),
        edits=History(found.edits, found.edits_past, found.edits_future),
        decisions=found.decisions,
        judged=found.judged,
        reading=_reading(table, settings.get("reading")),
    )
    return session.with_space(opened, space, _origin(space, settings.get("model")), pictures)


def _reading(table: ec.Dataset, kept: object) -> session.Reading:
    """How the table was read from its file, which is not at hand."""
    given = _dict(kept)
    try:
        options = ReadOptions(
            **{name: value for name, value in _dict(given.get("options")).items() if name in _OPTIONS}
        )
    except ec.ParameterError:
        options = ReadOptions()
    column, roles = given.get("text_column", table.text_column), given.get("roles", dict(table.column_roles))
    return session.Reading(
        None,
        options,
        column if isinstance(column, str) else None,
        {name: role for name, role in _dict(roles).items() if role in ROLES},
    )


def _origin(space: ec.EmbeddingSpace, model: object) -> jobs.ModelChoice:
    """The model; of vectors that came without one, what is said of them."""
    if (encoder := jobs.remote_of(space.encoder)) is not None:
        return replace(encoder.choice, learned="")
    name, options = model if isinstance(model, list) and len(model) == 2 else (session.OWN_VECTORS, [])
    if not isinstance(name, str) or not isinstance(options, list):
        return session.origin(session.OWN_VECTORS)
    pairs = [pair for pair in options if isinstance(pair, list) and len(pair) == 2]
    used = {key: value for key, value in pairs if isinstance(key, str) and isinstance(value, (str, int, float))}
    return session.origin(name[:_LONGEST_NAME], **{key: used[key] for key in used if key not in _MADE_OF})


def _give(
    queue: jobs.JobQueue, found: ec.Project, space: ec.EmbeddingSpace, settings: Mapping[str, Any]
) -> tuple[Map | None, Groups | None]:
    """The map and the groups that were shown, so that nothing is computed for what is asked for again."""
    owner = session.id()
    shown, groups = None, None
    for one in found.maps:
        request = jobs.MapRequest(one.method, one.n_components, _map_options(settings.get("map"), one))
        of_space = space.with_metric(str(one.space.metric))
        shown = (request, replace(one, space=of_space))
        jobs.give_map(queue, of_space, *shown, session=owner)
    n_clusters = settings.get("n_clusters")
    if found.clustering is not None:
        made = found.clustering.n_clusters
        asked = n_clusters if n_clusters == made or n_clusters in address.GROUPINGS else "auto"
        groups = (asked, found.clustering)
        jobs.give_groups(queue, space, *groups, session=owner)
    return shown, groups


def _map_options(asked: object, made: ec.Projection) -> tuple[tuple[str, Any], ...]:
    """The options that were chosen, as far as the map was made with them; others adapt to the data."""
    if not isinstance(asked, list) or len(asked) != 3 or asked[:2] != [made.method, made.n_components]:
        return ()
    options = asked[2] if isinstance(asked[2], list) else []
    pairs = [tuple(pair) for pair in options if isinstance(pair, list) and len(pair) == 2]
    used = {name: getattr(made.params, name, None) for name, _ in pairs if isinstance(name, str)}
    return tuple((name, value) for name, value in pairs if isinstance(name, str) and used[name] == value)


def _widgets(kept: object) -> dict[str, Any]:
    """Where the sliders stood, those that can stand there."""
    return {key: value for key, value in _dict(kept).items() if _can_be(key, value)}


def _can_be(key: str, value: object) -> bool:
    if key == "map_names":
        return isinstance(value, bool)
    for start, least in _LEAST.items():
        if key.startswith(start) and isinstance(value, (int, float)) and not isinstance(value, bool):
            try:
                return least <= value <= float(key.removeprefix(start)) and (type(value) is float) == ("." in key)
            except ValueError:
                return False
    return False


def _dict(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
