"""A project as a file: downloaded, and opened as it was, without computing."""

from embedcore.saved import ENDING
from ui.project_file.reopened import WIDGETS, is_project, open_again, open_project
from ui.project_file.saving import save_button, settings, whole

__all__ = [
    "ENDING",
    "WIDGETS",
    "is_project",
    "open_again",
    "open_project",
    "save_button",
    "settings",
    "whole",
]
