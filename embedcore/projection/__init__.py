"""Maps: PCA, t-SNE and UMAP of a space, and where new points belong on them."""

from embedcore.projection.base import METHODS, Projection, project
from embedcore.projection.placement import Placement

__all__ = ["METHODS", "Placement", "Projection", "project"]
