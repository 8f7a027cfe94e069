"""Search by words, for comparison with the search by meaning."""

from collections import Counter
from collections.abc import Sequence

import numpy as np

from embedcore.types import Indices, Scores
from embedcore.words.purposes import indexed_words, searched_words, without_places

K1, B = 1.5, 0.75


class BM25Index:
    """Okapi BM25 over texts (Robertson and Zaragoza 2009, "The Probabilistic Relevance Framework", equation 3.15).

    A text's score is the sum over the words of the query of
    idf * n * (K1 + 1) / (n + K1 * (1 - B + B * length / mean length)), n being how often the word stands in it, and
    length how many words it has. idf is ln(1 + (N - m + 0.5) / (m + 0.5)) for a word in m of N texts, as in Lucene:
    unlike the original's, it is positive for words of more than half of the texts too.
    """

    def __init__(self, texts: Sequence[str]) -> None:
        from scipy.sparse import csc_matrix
        from sklearn.feature_extraction.text import CountVectorizer

        counter = CountVectorizer(analyzer=_indexed, dtype=np.float64)
        self._number: dict[str, int] = {}
        self._weights = csc_matrix((len(texts), 0))
        if not any(map(_indexed, texts)):  # which scikit-learn refuses
            return
        counts = counter.fit_transform(texts)
        self._number = counter.vocabulary_
        lengths = np.asarray(counts.sum(axis=1)).ravel()
        in_texts = np.bincount(counts.indices, minlength=counts.shape[1])
        idf = np.log1p((len(texts) - in_texts + 0.5) / (in_texts + 0.5))
        slowed = np.repeat(K1 * (1 - B + B * lengths / lengths.mean()), np.diff(counts.indptr))
        counts.data = idf[counts.indices] * counts.data * (K1 + 1) / (counts.data + slowed)
        self._weights = counts.tocsc()

    def search(self, query: str) -> tuple[Indices, Scores]:
        """The rows with a word of the query and their scores, best first, ties in row order."""
        asked = Counter(self._number[word.normal] for word in searched_words(query) if word.normal in self._number)
        scores = self._weights[:, list(asked)] @ np.array(list(asked.values()), dtype=np.float64)
        found = np.flatnonzero(scores)
        order = np.argsort(-scores[found], kind="stable")
        return found[order], scores[found[order]]


def _indexed(text: str) -> list[str]:
    return [word.normal for word in without_places(indexed_words, text)]
