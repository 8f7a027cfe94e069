"""Latent semantic analysis: what a text is about by the words it shares with the others, learned from the texts."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from embedcore.encoders.base import ModelCard
from embedcore.encoders.learned.word_learner import Learned, WordLearner
from embedcore.encoders.text_batches import checked_texts, in_batches
from embedcore.metrics import unit_rows
from embedcore.parameters import Default, adapted, whole_number
from embedcore.phrases import counted
from embedcore.types import OnProgress, Vectors
from embedcore.words import learned_words, without_places

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix
    from sklearn.feature_extraction.text import TfidfVectorizer

NAME = "lsa"
N_DIMS = 200
MAX_WORDS = 50_000


@dataclass(frozen=True, kw_only=True)
class LSAParams:
    """n_dims: length of a vector; 200, or as many as the texts allow.

    min_df: words in fewer texts are left out; 2, or 1 below 200 texts. max_words: of those left, the ones in most
    texts. random_state: the same gives the same vectors.
    """

    n_dims: int = Default(N_DIMS)
    min_df: int = Default(2)
    max_words: int = MAX_WORDS
    random_state: int = 42

    def __post_init__(self) -> None:
        whole_number("n_dims", self.n_dims, low=1, high=2_000)
        whole_number("min_df", self.min_df, low=1)
        whole_number("max_words", self.max_words, low=1, high=1_000_000)
        whole_number("random_state", self.random_state, low=0, high=2**32 - 1)


def lsa_card(n_dims: int = 0) -> ModelCard:
    return ModelCard(
        name=NAME,
        n_dims=n_dims,
        provider="learned from your data",
        description="Latent semantic analysis, learned from your texts in seconds: texts are close when they use words "
        f"that go together in this data. Up to {N_DIMS} dimensions. It knows no word and no synonym that the data does "
        "not show.",
        languages="any",
        licence="none needed: nothing is downloaded",
        learns=True,
    )


class LSAEncoder(WordLearner):
    """TF-IDF reduced by a truncated singular value decomposition; (n_texts, n_dims) float32 of unit length.

    Deerwester et al. 1990. A word counts 1 + log(occurrences) times its idf; scripts without spaces are read as
    characters and pairs of them. A text without any known word is a zero vector.
    """

    name, params_class = NAME, LSAParams
    params: LSAParams

    @property
    def card(self) -> ModelCard:
        return lsa_card(self._n_dims if self.is_fitted else 0)

    def encode(self, items: Sequence[str], *, on_progress: OnProgress | None = None) -> Vectors:
        """Raises DataError before fit, and where an item is no text."""
        components, texts = self.learned.arrays["components"], checked_texts(items)

        def read(part: Sequence[str]) -> Vectors:
            return unit_rows(np.asarray(self._vectorizer.transform(part) @ components.T, dtype=np.float32))

        return in_batches(texts, self._n_dims, read, on_progress)

    def _learn(self, texts: Sequence[str], on_progress: OnProgress | None) -> Learned:
        from sklearn.feature_extraction.text import TfidfTransformer

        tell = on_progress or (lambda done, total, what: None)
        tell(0, 2, "counting words")
        counts, words, notes = self._count(texts)
        tell(1, 2, "finding words that go together")
        weighting = TfidfTransformer(sublinear_tf=True)
        components = self._directions(weighting.fit_transform(counts))
        tell(2, 2, "finding words that go together")
        if (n_dims := len(components)) < self.params.n_dims:
            notes.append(
                f"lsa has {counted(n_dims, 'dimension')} instead of {self.params.n_dims}: the texts allow no more"
            )
        arrays = {"components": components, "idf": np.asarray(weighting.idf_, dtype=np.float32)}
        return Learned(tuple(words), arrays, tuple(notes))

    def _count(self, texts: Sequence[str]) -> "tuple[csr_matrix, list[str], list[str]]":
        """(n_texts, n_words) counts, the words, and what must be said of them."""
        from sklearn.feature_extraction.text import CountVectorizer

        counter = CountVectorizer(analyzer=_learned_words, dtype=np.float32)
        try:
            counts = counter.fit_transform(texts)
        except ValueError as error:  # an empty vocabulary
            raise self._no_words(len(texts)) from error
        in_texts = np.bincount(counts.indices, minlength=counts.shape[1])
        most = int(in_texts.max())
        advice = f"no word stands in more than {most:,} of the {len(texts):,} texts"
        kept = np.flatnonzero(in_texts >= self._least("min_df", len(texts), most, advice))
        notes = []
        if (n_over := len(kept) - self.params.max_words) > 0:
            kept = np.sort(kept[np.lexsort((kept, -in_texts[kept]))][: self.params.max_words])
            notes.append(f"lsa reads the {self.params.max_words:,} words in most texts; {n_over:,} rarer are left out")
        return counts[:, kept], counter.get_feature_names_out()[kept].tolist(), notes

    def _directions(self, weights: "csr_matrix") -> Vectors:
        """The first right singular vectors: (n_dims, n_words)."""
        from sklearn.decomposition import TruncatedSVD

        n_texts, n_words = weights.shape
        most = min(n_texts, n_words)
        advice = f"there are {n_texts:,} texts with {n_words:,} words"
        n_dims = adapted("n_dims", self.params.n_dims, high=most, advice=advice)
        if n_words == 1:  # which scikit-learn refuses
            return np.ones((1, 1), dtype=np.float32)
        seed = self.params.random_state
        svd = TruncatedSVD(n_dims, algorithm="randomized", n_iter=7, random_state=seed)
        with np.errstate(divide="ignore", invalid="ignore"):  # it divides by the variance, which is 0 for a single text
            svd.fit(weights)
        components = np.asarray(svd.components_, dtype=np.float32)
        if not isinstance(self.params.n_dims, Default):
            return components
        lengths = np.linalg.norm(weights @ components.T, axis=0)
        kept: Vectors = components[lengths > 1e-5 * lengths.max()]  # the others are rounding
        return kept

    @property
    def _n_dims(self) -> int:
        return len(self.learned.arrays["components"])

    @cached_property
    def _vectorizer(self) -> "TfidfVectorizer":
        from sklearn.feature_extraction.text import TfidfVectorizer

        found = TfidfVectorizer(analyzer=_learned_words, vocabulary=self.words, sublinear_tf=True, dtype=np.float32)
        found.idf_ = self.learned.arrays["idf"].astype(np.float64)
        return found


def _learned_words(text: str) -> list[str]:
    return [word.normal for word in without_places(learned_words, text)]
