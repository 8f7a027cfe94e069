"""A text as the weighted mean of the vectors of its words or tokens."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from embedcore.encoders.text_batches import checked_texts, in_batches
from embedcore.metrics import principal_axes, unit_rows
from embedcore.types import OnProgress, Vectors
from embedcore.words import numbers_of

Weights = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class MeanTable:
    """vectors: (n_words, n_dims) float32 or float16, also mapped. weights: (n_words,), how much each counts in a mean.

    common: (n_common, n_dims) orthonormal directions that are taken out of each mean, since all texts have them.
    """

    vectors: Vectors | NDArray[np.float16]
    weights: Weights
    common: Vectors | None = None

    def means(self, rows: Sequence[Sequence[int]]) -> Vectors:
        """(n_texts, n_dims) float32 of unit length, from the numbers of each text's words; zeros for a text without.

        Each text is summed by itself, so its vector does not depend on the others.
        """
        from scipy.sparse import csr_matrix

        starts = np.zeros(len(rows) + 1, dtype=np.int64)
        np.cumsum([len(row) for row in rows], out=starts[1:])
        numbers = np.fromiter((number for row in rows for number in row), dtype=np.int64, count=int(starts[-1]))
        used, columns = np.unique(numbers, return_inverse=True)
        counted = csr_matrix((self.weights[numbers], columns, starts), shape=(len(rows), len(used)))
        sums = counted @ self.vectors[used].astype(np.float32, copy=False)
        means = unit_rows(sums)
        if self.common is None:
            return means
        # Row by row in double precision: a product of matrices rounds differently for another number of rows.
        shares = np.einsum("ij,kj->ik", means, self.common, dtype=np.float64)
        return unit_rows(np.asarray(means - np.einsum("ik,kj->ij", shares, self.common), dtype=np.float32))


def text_means(table: MeanTable, numbers: Mapping[str, int], items: object, on_progress: OnProgress | None) -> Vectors:
    """The means of texts. numbers: the row of each known word. Raises DataError where an item is no text."""

    def read(part: Sequence[str]) -> Vectors:
        return table.means([numbers_of(text, numbers) for text in part])

    return in_batches(checked_texts(items), table.vectors.shape[1], read, on_progress)


def rarity_weights(shares: NDArray[np.float64], a: float) -> Weights:
    """a / (a + share) for each word, share its part of all words: frequent words say less (Arora et al. 2017)."""
    return np.asarray(a / (a + shares), dtype=np.float32)


def zipf_shares(n_words: int) -> NDArray[np.float64]:
    """The part of all words that each has by its rank, the most frequent first (Zipf 1949): 1 / rank, summing to 1."""
    found = 1 / np.arange(1, n_words + 1)
    return np.asarray(found / found.sum())


def common_direction(vectors: Vectors) -> Vectors:
    """(1, n_dims): the first principal direction, not centred; what all the vectors have in common."""
    spread = vectors.T.astype(np.float64) @ vectors.astype(np.float64)
    return np.asarray(principal_axes(spread, 1)[1].T, dtype=np.float32)
