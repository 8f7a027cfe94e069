"""HDBSCAN: groups are the dense parts of the data, and what lies between them is in none."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from embedcore.projection.params import UMAPParams
from embedcore.projection.pca import start_positions
from embedcore.projection.umap import umap
from embedcore.space.neighbors import distinct_rows
from embedcore.space.space import EmbeddingSpace
from embedcore.types import OnProgress

MOST_ROWS = 50_000
N_COMPONENTS, CORE_ROWS = 5, 5
LARGEST = 0.6
"""No group has a larger share of the rows: beside a few rows in another language all others would be one."""
LEAST_ROWS, MOST_LEAST_ROWS = 5, 100


def least_size(n_rows: int) -> int:
    """The least rows of a group: half the root of all rows, within 5 to 100."""
    return int(np.clip(np.sqrt(n_rows) / 2, LEAST_ROWS, MOST_LEAST_ROWS))


def dense_groups(
    space: EmbeddingSpace, *, random_state: int, on_progress: OnProgress | None = None
) -> NDArray[np.int64]:
    """(n_rows,) the group of each row, or -1, by HDBSCAN (Campello, Moulavi and Sander 2013) on a UMAP.

    The UMAP has 5 dimensions and no least distance, as its authors advise before grouping: in hundreds of dimensions
    hardly any part is denser than another. UMAP also tears apart what is evenly spread, so such groups are not proof
    of groups. All are -1 where there are fewer than 5 different rows.
    """
    from sklearn.cluster import HDBSCAN

    if len(distinct_rows(space.vectors)[0]) < LEAST_ROWS:
        return np.full(space.n_rows, -1, dtype=np.int64)
    params = replace(UMAPParams().fitted(space.n_rows)[0], min_dist=0.0)
    start = start_positions(space, N_COMPONENTS, random_state)
    positions = umap(space, params, start, random_state, on_progress)[0]
    found = HDBSCAN(
        min_cluster_size=least_size(space.n_rows),
        min_samples=CORE_ROWS,
        max_cluster_size=int(LARGEST * space.n_rows),
        copy=True,
    ).fit(positions)
    return np.asarray(found.labels_, dtype=np.int64)
