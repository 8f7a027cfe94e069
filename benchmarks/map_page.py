"""The page that the benchmark `drawing` opens: made-up points on our map or in st.plotly_chart. ?n= points, ?by="""

import time

import numpy as np
import plotly.graph_objects as go
import streamlit as st

from embedcore.facets import Facet
from ui.scatter import MapFacets, MapGroups, MapOverlay, MapPoints, rows_in_outline, show_map

N_GROUPS = 12
HEIGHT = 620

st.set_page_config(layout="wide")


@st.cache_resource
def points_of(n_rows: int) -> tuple[MapPoints, np.ndarray]:
    """Groups of points, each point with a text of 55 characters."""
    random = np.random.default_rng(0)
    labels = random.integers(0, N_GROUPS, n_rows)
    centers = random.uniform(-10, 10, (N_GROUPS, 2))
    coordinates = (centers[labels] + random.normal(0, 1.2, (n_rows, 2))).astype(np.float32)
    texts = [f"Row {row:07d}: a text that is as long as many of the questions" for row in range(n_rows)]
    return MapPoints(coordinates, [text[:55] for text in texts], f"made-up-{n_rows}"), labels


@st.cache_resource
def facets_of(n_rows: int) -> MapFacets:
    """A column of 52 weeks, one of 8 values and one of 20 steps, as for filters."""
    random = np.random.default_rng(1)
    kinds = (("week", "time", 52), ("product", "category", 8), ("price", "number", 20))
    return MapFacets(
        [
            Facet(
                column,
                kind,
                tuple(map(str, range(n_parts))),
                random.integers(0, n_parts, n_rows, dtype=np.int16),
                n_parts,
            )
            for column, kind, n_parts in kinds
        ]
    )


@st.cache_resource
def figure_of(n_rows: int) -> go.Figure:
    """The same as a figure, one trace a group, which is its quickest way."""
    points, labels = points_of(n_rows)
    figure = go.Figure(layout={"height": HEIGHT, "dragmode": "pan", "margin": {"l": 0, "r": 0, "t": 0, "b": 0}})
    for group in range(N_GROUPS):
        rows = np.flatnonzero(labels == group)
        x, y = points.coordinates[rows].T
        figure.add_scattergl(
            x=x, y=y, mode="markers", name=f"group {group}", marker={"size": 3, "opacity": 0.5},
            hovertext=[points.hover[row] for row in rows], hoverinfo="text",
        )  # fmt: skip
    return figure


n_rows = int(st.query_params.get("n", "10000"))
points, labels = points_of(n_rows)
if st.query_params.get("by") == "plotly":
    st.plotly_chart(figure_of(n_rows), key="chart", config={"scrollZoom": True})
else:
    groups = MapGroups(labels, [f"group {group}" for group in range(N_GROUPS)])
    events = show_map(points, groups, MapOverlay(contours=True), key="map", height=HEIGHT, facets=facets_of(n_rows))
    start = time.perf_counter()
    rows = rows_in_outline(points.coordinates, events.outline)
    st.text(f"SELECTED {len(rows)} FOUND IN {(time.perf_counter() - start) * 1e3:.0f} MS")
