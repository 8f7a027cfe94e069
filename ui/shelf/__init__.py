"""What the server keeps for those who come back. Knows nothing of Streamlit."""

from ui.shelf.disk import DAY, Disk, DiskLimits, OnDisk
from ui.shelf.keys import is_of, new_key
from ui.shelf.shelf import MB, Kept, Shelf, ShelfLimits

__all__ = ["DAY", "MB", "Disk", "DiskLimits", "Kept", "OnDisk", "Shelf", "ShelfLimits", "is_of", "new_key"]
