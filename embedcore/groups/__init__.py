"""Groups of rows: k-means, how many there are, their names, what sets some rows apart, and words at places of a map."""

from embedcore.groups.clustering import Clustering, cluster
from embedcore.groups.count import typical_group_size
from embedcore.groups.naming import Contrast, GroupTerm, contrast
from embedcore.groups.place_words import SIDES, PlaceWords, place_words

__all__ = [
    "SIDES",
    "Clustering",
    "Contrast",
    "GroupTerm",
    "PlaceWords",
    "cluster",
    "contrast",
    "place_words",
    "typical_group_size",
]
