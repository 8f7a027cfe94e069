"""What one comes back to: by a reload, in a second tab, with Back; and what the server keeps for that."""

from functools import partial

from ui import navigation
from ui.visit.coming_back import begin, end, keep, save_button
from ui.visit.kept_files import kept_files
from ui.visit.switching import switch

__all__ = ["begin", "end", "keep", "kept_files", "save_button", "switch"]

navigation.also_in_menu(partial(switch, "frame"))
