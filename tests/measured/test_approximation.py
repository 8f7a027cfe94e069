"""The approximate neighbour graph of pynndescent, which compiles for most of a minute in each process."""

import numpy as np
import pytest

import embedcore as ec
from embedcore.metrics import Metric
from embedcore.space import query as query_module
from embedcore.space.neighbors import exact_graph
from tests.core.space.test_neighbors import clusters

pytestmark = pytest.mark.measured


@pytest.mark.parametrize("metric", ["cosine", "euclidean"])
def test_the_real_approximation_finds_nearly_all_neighbours(metric: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(query_module, "EXACT_GRAPH_ROWS", 500)
    vectors = clusters(10, 100).astype(np.float32)
    vectors[200:300] = vectors[200]
    graph = ec.neighbor_graph(ec.EmbeddingSpace(vectors, metric=metric), n_neighbors=10)
    exact = exact_graph(vectors, Metric(metric), 10)
    assert not graph.exact
    assert not (graph.indices == np.arange(1_000)[:, None]).any()
    # By score: which of a hundred copies are named does not matter.
    found = Metric(metric).order_key(graph.scores) <= Metric(metric).order_key(exact.scores[:, -1:]) + 1e-12
    assert found.mean() > 0.9
