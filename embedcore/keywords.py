"""Search by words, for comparison with the search by meaning."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from embedcore.metrics import Scores
from embedcore.neighbors import Indices
from embedcore.stopwords import STOP_WORDS


class KeywordIndex:
    """BM25 over texts, from the library bm25s (Lu 2024), in Lucene's form (Robertson and Zaragoza 2009).

    Words of two letters and more, whatever their case; small words such as "the" don't count.
    """

    def __init__(self, texts: Sequence[str]) -> None:
        import bm25s

        self._n_rows = len(texts)
        self._bm25 = bm25s.BM25(method="lucene")
        tokens = self._tokens(texts)
        self._words = {word for text in tokens for word in text}
        if self._words:
            self._bm25.index(tokens, show_progress=False)

    def search(self, query: str) -> tuple[Indices, Scores]:
        """The rows with a word of the query and their scores, best first, ties in row order."""
        words = [word for word in self._tokens([query])[0] if word in self._words]
        if not words:
            return np.empty(0, dtype=np.int64), np.empty(0)
        scores: NDArray[np.float64] = np.asarray(self._bm25.get_scores(words), dtype=np.float64)
        found = np.flatnonzero(scores > 0)
        order = np.argsort(-scores[found], kind="stable")
        return found[order], scores[found[order]]

    def _tokens(self, texts: Sequence[str]) -> list[list[str]]:
        from bm25s.tokenization import tokenize

        tokens: list[list[str]] = tokenize(
            list(texts), stopwords=list(STOP_WORDS), return_ids=False, show_progress=False
        )
        return tokens
