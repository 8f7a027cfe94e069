"""The page Learn: the quiz, the lab and the list of what was done."""

from ui.learn.done import board as done_board
from ui.learn.lab import board as lab_board
from ui.learn.quiz import board as quiz_board

__all__ = ["done_board", "lab_board", "quiz_board"]
