"""How a file was read: each guess with its reason, the way to another one, and what comes of it."""

from ui.data.how_read.day_and_month import ask_day_first
from ui.data.how_read.panel import decide, how_read

__all__ = ["ask_day_first", "decide", "how_read"]
