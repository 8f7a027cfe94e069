"""Search by words, for comparison with the search by meaning."""

import re
from collections.abc import Sequence

import numpy as np

from embedcore.types import Indices, Scores
from embedcore.words.stop_words import STOP_WORDS

_WORD = re.compile(r"\w\w+")


class KeywordIndex:
    """BM25 (Robertson and Zaragoza 2009) over texts, from the library rank-bm25.

    Words of two letters and more, whatever their case; small words such as "the" don't count.
    """

    def __init__(self, texts: Sequence[str]) -> None:
        from rank_bm25 import BM25Okapi

        words = [searched_words(text) for text in texts]
        # Not bm25s, although it is quicker: its progress bars, even hidden, can lock up a server with threads.
        self._bm25 = BM25Okapi(words) if any(words) else None

    def search(self, query: str) -> tuple[Indices, Scores]:
        """The rows with a word of the query and their scores, best first, ties in row order."""
        words = searched_words(query)
        if self._bm25 is None or not words:
            return np.empty(0, dtype=np.int64), np.empty(0)
        found = np.array(
            [row for row, known in enumerate(self._bm25.doc_freqs) if any(word in known for word in words)],
            dtype=np.int64,
        )
        scores = np.asarray(self._bm25.get_scores(words), dtype=np.float64)[found]
        order = np.argsort(-scores, kind="stable")
        return found[order], scores[order]


def searched_words(text: str) -> list[str]:
    """The words of a text that count in a search by words: two letters and more, without small words."""
    return [word for word in _WORD.findall(text.casefold()) if word not in STOP_WORDS]
