"""Latent semantic analysis against the decomposition written out, and what it makes of words and sizes."""

from collections import Counter
from collections.abc import Sequence

import numpy as np
import pytest

import embedcore as ec
from embedcore.encoders.learned import word_learner

TEXTS = ["lost card", "card lost lost", "exchange rate", "rate of exchange", "card rate"]


def reference(texts: Sequence[str], n_dims: int) -> np.ndarray:
    """TF-IDF and a full singular value decomposition, by the formulas."""
    counts = [Counter(text.split()) for text in texts]
    words = sorted(set().union(*counts))
    in_texts = np.array([sum(word in count for count in counts) for word in words])
    idf = np.log((1 + len(texts)) / (1 + in_texts)) + 1
    weights = np.array(
        [[(1 + np.log(c[w])) * i if c[w] else 0.0 for w, i in zip(words, idf, strict=True)] for c in counts]
    )
    weights /= np.linalg.norm(weights, axis=1, keepdims=True)
    directions = np.linalg.svd(weights, full_matrices=False)[2][:n_dims]
    vectors = weights @ directions.T
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


@pytest.mark.parametrize("n_dims", [1, 2, 3])
def test_the_same_as_the_formulas(n_dims: int) -> None:
    vectors = ec.get_encoder("lsa", n_dims=n_dims).fit(TEXTS).encode(TEXTS)
    expected = reference(TEXTS, n_dims)
    np.testing.assert_allclose(vectors @ vectors.T, expected @ expected.T, atol=1e-5)
    np.testing.assert_allclose(np.abs(vectors), np.abs(expected), atol=1e-5)


def test_by_hand_two_texts_without_a_common_word() -> None:
    vectors = ec.get_encoder("lsa").fit(["red red", "blue"]).encode(["red", "blue", "red blue", "green"])
    similarity = vectors @ vectors.T
    assert similarity[0, 1] == pytest.approx(0, abs=1e-6)
    assert similarity[0, 2] == pytest.approx(1 / np.sqrt(2), abs=1e-6)
    assert not vectors[3].any()


def test_it_has_as_many_dimensions_as_the_texts_allow_and_says_so() -> None:
    encoder = ec.get_encoder("lsa").fit(["a b", "b a", "c d", "d c"])  # two different texts
    assert encoder.card.n_dims == 2
    assert encoder.notes == ("lsa has 2 dimensions instead of 200: the texts allow no more",)
    assert ec.get_encoder("lsa").card.n_dims == 0


def test_a_number_that_was_given_is_kept_or_refused() -> None:
    assert ec.get_encoder("lsa", n_dims=4).fit(TEXTS).card.n_dims == 4
    with pytest.raises(ec.ParameterError, match=r"n_dims must be in 1\.\.5 \(got 6\); there are 5 texts with 5 words"):
        ec.get_encoder("lsa", n_dims=6).fit(TEXTS)
    with pytest.raises(ec.ParameterError, match=r"min_df must be in 1\.\.3 \(got 4\); no word stands in more than 3"):
        ec.get_encoder("lsa", min_df=4).fit(TEXTS)


def test_rare_words_are_left_out_of_larger_data_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "of" in ec.get_encoder("lsa").fit(TEXTS).words
    assert ec.get_encoder("lsa", min_df=3).fit(TEXTS).words == ("card", "rate")
    monkeypatch.setattr(word_learner, "RARE_FROM_TEXTS", 5)
    assert ec.get_encoder("lsa").fit(TEXTS).words == ("card", "exchange", "lost", "rate")
    assert len(ec.get_encoder("lsa").fit(["a", "b", "c", "d", "e"]).words) == 5  # where each word is rare, all are kept


def test_only_the_words_in_most_texts_are_kept_and_it_says_so() -> None:
    encoder = ec.get_encoder("lsa", max_words=3).fit(TEXTS)
    assert encoder.words == ("card", "exchange", "rate")  # exchange and lost stand in two texts each: in order
    assert "lsa reads the 3 words in most texts; 2 rarer are left out" in encoder.notes


def test_scripts_without_spaces_are_read_by_characters_and_pairs() -> None:
    texts = ["東京に行く", "東京タワー", "犬が好き", "犬と猫"]
    vectors = ec.get_encoder("lsa").fit(texts).encode([*texts, "東京"])
    similarity = vectors @ vectors.T
    assert similarity[4, :2].min() > 0.3
    assert np.abs(similarity[4, 2:4]).max() < 0.01
