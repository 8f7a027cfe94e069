"""The map of the playground: the typed texts on the current map, which does not move."""

from functools import partial

import numpy as np
import streamlit as st

import embedcore as ec
from embedcore.phrases import shortened
from embedcore.types import Vectors
from ui import session
from ui.map import column_colouring, current_map, map_method, muted, shades_of
from ui.playground.state import N_NEIGHBORS, Change, Placed, vector_of
from ui.scatter import MapCircle, MapGroups, MapLines, MapMarker, MapOverlay, MapTrail, MapValues

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
    before = vector_of(project, space, change.before) if change is not None else None

    def colouring(projection: ec.Projection) -> MapGroups | MapValues:
        if in_colour and names is not None:  # the built-in phrases have subjects in place of groups
            shades = partial(shades_of, project, names, projection=projection)
            return column_colouring(project.dataset, names, shades)[0]
        return muted(space, projection, names_from=names)

    events = current_map(
        project,
        space,
        partial(_overlay, placed, change, before),
        key="playground_map",
        height=HEIGHT,
        description=f"Map of {space.n_rows} texts, with your {len(placed)} texts as numbered markers.",
        colouring=None if in_colour and names is None else colouring,
    )
    if events is not None:
        st.caption(
            "Each number is one of your texts, placed among the texts closest to it without moving the map; lines lead "
            f"to the {N_NEIGHBORS} closest. The dashed ring says how far they lie apart: where it is large, the spot "
            "says little."
        )


def _overlay(
    placed: list[Placed], change: Change | None, before: Vectors | None, projection: ec.Projection
) -> MapOverlay:
    """before: the vector of the changed text as it was, where that is known."""
    if not placed:
        return MapOverlay()
    spots = projection.place(np.array([one.vector for one in placed]))
    markers, lines, circles, trails = list[MapMarker](), list[MapLines](), list[MapCircle](), list[MapTrail]()
    where = spots.coordinates.tolist(), spots.radius.tolist(), spots.neighbor_indices.tolist()
    for one, at, radius, near in zip(placed, *where, strict=True):
        label, number = shortened(one.slot.text, LABEL_LENGTH), one.slot.number
        markers.append(MapMarker(at, "circle", one.color, MARKER_SIZE, label=label, text=str(number)))
        lines.append(MapLines(at, near[:N_NEIGHBORS], one.color))
        if radius > 0:
            circles.append(MapCircle(at, radius, one.color))
        if change is not None and before is not None and number == change.number:
            trails.append(MapTrail(projection.place(before).coordinates[0].tolist(), at, one.color))
    return MapOverlay(markers=markers, lines=lines, circles=circles, trails=trails)
