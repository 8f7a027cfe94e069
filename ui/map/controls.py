"""Widget groups that return what embedcore and the jobs want to know."""

from dataclasses import dataclass

import streamlit as st

from embedcore import jobs
from embedcore.projection.params import TSNE_PERPLEXITY, UMAP_NEIGHBORS
from ui import session, wording
from ui.map import colours

TSNE_ROWS = 5_000
METHODS = ("tsne", "umap", "pca")
METHOD_KEY = "map_method_chosen"


@dataclass(frozen=True)
class MapView:
    """What the person wants to see on the map."""

    request: jobs.MapRequest
    n_clusters: int | str
    color_by: str
    show_names: bool


def map_view(project: session.Project, n_rows: int) -> MapView:
    """The row of controls over the map."""
    method_col, dims_col, color_col, more_col = st.columns([3, 2, 3, 3], vertical_alignment="bottom")
    with method_col:
        method = map_method(n_rows, page="map")
    with dims_col:
        dims = st.segmented_control(
            "Dimensions",
            [2, 3],
            default=2,
            required=True,
            format_func=lambda n: f"{n}D",
            key="map_dims",
            persist_state="session",
        )
    with color_col:
        choices = [colours.BY_GROUP, *colours.colour_columns(project.dataset)]
        color_by = st.selectbox(
            "Colour",
            choices,
            key="map_color",
            persist_state="session",
            format_func=lambda column: wording.say("groups") if column == colours.BY_GROUP else column,
        )
    with more_col, st.popover("Settings", icon=":material/tune:", width="stretch"):
        n_clusters = _n_clusters(n_rows)
        show_names = st.toggle("Names on the map", value=True, key="map_names", persist_state="session")
        options = _options(method, n_rows)
    return MapView(jobs.MapRequest(method, dims, options), n_clusters, color_by, show_names)


def map_method(n_rows: int, *, page: str) -> str:
    """Which kind of map; the choice holds on every page that shows one."""
    key = f"{page}_method"
    # One widget a page: Streamlit forgets the value of a key that is drawn on another page.
    if session.value(key) != (now := chosen_method(n_rows)):
        session.keep(key, now)
    method: str = st.segmented_control(  # type: ignore[assignment]  # required: never None
        wording.say("map_method"),
        list(METHODS),
        required=True,
        on_change=_choose_method,
        args=(key,),
        format_func=wording.method_name,
        key=key,
    )
    return method


def current_request(n_rows: int) -> jobs.MapRequest:
    """The picture that the Map page shows, for other pages; in 2D, with the options as set there."""
    method = chosen_method(n_rows)
    return jobs.MapRequest(method, 2, tuple(session.value(f"map_options_{method}", ())))


def chosen_method(n_rows: int) -> str:
    """The kind of map that was chosen; until then the one that suits the number of rows.

    t-SNE keeps more true neighbours (see benchmarks/results); beyond TSNE_ROWS it takes too long to wait for.
    """
    chosen: str | None = session.value(METHOD_KEY)
    return chosen or ("tsne" if n_rows <= TSNE_ROWS else "umap")


def _choose_method(key: str) -> None:
    session.keep(METHOD_KEY, session.value(key))


def current_n_clusters() -> int | str:
    chosen: int | str = session.value("map_n_clusters_chosen", "auto")
    return chosen


def _n_clusters(n_rows: int) -> int | str:
    auto = st.toggle(
        wording.say("group_auto"),
        value=True,
        key="map_auto_groups",
        persist_state="session",
        help="Compares 2 to 30 groups and takes the number whose groups stand apart best (silhouette).",
    )
    if auto:
        session.keep("map_n_clusters_chosen", "auto")
        return "auto"
    most = min(40, n_rows - 1)
    if session.value("map_n_groups", 0) > max(most, 3):  # chosen for a larger table
        session.forget("map_n_groups")
    chosen = st.slider(
        wording.say("n_groups"),
        2,
        max(most, 3),
        min(8, max(most, 3)),
        key="map_n_groups",
        persist_state="session",
        disabled=most < 3,
    )
    result = min(chosen, n_rows)
    session.keep("map_n_clusters_chosen", result)
    return result


def _options(method: str, n_rows: int) -> tuple[tuple[str, float | int], ...]:
    """The sliders of that method. One left where it stands counts as not chosen, so it may adapt to small data."""
    st.caption(wording.say(f"method_{method}"))
    found: list[tuple[str, float | int]] = []
    if method == "tsne":
        default = min(TSNE_PERPLEXITY, max(1, (n_rows - 1) // 3))
        most = max(2, min(100, n_rows - 1))
        value = st.slider(
            wording.say("perplexity"),
            1,
            most,
            default,
            key=f"map_perplexity_{most}",
            persist_state="session",
            help=wording.say("perplexity_help"),
        )
        found = [("perplexity", value)] if value != default else []
    elif method == "umap":
        default = min(UMAP_NEIGHBORS, n_rows - 1)
        most = max(3, min(100, n_rows - 1))
        value = st.slider(
            wording.say("n_neighbors"),
            2,
            most,
            default,
            key=f"map_n_neighbors_{most}",
            persist_state="session",
            help=wording.say("n_neighbors_help"),
            disabled=n_rows < 4,
        )
        min_dist = st.slider(
            wording.say("min_dist"),
            0.0,
            1.0,
            0.1,
            0.05,
            key="map_min_dist",
            persist_state="session",
            help=wording.say("min_dist_help"),
        )
        found = [("n_neighbors", value)] if value != default else []
        found += [("min_dist", min_dist)] if min_dist != 0.1 else []
    session.keep(f"map_options_{method}", tuple(found))
    return tuple(found)
