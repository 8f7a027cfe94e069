"""Trust: how far a map can be believed, what is wrong with the data or the model, and what mends it."""

from embedcore.trust.fixes import FIXES, apply_fix
from embedcore.trust.health import Finding, HealthReport, check_health
from embedcore.trust.of_map import MapTrust, map_trust

__all__ = ["FIXES", "Finding", "HealthReport", "MapTrust", "apply_fix", "check_health", "map_trust"]
