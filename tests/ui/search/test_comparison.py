"""Why metrics rank alike or not, in a sentence."""

import numpy as np
import pytest

import embedcore as ec
from embedcore.scores.metric_ranks import metric_ranks
from ui import wording
from ui.search import comparison


def said(vectors: np.ndarray) -> str:
    space = ec.EmbeddingSpace(vectors)
    rankings = {m: ec.search(space.with_metric(m), 0, n_neighbors=None) for m in ec.Metric}
    return comparison.why_ranks_differ(metric_ranks(space, rankings))


def test_strength_in_plain_words() -> None:
    assert "The texts are of different strength." in said(np.diag([2.0, 5.0, 3.0]))
    assert "Here all ways order the texts in the same way (but for rounding)" in said(np.eye(3) * 2)


def test_vectors_of_several_lengths_and_of_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wording, "technical", lambda: True)
    assert "run from 2 to 5. Cosine ignores them; the dot product prefers long vectors" in said(
        np.diag([2.0, 5.0, 3.0])
    )
    assert "have the length 2. Then all three metrics order the rows in the same way" in said(np.eye(3) * 2)
