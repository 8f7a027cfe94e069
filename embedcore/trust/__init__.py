"""Trust: how far a map can be believed, what is wrong with the data or the model, and what mends it."""

from embedcore.trust.fixes import FIXES, apply_fix
from embedcore.trust.health import Finding, HealthReport
from embedcore.trust.of_map import GOOD_KEPT, LEAST_ROWS, MapTrust, map_trust, rows_looked_at
from embedcore.trust.torn import Distortion, MixedGroup, PushedTogether, TornGroup, map_distortion

__all__ = [
    "FIXES",
    "GOOD_KEPT",
    "LEAST_ROWS",
    "Distortion",
    "Finding",
    "HealthReport",
    "MapTrust",
    "MixedGroup",
    "PushedTogether",
    "TornGroup",
    "apply_fix",
    "map_distortion",
    "map_trust",
    "rows_looked_at",
]
