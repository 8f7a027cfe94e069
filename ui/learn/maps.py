"""Three maps of the same data side by side, each with its sliders and with how much of the neighbours it keeps."""

from dataclasses import dataclass

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from embedcore import jobs
from embedcore.phrases import share
from embedcore.projection import TSNEParams, UMAPParams
from ui import cache, figures, page_shell, progress, session, wording
from ui import map as map_page
from ui.learn.material import Material, material
from ui.markup import literal, swatch
from ui.scatter import palette

HEIGHT = 300
NO_GROUP = "#9AA3AD"
METHODS = ("pca", "tsne", "umap")
LONG_S = 20.0
"""Maps that take longer than that are drawn when it is asked for."""
MOST_DRAWN, MOST_TRUST_ROWS = 2_000, 5_000
"""Of more rows, every so many-th is drawn; of more than the second, the Map page measures how much is kept."""
_ASKED = session.Kept("learn_maps_asked", "")
Options = tuple[tuple[str, float | int], ...]


@dataclass(frozen=True, eq=False)
class Coloured:
    """colors: (n_rows,) "#RRGGBB". legend: the groups' names with their colours."""

    colors: NDArray[np.str_]
    legend: list[tuple[str, str]]


def body() -> None:
    data = material()
    space = data.space
    seconds = sum(jobs.seconds_to_map(space.n_rows, jobs.MapRequest(method)) for method in METHODS)
    if seconds > LONG_S and _ASKED.now() != space.fingerprint:
        label = f"Draw all three ({wording.duration(seconds)})"
        st.button(label, key="learn_maps_draw", icon=":material/draw:", on_click=_ASKED.keep, args=(space.fingerprint,))
        return
    coloured = _colouring(data)
    for column, method in zip(st.columns(3, gap="medium"), METHODS, strict=True):
        with column:
            st.markdown(f"**{wording.method_name(method)}**")
            picture = st.container()
            request = jobs.MapRequest(method, 2, _options(method, space.n_rows))
            with picture:
                _one(data, request, coloured)
    _legend(coloured)


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


def _one(data: Material, request: jobs.MapRequest, coloured: Coloured) -> None:
    method = request.method
    if method == "pca":
        projection = cache.pca(data.space.fingerprint, 2, data.space)
    else:
        job = jobs.project(cache.job_queue(), data.space, request, session=session.id())
        if not progress.ends_within(job, 0.2):
            progress.show(job, "Drawing", key=f"learn_maps_job_{method}")
            return
        projection = job.result
    step = -(-data.space.n_rows // MOST_DRAWN)
    colors, hover = coloured.colors[::step], data.labels[::step]
    figure = figures.small_map(projection.coordinates[::step], colors, hover=hover, height=HEIGHT)
    page_shell.chart(figure, key=f"learn_map_{method}")
    if step > 1:
        st.caption(f"Every {step}th row is drawn.")
    if data.space.n_rows <= MOST_TRUST_ROWS:
        trust = cache.map_trust(f"learn {request}", projection)
        st.caption(f"Of the {trust.n_neighbors} nearest of each, {share(trust.kept_ratio)} are near it on this map.")
    else:
        st.caption("How far it can be trusted stands on the Map page.")


def _colouring(data: Material) -> Coloured:
    """The subjects of the phrases, or the groups of one's own data; one colour for all until these are found."""
    version = 1 if st.context.theme.type == "dark" else 0
    projection = cache.pca(data.space.fingerprint, 2, data.space)
    if data.built_in:
        names, labels = np.unique(data.project.dataset.frame["topic"].astype(str).tolist(), return_inverse=True)
    elif (groups := map_page.clustering(data.space)) is not None:
        names, labels = np.array(groups.names), groups.labels
    else:
        return Coloured(np.full(data.space.n_rows, palette.ONE_COLOR[version]), [])
    what = "topic" if data.built_in else map_page.BY_GROUP
    shades = [shade[version] for shade in map_page.shades_of(data.project, what, labels, projection)]
    table = np.array([*shades, NO_GROUP])
    return Coloured(table[labels], list(zip(names.tolist(), shades, strict=True)))  # -1, no group, is the last


def _legend(coloured: Coloured) -> None:
    if coloured.legend:
        with st.container(horizontal=True, gap="small", key="learn_maps_legend"):
            for name, color in coloured.legend:
                with st.container(horizontal=True, gap="xsmall", vertical_alignment="center", width="content"):
                    st.html(swatch(color, ""), width="content")
                    st.caption(literal(name), width="content")
