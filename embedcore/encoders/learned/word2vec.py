"""Word2Vec: what a word means by the words that stand around it, learned from the texts; a text is their mean."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from embedcore.encoders.base import ModelCard
from embedcore.encoders.learned.word_learner import Learned, WordLearner
from embedcore.encoders.weighted_mean import MeanTable, common_direction, rarity_weights, text_means
from embedcore.errors import how_to_install, is_installed, require
from embedcore.parameters import Default, whole_number
from embedcore.types import OnProgress, Vectors
from embedcore.words import running_words, without_places

NAME = "word2vec"
N_DIMS = 100
SMOOTHING = 1e-2
"""a of the weights a / (a + share of the word): larger than for general text, since texts about one thing repeat
their few telling words."""
WORDS_READ = 2_500_000
MOST_EPOCHS, LEAST_EPOCHS = 100, 5
COMMON_FROM_TEXTS = 100
"""From so many texts on, the direction that they share is that of the language; with fewer it is what they say."""
ENOUGH_WORDS = 50_000
"""Fewer running words teach it little: on 1,000 questions of banking77 lsa finds better neighbours, on 10,000 not."""


@dataclass(frozen=True, kw_only=True)
class Word2VecParams:
    """n_dims: length of a vector. window: so many words on either side count as around a word.

    min_count: words that stand there less often are left out; 2, or 1 below 200 texts. epochs: how often the texts
    are read; as often as makes 2.5 million words, 5 to 100 times. random_state: the same gives the same vectors.
    """

    n_dims: int = N_DIMS
    window: int = 5
    min_count: int = Default(2)
    epochs: int = Default(LEAST_EPOCHS)
    random_state: int = 42

    def __post_init__(self) -> None:
        whole_number("n_dims", self.n_dims, low=1, high=2_000)
        whole_number("window", self.window, low=1, high=100)
        whole_number("min_count", self.min_count, low=1)
        whole_number("epochs", self.epochs, low=1, high=10_000)
        whole_number("random_state", self.random_state, low=0, high=2**32 - 1)


def word2vec_card(n_dims: int = N_DIMS) -> ModelCard:
    return ModelCard(
        name=NAME,
        n_dims=n_dims,
        provider="learned from your data",
        available=is_installed("gensim"),
        description="Word2Vec, learned from your texts: words are close when the same words stand around them, and a "
        "text is the mean of its words. For much text in a language or a jargon that no ready model knows; "
        "from about 50,000 words on.",
        languages="any; scripts without spaces are read as characters",
        licence="none needed: nothing is downloaded",
        how_to_get=how_to_install("words"),
        learns=True,
        own_words=True,
    )


class Word2VecEncoder(WordLearner):
    """Skip-gram with negative sampling (Mikolov et al. 2013); (n_texts, n_dims) float32 of unit length.

    A text is the mean of its words' vectors, frequent words counting less, without the direction that all texts
    share (Arora et al. 2017). A text without any known word is a zero vector. `words` are the most frequent first.
    """

    name, params_class = NAME, Word2VecParams
    params: Word2VecParams

    @property
    def card(self) -> ModelCard:
        return word2vec_card(self.params.n_dims)

    @property
    def word_vectors(self) -> Vectors:
        """(n_words, n_dims) float32: the vectors of `words`. Raises DataError before fit."""
        return self.learned.arrays["vectors"]

    def encode(self, items: Sequence[str], *, on_progress: OnProgress | None = None) -> Vectors:
        """Raises DataError before fit, and where an item is no text."""
        return text_means(self._table, self._numbers, items, on_progress)

    def _learn(self, texts: Sequence[str], on_progress: OnProgress | None) -> Learned:
        read = [[word.normal for word in without_places(running_words, text)] for text in texts]
        counts = Counter(word for words in read for word in words)
        if not counts:
            raise self._no_words(len(texts))
        n_read = counts.total()
        epochs = self.params.epochs
        if isinstance(epochs, Default):
            epochs = min(max(WORDS_READ // n_read, LEAST_EPOCHS), MOST_EPOCHS)
        most = max(counts.values())
        least = self._least("min_count", len(texts), most, f"the most frequent word stands there {most:,} times")
        words, vectors = self._train(read, least, epochs, on_progress)
        weights = rarity_weights(np.array([counts[word] for word in words]) / n_read, SMOOTHING)
        common = np.zeros((1, self.params.n_dims), dtype=np.float32)
        if len(texts) >= COMMON_FROM_TEXTS:
            numbers = {word: number for number, word in enumerate(words)}
            means = MeanTable(vectors, weights).means([[numbers[w] for w in one if w in numbers] for one in read])
            common = common_direction(means)
        notes: tuple[str, ...] = ()
        if n_read < ENOUGH_WORDS:
            notes = (
                f"word2vec has learned from {n_read:,} words, which is little: only from about {ENOUGH_WORDS:,} on "
                "does it know what words mean; lsa or a ready model will find better neighbours",
            )
        return Learned(tuple(words), {"vectors": vectors, "weights": weights, "common": common}, notes)

    def _train(
        self, texts: Sequence[Sequence[str]], least: int, epochs: int, on_progress: OnProgress | None
    ) -> tuple[list[str], Vectors]:
        """The words, the most frequent first, and their vectors."""
        require("gensim", extra="words", to="learn what words mean")
        from gensim.models import Word2Vec
        from gensim.models.callbacks import CallbackAny2Vec

        class Progress(CallbackAny2Vec):  # type: ignore[misc]  # gensim has no types
            done = 0

            def on_epoch_end(self, model: Word2Vec) -> None:
                self.done += 1
                if on_progress:
                    on_progress(self.done, epochs, "learning what words mean")

        model = Word2Vec(
            vector_size=self.params.n_dims,
            window=self.params.window,
            min_count=least,
            sg=1,
            seed=self.params.random_state,
            workers=1,  # with more, the result depends on which is first
            epochs=epochs,
        )
        model.build_vocab(texts)
        model.train(texts, total_examples=model.corpus_count, epochs=epochs, callbacks=[Progress()])
        return list(model.wv.index_to_key), np.array(model.wv.vectors, dtype=np.float32)

    @cached_property
    def _table(self) -> MeanTable:
        arrays = self.learned.arrays
        return MeanTable(arrays["vectors"], arrays["weights"], arrays["common"])
