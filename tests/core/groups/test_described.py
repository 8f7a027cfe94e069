"""What is said of groups, against a slow reference and by hand."""

import numpy as np
import pytest

import embedcore as ec
from embedcore.groups import advice_in_words, describe_groups


def test_by_hand() -> None:
    """Two groups on the plane; the third row of the first leans towards the second."""
    angles = np.radians([0, 4, 40, 2, 3, 1, 5, 6, 88, 90, 92])
    labels = np.array([0] * 8 + [1] * 3)
    space = ec.EmbeddingSpace(np.stack([np.cos(angles), np.sin(angles)], axis=1))
    first, second = describe_groups(space, labels, 2)
    assert (first.share, second.share) == pytest.approx((8 / 11, 3 / 11))
    assert (first.nearest, second.nearest) == (1, 0)
    assert first.nearness == pytest.approx(second.nearness)
    assert first.borderline[0] == first.outlying[0] == 2
    assert 2 not in first.typical
    assert second.typical[0] == 9
    assert (second.borderline, second.outlying) == ((), ())  # too few to have any
    assert first.border_share == second.border_share == 0
    middle = np.radians(90)
    assert second.cohesion == pytest.approx(np.cos(angles[8:] - middle).mean(), abs=1e-6)


@pytest.mark.parametrize("metric", ["cosine", "dot", "euclidean"])
def test_against_a_slow_reference(metric: str) -> None:
    rng = np.random.default_rng(5)
    vectors = rng.normal(size=(120, 7)).astype(np.float32)
    labels = rng.permutation(np.repeat(np.arange(4), (60, 30, 20, 10)))
    unit = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    middles = np.array([unit[labels == g].mean(axis=0) for g in range(4)])
    middles /= np.linalg.norm(middles, axis=1, keepdims=True)
    for group, facts in enumerate(describe_groups(ec.EmbeddingSpace(vectors, metric=metric), labels, 4)):
        rows = np.flatnonzero(labels == group)
        near = unit[rows] @ middles.T
        others = np.delete(near, group, axis=1).max(axis=1)
        assert facts.cohesion == pytest.approx(near[:, group].mean(), abs=1e-5)
        assert facts.nearest == max((g for g in range(4) if g != group), key=lambda g: middles[group] @ middles[g])
        assert set(facts.typical) == set(rows[np.argsort(-near[:, group])[:5]].tolist())
        assert set(facts.outlying) == set(rows[np.argsort(near[:, group])[:5]].tolist())
        assert set(facts.borderline) == set(rows[np.argsort(near[:, group] - others)[:5]].tolist())
        assert facts.border_share == pytest.approx((near[:, group] - others < 0.02).mean())


def test_one_group_and_rows_of_zeros() -> None:
    vectors = np.vstack([np.zeros((2, 3)), np.eye(3)]).astype(np.float32)
    (facts,) = describe_groups(ec.EmbeddingSpace(vectors), np.zeros(5, dtype=int), 1)
    assert facts.nearest is None and np.isnan(facts.nearness)
    assert (facts.share, facts.border_share, facts.borderline) == (1.0, 0.0, ())


@pytest.mark.parametrize(
    ("labels", "n_groups", "said"),
    [([0, 1], 2, "one per row"), ([0, 0, 0], 2, r"sizes \[3, 0\]"), ([0, 1, 2], 2, r"sizes \[1, 1, 1\]")],
)
def test_labels_that_fit_nothing_are_refused(labels: list[int], n_groups: int, said: str) -> None:
    with pytest.raises(ec.ParameterError, match=said):
        describe_groups(ec.EmbeddingSpace(np.eye(3, dtype=np.float32)), np.array(labels), n_groups)


def test_advice_by_how_sure_the_groups_are() -> None:
    said = [advice_in_words(stability) for stability in (0.9, 0.6, 0.5, 0.1, -0.2)]
    assert said[0] == said[1] == "Go on with these groups."
    assert len(set(said)) == 3
