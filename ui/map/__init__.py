"""The Map page, and the map as other pages show it."""

from ui.map.addressed import put_view
from ui.map.colours import column_colouring
from ui.map.controls import map_method
from ui.map.current import chosen_n_clusters, chosen_request, current_map, drawing, muted, shades_of
from ui.map.views import map_and_panel, progress, shown_map

__all__ = [
    "chosen_n_clusters",
    "chosen_request",
    "column_colouring",
    "current_map",
    "drawing",
    "map_and_panel",
    "map_method",
    "muted",
    "progress",
    "put_view",
    "shades_of",
    "shown_map",
]
