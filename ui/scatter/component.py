"""show_map: a component of our own, where st.plotly_chart would lose the zoom and send every point again.

Three messages, so that each travels only when it changed: the points (big, constant), their colouring, and the
overlay. The last two are invisible siblings that hand their data to the first through window.embeddingMaps[key].
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import numpy as np
import streamlit as st

from ui.markup import file_name
from ui.scatter import assets
from ui.scatter.facets import Filters, MapFacets
from ui.scatter.geometry import Box, Lasso, Outline, Plane
from ui.scatter.layers import MapAbout, MapGroups, MapOverlay, MapPoints, MapValues
from ui.scatter.words import MapWords

_FOLDER = Path(__file__).parent
HiddenGroups = tuple[str, tuple[int, ...]]
"""Groups that are not shown: which labels they are of, as MapGroups.labels_digest names them, and their numbers."""
ALL_SHOWN: HiddenGroups = ("", ())
_NOTHING = dict.fromkeys(("outline", "hidden", "click", "asked", "filters", "cleared", "words"))

_map = st.components.v2.component(
    "embedding_map",
    html='<div class="embedding-map" data-state="loading"></div>',
    css=assets.stylesheet(),
    js=assets.map_js(),
    isolate_styles=False,
)
_layer = st.components.v2.component(
    "embedding_map_layer",
    js=(_FOLDER / "layer.js").read_text(encoding="utf-8"),
    isolate_styles=False,
)


@dataclass(frozen=True)
class MapEvents:
    """What a person did on the map; it stays until undone, and is forgotten with another picture or selection_id.

    outline: lasso and box shapes (rows_in_outline finds the rows), or None.
    hidden_groups: names of the groups that the legend hides now.
    clicked_row: the row clicked last, or None after a click on empty space.
    n_clicks: grows with every click, so a second click on the same point is seen.
    filters: of each facet of which parts are chosen, its number and these parts, -1 for rows without a value. They hold
    for another picture of the same table, too.
    hidden: what the legend hides, of whichever colouring it was hidden; hidden_groups has those of this one.
    """

    outline: Outline | None = None
    hidden_groups: tuple[str, ...] = ()
    clicked_row: int | None = None
    n_clicks: int = 0
    filters: Filters = ()
    hidden: HiddenGroups = ALL_SHOWN


def show_map(
    points: MapPoints,
    colouring: MapGroups | MapValues,
    overlay: MapOverlay | None = None,
    *,
    key: str,
    height: int | None = 620,
    in_address: bool = False,
    description: str = "Map of all rows; close points are similar",
    facets: MapFacets | None = None,
    filters: Filters = (),
    hidden: HiddenGroups = ALL_SHOWN,
    about: MapAbout | None = None,
    on_clear: Callable[[], None] = lambda: None,
    words: Callable[[], MapWords | None] | None = None,
) -> MapEvents:
    """Draws the map and says what was done on it.

    key: unique on the page. description: read out by screen readers in the picture's place.
    in_address: whether the place that one looks at stands in the page's address, from which it comes back.
    about: the title and source of pictures that are downloaded or printed.
    height: pixels of map and legend together; None takes the window's height below --embedding-map-above.
    facets: what it can be filtered by; then the columns and a time line stand beside it. filters: what is chosen of
    them until the browser says otherwise, as in MapEvents; hidden: the same of groups.
    on_clear: called before the rerun when all filters are cleared, so that the page clears its own, too.
    words: called once the browser is near enough to show words between names and texts; None while they are made.
    Names keep out of what the page lays over the map in a container with the key <key>_notes.
    """
    overlay = overlay or MapOverlay()
    if len(colouring.labels) != points.n_rows:
        raise ValueError(
            f"the colouring must have one value per row (got {len(colouring.labels)} for {points.n_rows} rows)"
        )
    address = {"key": key, "revision": points.revision}
    with st.container(key=f"{key}-frame", gap=None):
        # The height keeps the place while the map loads.
        state = _map(
            key=key,
            data={
                **address,
                "points": points.table,
                "n_dims": int(points.coordinates.shape[1]),
                "height": height,
                "in_address": in_address,
                "about": {"title": about.title, "source": list(about.source), "file": file_name(about.title, "")}
                if about
                else None,
                "plotly_url": assets.plotly_url(),
                "facets": facets.digest if facets is not None else None,
                "offers_words": words is not None,
            },
            default=_NOTHING,
            height="content" if height is None else height,
            # A state needs a callback to exist; the rerun itself does the work.
            on_outline_change=lambda: None,
            on_hidden_change=lambda: None,
            on_click_change=lambda: None,
            on_asked_change=lambda: None,
            on_filters_change=lambda: None,
            on_cleared_change=on_clear,
            on_words_change=lambda: None,
        )
        state_now = {name: state.get(name) for name in _NOTHING}
        if facets is not None and (state_now["filters"] or {}).get("digest") != facets.digest:
            state_now["filters"] = facets.told(filters)
        if state_now["hidden"] is None and hidden[1]:
            state_now["hidden"] = {"labels": hidden[0], "groups": list(hidden[1])}
        top = {
            **overlay.message(),
            "selection_id": overlay.selection_id,
            "description": description,
            # Back down, so that a map that was taken off the page and put back looks as it did.
            "state": {name: state_now[name] for name in ("outline", "hidden", "click", "filters")},
            "told": text_told(state_now["asked"], points),
        }
        _layer(key=f"{key}-colouring", data={**address, "kind": "colouring", **colouring.message()})
        _layer(key=f"{key}-overlay", data={**address, "kind": "overlay", **top})
        if facets is not None:
            _layer(key=f"{key}-facets", data={"key": key, "kind": "facets", **facets.message})
        found = words() if words is not None and _wants_words(state_now["words"], points) else None
        if found is not None:
            _layer(key=f"{key}-words", data={**address, "kind": "words", **found.message})
    return read_events(state_now, points, colouring, overlay.selection_id, facets)


def read_events(
    state: object,
    points: MapPoints,
    colouring: MapGroups | MapValues,
    selection_id: int = 0,
    facets: MapFacets | None = None,
) -> MapEvents:
    """The same from the browser's state alone, so that what lies on top of the map can depend on it.

    It is not trusted: what is malformed or of another picture counts as nothing.
    """
    if not isinstance(state, Mapping):
        return MapEvents()
    click, outline = (_current(state.get(name), points, selection_id) for name in ("click", "outline"))
    row, count = click.get("row"), click.get("count")
    try:
        shapes = tuple(_shape(**shape) for shape in outline.get("shapes", ()))
    except (TypeError, ValueError):
        shapes = ()
    if any((shape.plane is None) != (points.coordinates.shape[1] == 2) for shape in shapes):
        shapes = ()  # in space without a plane, or on a flat map with one
    hidden = _hidden(state.get("hidden"))
    names = colouring.names if isinstance(colouring, MapGroups) and colouring.labels_digest == hidden[0] else ()
    return MapEvents(
        outline=shapes or None,
        hidden_groups=tuple(name for group, name in enumerate(names) if group in hidden[1]),
        clicked_row=row if type(row) is int and 0 <= row < points.n_rows else None,
        n_clicks=count if type(count) is int else 0,
        filters=facets.chosen(state.get("filters")) if facets is not None else (),
        hidden=hidden,
    )


def _wants_words(value: object, points: MapPoints) -> bool:
    return isinstance(value, Mapping) and value.get("revision") == points.revision


def _current(value: object, points: MapPoints, selection_id: int) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        return {}
    belongs = value.get("revision") == points.revision and value.get("selection_id") == selection_id
    return cast("Mapping[str, Any]", value) if belongs else {}


def _hidden(value: object) -> HiddenGroups:
    if not isinstance(value, Mapping):
        return ALL_SHOWN
    labels, groups = value.get("labels"), value.get("groups")
    if not isinstance(labels, str) or not isinstance(groups, list):
        return ALL_SHOWN
    known = sorted({group for group in groups if type(group) is int and group >= 0})
    return (labels, tuple(known)) if known else ALL_SHOWN


def text_told(asked: object, points: MapPoints) -> dict[str, Any] | None:
    """The text that the browser asked for, where the texts were too many to be sent."""
    if not isinstance(asked, Mapping) or asked.get("revision") != points.revision:
        return None
    row = asked.get("row")
    if type(row) is not int or not 0 <= row < points.n_rows:
        return None
    return {"row": row, "text": points.hover[row]}


def _shape(
    kind: str, x: list[float], y: list[float], plane: list[list[float]] | None = None, away: bool = False
) -> Lasso | Box:
    """Raises TypeError or ValueError for what is no shape."""
    corners = np.array([x, y], dtype=np.float64)
    if corners.ndim != 2 or not np.isfinite(corners).all():
        raise ValueError("the corners of a shape must be finite numbers")
    xs, ys = map(tuple, corners.tolist())
    seen = None if plane is None else Plane(*plane)
    if kind == "lasso":
        return Lasso(xs, ys, seen, away is True)
    (left, right), (bottom, top) = xs, ys
    return Box((left, right), (bottom, top), seen, away is True)
