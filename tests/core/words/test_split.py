"""Texts as words, and texts as weighted means of word vectors."""

import numpy as np
import pytest

from embedcore.encoders.weighted_mean import MeanTable, common_direction, rarity_weights, zipf_shares
from embedcore.words.split import numbers_of, terms_of, word_tokens, words_of


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Where is my parcel? It's LATE!!", ["where", "is", "my", "parcel", "it's", "late"]),
        ("don’t", ["don't"]),
        ("well-known snake_case 3.5", ["well", "known", "snake", "case", "3", "5"]),
        ("Straße ＡＢＣ ÄÖÜ", ["strasse", "abc", "äöü"]),
        ("naïve cafe\u0301", ["naïve", "café"]),
        ("हिन्दी में लिखा", ["हिन्दी", "में", "लिखा"]),
        ("한국어를 배우다", ["한국어를", "배우다"]),
        ("東京に cafe", ["東", "京", "に", "cafe"]),
        ("😀 ... ", []),
        ("\ud83d half", ["half"]),
    ],
)
def test_the_words_of_a_text(text: str, words: list[str]) -> None:
    assert words_of(text) == words


def test_neighbouring_characters_without_spaces_make_terms() -> None:
    assert terms_of("東京に、行く lost card") == ["東", "京", "に", "行", "く", "lost", "card", "東京", "京に", "行く"]
    assert terms_of("lost card") == ["lost", "card"]


def test_words_are_looked_up_as_written_then_without_upper_case() -> None:
    numbers = {"Paris": 0, "card": 1, "paris": 2}
    assert numbers_of("Paris CARD paris London", numbers) == [0, 1, 2]
    found = word_tokens("Paris CARD London London", numbers)
    assert found.pieces == ("Paris", "card")
    assert found.unknown == ("London",)
    assert (found.n_tokens, found.max_tokens, found.cut_off, found.split_words) == (4, 0, "", ())


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
