"""What a page knows of a project, into a file."""

import io
from collections.abc import Mapping
from typing import Any

import streamlit as st

import embedcore as ec
from embedcore import jobs
from embedcore.saved import ENDING
from ui import address, session, wording
from ui.markup import file_name
from ui.project_file.reopened import WIDGETS


def save_button(
    project: session.Project,
    space: ec.EmbeddingSpace,
    *,
    projection: ec.Projection,
    request: jobs.MapRequest,
    clustering: ec.Clustering | None,
    n_clusters: int | str,
    key: str,
) -> None:
    """A button that downloads the project, made at the click.

    projection: what is shown. clustering: the computed groups. request, n_clusters: what was asked for; what is shown
    while that is awaited is not kept.
    """
    is_asked_for = (projection.method, projection.n_components) == (request.method, request.n_components)
    view, widgets = address.VIEW.now(), session.values_of(*WIDGETS)
    st.download_button(
        "Save project",
        lambda: content(
            project,
            space,
            maps=(projection,) if is_asked_for else (),
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
    ec.save(
        ec.Project(
            space=space,
            maps=maps,
            clustering=clustering,
            edits=project.edits.now,
            decisions=project.decisions,
            before=project.before,
            judged=project.judged,
            tags={tag.name: tag.row_numbers for tag in project.tags},
            source=project.source,
            thumbnails=project.thumbnails,
            settings=settings,
        ),
        file,
    )
    return file.getvalue()


def settings(
    project: session.Project,
    view: address.View,
    widgets: Mapping[str, Any],
    request: jobs.MapRequest,
    n_clusters: int | str,
) -> dict[str, Any]:
    """What pages must know beside the data, as JSON has it; without a key."""
    return {
        "name": project.name,
        "kind": project.kind,
        "model": [project.origin.name, [[name, value] for name, value in project.origin.options]],
        "view": address.written(view)[0],
        "widgets": dict(widgets),
        "map": [request.method, request.n_components, [[name, value] for name, value in request.options]],
        "n_clusters": n_clusters,
    }
