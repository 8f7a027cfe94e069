"""What repeats: close pairs and their groups, who stays of a group, decisions, and how good a threshold is."""

from embedcore.duplicates.find import (
    TEXTBOOK,
    copy_numbers,
    find_duplicates,
    lowest_of_interest,
    search,
)
from embedcore.duplicates.linkage import COMPLETE, LINKAGES, SINGLE
from embedcore.duplicates.report import DuplicateReport, Pairs

__all__ = [
    "COMPLETE",
    "LINKAGES",
    "SINGLE",
    "TEXTBOOK",
    "DuplicateReport",
    "Pairs",
    "copy_numbers",
    "find_duplicates",
    "lowest_of_interest",
    "search",
]
