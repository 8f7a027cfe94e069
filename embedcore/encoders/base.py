"""What every encoder is: a card that says what it is, and a way from items to vectors."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from embedcore.errors import ItemError, ParameterError
from embedcore.types import OnProgress, Tokens, Vectors

ENCODED_AT_ONCE = 128
"""Items kept together: what a killed process loses at the most, where the encoder hands out no smaller batches."""
MODALITIES = ("text", "image", "table")
"""What an encoder reads: texts (str), pictures (their encoded bytes), or rows of a table (a DataFrame)."""


@dataclass(frozen=True, kw_only=True)
class ModelCard:
    """What a person must know to choose a model.

    n_dims: length of a vector; 0 where the data or the first answer decides. modality: one of MODALITIES.
    available: whether it works on this machine without a network, or its server has just answered; how_to_get: what to
    do where not.
    max_tokens: the longest text read, in tokens, the rest of a longer text is not seen; 0: no limit.
    learns: it is made from the data. reads_text: a typed phrase can be embedded, and so searched for.
    default_metric: the one that suits its vectors. remote: the items are sent to a server. own_words: it knows
    words, each with a vector: the encoder has `words` and `word_vectors`. precision:
    the number format in which it computes on this machine; empty where it has no choice, or none was made yet.
    query_prompt, document_prompt: what it puts in front of a text that is searched for, and of one of the data, for
    models that were taught to tell them apart. download_mb: what `python -m embedcore get NAME` downloads to get it;
    0 where that can't get it.
    """

    name: str
    n_dims: int
    provider: str
    description: str
    languages: str
    licence: str
    modality: str = "text"
    available: bool = True
    max_tokens: int = 0
    size_mb: int = 0
    how_to_get: str = ""
    learns: bool = False
    reads_text: bool = True
    default_metric: str = "cosine"
    remote: bool = False
    own_words: bool = False
    precision: str = ""
    query_prompt: str = ""
    document_prompt: str = ""
    download_mb: int = 0

    @property
    def speed(self) -> float | None:
        """Items a second on this machine, as `embed` measured it last; None before it was used."""
        from embedcore.encoders.speed import known_speed

        return known_speed(self.name)

    def estimate_seconds(self, texts: Iterable[str]) -> float | None:
        """How long the different ones of these texts will take here, once the model is loaded; None before it was used.

        By their lengths and by the speed that `embed` measured last.
        """
        from embedcore.encoders.speed import known_token_speed, rough_tokens

        speed = known_token_speed(self.name)
        return rough_tokens(set(texts), self.max_tokens) / speed if speed is not None else None


@dataclass(frozen=True, kw_only=True)
class Usage:
    """What an encoder has asked a server for since it was made.

    n_tokens: as the server counted, which is what it bills; n_uncounted: requests that it gave no count for.
    usd: n_tokens at the price that is known; None where none is.
    """

    n_requests: int = 0
    n_texts: int = 0
    n_tokens: int = 0
    n_uncounted: int = 0
    usd: float | None = None


class Encoder(ABC):
    """Turns items into vectors of one length. The first three must be there; the rest has a default that fits most."""

    worth_caching: bool = True
    """False says that encoding is as quick as reading the cache on disk."""

    @property
    @abstractmethod
    def card(self) -> ModelCard: ...

    @property
    @abstractmethod
    def cache_key(self) -> str:
        """Changes whenever the same item could get another vector: name, weights, what was learned, number format."""

    @abstractmethod
    def encode(self, items: Sequence[Any], *, on_progress: OnProgress | None = None) -> Vectors:
        """One vector per item, in the order given: (n_items, n_dims) float32."""

    @property
    def options(self) -> Mapping[str, Any]:
        """With which get_encoder(card.name, **options) makes the same again, as JSON has them; never a key."""
        return {}

    def encode_query(self, text: str) -> Vectors:
        """The vector of a text that is searched for, (n_dims,): as of the data, but for models that tell them apart.

        Between texts of the same kind ("more like this", duplicates, a text beside others) `encode` is the right one.
        """
        return np.asarray(self.encode([text])[0])

    def encode_batches(
        self, items: Sequence[Any], *, on_progress: OnProgress | None = None
    ) -> Iterator[tuple[Sequence[int], Vectors]]:
        """Positions of items and their vectors, batch by batch in any order; each item once.

        What was handed out is kept whatever happens next. Raises ItemError, with the place among these items, for one
        that can't be read.
        """
        for start in range(0, len(items), ENCODED_AT_ONCE):
            end = min(start + ENCODED_AT_ONCE, len(items))

            def report(done: int, _total: int, what: str, before: int = start) -> None:
                if on_progress:
                    on_progress(before + done, len(items), what)

            try:
                yield range(start, end), self.encode(items[start:end], on_progress=report)
            except ItemError as error:
                raise ItemError(start + error.position, error.reason) from error

    def truncated(self, items: Sequence[Any]) -> list[int]:
        """Positions of the items of which the model reads only the first part; none where any length is read whole."""
        return []

    def tokens(self, text: str) -> Tokens | None:
        """What the model saw of a text; None for a model that reads no tokens or does not say which."""
        return None

    @property
    def notes(self) -> tuple[str, ...]:
        """What must be said of the vectors: options adapted to the data, columns left out, answers that look wrong."""
        return ()

    @property
    def words(self) -> tuple[str, ...]:
        """The words that it knows, where its card says own_words; the most frequent first."""
        return ()

    @property
    def word_vectors(self) -> Vectors:
        """(n_words, n_dims) the vectors of `words`, where its card says own_words."""
        return np.empty((0, self.card.n_dims), dtype=np.float32)

    @property
    def host(self) -> str:
        """The server that items are sent to; empty for a model on this machine."""
        return ""

    @property
    def is_usual_server(self) -> bool:
        """Whether that server is OpenAI's, or the one that this machine is set up for; False without one."""
        return False

    @property
    def usage(self) -> Usage | None:
        """What it has asked a server for; None for a model on this machine."""
        return None


class LearningEncoder(Encoder):
    """An Encoder that is made from the data: fit it, or read what was learned from a folder, before it encodes."""

    @property
    @abstractmethod
    def is_fitted(self) -> bool: ...

    @abstractmethod
    def fit(self, items: Any, *, on_progress: OnProgress | None = None) -> Self:
        """Learns from the items and returns itself. Raises DataError for items that nothing can be learned from."""

    @abstractmethod
    def save(self, folder: Path) -> None:
        """Writes what was learned, without pickle; `load_encoder` reads it."""

    @classmethod
    @abstractmethod
    def from_state(cls, state: Mapping[str, Any], arrays: Mapping[str, NDArray[Any]]) -> Self:
        """The encoder that save() wrote. Raises a LookupError, TypeError, ValueError or AttributeError for else."""


class _Adopted(Encoder):
    """An encoder that has what must be there without inheriting; of the rest, what it has is used."""

    def __init__(self, own: Any) -> None:
        self._own = own
        for name in ("truncated", "tokens", "encode_query", "worth_caching"):
            if hasattr(own, name):
                setattr(self, name, getattr(own, name))

    card = property(lambda self: self._own.card)
    cache_key = property(lambda self: str(self._own.cache_key))
    notes = property(lambda self: tuple(getattr(self._own, "notes", ())))

    def encode(self, items: Sequence[Any], *, on_progress: OnProgress | None = None) -> Vectors:
        return np.asarray(self._own.encode(items, on_progress=on_progress), dtype=np.float32)


def as_encoder(model: object) -> Encoder:
    """The model itself where it inherits from Encoder, or one around it where it has card, cache_key and encode.

    Raises ParameterError where it has not, or learns from data, which needs the whole contract.
    """
    if isinstance(model, Encoder):
        return model
    if not all(hasattr(model, name) for name in ("card", "cache_key", "encode")) or model.card.learns:  # type: ignore[attr-defined]
        raise ParameterError(
            f"model must be the name of a model or an Encoder (got {type(model).__name__}); a model of your own has "
            "card, cache_key and encode, and inherits from LearningEncoder where it learns from data"
        )
    return _Adopted(model)
