"""t-SNE (van der Maaten and Hinton 2008) on the space's own neighbour graph; a flat map by our own compiled loop."""

from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from embedcore.memory import n_threads
from embedcore.projection.halving import widths
from embedcore.projection.params import TSNEParams
from embedcore.space.query import neighbor_graph
from embedcore.space.space import EmbeddingSpace
from embedcore.types import Indices, OnProgress, Scores

if TYPE_CHECKING:
    from scipy import sparse

EARLY_ITERATIONS, ITERATIONS = 250, 500
EARLY_EXAGGERATION = 12
EARLY_MOMENTUM, MOMENTUM = np.float32(0.5), np.float32(0.8)
FASTER, SLOWER, SLOWEST = np.float32(0.2), np.float32(0.8), np.float32(0.01)
"""A row's rate along an axis (Jacobs 1988): added where it goes on, times where it turns round, and the least."""
LONGEST_STEP = np.float32(5)
LEAST_SPREAD = np.float32(1e-3)
"""So near to each other all forces are in proportion to the distances, so that a larger copy of the map moves as it
would; a map that draws together further, as those of few rows do at first, would be lost in rounding."""
REPORT_EVERY = 10
ROWS_IN_PART = 500
"""The rows are moved in parts, the same ones however many threads there are, so that sums and picture are the same."""


def tsne(
    space: EmbeddingSpace,
    params: TSNEParams,
    start: NDArray[np.float64],
    on_progress: OnProgress | None,
) -> tuple[NDArray[np.float32], tuple[str, ...]]:
    """Positions (n_rows, n_components) from those of the start, with early exaggeration 12 (Kobak and Berens 2019).

    The rate of learning is n_rows by the exaggeration (Belkina et al. 2019).
    """
    # Three times the perplexity, as in Barnes-Hut t-SNE.
    n_neighbors = min(space.n_rows - 1, max(int(np.ceil(3 * params.perplexity)), 2))
    graph = neighbor_graph(space, n_neighbors=n_neighbors, on_progress=on_progress)
    distances = np.sqrt(2 * graph.distances) if space.metric != "euclidean" else graph.distances
    ties = joint_probabilities(graph.indices, distances, params.perplexity)
    arranged = _arranged(ties, start, on_progress) if start.shape[1] == 2 else _by_open_tsne(ties, start, on_progress)
    return arranged, graph.notes


def joint_probabilities(indices: Indices, distances: Scores, perplexity: float) -> "sparse.csr_array":
    """(n_rows, n_rows) symmetric, summing to 1: how likely two rows are neighbours.

    indices, distances: (n_rows, n_neighbors) of each row's neighbours. A row's own are exp(-distance^2 / width), shared
    out, where the width makes 2 to the power of their entropy the perplexity; then the mean of both ways.
    """
    from scipy import sparse

    n_rows, n_neighbors = distances.shape
    squared = (np.asarray(distances, dtype=np.float64) / (distances.mean() or 1)) ** 2
    squared -= squared.min(axis=1, keepdims=True)

    def entropy(width: NDArray[np.float64], rows: NDArray[np.int64]) -> NDArray[np.float64]:
        scaled = squared[rows] / width[:, None]
        shares = np.exp(-scaled)
        sums = shares.sum(axis=1)
        return np.asarray(np.log(sums) + (shares * np.where(shares > 0, scaled, 0)).sum(axis=1) / sums)

    shares = np.exp(-squared / widths(entropy, np.log(perplexity), n_rows)[:, None])
    shares /= 2 * n_rows * shares.sum(axis=1, keepdims=True)
    starts = np.arange(0, indices.size + 1, n_neighbors)
    one_way = sparse.csr_array((shares.ravel(), indices.ravel(), starts), shape=(n_rows, n_rows))
    return sparse.csr_array(one_way + one_way.T)


def _arranged(
    ties: "sparse.csr_array", start: NDArray[np.float64], on_progress: OnProgress | None
) -> NDArray[np.float32]:
    """(n_rows, 2), from where the rows begin."""
    from embedcore.projection.tsne_layout import Field, forces

    n_rows, threads = len(start), n_threads()
    positions = start.astype(np.float32)
    starts, others = ties.indptr.astype(np.int64), ties.indices.astype(np.int32)
    weights = ties.data.astype(np.float32)
    moves, pull, push = (np.zeros_like(positions) for _ in range(3))
    rates = np.ones_like(positions)
    field = Field(threads)
    ends = [*range(0, n_rows, ROWS_IN_PART), n_rows]
    with ThreadPoolExecutor(threads) as pool:
        for number in range(EARLY_ITERATIONS + ITERATIONS):
            early = number < EARLY_ITERATIONS
            exaggeration, momentum = (EARLY_EXAGGERATION, EARLY_MOMENTUM) if early else (1, MOMENTUM)
            shared = (positions, starts, others, weights, field.at(positions), field.corner, field.step, pull, push)
            parts = [pool.submit(forces, *part, *shared) for part in pairwise(ends)]
            total = sum(part.result() for part in parts) - n_rows  # the field at a row counts the row itself
            push -= push.mean(axis=0)  # all pushes cancel out; what is left is the grid's
            slope = 4 * (np.float32(exaggeration) * pull - push / np.float32(total))
            rates = np.where(slope * moves < 0, rates + FASTER, np.maximum(rates * SLOWER, SLOWEST))
            moves = momentum * moves - np.float32(n_rows / exaggeration) * rates * slope
            length = np.maximum(np.hypot(moves[:, :1], moves[:, 1:]), LONGEST_STEP)
            positions = positions + moves * (LONGEST_STEP / length)
            positions -= positions.mean(axis=0)
            if (spread := positions.std()) < LEAST_SPREAD:
                positions *= LEAST_SPREAD / spread
                moves *= LEAST_SPREAD / spread
            if on_progress and (number + 1) % REPORT_EVERY == 0:
                on_progress(number + 1, EARLY_ITERATIONS + ITERATIONS, "arranging the map")
    return positions


def _by_open_tsne(
    ties: "sparse.csr_array", start: NDArray[np.float64], on_progress: OnProgress | None
) -> NDArray[np.float32]:
    """(n_rows, 3) by the trees of Barnes and Hut, since a grid in three dimensions has too many nodes."""
    from openTSNE import TSNEEmbedding
    from openTSNE.affinity import PrecomputedAffinities

    embedding = TSNEEmbedding(
        start, PrecomputedAffinities(ties.tocsr(), normalize=True), negative_gradient_method="bh", n_jobs=n_threads()
    )
    for done, n_iter, exaggeration in ((0, EARLY_ITERATIONS, EARLY_EXAGGERATION), (EARLY_ITERATIONS, ITERATIONS, 1)):

        def report(iteration: int, _error: float, _current: object, before: int = done) -> bool:
            if on_progress:
                on_progress(before + iteration, EARLY_ITERATIONS + ITERATIONS, "arranging the map")
            return False

        embedding.optimize(
            n_iter,
            exaggeration=exaggeration,
            momentum=float(MOMENTUM),
            inplace=True,
            propagate_exception=True,
            callbacks=[report],
            callbacks_every_iters=REPORT_EVERY,
        )
    return np.asarray(embedding, dtype=np.float32)
