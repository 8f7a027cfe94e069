"""Maps: PCA, t-SNE and UMAP of a space, and where new points belong on them."""

from embedcore.projection.base import METHODS, MIN_ROWS, Projection, project
from embedcore.projection.compiled import warm_up
from embedcore.projection.params import TSNEParams, UMAPParams
from embedcore.projection.placing import Placement
from embedcore.projection.spots import Spots, spots_of

__all__ = [
    "METHODS",
    "MIN_ROWS",
    "Placement",
    "Projection",
    "Spots",
    "TSNEParams",
    "UMAPParams",
    "project",
    "spots_of",
    "warm_up",
]
