"""Adapting to the words of the data: learned from a label column or from what was judged, tried, used, undone."""

from ui.adapting.board import show

__all__ = ["show"]
