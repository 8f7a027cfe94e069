"""The Search page."""

from ui.search.query import query_box
from ui.search.results import results
from ui.search.row_query import open_with_row

__all__ = ["open_with_row", "query_box", "results"]
