"""The page Learn: the lesson as short sections with live experiments, the quiz, the lab, the list of what was done."""

from ui.learn.done import board as done_board
from ui.learn.lab import board as lab_board
from ui.learn.page import lesson
from ui.learn.phrases import texts as lesson_texts
from ui.learn.quiz import board as quiz_board
from ui.learn.sections import SECTIONS, Section

__all__ = ["SECTIONS", "Section", "done_board", "lab_board", "lesson", "lesson_texts", "quiz_board"]
