"""How far the map can be trusted: in its corner, as a colouring, at a point that was clicked, and in the panel."""

from ui.map.trust.corner import show_figure
from ui.map.trust.measuring import measured, overall_sentence
from ui.map.trust.panel import explain_map
from ui.map.trust.shades import colouring
from ui.map.trust.spot import explain_spot, lines

__all__ = ["colouring", "explain_map", "explain_spot", "lines", "measured", "overall_sentence", "show_figure"]
