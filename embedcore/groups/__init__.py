"""Groups of rows: how found, how many, names, what a person makes of them, what sets rows apart, place words."""

from embedcore.groups.clustering import Clustering, cluster
from embedcore.groups.count import typical_group_size
from embedcore.groups.density import MOST_ROWS
from embedcore.groups.described import GroupFacts, describe_groups
from embedcore.groups.edited import EditedClustering, edited
from embedcore.groups.edits import DecidedGroup, GroupEdits
from embedcore.groups.history import History
from embedcore.groups.how_many import HowMany, NumberTried
from embedcore.groups.naming import Contrast, GroupTerm, contrast
from embedcore.groups.place_words import SIDES, PlaceWords, place_words

__all__ = [
    "MOST_ROWS",
    "SIDES",
    "Clustering",
    "Contrast",
    "DecidedGroup",
    "EditedClustering",
    "GroupEdits",
    "GroupFacts",
    "GroupTerm",
    "History",
    "HowMany",
    "NumberTried",
    "PlaceWords",
    "cluster",
    "contrast",
    "describe_groups",
    "edited",
    "place_words",
    "typical_group_size",
]
