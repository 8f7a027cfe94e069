"""Groups of rows: k-means, how many there are, their names, and what sets some rows apart."""

from embedcore.groups.clustering import Clustering, cluster
from embedcore.groups.count import typical_group_size
from embedcore.groups.naming import Contrast, GroupTerm, contrast

__all__ = ["Clustering", "Contrast", "GroupTerm", "cluster", "contrast", "typical_group_size"]
