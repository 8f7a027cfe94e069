"""UMAP by umap-learn itself, on the space's own neighbour graph: the reference for umap.py, and slower."""

import contextlib
import io
import warnings

import numpy as np
from numpy.typing import NDArray

from embedcore.projection.params import UMAPParams
from embedcore.space.query import neighbor_graph
from embedcore.space.space import EmbeddingSpace
from embedcore.types import OnProgress


def umap_by_umap_learn(
    space: EmbeddingSpace,
    params: UMAPParams,
    start: NDArray[np.float64],
    random_state: int,
    on_progress: OnProgress | None,
) -> tuple[NDArray[np.float32], tuple[str, ...]]:
    """Positions (n_rows, n_components) from those of start; n_neighbors counts the row itself, as umap-learn does."""
    graph = neighbor_graph(space, n_neighbors=max(params.n_neighbors - 1, 1), on_progress=on_progress)
    indices = np.hstack([np.arange(space.n_rows)[:, None], graph.indices])
    distances = np.hstack([np.zeros((space.n_rows, 1)), graph.distances]).astype(np.float32)
    progress = _EpochReader(on_progress)
    import umap

    with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
        # About the missing search index, which only transform() needs, and about n_jobs=1 with a seed.
        warnings.simplefilter("ignore")
        model = umap.UMAP(
            n_neighbors=params.n_neighbors,
            min_dist=params.min_dist,
            n_components=start.shape[1],
            init=start.astype(np.float32) * 1e4,
            random_state=random_state,
            precomputed_knn=(indices, distances, None),
            force_approximation_algorithm=True,
            verbose=True,
            tqdm_kwds={"file": progress, "bar_format": "{n_fmt}/{total_fmt}\n", "mininterval": 0.1, "leave": False},
        )
        coordinates = np.asarray(model.fit_transform(space.vectors), dtype=np.float32)
    progress.finish()
    return coordinates, graph.notes


class _EpochReader(io.StringIO):
    """Reads umap-learn's progress bar ("120/500") and passes it on; the one way it tells its epochs."""

    def __init__(self, on_progress: OnProgress | None) -> None:
        super().__init__()
        self._on_progress = on_progress
        self._total = 0

    def finish(self) -> None:
        """The bar skips its last lines where the epochs are quick."""
        if self._on_progress and self._total:
            self._on_progress(self._total, self._total, "arranging the map")

    def write(self, text: str, /) -> int:
        done, _, total = text.strip().strip("\r").partition("/")
        if self._on_progress and done.isdigit() and total.isdigit():
            self._total = int(total)
            self._on_progress(int(done), self._total, "arranging the map")
        return len(text)
