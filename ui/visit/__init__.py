"""What one comes back to: by a reload, in a second tab, with Back; and what the server keeps for that."""

from functools import partial

from ui import deeds, navigation
from ui.visit import learned
from ui.visit.coming_back import begin, end, keep, save_button
from ui.visit.kept_files import kept_files
from ui.visit.switching import switch
from ui.visit.visitor import is_remembered, remember

__all__ = ["begin", "end", "is_remembered", "keep", "kept_files", "remember", "save_button", "switch"]

navigation.also_in_menu(partial(switch, "frame"))
deeds.on_change(learned.keep)
