"""The measured trust in a map: at once in this process for few rows, as a job for more."""

import embedcore as ec
from embedcore import jobs
from embedcore.projection import MIN_ROWS
from embedcore.trust import LEAST_ROWS
from ui import cache, session
from ui.map.current import SETTINGS, chosen_request
from ui.map.trust.words import kept_sentence

AT_ONCE = 3_000
"""Rows of which trust is measured in this process, in a few tenths of a second; that of more is a job."""


def measured(projection: ec.Projection, request: jobs.MapRequest) -> ec.MapTrust | None:
    """The trust in a map; None until it is known, and for a map that only stands in for the one that is asked for.

    request: what map is asked for.
    """
    n_rows = projection.space.n_rows
    if request.method != projection.method or n_rows < LEAST_ROWS:
        return None
    if not is_long(projection.space):
        return cache.map_trust(str(request), projection)
    found: ec.MapTrust | None = job_of(projection, request).result
    return found


def is_long(space: ec.EmbeddingSpace) -> bool:
    """Whether its maps are measured by a job."""
    return space.n_rows > AT_ONCE


def job_of(projection: ec.Projection, request: jobs.MapRequest) -> jobs.Job:
    """The job that measures it, where rows are many."""
    return jobs.trust_in(cache.job_queue(), projection, request, session=session.id())


def map_there(space: ec.EmbeddingSpace, request: jobs.MapRequest) -> ec.Projection | None:
    """The map of that request where it is drawn already."""
    if request.method == "pca":
        return cache.pca(space.fingerprint, request.n_components, space)
    return jobs.find_map(cache.job_queue(), space, request)


def request_of(method: str) -> jobs.MapRequest:
    """The map of that kind, as chosen on the Map page."""
    now = SETTINGS.now()
    return now.request_of(method, now.n_dims)


def overall_sentence(project: session.Project) -> str | None:
    """How far the map of the Map page can be trusted, in one sentence; None while it is not known."""
    space = project.space
    if space is None or space.n_rows < max(MIN_ROWS, LEAST_ROWS):
        return None
    request = chosen_request(space.n_rows)
    projection = map_there(space, request)
    found = measured(projection, request) if projection is not None else None
    return f"{kept_sentence(found)}." if found is not None else None
