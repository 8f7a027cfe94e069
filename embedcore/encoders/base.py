"""What every encoder is: a card that says what it is, and a way from items to vectors."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, TypeGuard, runtime_checkable

from embedcore.metrics import Vectors
from embedcore.neighbors import OnProgress

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
        from embedcore.speeds import known_speed

        return known_speed(self.name)


@dataclass(frozen=True, kw_only=True)
class Tokens:
    """What a model saw of one text.

    pieces: the tokens it reads, as it names them, without those for beginning and end. n_tokens: of the whole
    text, those included; max_tokens: how many it reads, 0 for all. cut_off: the rest of the text, which it does
    not read. unknown: the parts of the text that it has no token for. split_words: words that it knows only in
    pieces.
    """

    pieces: tuple[str, ...]
    n_tokens: int
    max_tokens: int
    cut_off: str
    unknown: tuple[str, ...]
    split_words: tuple[tuple[str, tuple[str, ...]], ...]

    @classmethod
    def from_json(cls, found: Mapping[str, Any]) -> "Tokens":
        """The same from its fields as JSON has them, with lists in place of tuples."""
        return cls(
            pieces=tuple(found["pieces"]),
            n_tokens=found["n_tokens"],
            max_tokens=found["max_tokens"],
            cut_off=found["cut_off"],
            unknown=tuple(found["unknown"]),
            split_words=tuple((word, tuple(pieces)) for word, pieces in found["split_words"]),
        )


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
