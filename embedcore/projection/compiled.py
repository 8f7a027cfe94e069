"""What the maps run on is compiled once on a machine; here, before anybody waits for it."""

import numpy as np

from embedcore.projection.params import TSNEParams, UMAPParams
from embedcore.projection.pca import start_positions
from embedcore.projection.tsne import tsne
from embedcore.projection.umap import umap
from embedcore.space.space import EmbeddingSpace


def warm_up() -> None:
    """Compiles what the first map on a machine would wait for (some seconds), on a few made-up rows."""
    space = EmbeddingSpace(np.random.default_rng(0).normal(size=(40, 8)).astype(np.float32))
    start = start_positions(space, 2, 0)
    umap(space, UMAPParams(n_neighbors=5), start, 0, None)
    tsne(space, TSNEParams(perplexity=5), start, None)
