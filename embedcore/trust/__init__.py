"""Trust: how far a map can be believed, what is wrong with the data or the model, and what mends it."""

from embedcore.trust.adapting import AdaptReport, NoGainError, adapt, adapt_report
from embedcore.trust.compare import (
    Accuracy,
    Alignment,
    Comparison,
    DimensionComparison,
    DimensionsTried,
    LabelValues,
    Side,
    aligned,
    compare,
    compare_dimensions,
    compare_sides,
    described,
    label_values,
    reduce_dimensions,
)
from embedcore.trust.effect import Effect, effect_of
from embedcore.trust.fixes import FIXES, adjustment_of, apply_fix, change_between, with_adjustment, with_model
from embedcore.trust.health import SEVERITIES, Evidence, Finding, HealthReport, check_health
from embedcore.trust.of_map import GOOD_KEPT, LEAST_ROWS, MapTrust, map_trust, rows_looked_at
from embedcore.trust.torn import Distortion, MixedGroup, PushedTogether, TornGroup, map_distortion

__all__ = [
    "FIXES",
    "GOOD_KEPT",
    "LEAST_ROWS",
    "SEVERITIES",
    "Accuracy",
    "AdaptReport",
    "Alignment",
    "Comparison",
    "DimensionComparison",
    "DimensionsTried",
    "Distortion",
    "Effect",
    "Evidence",
    "Finding",
    "HealthReport",
    "LabelValues",
    "MapTrust",
    "MixedGroup",
    "NoGainError",
    "PushedTogether",
    "Side",
    "TornGroup",
    "adapt",
    "adapt_report",
    "adjustment_of",
    "aligned",
    "apply_fix",
    "change_between",
    "check_health",
    "compare",
    "compare_dimensions",
    "compare_sides",
    "described",
    "effect_of",
    "label_values",
    "map_distortion",
    "map_trust",
    "reduce_dimensions",
    "rows_looked_at",
    "with_adjustment",
    "with_model",
]
