"""Trust: how far a map can be believed, what is wrong with the data or the model, and what mends it."""

from embedcore.trust.adapting import AdaptReport, NoGainError, adapt, adapt_report
from embedcore.trust.fixes import FIXES, apply_fix
from embedcore.trust.health import Finding, HealthReport
from embedcore.trust.of_map import MapTrust, map_trust

__all__ = [
    "FIXES",
    "AdaptReport",
    "Finding",
    "HealthReport",
    "MapTrust",
    "NoGainError",
    "adapt",
    "adapt_report",
    "apply_fix",
    "map_trust",
]
