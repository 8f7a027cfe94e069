"""The Map page, and the map as other pages show it."""

from ui.map.addressed import put_view
from ui.map.chosen import chosen_before
from ui.map.colours import BY_GROUP, column_colouring
from ui.map.controls import map_method
from ui.map.current import (
    chosen_n_clusters,
    chosen_request,
    clustering,
    current_map,
    drawing,
    groups_progress,
    muted,
    select_rows,
    shades_of,
    show_group,
    show_rows,
)
from ui.map.shown import shown_map
from ui.map.trends import clock, growth_of, growth_sentence, growth_signs
from ui.map.trust import overall_sentence
from ui.map.views import map_and_panel, progress

__all__ = [
    "BY_GROUP",
    "chosen_before",
    "chosen_n_clusters",
    "chosen_request",
    "clock",
    "clustering",
    "column_colouring",
    "current_map",
    "drawing",
    "groups_progress",
    "growth_of",
    "growth_sentence",
    "growth_signs",
    "map_and_panel",
    "map_method",
    "muted",
    "overall_sentence",
    "progress",
    "put_view",
    "select_rows",
    "shades_of",
    "show_group",
    "show_rows",
    "shown_map",
]
