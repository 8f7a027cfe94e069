"""The Recommend page."""

from ui.recommend.board import board

__all__ = ["board"]
