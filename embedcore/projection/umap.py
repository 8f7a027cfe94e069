"""UMAP (McInnes, Healy and Melville 2018): the algorithm of umap-learn, compiled once, on the space's own graph."""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from embedcore.projection.halving import widths
from embedcore.projection.params import UMAPParams
from embedcore.space.query import neighbor_graph
from embedcore.space.space import EmbeddingSpace
from embedcore.types import Indices, OnProgress, Scores

if TYPE_CHECKING:
    from scipy import sparse

SMALL = 10_000
EPOCHS, FEWER_EPOCHS = 500, 200
"""Up to SMALL rows and beyond, as in umap-learn."""
EXTENT = 10.0
"""How wide the map is when the rows begin to move."""
CURVE_STEPS = 30
"""They end at the last digits of float64 for each min_dist."""
SHORTEST = 1e-3
"""The width of a row's neighbourhood, in shares of the mean distance to its neighbours, is at least this."""


def umap(
    space: EmbeddingSpace,
    params: UMAPParams,
    start: NDArray[np.float64],
    random_state: int,
    on_progress: OnProgress | None,
) -> tuple[NDArray[np.float32], tuple[str, ...]]:
    """Positions (n_rows, n_components) from those of start; n_neighbors counts the row itself, as umap-learn does."""
    from embedcore.projection.umap_layout import Forces, run_epoch

    graph = neighbor_graph(space, n_neighbors=max(params.n_neighbors - 1, 1), on_progress=on_progress)
    n_epochs = EPOCHS if space.n_rows <= SMALL else FEWER_EPOCHS
    edges = fuzzy_graph(graph.indices, graph.distances)
    rates = edges.data / edges.data.max()
    # What would not pull in any epoch is left out.
    edges.data[rates < 1 / n_epochs] = 0
    edges.eliminate_zeros()
    rates = (edges.data / edges.data.max()).astype(np.float64)
    lowest = start.min(axis=0)
    coordinates = (EXTENT * (start - lowest) / (start.max(axis=0) - lowest)).astype(np.float32)
    starts, others = edges.indptr.astype(np.int64), edges.indices.astype(np.int32)
    forces = Forces(*curve(params.min_dist))
    for epoch in range(n_epochs):
        step = np.float32(1 - epoch / n_epochs)
        run_epoch(coordinates, starts, others, rates, forces.pull, forces.push, forces.first, step, epoch, random_state)
        if on_progress:
            on_progress(epoch + 1, n_epochs, "arranging the map")
    return coordinates, graph.notes


def fuzzy_graph(indices: Indices, distances: Scores) -> "sparse.csr_array":
    """(n_rows, n_rows) symmetric: how surely two rows are neighbours, 0 to 1, as umap-learn's fuzzy_simplicial_set.

    indices, distances: (n_rows, n_neighbors) of each row's neighbours, without itself, closest first. The nearest one
    at a distance above 0 is a neighbour for sure, and so is whatever is closer. The others are by
    exp(-(distance - that) / width), where the width is such that a row's shares sum to log2(n_neighbors + 1).
    """
    from scipy import sparse

    distances = np.asarray(distances, dtype=np.float64)
    n_rows, n_neighbors = distances.shape
    nearest = np.where(distances > 0, distances, np.inf).min(axis=1)
    nearest[np.isinf(nearest)] = 0
    beyond = np.maximum(distances - nearest[:, None], 0)
    of_row = distances.sum(axis=1) / (n_neighbors + 1)
    least = SHORTEST * np.where(nearest > 0, of_row, of_row.mean())

    def total(width: NDArray[np.float64], rows: NDArray[np.int64]) -> NDArray[np.float64]:
        return np.asarray(np.exp(-beyond[rows] / width[:, None]).sum(axis=1))

    width = np.maximum(widths(total, np.log2(n_neighbors + 1), n_rows), least)
    with np.errstate(divide="ignore", invalid="ignore"):  # a width of 0 where all rows around are equal
        shares = np.where(beyond > 0, np.exp(-beyond / width[:, None]), 1.0).astype(np.float32)
    starts = np.arange(0, indices.size + 1, n_neighbors)
    one_way = sparse.csr_array((shares.ravel(), indices.ravel(), starts), shape=(n_rows, n_rows))
    other_way = one_way.T.tocsr()
    return sparse.csr_array(one_way + other_way - one_way * other_way)


def curve(min_dist: float) -> tuple[float, float]:
    """a and b by which 1 / (1 + a d^2b) is nearest to 1 up to min_dist and exp(min_dist - d) beyond.

    Least squares by Gauss and Newton in log a and b: two numbers are not worth scipy.optimize, which takes 11 MB.
    """
    d = np.linspace(0, 3, 300)[1:]  # at 0 any a and b are right
    wanted = np.where(d < min_dist, 1, np.exp(min_dist - d))
    log_a, b = 0.0, 1.0
    for _ in range(CURVE_STEPS):
        far = np.exp(log_a) * d ** (2 * b)
        value = 1 / (1 + far)
        slopes = -(value**2 * far)[:, None] * np.column_stack([np.ones_like(d), 2 * np.log(d)])
        step = np.linalg.lstsq(slopes, wanted - value, rcond=None)[0]
        log_a, b = log_a + step[0], b + step[1]
    return float(np.exp(log_a)), float(b)
