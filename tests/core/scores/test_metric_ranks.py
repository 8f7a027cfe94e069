"""The ranks of the best results under each metric, and whether metrics can disagree."""

import numpy as np

import embedcore as ec
from embedcore.scores.metric_ranks import MetricRanks, metric_ranks


def found(vectors: np.ndarray, query: list[float] | int, n_best: int = 3) -> MetricRanks:
    space = ec.EmbeddingSpace(vectors)
    asked = query if isinstance(query, int) else np.array(query)
    rankings = {m: ec.search(space.with_metric(m), asked, n_neighbors=None) for m in ec.Metric}
    return metric_ranks(space, rankings, n_best)


def test_ranks_under_each_metric() -> None:
    vectors = np.array([[1, 0], [0.9, 0.1], [5, 3], [-1, 0], [0, 0.2]], dtype=np.float32)
    ranks = found(vectors, [1, 0])
    assert ranks.rows.tolist() == [0, 1, 2]
    assert ranks.ranks[ec.Metric.COSINE].tolist() == [1, 2, 3]
    assert ranks.ranks[ec.Metric.DOT].tolist() == [2, 3, 1]  # the long one first
    assert ranks.ranks[ec.Metric.EUCLIDEAN].tolist() == [1, 2, 5]
    assert ranks.moved == {ec.Metric.EUCLIDEAN: 1, ec.Metric.DOT: 3}
    assert not ranks.same_length
    assert (ranks.shortest, round(ranks.longest, 4)) == (float(np.float32(0.2)), 5.8310)


def test_vectors_of_one_length_rank_alike() -> None:
    ranks = found(np.eye(3) * 2, 0)
    assert ranks.same_length
    assert (ranks.shortest, ranks.longest) == (2.0, 2.0)
    assert set(ranks.moved.values()) == {0}
    assert ranks.rows.tolist() == [1, 2]  # never the row that is searched with
