"""Two spaces of the same rows beside each other, and one space in fewer dimensions: what is kept, and what it costs."""

from embedcore.trust.compare.agreement import GroupAgreement
from embedcore.trust.compare.alignment import Alignment, aligned
from embedcore.trust.compare.comparison import Comparison, Side, compare, compare_sides, described
from embedcore.trust.compare.dimensions import DimensionComparison, DimensionsTried, compare_dimensions
from embedcore.trust.compare.labelled import Accuracy, LabelComparison, LabelValues, label_values
from embedcore.trust.compare.reduced import WAYS, reduce_dimensions

__all__ = [
    "WAYS",
    "Accuracy",
    "Alignment",
    "Comparison",
    "DimensionComparison",
    "DimensionsTried",
    "GroupAgreement",
    "LabelComparison",
    "LabelValues",
    "Side",
    "aligned",
    "compare",
    "compare_dimensions",
    "compare_sides",
    "described",
    "label_values",
    "reduce_dimensions",
]
