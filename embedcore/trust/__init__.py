"""Trust: how far a map can be believed, what is wrong with the data or the model, and what mends it."""

from embedcore.trust.effect import Effect, effect_of
from embedcore.trust.fixes import FIXES, adjustment_of, apply_fix, change_between, with_adjustment, with_model
from embedcore.trust.health import SEVERITIES, Evidence, Finding, HealthReport, check_health
from embedcore.trust.of_map import MapTrust, map_trust

__all__ = [
    "FIXES",
    "SEVERITIES",
    "Effect",
    "Evidence",
    "Finding",
    "HealthReport",
    "MapTrust",
    "adjustment_of",
    "apply_fix",
    "change_between",
    "check_health",
    "effect_of",
    "map_trust",
    "with_adjustment",
    "with_model",
]
