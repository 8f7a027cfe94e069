"""The map: a scatter plot of up to a million rows with hover, click, lasso, legend and an overlay."""

from ui.scatter import palette
from ui.scatter.component import MapEvents, show_map
from ui.scatter.geometry import Box, Lasso, Outline, Plane, rows_in_outline
from ui.scatter.layers import (
    MapAbout,
    MapCircle,
    MapGroups,
    MapLabel,
    MapLines,
    MapMarker,
    MapOverlay,
    MapPoints,
    MapTrail,
    MapValues,
)

__all__ = [
    "Box",
    "Lasso",
    "MapAbout",
    "MapCircle",
    "MapEvents",
    "MapGroups",
    "MapLabel",
    "MapLines",
    "MapMarker",
    "MapOverlay",
    "MapPoints",
    "MapTrail",
    "MapValues",
    "Outline",
    "Plane",
    "palette",
    "rows_in_outline",
    "show_map",
]
