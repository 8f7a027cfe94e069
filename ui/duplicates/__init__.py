"""The Duplicates page."""

from ui.duplicates.board import board
from ui.duplicates.reported import reported_line

__all__ = ["board", "reported_line"]
