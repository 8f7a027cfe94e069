"""The summary of the data that is open, on Home: in plain words, to click on and to take away."""

from ui.summary.shown import show

__all__ = ["show"]
