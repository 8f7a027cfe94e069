"""What every encoder is: a card that says what it is, and a way from items to vectors."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, TypeGuard, runtime_checkable

from embedcore.types import OnProgress, Tokens, Vectors

MODALITIES = ("text", "image", "table")
"""What an encoder reads: texts (str), pictures (their encoded bytes), or rows of a table (a DataFrame)."""


@dataclass(frozen=True, kw_only=True)
class ModelCard:
    """What a person must know to choose a model.

    n_dims: length of a vector; 0 where the data or the first answer decides. modality: one of MODALITIES.
    available: whether it works on this machine without a network; how_to_get: what to do where not.
    max_tokens: the longest text read, in tokens, the rest of a longer text is not seen; 0: no limit.
    learns: it is made from the data. reads_text: a typed phrase can be embedded, and so searched for.
    default_metric: the one that suits its vectors. remote: the items are sent to a server. own_words: it knows
    words, each with a vector: the encoder has `words` and `word_vectors`.
    """

    name: str
    n_dims: int
    modality: str
    provider: str
    available: bool
    description: str
    max_tokens: int
    languages: str
    licence: str
    size_mb: int
    how_to_get: str = ""
    learns: bool = False
    reads_text: bool = True
    default_metric: str = "cosine"
    remote: bool = False
    own_words: bool = False

    @property
    def speed(self) -> float | None:
        """Items a second on this machine, as `embed` measured it last; None before it was used."""
        from embedcore.encoders.speed import known_speed

        return known_speed(self.name)


class Encoder(Protocol):
    """Turns items into vectors of one length.

    `worth_caching = False` on an encoder says that encoding is as quick as reading the cache on disk.
    """

    @property
    def card(self) -> ModelCard: ...

    @property
    def cache_key(self) -> str:
        """Changes whenever the same item could get another vector: name, weights, what was learned, number format."""
        ...

    def encode(self, items: Sequence[Any], *, on_progress: OnProgress | None = None) -> Vectors:
        """One vector an item, in the order given: (n_items, n_dims) float32."""
        ...

    def truncated(self, items: Sequence[Any]) -> list[int]:
        """Positions of the items of which the model reads only the first part."""
        ...

    def tokens(self, text: str) -> Tokens | None:
        """What the model saw of a text; None for a model that reads no tokens or does not say which."""
        ...


@runtime_checkable
class LearningEncoder(Protocol):
    """An Encoder that is made from the data: fit it, or read what was learned from a folder, before it encodes."""

    @property
    def is_fitted(self) -> bool: ...

    @property
    def notes(self) -> tuple[str, ...]:
        """What must be said of what was learned: options adapted to the data, columns left out."""
        ...

    def fit(self, items: Sequence[Any], *, on_progress: OnProgress | None = None) -> "LearningEncoder":
        """Learns from the items and returns itself. Raises DataError for items that nothing can be learned from."""
        ...

    def save(self, folder: Path) -> None:
        """Writes what was learned, without pickle; `load_encoder` reads it."""
        ...

    @property
    def card(self) -> ModelCard: ...

    @property
    def cache_key(self) -> str: ...

    def encode(self, items: Sequence[Any], *, on_progress: OnProgress | None = None) -> Vectors: ...

    def truncated(self, items: Sequence[Any]) -> list[int]: ...

    def tokens(self, text: str) -> Tokens | None: ...


def learns(encoder: Encoder) -> TypeGuard[LearningEncoder]:
    """Whether it is a LearningEncoder, as its card says.

    isinstance would read every property of a protocol in Python 3.11, and some of them read a file.
    """
    return encoder.card.learns
