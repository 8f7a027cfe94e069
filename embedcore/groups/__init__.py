"""Groups of rows: k-means, how many, names, what a person makes of them, what sets rows apart, and words at places."""

from embedcore.groups.clustering import Clustering, cluster
from embedcore.groups.count import typical_group_size
from embedcore.groups.described import GroupFacts, describe_groups
from embedcore.groups.edited import EditedClustering, edited
from embedcore.groups.edits import DecidedGroup, GroupEdits
from embedcore.groups.group_names import GroupPhrase
from embedcore.groups.history import History
from embedcore.groups.naming import Contrast, GroupTerm, contrast
from embedcore.groups.offered import question, read_names
from embedcore.groups.place_words import SIDES, PlaceWords, place_words

__all__ = [
    "SIDES",
    "Clustering",
    "Contrast",
    "DecidedGroup",
    "EditedClustering",
    "GroupEdits",
    "GroupFacts",
    "GroupPhrase",
    "GroupTerm",
    "History",
    "PlaceWords",
    "cluster",
    "contrast",
    "describe_groups",
    "edited",
    "place_words",
    "question",
    "read_names",
    "typical_group_size",
]
