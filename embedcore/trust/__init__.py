"""Trust: how far a map can be believed, row by row and as a whole."""

from embedcore.trust.of_map import MapTrust, map_trust

__all__ = ["MapTrust", "map_trust"]
