"""What the encoders that learn from the words of texts have in common: their vocabulary and what else they learned."""

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, ClassVar, Self

import numpy as np
from numpy.typing import NDArray

from embedcore.encoders.base import LearningEncoder
from embedcore.encoders.learned.state import broken_state, not_fitted, state_digest, write_state
from embedcore.encoders.text_batches import checked_texts
from embedcore.errors import DataError, EmbedcoreError
from embedcore.parameters import adapted, fill, given_options
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


class WordLearner(LearningEncoder):
    """A LearningEncoder of texts. Another fit replaces all that was learned and touches no copy made before."""

    name: ClassVar[str]
    params_class: ClassVar[type[Any]]
    worth_caching = False  # encoding is as quick as reading the cache

    def __init__(self, **options: Any) -> None:
        self.params = fill(self.params_class, options, caller=self.name)
        self._learned: Learned | None = None

    @abstractmethod
    def _learn(self, texts: Sequence[str], on_progress: OnProgress | None) -> Learned:
        """What is to be learned from the texts."""

    @abstractmethod
    def _shapes(self, n_words: int, n_dims: int) -> dict[str, tuple[int, ...]]:
        """The shape of each array that was learned."""

    @property
    @abstractmethod
    def _n_dims(self) -> int:
        """The length of a vector, once it has learned."""

    @property
    def learned(self) -> Learned:
        """Raises DataError before fit."""
        if self._learned is None:
            raise not_fitted(self.name)
        return self._learned

    @property
    def is_fitted(self) -> bool:
        return self._learned is not None

    @property
    def notes(self) -> tuple[str, ...]:
        return self._learned.notes if self._learned is not None else ()

    @property
    def cache_key(self) -> str:
        """The name and a digest of what was learned; before fit, when nothing can be encoded, the name alone."""
        return f"{self.name}-learned-{self._digest}" if self.is_fitted else f"{self.name}-unfitted"

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

    def save(self, folder: Path) -> None:
        """Writes what was learned; `load_encoder` reads it. Raises DataError before fit."""
        write_state(Path(folder), self.name, self._state(), self.learned.arrays)

    @classmethod
    def from_state(cls, state: Mapping[str, Any], arrays: Arrays) -> Self:
        """The encoder that save() wrote. Raises DataError for anything that it can't have written."""
        try:
            encoder = cls(**state["params"])
            words = tuple(state["words"])
            if len(set(words)) != len(words) or not all(isinstance(word, str) for word in words):
                raise ValueError("the words are not distinct texts")
            encoder._learned = Learned(words, dict(arrays), tuple(map(str, state["notes"])))
            shapes = encoder._shapes(len(words), state["n_dims"])
            found = {name: array.shape for name, array in arrays.items()}
            if found != shapes or encoder._n_dims != state["n_dims"]:
                raise ValueError(f"the arrays must have the shapes {shapes}")
            if not all(np.isfinite(array).all() for array in arrays.values()):
                raise ValueError("the arrays must be finite")
        except (KeyError, TypeError, ValueError, EmbedcoreError) as error:
            raise broken_state(cls.name, error) from error
        return encoder

    def _take(self, learned: Learned) -> None:
        """Replaces what was learned, and with it whatever was prepared from it (the cached properties)."""
        self.__dict__ = {"params": self.params, "_learned": learned}

    def _state(self) -> dict[str, Any]:
        return {
            "params": given_options(self.params),
            "n_dims": self._n_dims,
            "words": list(self.words),
            "notes": list(self.notes),
        }

    @cached_property
    def _digest(self) -> str:
        return state_digest(self._state(), self.learned.arrays)

    @cached_property
    def _numbers(self) -> dict[str, int]:
        return {word: number for number, word in enumerate(self.words)}
