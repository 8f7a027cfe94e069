"""The Search page."""

from ui.search.query import query_box
from ui.search.results import results

__all__ = ["query_box", "results"]
