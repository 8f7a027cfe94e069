"""Trust: how far a map can be believed, what is wrong with the data or the model, and what mends it."""

from embedcore.trust.compare import (
    Comparison,
    DimensionComparison,
    DimensionsTried,
    compare,
    compare_dimensions,
    reduce_dimensions,
)
from embedcore.trust.fixes import FIXES, apply_fix
from embedcore.trust.health import Finding, HealthReport
from embedcore.trust.of_map import MapTrust, map_trust

__all__ = [
    "FIXES",
    "Comparison",
    "DimensionComparison",
    "DimensionsTried",
    "Finding",
    "HealthReport",
    "MapTrust",
    "apply_fix",
    "compare",
    "compare_dimensions",
    "map_trust",
    "reduce_dimensions",
]
