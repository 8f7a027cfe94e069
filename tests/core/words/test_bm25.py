"""Search by words, against BM25 by hand."""

from math import log

import numpy as np
import pytest

from embedcore.words.bm25 import KeywordIndex

TEXTS = ["My parcel never arrived", "where is the PARCEL", "a password", "the and", "parcel parcel parcel"]


def okapi_bm25(texts: list[list[str]], query: list[str], k1: float = 1.5, b: float = 0.75) -> list[float]:
    """Robertson and Zaragoza 2009, equation 3.15, for words in less than half of the texts."""
    mean = sum(map(len, texts)) / len(texts)
    scores = []
    for text in texts:
        score = 0.0
        for word in query:
            n_with = sum(word in other for other in texts)
            frequency = text.count(word)
            idf = log((len(texts) - n_with + 0.5) / (n_with + 0.5))
            score += idf * frequency * (k1 + 1) / (frequency + k1 * (1 - b + b * len(text) / mean))
        scores.append(score)
    return scores


def test_scores_are_those_of_bm25() -> None:
    texts = ["red box", "a red red car", "blue sky", "green grass", "white snow", "blue box of boxes", "grey"]
    words = [text.replace("a ", "").replace("of ", "").split() for text in texts]
    expected = np.array(okapi_bm25(words, ["red", "box"]))
    found, scores = KeywordIndex(texts).search("Red box?")
    assert found.tolist() == np.argsort(-expected, kind="stable")[: (expected > 0).sum()].tolist()
    assert scores == pytest.approx(expected[found])


def test_a_word_of_most_texts_still_finds_them() -> None:
    assert sorted(KeywordIndex(TEXTS).search("parcel")[0].tolist()) == [0, 1, 4]


@pytest.mark.parametrize("query", ["zebra", "", "the", "?!"])
def test_a_query_without_a_known_word_finds_nothing(query: str) -> None:
    found, scores = KeywordIndex(TEXTS).search(query)
    assert (found.shape, scores.shape) == ((0,), (0,))


@pytest.mark.parametrize("texts", [[], [""], ["the", "a"]])
def test_texts_without_words_find_nothing(texts: list[str]) -> None:
    assert KeywordIndex(texts).search("parcel")[0].tolist() == []


def test_equal_scores_keep_row_order() -> None:
    assert KeywordIndex(["red box", "blue sky", "red box", "red box"]).search("red")[0].tolist() == [0, 2, 3]
