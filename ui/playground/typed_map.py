"""The map of the playground: the typed texts on the current map, which does not move."""

import numpy as np
import streamlit as st

import embedcore as ec
from embedcore.types import Vectors
from ui import session, wording
from ui.map import colouring, column_colouring, current_map, map_method, muted
from ui.markup import shortened
from ui.playground.placing import N_NEIGHBORS, vector_of
from ui.playground.state import Change, Placed
from ui.scatter import MapCircle, MapGroups, MapLines, MapMarker, MapOverlay, MapTrail, MapValues, show_map

MARKER_SIZE, LABEL_LENGTH, HEIGHT = 22, 22, 520


def show(
    project: session.Project, space: ec.EmbeddingSpace, change: Change | None, placed: list[Placed], names: str | None
) -> None:
    """The map with a numbered marker, lines and a ring for each text, and an arrow for the last change.

    names: the column whose values are written on the map; the groups' names without one.
    """
    method_col, colour_col = st.columns([3, 2], vertical_alignment="bottom")
    with method_col:
        map_method(space.n_rows, page="playground")
    in_colour = colour_col.toggle("Colour the groups", key="playground_colour", persist_state="session")
    current = current_map(project, space, key="playground_map")
    if current is None:
        return
    projection = current.projection
    before = vector_of(project, space, change.before) if change is not None else None
    overlay = _overlay(projection, placed, change.number if change is not None else 0, before)
    show_map(
        current.points,
        _colouring(project, space, projection, names, in_colour=in_colour),
        overlay,
        key="playground_map",
        height=HEIGHT,
        description=f"{wording.method_name(projection.method)} map of {space.n_rows} texts, with your {len(placed)} "
        "texts as numbered markers.",
    )
    ring = " The dashed ring says how far they lie apart: where it is large, the spot says little."
    st.caption(
        "Each number is one of your texts, placed among the texts closest to it without moving the map; lines lead to "
        f"the {N_NEIGHBORS} closest.{ring if overlay.circles else ''}"
    )


def _colouring(
    project: session.Project, space: ec.EmbeddingSpace, projection: ec.Projection, names: str | None, *, in_colour: bool
) -> MapGroups | MapValues:
    """Grey with names, or the groups in colour; the built-in phrases have subjects in place of groups."""
    if not in_colour:
        return muted(space, projection, key="playground_map", names_from=names)
    if names is not None:
        return column_colouring(project.dataset, names)[0]
    return colouring(space, projection, key="playground_map")


def _overlay(projection: ec.Projection, placed: list[Placed], changed: int, before: Vectors | None) -> MapOverlay:
    """changed: the number of the text that an arrow leads to. before: the vector that it had, where that is known."""
    if not placed:
        return MapOverlay()
    spots = projection.place(np.array([one.vector for one in placed]))
    each = list(zip(placed, spots.coordinates.tolist(), spots.radius.tolist(), strict=True))
    return MapOverlay(
        markers=tuple(
            MapMarker(
                tuple(spot),
                "circle",
                one.color,
                MARKER_SIZE,
                label=shortened(one.slot.text, LABEL_LENGTH),
                text=str(one.slot.number),
            )
            for one, spot, _ in each
        ),
        lines=tuple(
            MapLines(tuple(spot), near[:N_NEIGHBORS], one.color)
            for (one, spot, _), near in zip(each, spots.neighbor_indices.tolist(), strict=True)
        ),
        circles=tuple(MapCircle(tuple(spot), radius, one.color) for one, spot, radius in each if radius > 0),
        trails=tuple(
            MapTrail(tuple(projection.place(before).coordinates[0].tolist()), tuple(spot), one.color)
            for one, spot, _ in each
            if before is not None and one.slot.number == changed
        ),
    )
