"""The Map page, and the map as other pages show it."""

from ui.map.colours import column_colouring
from ui.map.controls import map_method, map_view
from ui.map.current import CurrentMap, colouring, current_map, muted
from ui.map.views import check_enough_rows, map_and_panel, shown_map

__all__ = [
    "CurrentMap",
    "check_enough_rows",
    "colouring",
    "column_colouring",
    "current_map",
    "map_and_panel",
    "map_method",
    "map_view",
    "muted",
    "shown_map",
]
