"""t-SNE (van der Maaten and Hinton 2008) by openTSNE, on the space's own exact neighbour graph."""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from embedcore.memory import n_threads
from embedcore.projection.params import TSNEParams
from embedcore.projection.pca import start_positions
from embedcore.space.query import neighbor_graph
from embedcore.space.space import EmbeddingSpace
from embedcore.types import OnProgress

if TYPE_CHECKING:
    from openTSNE import TSNEEmbedding

EARLY_ITERATIONS, ITERATIONS = 250, 500
REPORT_EVERY = 10
FFT_ROWS = 20_000
"""Beyond so many rows the forces come by interpolation (FIt-SNE, Linderman et al. 2019), which is then faster."""


def tsne(
    space: EmbeddingSpace,
    params: TSNEParams,
    n_components: int,
    random_state: int,
    on_progress: OnProgress | None,
) -> tuple[NDArray[np.float32], tuple[str, ...]]:
    """Positions (n_rows, n_components): PCA start, early exaggeration 12, as Kobak and Berens 2019 advise."""
    import openTSNE

    fast = n_components == 2 and space.n_rows > FFT_ROWS
    embedding = openTSNE.TSNEEmbedding(
        start_positions(space, n_components, random_state),
        _affinities(space, params.perplexity, on_progress),
        negative_gradient_method="fft" if fast else "bh",
        n_jobs=n_threads(),
        random_state=random_state,
    )
    _optimize(embedding, EARLY_ITERATIONS, 12, 0, on_progress)
    _optimize(embedding, ITERATIONS, 1, EARLY_ITERATIONS, on_progress)
    return np.asarray(embedding, dtype=np.float32), neighbor_graph(space, n_neighbors=1).notes


def _affinities(space: EmbeddingSpace, perplexity: float, on_progress: OnProgress | None) -> object:
    """Joint probabilities from the graph's neighbours; three times the perplexity, as in Barnes-Hut t-SNE."""
    from openTSNE.affinity import PrecomputedAffinities, joint_probabilities_nn

    n_neighbors = min(space.n_rows - 1, max(int(np.ceil(3 * perplexity)), 2))
    graph = neighbor_graph(space, n_neighbors=n_neighbors, on_progress=on_progress)
    distances = np.sqrt(2 * graph.distances) if space.metric != "euclidean" else graph.distances
    scale = distances.mean() or 1.0
    affinities = joint_probabilities_nn(
        graph.indices, distances / scale, [perplexity], symmetrize=True, normalization="pair-wise", n_jobs=n_threads()
    )
    return PrecomputedAffinities(affinities, normalize=True)


def _optimize(
    embedding: "TSNEEmbedding", n_iter: int, exaggeration: float, before: int, on_progress: OnProgress | None
) -> None:
    def report(iteration: int, _error: float, _current: object) -> bool:
        if on_progress:
            on_progress(before + iteration, EARLY_ITERATIONS + ITERATIONS, "arranging the map")
        return False

    embedding.optimize(
        n_iter,
        exaggeration=exaggeration,
        momentum=0.8,
        inplace=True,
        propagate_exception=True,
        callbacks=[report],
        callbacks_every_iters=REPORT_EVERY,
    )
