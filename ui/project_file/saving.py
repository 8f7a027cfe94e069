"""What a page knows of a project, into a file."""

import io
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import streamlit as st

import embedcore as ec
from embedcore import jobs
from embedcore.saved import ENDING
from ui import address, session, wording
from ui.markup import file_name
from ui.project_file.reopened import WIDGETS, Groups, Map


def save_button(
    project: session.Project,
    space: ec.EmbeddingSpace,
    *,
    map: Map | None,
    groups: Groups | None,
    key: str,
    label: str = "Save project",
) -> None:
    """A button that downloads the project, made at the click.

    map: what is shown, and what was asked for; one that is shown while another is awaited is not kept. groups: as they
    were computed, and what was asked for.
    """
    request, shown = map or (None, None)
    if shown is not None and request is not None:
        is_asked_for = (shown.method, shown.n_components) == (request.method, request.n_components)
        shown = shown if is_asked_for else None
    n_clusters, clustering = groups or ("auto", None)
    view, widgets = address.VIEW.now(), session.values_of(*WIDGETS)
    st.download_button(
        label,
        lambda: content(
            project,
            space,
            maps=() if shown is None else (shown,),
            clustering=clustering,
            settings=settings(project, view, widgets, request, n_clusters),
        ),
        file_name(project.name, ENDING),
        "application/octet-stream",
        key=key,
        on_click="ignore",
        icon=":material/save:",
        help=f"{wording.say('saved_whole')}, which Home opens again as they are: up "
        "to 200 MB; a larger one by its path on your own computer, or in Python with ec.load. The key of a paid model "
        "is not in it.",
    )


def content(
    project: session.Project,
    space: ec.EmbeddingSpace,
    *,
    maps: tuple[ec.Projection, ...],
    clustering: ec.Clustering | None,
    settings: Mapping[str, Any],
) -> bytes:
    """The file."""
    file = io.BytesIO()
    ec.save(whole(project, space, maps=maps, clustering=clustering, settings=settings), file)
    return file.getvalue()


def whole(
    project: session.Project,
    space: ec.EmbeddingSpace,
    *,
    maps: tuple[ec.Projection, ...],
    clustering: ec.Clustering | None,
    settings: Mapping[str, Any] | None = None,
) -> ec.Project:
    """All of it as the package has it. maps: what is shown. clustering: the computed groups."""
    return ec.Project(
        space=space,
        maps=maps,
        clustering=clustering,
        edits=project.edits.now,
        edits_past=project.edits.past,
        edits_future=project.edits.future,
        decisions=project.decisions,
        before=project.before,
        judged=project.judged,
        tags={tag.name: tag.row_numbers for tag in project.tags},
        source=project.source,
        thumbnails=project.thumbnails,
        settings=settings or {},
    )


def settings(
    project: session.Project,
    view: address.View,
    widgets: Mapping[str, Any],
    request: jobs.MapRequest | None,
    n_clusters: int | str,
) -> dict[str, Any]:
    """What pages must know beside the data, as JSON has it; without a key."""
    reading = project.reading
    options = {name: value for name, value in asdict(reading.options).items() if value is not None}
    return {
        "name": project.name,
        "kind": project.kind,
        "model": [project.origin.name, [[name, value] for name, value in project.origin.options]],
        "view": address.written(view)[0],
        "widgets": dict(widgets),
        "reading": {
            "options": {name: list(value) if isinstance(value, tuple) else value for name, value in options.items()},
            "text_column": reading.text_column,
            "roles": dict(reading.roles),
        },
        "map": request and [request.method, request.n_components, [[name, value] for name, value in request.options]],
        "n_clusters": n_clusters,
    }
