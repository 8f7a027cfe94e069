"""What repeats: close pairs and their groups, who stays of a group, decisions, and how good a threshold is."""

from embedcore.duplicates.audit import Audit, audit, kept_rows
from embedcore.duplicates.decisions import (
    BY_HAND,
    DIFFERENT,
    DROP,
    KEEP,
    UNDECIDED,
    Decisions,
    Judged,
    all_different,
)
from embedcore.duplicates.find import TEXTBOOK, copy_numbers, find_duplicates, lowest_of_interest, search
from embedcore.duplicates.keep import RULES, KeepRules
from embedcore.duplicates.linkage import COMPLETE, LINKAGES, SINGLE
from embedcore.duplicates.report import DuplicateReport, Pairs
from embedcore.duplicates.threshold_check import (
    ENOUGH_JUDGED,
    PairSample,
    ThresholdCheck,
    check_threshold,
    sample_pairs,
)

__all__ = [
    "BY_HAND",
    "COMPLETE",
    "DIFFERENT",
    "DROP",
    "ENOUGH_JUDGED",
    "KEEP",
    "LINKAGES",
    "RULES",
    "SINGLE",
    "TEXTBOOK",
    "UNDECIDED",
    "Audit",
    "Decisions",
    "DuplicateReport",
    "Judged",
    "KeepRules",
    "PairSample",
    "Pairs",
    "ThresholdCheck",
    "all_different",
    "audit",
    "check_threshold",
    "copy_numbers",
    "find_duplicates",
    "kept_rows",
    "lowest_of_interest",
    "sample_pairs",
    "search",
]
