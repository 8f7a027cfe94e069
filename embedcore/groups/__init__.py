"""Groups of rows: k-means, how many, names, what a person makes of them, and what sets some rows apart."""

from embedcore.groups.clustering import Clustering, cluster
from embedcore.groups.count import typical_group_size
from embedcore.groups.edited import EditedClustering, edited
from embedcore.groups.edits import DecidedGroup, GroupEdits
from embedcore.groups.history import History
from embedcore.groups.naming import Contrast, GroupTerm, contrast

__all__ = [
    "Clustering",
    "Contrast",
    "DecidedGroup",
    "EditedClustering",
    "GroupEdits",
    "GroupTerm",
    "History",
    "cluster",
    "contrast",
    "edited",
    "typical_group_size",
]
