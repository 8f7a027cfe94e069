"""The groups of one space against another's."""

import numpy as np

import embedcore as ec
from embedcore.trust.compare.agreement import agreement


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
