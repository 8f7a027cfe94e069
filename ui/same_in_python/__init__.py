"""What a page shows, as Python that runs as it stands: the file, the model, and the call with the page's settings."""

from ui.same_in_python.pages import (
    compare,
    duplicates,
    groups,
    map_and_groups,
    playground,
    recommend,
    search,
    summary,
    trust,
)
from ui.same_in_python.reading import python_line

__all__ = [
    "compare",
    "duplicates",
    "groups",
    "map_and_groups",
    "playground",
    "python_line",
    "recommend",
    "search",
    "summary",
    "trust",
]
