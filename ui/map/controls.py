"""What the person wants to see on the map: its kind, dimensions, colour, groups and options."""

from dataclasses import dataclass
from typing import TypeVar

import streamlit as st

from embedcore import jobs
from embedcore.groups import MOST_ROWS
from embedcore.projection import TSNEParams, UMAPParams
from embedcore.trust import LEAST_ROWS
from ui import address, session, wording
from ui.map import colours
from ui.map.current import SETTINGS, Options

METHODS = ("tsne", "umap", "pca")
MIN_DIST = 0.1
N_GROUPS, NUMBER = 8, "number"
_CONTROLS_CHANGED = session.Kept("map_controls_changed", False)
_NOT_COLUMNS = {colours.BY_GROUP: "groups", colours.BY_TRUST: "map_trust"}
Number = TypeVar("Number", int, float)


@dataclass(frozen=True)
class Wanted:
    """color_by: a column, or colours.BY_GROUP or BY_TRUST. words: what the rows in colour contain, or empty."""

    request: jobs.MapRequest
    color_by: str
    show_names: bool
    show_contours: bool
    words: str


def map_controls(project: session.Project, n_rows: int) -> Wanted:
    """The one row of controls over the map: the filter, what colours the map, and the settings."""
    _CONTROLS_CHANGED.keep(False)
    trusted = [colours.BY_TRUST] if n_rows >= LEAST_ROWS else []
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="map_controls"):
        words = st.text_input(
            "Filter",
            key="map_filter",
            placeholder="Filter: words in any column …",
            label_visibility="collapsed",
            icon=":material/filter_alt:",
            persist_state="session",
        ).strip()
        colored_by = st.selectbox(
            "Colour",
            [colours.BY_GROUP, *trusted, *colours.colour_columns(project.dataset)],
            key="map_color",
            persist_state="session",
            label_visibility="collapsed",
            help="What colours the points",
            format_func=lambda column: wording.say(_NOT_COLUMNS[column]) if column in _NOT_COLUMNS else column,
            width=220,
        )
        with st.popover("Settings", icon=":material/tune:", width="content"):
            method = map_method(n_rows, page="map")
            dims = _dimensions()
            n_clusters = _n_clusters(n_rows)
            show_names = st.toggle("Names on the map", key=_starts_at("map_names", True), persist_state="session")
            show_contours = st.toggle(
                "Density lines",
                key=_starts_at("map_contours", True),
                persist_state="session",
                help=wording.say("points_explained"),
            )
            options = _options(method, n_rows)
    SETTINGS.change(n_clusters=n_clusters, n_dims=dims, options={**SETTINGS.now().options, method: options})
    return Wanted(SETTINGS.now().request(n_rows, dims), colored_by, show_names, show_contours, words)


def clear_words() -> None:
    """Empties the filter's field; for a callback, before it is drawn."""
    session.keep("map_filter", "")
    _CONTROLS_CHANGED.keep(True)


def color_by(what: str) -> None:
    """Colours the map by this; for a callback, before the choice is drawn."""
    session.keep("map_color", what)
    _CONTROLS_CHANGED.keep(True)


def show_method(method: str) -> None:
    """Shows this kind of map; for a callback, as color_by."""
    SETTINGS.change(method=method)
    _CONTROLS_CHANGED.keep(True)


def changed() -> bool:
    """Whether one of these was done, and the controls are not drawn anew yet."""
    return _CONTROLS_CHANGED.now()


def _starts_at(key: str, value: str | float | bool) -> str:
    """The key of a widget that has this value until another is chosen, or came from the address."""
    if session.value(key) is None:
        session.keep(key, value)
    return key


def _dimensions() -> int:
    chosen: int = st.segmented_control(  # type: ignore[assignment]  # required: never None
        "Dimensions",
        [2, 3],
        required=True,
        format_func=lambda n: f"{n}D",
        key=_starts_at("map_dims", 2),
        persist_state="session",
    )
    return chosen


def map_method(n_rows: int, *, page: str) -> str:
    """Which kind of map; the choice holds on every page that shows one."""
    key = f"{page}_method"
    # One widget a page: Streamlit forgets the value of a key that is drawn on another page.
    if session.value(key) != (now := SETTINGS.now().method_for(n_rows)):
        session.keep(key, now)
    method: str = st.segmented_control(  # type: ignore[assignment]  # required: never None
        wording.say("map_method"),
        list(METHODS),
        required=True,
        on_change=lambda: SETTINGS.change(method=session.value(key)),
        format_func=wording.method_name,
        key=key,
    )
    return method


def groupings(n_rows: int) -> list[str]:
    """How the number of groups can be found, for so many rows."""
    return ["coarse", "auto", "fine", NUMBER, *(["hdbscan"] if n_rows <= MOST_ROWS else [])]


def most_groups(n_rows: int) -> int:
    """The most that can be asked for."""
    return max(min(address.MOST_GROUPS, n_rows - 1), 3)


def _n_clusters(n_rows: int) -> int | str:
    if session.value("map_how_many", "auto") not in groupings(n_rows):  # chosen for a smaller table
        session.forget("map_how_many")
    how: str = st.segmented_control(  # type: ignore[assignment]  # required: never None
        wording.say("how_many"),
        groupings(n_rows),
        required=True,
        format_func=lambda one: wording.say(f"how_many_{one}"),
        key=_starts_at("map_how_many", "auto"),
        persist_state="session",
        help=wording.say("how_many_help"),
    )
    if how != NUMBER:
        return how
    most = most_groups(n_rows)
    if session.value("map_n_groups", 0) > most:  # chosen for a larger table
        session.forget("map_n_groups")
    chosen = st.slider(
        wording.say("n_groups"),
        2,
        most,
        key=_starts_at("map_n_groups", min(N_GROUPS, most)),
        persist_state="session",
        disabled=n_rows < 4,
    )
    return min(chosen, n_rows)


def _options(method: str, n_rows: int) -> Options:
    """The sliders of that method. One left where it stands counts as not chosen, so it may adapt to small data."""
    st.caption(wording.say(f"method_{method}"))
    if method == "tsne":
        most = max(2, min(100, n_rows - 1))
        return _slider("perplexity", 1, most, int(TSNEParams().fitted(n_rows)[0].perplexity))
    if method == "umap":
        most = max(3, min(100, n_rows - 1))
        fitted = UMAPParams().fitted(n_rows)[0].n_neighbors
        near = _slider("n_neighbors", 2, most, fitted, disabled=n_rows < 4)
        return near + _slider("min_dist", 0.0, 1.0, MIN_DIST, step=0.05)
    return ()


def _slider(
    name: str, low: Number, high: Number, default: Number, *, step: Number | None = None, disabled: bool = False
) -> Options:
    """Another `high`, as other data bring it, is another slider."""
    value = st.slider(
        wording.say(name),
        low,
        high,
        step=step,
        key=_starts_at(f"map_{name}_{high}", default),
        persist_state="session",
        help=wording.say(f"{name}_help"),
        disabled=disabled,
    )
    return ((name, value),) if value != default else ()
