"""Where t-SNE and UMAP start: at the PCA map, so that all maps of a space have the same side up."""

import numpy as np
from numpy.typing import NDArray

from embedcore.projection.pca import principal_components
from embedcore.space.space import EmbeddingSpace, metric_vectors


def start_positions(space: EmbeddingSpace, n_components: int, random_state: int) -> NDArray[np.float64]:
    """(n_rows, n_components): PCA with a spread of 1e-4 and a trace of seeded noise, so that copies can part."""
    coordinates = principal_components(metric_vectors(space), n_components, random_state)[0].astype(np.float64)
    coordinates *= 1e-4 / (coordinates[:, 0].std() or 1.0)
    noise = np.random.default_rng(random_state).normal(scale=1e-6, size=coordinates.shape)
    return coordinates + noise
