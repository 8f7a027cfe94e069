"""How far the map can be trusted: in its corner, as a colouring, at a point that was clicked, and in the panel."""

from ui.map.trust.corner import corner
from ui.map.trust.measured import measured, overall_sentence
from ui.map.trust.panel import panel
from ui.map.trust.shades import colouring
from ui.map.trust.spot import lines, spot

__all__ = ["colouring", "corner", "lines", "measured", "overall_sentence", "panel", "spot"]
