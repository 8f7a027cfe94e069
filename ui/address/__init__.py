"""What the address says of the view, so that a reload, a second tab and Back show it again."""

from ui.address.address import VIEW, changed, entered, go_to, is_at, note, show
from ui.address.view import GROUPINGS, LONGEST_ROWS, MOST_GROUPS, View, packed, read, unpacked, written

__all__ = [
    "GROUPINGS",
    "LONGEST_ROWS",
    "MOST_GROUPS",
    "VIEW",
    "View",
    "changed",
    "entered",
    "go_to",
    "is_at",
    "note",
    "packed",
    "read",
    "show",
    "unpacked",
    "written",
]
