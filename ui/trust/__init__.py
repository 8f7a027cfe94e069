"""The Trust page."""

from ui.trust.page import page

__all__ = ["page"]
