"""The playground: type texts, see where they land, and what changes them."""

from ui.playground.board import board, introduction, loaded

__all__ = ["board", "introduction", "loaded"]
