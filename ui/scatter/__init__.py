"""The map: a scatter plot of up to 300,000 rows with hover, click, lasso, legend and an overlay."""

from ui.scatter import palette
from ui.scatter.assets import library_js, plotly_url
from ui.scatter.component import MapEvents, show_map
from ui.scatter.geometry import Box, Lasso, Outline, rows_in_outline
from ui.scatter.layers import (
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
    "library_js",
    "palette",
    "plotly_url",
    "rows_in_outline",
    "show_map",
]
