"""Groups of rows: k-means, number, names, kinds, what a person makes of them, what sets rows apart, words at places."""

from embedcore.groups.apart import Side, told_apart
from embedcore.groups.clustering import Clustering, cluster
from embedcore.groups.count import typical_group_size
from embedcore.groups.described import GroupFacts, as_decided, describe_groups, unclear_share
from embedcore.groups.edited import EditedClustering, edited
from embedcore.groups.edits import DecidedGroup, GroupEdits
from embedcore.groups.history import History
from embedcore.groups.kinds import GroupKind
from embedcore.groups.naming import Contrast, GroupTerm, contrast
from embedcore.groups.place_words import SIDES, PlaceWords, place_words

__all__ = [
    "SIDES",
    "Clustering",
    "Contrast",
    "DecidedGroup",
    "EditedClustering",
    "GroupEdits",
    "GroupFacts",
    "GroupKind",
    "GroupTerm",
    "History",
    "PlaceWords",
    "Side",
    "as_decided",
    "cluster",
    "contrast",
    "describe_groups",
    "edited",
    "place_words",
    "told_apart",
    "typical_group_size",
    "unclear_share",
]
