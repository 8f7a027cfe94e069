"""Maps: PCA, t-SNE and UMAP of a space, and where new points belong on them."""

from embedcore.projection.base import METHODS, Placement, Projection, project

__all__ = ["METHODS", "Placement", "Projection", "project"]
