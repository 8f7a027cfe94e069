"""Projects as files: data, vectors, maps, groups and what was decided of them, written and read back exactly."""

from embedcore.saved.file import ENDING, begins_project, load, load_for, save
from embedcore.saved.project import Project
from embedcore.saved.words import Words

__all__ = ["ENDING", "Project", "Words", "begins_project", "load", "load_for", "save"]
