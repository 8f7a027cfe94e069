"""Trust: how far a map can be believed, what is wrong with the data or the model, and what mends it."""

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
    "Distortion",
    "Effect",
    "Evidence",
    "Finding",
    "HealthReport",
    "MapTrust",
    "MixedGroup",
    "PushedTogether",
    "TornGroup",
    "adjustment_of",
    "apply_fix",
    "change_between",
    "check_health",
    "effect_of",
    "map_distortion",
    "map_trust",
    "rows_looked_at",
    "with_adjustment",
    "with_model",
]
