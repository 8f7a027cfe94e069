"""The true neighbours of rows in a space: how much of two such lists is the same, and what they vote for."""

import numpy as np
from numpy.typing import NDArray

from embedcore.scores.baselines import scores_of_pairs
from embedcore.space.query import neighbor_graph
from embedcore.space.space import EmbeddingSpace
from embedcore.types import Indices, OnProgress

ASKED_AT_ONCE = 500


def some_rows(n_rows: int, random_state: int, *, most: int, sampled: int) -> tuple[Indices, tuple[str, ...]]:
    """All rows; of more than `most` so many drawn at random, in order, and the note that says so."""
    if n_rows <= most:
        return np.arange(n_rows), ()
    rows = np.sort(np.random.default_rng(random_state).choice(n_rows, sampled, replace=False))
    return rows, (f"measured on {sampled:,} of {n_rows:,} rows, drawn at random, each beside all others",)


def nearest_lists(
    space: EmbeddingSpace, rows: Indices, n_neighbors: int, *, on_progress: OnProgress | None = None
) -> Indices:
    """(n, n_neighbors) the others closest to each of these rows among all rows of the space, exact, closest first."""
    if len(rows) == space.n_rows:
        graph = neighbor_graph(space, n_neighbors=n_neighbors, exact=True, on_progress=on_progress)
        return graph.indices
    found = np.empty((len(rows), n_neighbors), dtype=np.int64)
    for start in range(0, len(rows), ASKED_AT_ONCE):
        asked = rows[start : start + ASKED_AT_ONCE]
        near = space.scorer.closest(space.vectors[asked], n_neighbors + 1)[0]
        own = near == asked[:, None]
        own[:, -1] |= ~own.any(axis=1)  # not in its own list, where so many are equal
        found[start : start + len(asked)] = near[~own].reshape(len(asked), n_neighbors)
        if on_progress:
            on_progress(start + len(asked), len(rows), "comparing rows")
    return found


def shared(a: Indices, b: Indices) -> NDArray[np.float64]:
    """(n, k) how much of the first 1, 2, ..., k of both lists is the same, 0 to 1. a, b: (n, k), no row twice."""
    k = a.shape[1]
    same = a[:, :, None] == b[:, None, :]
    within = np.maximum(*np.meshgrid(np.arange(k), np.arange(k), indexing="ij"))
    counts = np.stack([same[:, within == depth].sum(axis=1) for depth in range(k)], axis=1)
    return np.cumsum(counts, axis=1) / np.arange(1, k + 1)


def by_change(space: EmbeddingSpace, rows: Indices, a: Indices, b: Indices) -> Indices:
    """These rows, those whose lists changed most first: by how little of both is the same, the nearest counting most
    (average overlap; Webber, Moffat and Zobel 2010), then by how unlike the row its new neighbours were.

    space: of which a are the neighbours. a, b: (n, k).
    """
    kept = shared(a, b).mean(axis=1)
    mine = np.repeat(rows, a.shape[1])
    before, after = (
        space.metric.order_key(scores_of_pairs(space, mine, near.ravel())).reshape(near.shape).mean(axis=1)
        for near in (a, b)
    )
    return rows[np.lexsort((rows, before - after, kept))]


def voted(codes: NDArray[np.int64]) -> NDArray[np.int64]:
    """(n,) the most frequent of each row of codes (n, k); of equals, the one that comes first, whose row is nearer."""
    counts = (codes[:, :, None] == codes[:, None, :]).sum(axis=2)
    return np.asarray(np.take_along_axis(codes, counts.argmax(axis=1)[:, None], axis=1)[:, 0])
