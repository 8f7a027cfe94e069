"""The map as other pages show it: the picture that the Map page is set to, in 2D, and its groups."""

from dataclasses import replace

import numpy as np

from embedcore import jobs
from embedcore.groups.clustering import Clustering
from embedcore.projection import Projection
from embedcore.space.space import EmbeddingSpace
from ui import cache, palette, progress, session, wording
from ui.map import colours, controls
from ui.scatter import MapGroups


def picture(space: EmbeddingSpace, *, key: str) -> tuple[Projection, str]:
    """The picture of the Map page where it is ready, the PCA map until then; and what names it."""
    request = controls.current_request(space.n_rows)
    if request.method != "pca":
        job = jobs.project(cache.job_queue(), space, request, session=session.id())
        progress.show(job, f"Drawing the {wording.method_name(request.method)} map", key=f"{key}_job")
        if job.state == "done":
            return job.result, str(request)
    return cache.pca(space.fingerprint, 2, space), "pca-2"


def clustering(space: EmbeddingSpace, *, key: str) -> Clustering | None:
    """The groups as chosen on the Map page; None until they are found, when the page runs again."""
    job = jobs.cluster(cache.job_queue(), space, controls.current_n_clusters(), session=session.id())
    progress.show(job, f"Finding {wording.say('groups').lower()}", key=f"{key}_groups")
    found: Clustering | None = job.result
    return found


def colouring(space: EmbeddingSpace, projection: Projection, *, key: str) -> MapGroups:
    """All points in the colours of their groups."""
    found = clustering(space, key=key)
    if found is None:
        return MapGroups(np.zeros(space.n_rows, dtype=np.int64), [f"all {wording.rows()}"], [palette.COLORS[0]])
    styles = session.group_colors(found.labels, found.n_clusters, palette.N_STYLES)
    return colours.group_colouring(found, styles, projection.coordinates, labels=False)


def muted(space: EmbeddingSpace, projection: Projection, *, key: str, names_from: str | None = None) -> MapGroups:
    """All points in grey, with names at their places: for what is laid on top.

    names_from: the category column whose values are the names; without one, the names of the groups.
    """
    if names_from is not None and space.dataset is not None:
        names, labels = np.unique(space.dataset.frame[names_from].astype(str).tolist(), return_inverse=True)
        named = colours.labels_at(names.tolist(), labels, projection.coordinates)
    else:
        found = clustering(space, key=key)
        named = colours.labels_at(found.names, found.labels, projection.coordinates) if found is not None else ()
    return MapGroups(
        np.full(space.n_rows, -1, dtype=np.int64), (), labels_on_map=[replace(label, group=None) for label in named]
    )
