"""Projects as files: data, vectors, maps, groups and what was decided of them, written and read back exactly."""

from embedcore.saved.file import ENDING, load, save
from embedcore.saved.project import Project

__all__ = ["ENDING", "Project", "load", "save"]
