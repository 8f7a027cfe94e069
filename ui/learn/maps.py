"""Three maps of the same data side by side, each with its sliders and with how much of the neighbours it keeps."""

from functools import partial

import streamlit as st

import embedcore as ec
from embedcore import jobs
from embedcore.phrases import share
from embedcore.projection import TSNEParams, UMAPParams
from ui import cache, progress, session, wording
from ui import map as map_page
from ui.learn.material import Material, material
from ui.scatter import MapGroups, MapValues, show_map

HEIGHT = 330
METHODS = ("pca", "tsne", "umap")
LONG_S = 20.0
"""Maps that take longer than that are drawn when it is asked for."""
MOST_TRUST_ROWS = 5_000
_ASKED = session.Kept("learn_maps_asked", "")
Options = tuple[tuple[str, float | int], ...]


def body() -> None:
    data = material()
    space = data.space
    seconds = sum(jobs.seconds_to_map(space.n_rows, jobs.MapRequest(method)) for method in METHODS)
    if seconds > LONG_S and _ASKED.now() != space.fingerprint:
        label = f"Draw all three ({wording.duration(seconds)})"
        st.button(label, key="learn_maps_draw", icon=":material/draw:", on_click=_ASKED.keep, args=(space.fingerprint,))
        return
    for column, method in zip(st.columns(3, gap="medium"), METHODS, strict=True):
        with column:
            st.markdown(f"**{wording.method_name(method)}**")
            request = jobs.MapRequest(method, 2, _options(method, space.n_rows))
            _one(data, request)


def _options(method: str, n_rows: int) -> Options:
    """The sliders of that kind of map; one left where it stands adapts to the data."""
    if method == "tsne":
        fitted = int(TSNEParams().fitted(n_rows)[0].perplexity)
        return _slider("perplexity", 2, max(3, min(60, n_rows - 1)), fitted)
    if method == "umap":
        usual = UMAPParams().fitted(n_rows)[0]
        near = _slider("n_neighbors", 2, max(3, min(60, n_rows - 1)), usual.n_neighbors)
        return (*near, *_slider("min_dist", 0.0, 1.0, usual.min_dist, 0.05))
    st.caption(wording.say("learn_no_slider"))
    return ()


def _slider(
    name: str, low: float, high: float, start: float, step: float | None = None
) -> tuple[tuple[str, float | int], ...]:
    chosen = st.slider(wording.say(name), low, high, start, step, key=f"learn_maps_{name}_{high}",
                       help=wording.say(f"{name}_help"))  # fmt: skip
    return ((name, chosen),) if chosen != start else ()


def _one(data: Material, request: jobs.MapRequest) -> None:
    method = request.method
    if method == "pca":
        projection = cache.pca(data.space.fingerprint, 2, data.space)
    else:
        job = jobs.project(cache.job_queue(), data.space, request, session=session.id())
        if not progress.ends_within(job, 0.2):
            progress.show(job, "Drawing", key=f"learn_maps_job_{method}")
            return
        projection = job.result
    show_map(
        cache.map_points(data.project, f"learn {request}", projection),
        _colouring(data, projection),
        key=f"learn_map_{method}",
        height=HEIGHT,
        description=f"Map of {data.space.n_rows:,} {data.rows(data.space.n_rows)}: {wording.map_name(method)}",
    )
    if data.space.n_rows <= MOST_TRUST_ROWS:
        trust = cache.map_trust(f"learn {request}", projection)
        st.caption(f"Of the {trust.n_neighbors} nearest of each, {share(trust.kept_ratio)} are near it on this map.")
    else:
        st.caption("How far it can be trusted stands on the Map page.")


def _colouring(data: Material, projection: ec.Projection) -> MapGroups | MapValues:
    """The subjects of the phrases, or the groups of one's own data; grey until these are found."""
    if data.built_in:
        shades = partial(map_page.shades_of, data.project, "topic", projection=projection)
        return map_page.column_colouring(data.project.dataset, "topic", shades)[0]
    groups = map_page.clustering(data.space)
    if groups is None:
        return map_page.muted(data.space, projection)
    return MapGroups(groups.labels, groups.names, map_page.shades_of(data.project, "group", groups.labels, projection))
