"""Adapting a space to the words of its data: a linear change of all vectors, learned from labels or judged pairs."""

from embedcore.trust.adapting.adapt import adapt, adapt_report, adapted_space, keep_report
from embedcore.trust.adapting.examples import LEAST_PAIRS, label_codes
from embedcore.trust.adapting.judged import JudgedResult, JudgedResults, pairs_of
from embedcore.trust.adapting.learn import learn_from_labels, learn_from_pairs
from embedcore.trust.adapting.report import AdaptReport, Learned, NoGainError

__all__ = [
    "LEAST_PAIRS",
    "AdaptReport",
    "JudgedResult",
    "JudgedResults",
    "Learned",
    "NoGainError",
    "adapt",
    "adapt_report",
    "adapted_space",
    "keep_report",
    "label_codes",
    "learn_from_labels",
    "learn_from_pairs",
    "pairs_of",
]
