"""Adjusted mutual information against scikit-learn and by hand; groups of one space against another's."""

import numpy as np
import pytest

import embedcore as ec
from embedcore.trust.compare import adjusted_mutual_information
from embedcore.trust.compare.agreement import agreement


@pytest.mark.parametrize(("n_rows", "k_one", "k_other"), [(12, 3, 4), (300, 5, 5), (2_000, 40, 7), (60, 59, 3)])
def test_it_is_scikit_learns(n_rows: int, k_one: int, k_other: int) -> None:
    from sklearn.metrics import adjusted_mutual_info_score

    rng = np.random.default_rng(n_rows)
    one, other = rng.integers(k_one, size=n_rows), rng.integers(k_other, size=n_rows)
    mixed = np.where(rng.random(n_rows) < 0.5, one % k_other, other)
    for a, b in ((one, other), (one, mixed), (mixed, mixed)):
        expected = adjusted_mutual_info_score(a, b)
        assert adjusted_mutual_information(a, b) == pytest.approx(expected, abs=1e-9)


def test_the_same_groups_by_other_numbers_agree_wholly() -> None:
    one = np.array([0, 0, 1, 1, 2, 2])
    assert adjusted_mutual_information(one, np.array([5, 5, 0, 0, 3, 3])) == pytest.approx(1)
    assert adjusted_mutual_information(np.zeros(4, np.int64), np.zeros(4, np.int64)) == 1


def test_planted_groups_agree_and_shuffled_ones_do_not() -> None:
    rng = np.random.default_rng(3)
    middles = rng.normal(size=(4, 12)) * 4
    vectors = (middles[np.arange(200) % 4] + rng.normal(size=(200, 12))).astype(np.float32)
    space = ec.EmbeddingSpace(vectors)
    turned = ec.EmbeddingSpace(vectors[:, ::-1].copy())
    other = ec.EmbeddingSpace(rng.permutation(vectors))
    same, mixed = agreement(space, turned, 42), agreement(space, other, 42)
    assert same.n_groups >= 2
    assert same.score > 0.95 and same.of_one > 0.95
    assert abs(mixed.score) < 0.1
    given = agreement(space, turned, 42, groups=np.arange(200) % 2)
    assert given.n_groups == 2


def test_one_group_can_not_be_compared() -> None:
    space = ec.EmbeddingSpace(np.ones((5, 3)))
    found = agreement(space, space, 42)
    assert found.n_groups == 1 and np.isnan(found.score)
