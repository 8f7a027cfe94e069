"""The quiz: questions with reasons, some answered by doing something, kept for this visitor."""

from ui.learn.quiz.board import board

__all__ = ["board"]
