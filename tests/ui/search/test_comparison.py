"""Why metrics rank alike or not, in a sentence."""

import numpy as np

import embedcore as ec
from embedcore.scores.metric_ranks import metric_ranks
from ui.search import comparison


def said(vectors: np.ndarray) -> str:
    space = ec.EmbeddingSpace(vectors)
    rankings = {m: ec.search(space.with_metric(m), 0, n_neighbors=None) for m in ec.Metric}
    return comparison.why_ranks_differ(metric_ranks(space, rankings))


def test_vectors_of_several_lengths_and_of_one() -> None:
    assert "run from 2 to 5. Cosine ignores them; the dot product prefers long vectors" in said(
        np.diag([2.0, 5.0, 3.0])
    )
    assert "have the length 2. Then all three metrics order the rows in the same way" in said(np.eye(3) * 2)
