"""The Groups page."""

from ui.groups.page import page

__all__ = ["page"]
