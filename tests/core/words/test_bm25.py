"""Search by words, against BM25 by hand."""

from math import log

import numpy as np
import pytest

from embedcore.words.bm25 import BM25Index

TEXTS = ["My parcel never arrived", "where is the PARCEL", "a password", "the and", "parcel parcel parcel"]


def okapi_bm25(texts: list[list[str]], query: list[str], k1: float = 1.5, b: float = 0.75) -> list[float]:
    """Robertson and Zaragoza 2009, equation 3.15, with the idf of Lucene, which is never negative."""
    mean = sum(map(len, texts)) / len(texts)
    scores = []
    for text in texts:
        score = 0.0
        for word in query:
            n_with = sum(word in other for other in texts)
            frequency = text.count(word)
            idf = log(1 + (len(texts) - n_with + 0.5) / (n_with + 0.5))
            score += idf * frequency * (k1 + 1) / (frequency + k1 * (1 - b + b * len(text) / mean))
        scores.append(score)
    return scores


def test_scores_by_hand() -> None:
    """Three texts of 2, 1 and 3 words: 2 on average; "red" stands in two of them."""
    found, scores = BM25Index(["red box", "sky", "red red car"]).search("red")
    idf = log(1 + 1.5 / 2.5)
    assert found.tolist() == [2, 0]
    assert scores == pytest.approx([idf * 2 * 2.5 / (2 + 1.5 * (0.25 + 0.75 * 1.5)), idf * 1 * 2.5 / (1 + 1.5)])


@pytest.mark.parametrize("query", ["Red box?", "red red", "red zebra", "sky snow grey"])
def test_scores_are_those_of_the_formula(query: str) -> None:
    texts = ["red box", "a red red car", "blue sky", "green grass", "red snow", "blue box of boxes", "grey", "the red"]
    words = [text.replace("a ", "").replace("of ", "").replace("the ", "").split() for text in texts]
    expected = np.array(okapi_bm25(words, query.lower().rstrip("?").split()))
    found, scores = BM25Index(texts).search(query)
    assert found.tolist() == np.argsort(-expected, kind="stable")[: (expected > 0).sum()].tolist()
    assert scores == pytest.approx(expected[found])


def test_scores_are_those_of_the_formula_on_many_texts() -> None:
    rng = np.random.default_rng(0)
    words = [[f"w{n}" for n in rng.zipf(1.3, rng.integers(0, 12)) if n < 40] for _ in range(300)]
    index = BM25Index([" ".join(text) for text in words])
    for query in ("w1", "w2 w3 w3", "w1 w39 w7 w50"):
        expected = np.array(okapi_bm25(words, query.split()))
        found, scores = index.search(query)
        assert set(found.tolist()) == set(np.flatnonzero(expected).tolist())
        assert scores == pytest.approx(expected[found])
        assert (np.diff(scores) <= 0).all()


def test_a_word_of_most_texts_still_finds_them() -> None:
    assert sorted(BM25Index(TEXTS).search("parcel")[0].tolist()) == [0, 1, 4]


@pytest.mark.parametrize("query", ["zebra", "", "the", "?!"])
def test_a_query_without_a_known_word_finds_nothing(query: str) -> None:
    found, scores = BM25Index(TEXTS).search(query)
    assert (found.shape, scores.shape) == ((0,), (0,))


@pytest.mark.parametrize("texts", [[], [""], ["the", "a"]])
def test_texts_without_words_find_nothing(texts: list[str]) -> None:
    assert BM25Index(texts).search("parcel")[0].tolist() == []


def test_equal_scores_keep_row_order() -> None:
    assert BM25Index(["red box", "blue sky", "red box", "red box"]).search("red")[0].tolist() == [0, 2, 3]


@pytest.mark.parametrize(
    ("query", "rows"),
    [
        ("covid-19", [0, 1, 2]),  # the same writing before its parts
        ("COVID", [1, 0]),
        ("19", [2, 0]),
        ("hôtel", [3]),
        ("HO\u0302TEL", [3]),
        ("東京", [4]),
        ("京都", []),  # both characters stand there, but not beside each other
        ("塔", [4]),
        ("don't", []),
    ],
)
def test_words_that_are_hard_to_cut(query: str, rows: list[int]) -> None:
    texts = ["Covid-19 test", "covid", "19 tests", "l’hôtel, don't", "東京塔の都"]
    assert BM25Index(texts).search(query)[0].tolist() == rows
