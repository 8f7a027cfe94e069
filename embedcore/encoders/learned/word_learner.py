"""What the encoders that learn from the words of texts have in common: their vocabulary and what else they learned."""

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Self

from numpy.typing import NDArray

from embedcore.encoders.learned.state import Learner
from embedcore.encoders.text_batches import checked_texts
from embedcore.errors import DataError
from embedcore.parameters import adapted, given_options
from embedcore.types import OnProgress, Tokens
from embedcore.words import word_tokens

Arrays = Mapping[str, NDArray[Any]]
RARE_FROM_TEXTS = 200
"""From so many texts on, a word that is there only once is left out: it connects nothing."""


@dataclass(frozen=True, eq=False)
class Learned:
    """words: those that are known, each once. arrays: finite numbers about them. notes: what must be said of it."""

    words: tuple[str, ...]
    arrays: Arrays
    notes: tuple[str, ...]


class WordLearner(Learner[Learned]):
    """A LearningEncoder of texts."""

    @abstractmethod
    def _learn(self, texts: Sequence[str], on_progress: OnProgress | None) -> Learned:
        """What is to be learned from the texts."""

    @property
    def _arrays(self) -> Arrays:
        return self.learned.arrays

    @property
    def words(self) -> tuple[str, ...]:
        """The words it knows. Raises DataError before fit."""
        return self.learned.words

    def fit(self, items: Sequence[str], *, on_progress: OnProgress | None = None) -> Self:
        """Learns from the texts and returns itself.

        Raises DataError for items that are no texts or have no words, ParameterError for an option that does not
        fit them.
        """
        self._take(self._learn(checked_texts(items), on_progress))
        return self

    def tokens(self, text: str) -> Tokens:
        """Which words of the text it knows. Raises DataError before fit."""
        return word_tokens(text, self._numbers)

    def _least(self, option: str, n_texts: int, most: int, advice: str) -> int:
        """How often a word must be there: the option, or 1 where it is a Default and there is little text.

        most: how often the most frequent word is there.
        """
        least = getattr(self.params, option)
        fits = 1 if n_texts < RARE_FROM_TEXTS or most < least else least
        return adapted(option, least, high=most, advice=advice, to=fits)

    def _no_words(self, n_texts: int) -> DataError:
        return DataError(
            f"{self.name} must find words in the texts (got none in {n_texts:,} texts); choose the column that holds "
            "text, or another model"
        )

    @classmethod
    def from_state(cls, state: Mapping[str, Any], arrays: Arrays) -> Self:
        encoder = cls(**state["params"])
        encoder._learned = Learned(tuple(state["words"]), arrays, tuple(state["notes"]))
        return encoder

    def _state(self) -> dict[str, Any]:
        return {"params": given_options(self.params), "words": list(self.words), "notes": list(self.notes)}

    @cached_property
    def _numbers(self) -> dict[str, int]:
        return {word: number for number, word in enumerate(self.words)}
