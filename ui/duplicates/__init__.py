"""The Duplicates page."""

from ui.duplicates.board import board
from ui.duplicates.found import threshold_set
from ui.duplicates.reported import reported_line

__all__ = ["board", "reported_line", "threshold_set"]
