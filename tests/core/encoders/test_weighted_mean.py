"""Texts as weighted means of word vectors."""

import numpy as np
import pytest

from embedcore.encoders.weighted_mean import MeanTable, common_direction, rarity_weights, zipf_shares


def test_a_mean_by_hand() -> None:
    table = MeanTable(np.array([[1, 0], [0, 1]], np.float32), np.array([1, 0.75], np.float32))
    vectors = table.means([[0, 1, 1], [], [1]])
    # 1 * (1, 0) + 2 * 0.75 * (0, 1) = (1, 1.5), at length 1
    np.testing.assert_allclose(vectors, [[1 / np.sqrt(3.25), 1.5 / np.sqrt(3.25)], [0, 0], [0, 1]], atol=1e-6)
    assert vectors.dtype == np.float32
    assert table.means([]).shape == (0, 2)


def test_the_common_direction_is_taken_out() -> None:
    diagonal = np.full((1, 2), 1 / np.sqrt(2), np.float32)
    table = MeanTable(np.eye(2, dtype=np.float32), np.ones(2, np.float32), diagonal)
    vectors = table.means([[0], [1], []])
    np.testing.assert_allclose(
        vectors, [[1 / np.sqrt(2), -1 / np.sqrt(2)], [-1 / np.sqrt(2), 1 / np.sqrt(2)], [0, 0]], atol=1e-6
    )


def test_the_common_direction_is_the_first_singular_vector() -> None:
    rows = np.random.default_rng(0).normal(size=(50, 4)).astype(np.float32) + 2
    expected = np.linalg.svd(rows.astype(np.float64), full_matrices=False)[2][0]
    assert abs(common_direction(rows)[0] @ expected) == pytest.approx(1, abs=1e-6)


def test_frequent_words_weigh_less() -> None:
    assert rarity_weights(np.array([0.01, 0.0]), 0.01).tolist() == pytest.approx([0.5, 1.0])
    assert zipf_shares(3).tolist() == pytest.approx([6 / 11, 3 / 11, 2 / 11])
