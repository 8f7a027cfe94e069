"""The map: a scatter plot of up to a million rows with hover, click, lasso, legend and an overlay."""

from ui.scatter import palette
from ui.scatter.assets import library_js, stylesheet
from ui.scatter.component import ALL_SHOWN, HiddenGroups, MapEvents, read_events, show_map
from ui.scatter.copies import first_rows
from ui.scatter.facets import Choice, Filters, MapFacets
from ui.scatter.geometry import Box, Lasso, Outline, Plane, rows_in_outline
from ui.scatter.group_shades import kept_shades, shades_by_position
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
    MapTrend,
    MapValues,
)
from ui.scatter.words import MapWords

__all__ = [
    "ALL_SHOWN",
    "Box",
    "Choice",
    "Filters",
    "HiddenGroups",
    "Lasso",
    "MapAbout",
    "MapCircle",
    "MapEvents",
    "MapFacets",
    "MapGroups",
    "MapLabel",
    "MapLines",
    "MapMarker",
    "MapOverlay",
    "MapPoints",
    "MapTrail",
    "MapTrend",
    "MapValues",
    "MapWords",
    "Outline",
    "Plane",
    "first_rows",
    "kept_shades",
    "library_js",
    "palette",
    "read_events",
    "rows_in_outline",
    "shades_by_position",
    "show_map",
    "stylesheet",
]
