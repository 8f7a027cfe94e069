"""The playground: type texts, see where they land, and what changes them."""

from ui.playground.board import board, introduction, loaded
from ui.playground.fields import model_state
from ui.playground.phrases import EXPERIMENTS, known_vectors

__all__ = ["EXPERIMENTS", "board", "introduction", "known_vectors", "loaded", "model_state"]
