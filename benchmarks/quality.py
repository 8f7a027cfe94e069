"""How much of the true neighbourhoods a map keeps."""

import numpy as np
from numpy.typing import NDArray

N_NEIGHBORS = 15

Indices = NDArray[np.int64]


def true_neighbors(vectors: NDArray[np.float32]) -> Indices:
    """(n_rows, 15) rows closest by cosine, in the full space."""
    from embedcore.metrics import Metric
    from embedcore.space.neighbors import exact_graph

    return exact_graph(vectors, Metric.COSINE, N_NEIGHBORS).indices


def kept_ratio(coordinates: NDArray[np.float32], true: Indices) -> float:
    """Mean share (0 to 1) of the 15 true neighbours that are among the 15 nearest on the map; 1 is best."""
    rows = np.arange(len(true))
    return float(kept_at(coordinates, coordinates, rows, true).mean())


def kept_at(coordinates: NDArray[np.float32], spots: NDArray[np.float32], rows: Indices, true: Indices) -> np.ndarray:
    """(n_spots,) share of each row's true neighbours among the 15 nearest on the map at its spot, itself left out."""
    from sklearn.neighbors import KDTree

    near = KDTree(coordinates).query(spots, k=N_NEIGHBORS + 1, return_distance=False)
    own = near == rows[:, None]
    own[:, -1] |= ~own.any(axis=1)
    others = near[~own].reshape(len(rows), N_NEIGHBORS)
    return (others[:, :, None] == true[rows][:, None, :]).any(axis=1).mean(axis=1)
