"""Word2Vec: words of the same surroundings are close, and texts are the means of their words."""

import numpy as np
import pytest

import embedcore as ec
from embedcore.encoders.learned import word2vec, word_learner
from embedcore.encoders.learned.word2vec import SMOOTHING, Word2VecEncoder
from tests.core.encoders.test_learning import made_texts


def surroundings(n_texts: int = 600) -> list[str]:
    """Beer and wine stand among the same words, cars and trains among others."""
    rng = np.random.default_rng(0)
    drinks, wheels = "drink glass cold bottle pour".split(), "drive fast wheels station ride".split()
    texts = []
    for n in range(n_texts):
        things, around = ((("beer", "wine"), drinks), (("car", "train"), wheels))[n % 2]
        words = [*rng.choice(around, 4), rng.choice(things)]
        texts.append(" ".join(rng.permutation(words)))
    return texts


def test_words_of_the_same_surroundings_are_close() -> None:
    encoder = ec.get_encoder("word2vec", n_dims=20).fit(surroundings())
    vector = dict(
        zip(encoder.words, encoder.word_vectors / np.linalg.norm(encoder.word_vectors, axis=1)[:, None], strict=True)
    )
    assert vector["beer"] @ vector["wine"] > vector["beer"] @ vector["car"] + 0.2
    assert vector["car"] @ vector["train"] > vector["car"] @ vector["wine"] + 0.2
    assert encoder.word_vectors.shape == (14, 20)


def test_the_vocabulary_is_a_space_that_can_be_searched() -> None:
    encoder = ec.get_encoder("word2vec", n_dims=20).fit(surroundings())
    space = ec.EmbeddingSpace(encoder.word_vectors, texts=encoder.words)
    found = ec.search(space, encoder.words.index("beer"), n_neighbors=6)
    assert set(np.array(encoder.words)[found.indices]) <= {"wine", "drink", "glass", "cold", "bottle", "pour"}


def test_a_text_is_the_weighted_mean_of_its_words_by_hand() -> None:
    texts = made_texts()
    encoder = ec.get_encoder("word2vec", n_dims=8).fit(texts)
    n_words = sum(len(text.split()) for text in texts)
    total = np.zeros(8)
    for word in ("please", "lost", "card", "card"):
        share = sum(text.split().count(word) for text in texts) / n_words
        total += SMOOTHING / (SMOOTHING + share) * encoder.word_vectors[encoder.words.index(word)]
    common = encoder.learned.arrays["common"][0].astype(np.float64)
    total /= np.linalg.norm(total)
    total -= total @ common * common
    np.testing.assert_allclose(
        encoder.encode(["Please: lost card card zebra"])[0], total / np.linalg.norm(total), atol=1e-5
    )


def test_few_texts_keep_what_they_have_in_common() -> None:
    encoder = ec.get_encoder("word2vec").fit(["lost card", "lost purse"])
    assert not encoder.learned.arrays["common"].any()
    assert ec.get_encoder("word2vec").fit(made_texts(100)).learned.arrays["common"].any()


def test_words_come_by_frequency_and_rare_ones_are_left_out_of_larger_data(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = ["b b b a a c", "a b"]
    assert ec.get_encoder("word2vec").fit(texts).words == ("b", "a", "c")
    assert ec.get_encoder("word2vec", min_count=3).fit(texts).words == ("b", "a")
    monkeypatch.setattr(word_learner, "RARE_FROM_TEXTS", 2)
    assert ec.get_encoder("word2vec").fit(texts).words == ("b", "a")
    with pytest.raises(
        ec.ParameterError, match=r"min_count must be in 1\.\.4 \(got 5\); the most frequent word stands"
    ):
        ec.get_encoder("word2vec", min_count=5).fit(texts)


def test_little_text_is_said_and_much_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "has learned from 840 words, which is little" in ec.get_encoder("word2vec").fit(made_texts()).notes[0]
    monkeypatch.setattr(word2vec, "ENOUGH_WORDS", 840)
    assert ec.get_encoder("word2vec").fit(made_texts()).notes == ()


def test_small_data_is_read_more_often_and_a_given_number_is_kept() -> None:
    def epochs(encoder: Word2VecEncoder, texts: list[str]) -> int:
        reports: list[tuple[int, int, str]] = []
        encoder.fit(texts, on_progress=lambda *report: reports.append(report))
        assert [done for done, _, _ in reports] == list(range(1, reports[-1][1] + 1))
        return reports[-1][1]

    assert epochs(Word2VecEncoder(), made_texts()) == 100
    assert epochs(Word2VecEncoder(epochs=3), made_texts()) == 3


def test_much_text_gives_the_same_twice() -> None:
    """It is handed to the training in several pieces, which threads could take in any order."""
    texts = made_texts(8_000)
    assert len({Word2VecEncoder(epochs=2).fit(texts).cache_key for _ in range(2)}) == 1
