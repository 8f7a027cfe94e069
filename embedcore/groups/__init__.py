"""Groups of rows: k-means, how many, names, what a person makes of them, what sets rows apart, and words at places."""

from embedcore.groups.clustering import Clustering, cluster
from embedcore.groups.count import typical_group_size
from embedcore.groups.described import GroupFacts, describe_groups, similarity_to_middles
from embedcore.groups.edited import EditedClustering, edited
from embedcore.groups.edits import DecidedGroup, GroupEdits
from embedcore.groups.history import History
from embedcore.groups.naming import Contrast, GroupTerm, contrast
from embedcore.groups.place_words import SIDES, PlaceWords, place_words
from embedcore.groups.quality import quality_in_words

__all__ = [
    "SIDES",
    "Clustering",
    "Contrast",
    "DecidedGroup",
    "EditedClustering",
    "GroupEdits",
    "GroupFacts",
    "GroupTerm",
    "History",
    "PlaceWords",
    "cluster",
    "contrast",
    "describe_groups",
    "edited",
    "place_words",
    "quality_in_words",
    "similarity_to_middles",
    "typical_group_size",
]
