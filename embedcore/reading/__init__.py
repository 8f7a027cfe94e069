"""Reading files of several formats into one raw table; embedcore.table is the door to it."""

from embedcore.reading.options import Choice, ReadOptions
from embedcore.reading.source import is_url

__all__ = ["Choice", "ReadOptions", "is_url"]
