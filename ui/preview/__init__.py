"""A first map in seconds: straight from a file that is clear, and by a quick model where the chosen one takes long."""

from ui.preview.doubt import doubt
from ui.preview.preview import begin, follow, leave, offer
from ui.preview.reading_time import said_to_read, seconds_to_read
from ui.preview.straight import go_straight, how_read

__all__ = [
    "begin",
    "doubt",
    "follow",
    "go_straight",
    "how_read",
    "leave",
    "offer",
    "said_to_read",
    "seconds_to_read",
]
