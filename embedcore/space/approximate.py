"""Nearly all of the true neighbours in a fraction of the time: candidates from the nearest cells, then exact scores.

How many cells that takes is measured on a sample of rows whose true neighbours are known.
"""

from dataclasses import replace

import numpy as np

from embedcore.metrics import Metric
from embedcore.space.cells import Cells
from embedcore.space.neighbors import NeighborGraph, closest_in_blocks, distinct_rows, without_self
from embedcore.space.scorer import ExactScorer
from embedcore.types import Indices, OnProgress, Scores, Vectors

WANTED = 0.96
"""The share of the true neighbours of the sample that must be found, so that it is 0.95 of all."""
SAMPLE_ROWS = 500
FEWEST_CELLS, MORE = 8, 1.5
"""So many cells are tried first, and so many times as many next."""
SPARE = 2
"""So many more candidates than are asked for are scored exactly: float32 can't always tell two near ones apart."""


class ApproximateScorer:
    """Finds nearly all of the closest rows, under cosine or euclidean; scores are exact."""

    def __init__(self, scorer: ExactScorer) -> None:
        self._scorer = scorer
        self._cells = Cells.of(scorer.ready)
        self._n_probes = min(FEWEST_CELLS, self._cells.n_cells)

    def measure(self, queries: Vectors, n_closest: int, *, of_rows: bool) -> float:
        """Takes as many cells as the queries (n_queries, n_dims) need, and gives the share that is then found.

        of_rows: the queries are rows, whose first neighbour is the row itself and does not count.
        """

        def truly_closest(rows: Indices) -> tuple[Indices, Scores]:
            return self._scorer.closest(queries[rows], n_closest)

        n_rows, order_key = len(self._scorer.vectors), self._scorer.metric.order_key
        true = closest_in_blocks(np.arange(len(queries)), n_rows, n_closest, truly_closest, None)[1]
        while True:
            # By score, since copies tie.
            hits = order_key(self.closest(queries, n_closest)[1]) <= order_key(true[:, -1:])
            share = float(hits[:, int(of_rows) :].mean())
            if share >= WANTED or self._n_probes == self._cells.n_cells:
                return share
            self._n_probes = min(int(MORE * self._n_probes), self._cells.n_cells)

    def closest(
        self, queries: Vectors, n_closest: int, *, on_progress: OnProgress | None = None
    ) -> tuple[Indices, Scores]:
        """Two arrays (n_queries, n_closest), closest first, ties in row order."""
        scorer = self._scorer
        n_candidates = min(n_closest + SPARE, len(scorer.vectors))
        ready = scorer.ready_query(queries)
        near = self._cells.closest(ready, n_candidates, self._n_probes, on_progress=on_progress)
        near.sort(axis=1)
        query_of = np.repeat(np.arange(len(queries)), n_candidates)
        scores = scorer.exact(queries, query_of, near.ravel()).reshape(near.shape)
        order = np.argsort(scorer.metric.order_key(scores), axis=1, kind="stable")[:, :n_closest]
        return np.take_along_axis(near, order, 1), np.take_along_axis(scores, order, 1)


def approximate_graph(
    vectors: Vectors, metric: Metric, n_neighbors: int, *, on_progress: OnProgress | None = None
) -> NeighborGraph:
    """The graph under cosine or euclidean; its note says what share of the true neighbours is in it."""
    first, inverse, copy_rank = distinct_rows(vectors)
    columns = np.flatnonzero(copy_rank <= n_neighbors)
    scorer = ApproximateScorer(ExactScorer(vectors if len(columns) == len(vectors) else vectors[columns], metric))
    sample = first[np.sort(np.random.default_rng(0).permutation(len(first))[:SAMPLE_ROWS])]
    share = scorer.measure(vectors[sample], n_neighbors + 1, of_rows=True)
    asked = vectors if len(first) == len(vectors) else vectors[first]
    found, scores = scorer.closest(asked, n_neighbors + 1, on_progress=on_progress)
    graph = without_self(columns[found[inverse]], scores[inverse], metric)
    note = (
        f"the neighbours of all {len(vectors):,} rows were approximated: of the true ones, "
        f"{share:.1%} are found (measured on {len(sample):,} rows); the scores shown are exact"
    )
    return replace(graph, exact=False, notes=(note,))
