"""The lesson of the page Learn: short sections with live experiments, and which of them were read."""

from ui.learn.page import lesson
from ui.learn.phrases import texts as lesson_texts
from ui.learn.read import sections_read
from ui.learn.sections import SECTIONS, Section

__all__ = ["SECTIONS", "Section", "lesson", "lesson_texts", "sections_read"]
