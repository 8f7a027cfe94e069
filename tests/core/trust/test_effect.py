"""What a change does to who is most like whom: by hand, against a slow reference, and sampled."""

import numpy as np
import pytest

import embedcore as ec
from embedcore.errors import DataError
from embedcore.trust import apply_fix, effect, effect_of


def test_by_hand() -> None:
    """Two directions, each with a short and a long row: by direction those of one direction are alike."""
    vectors = np.array([[1, 0.1], [9, 0.1], [0.1, 1], [0.1, 9]], dtype=np.float32)
    near = ec.EmbeddingSpace(vectors, metric="euclidean")
    found = effect_of(near, near.with_metric("cosine"))
    assert found.n_neighbors == 3 and found.changed_ratio == 0  # with three neighbours all others are
    assert found.before[0].tolist() == [2, 1, 3]
    assert found.after[0].tolist() == [1, 2, 3]
    assert found.examples == ()


@pytest.mark.parametrize("metric", ["cosine", "euclidean", "dot"])
def test_neighbours_are_those_of_a_slow_reference(metric: str) -> None:
    rng = np.random.default_rng(3)
    vectors = rng.normal(size=(120, 8)).astype(np.float32) * rng.uniform(1, 9, size=(120, 1)).astype(np.float32)
    before = ec.EmbeddingSpace(vectors, metric=metric)
    after = apply_fix(before, "standardise")
    found = effect_of(before, after)
    for row in (0, 50, 119):
        for space, near in ((before, found.before), (after, found.after)):
            ranked = ec.search(space, row, n_neighbors=10)
            assert set(ranked.indices.ravel().tolist()) - {row} <= set(near[row].tolist())
            assert row not in near[row]
    kept = [len(set(a) & set(b)) / 10 for a, b in zip(found.before.tolist(), found.after.tolist(), strict=True)]
    assert found.changed_ratio == pytest.approx(1 - np.mean(kept))
    assert [found.kept[place] for place in found.examples] == sorted(kept)[:3]


def test_of_many_rows_some_are_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(effect, "MOST_ROWS", 30)
    space = ec.EmbeddingSpace(np.random.default_rng(1).normal(size=(100, 5)).astype(np.float32), metric="euclidean")
    found = effect_of(space, apply_fix(space, "cosine"))
    assert len(found.rows) == 30 == len(set(found.rows.tolist())) and found.n_rows == 100
    again = effect_of(space, apply_fix(space, "cosine"))
    np.testing.assert_array_equal(found.rows, again.rows)
    assert 0 < found.changed_ratio < 1


def test_a_single_row_and_other_rows() -> None:
    one = ec.EmbeddingSpace(np.ones((1, 2), dtype=np.float32))
    assert effect_of(one, one).changed_ratio == 0
    with pytest.raises(DataError, match="must be of the same rows"):
        effect_of(one, ec.EmbeddingSpace(np.eye(2, dtype=np.float32)))
