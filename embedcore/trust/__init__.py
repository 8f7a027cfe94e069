"""Trust: how far a map can be believed, what is wrong with the data or the model, and what mends it."""

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
from embedcore.trust.fixes import FIXES, apply_fix
from embedcore.trust.health import Finding, HealthReport
from embedcore.trust.of_map import MapTrust, map_trust

__all__ = [
    "FIXES",
    "Accuracy",
    "Alignment",
    "Comparison",
    "DimensionComparison",
    "DimensionsTried",
    "Finding",
    "HealthReport",
    "LabelValues",
    "MapTrust",
    "Side",
    "aligned",
    "apply_fix",
    "compare",
    "compare_dimensions",
    "compare_sides",
    "described",
    "label_values",
    "map_trust",
    "reduce_dimensions",
]
