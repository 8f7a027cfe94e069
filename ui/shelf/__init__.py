"""What the server keeps for those who come back. Knows nothing of Streamlit."""

from ui.shelf.keys import is_of, new_key
from ui.shelf.shelf import MB, Kept, Shelf, ShelfLimits

__all__ = ["MB", "Kept", "Shelf", "ShelfLimits", "is_of", "new_key"]
