"""The Groups page."""

from ui.groups.page import page
from ui.groups.solved import column_of

__all__ = ["column_of", "page"]
