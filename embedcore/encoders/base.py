"""What every encoder is: one method, and a card that says what it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from embedcore.metrics import Vectors
from embedcore.neighbors import OnProgress


@dataclass(frozen=True, kw_only=True)
class ModelCard:
    """What a person must know to choose a model.

    n_dims: length of a vector. max_tokens: the longest text read, in tokens; the rest of a longer text
    is not seen. available: whether it works on this machine without a network.
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


@dataclass(frozen=True, kw_only=True)
class Tokens:
    """What a model saw of one text.

    pieces: the tokens it reads, as it names them, without those for beginning and end. n_tokens: of the whole
    text, those included; max_tokens: how many it reads. cut_off: the rest of the text, which it does not read.
    unknown: the parts of the text that it has no token for. split_words: words that it knows only in pieces.
    """

    pieces: tuple[str, ...]
    n_tokens: int
    max_tokens: int
    cut_off: str
    unknown: tuple[str, ...]
    split_words: tuple[tuple[str, tuple[str, ...]], ...]


class Encoder(Protocol):
    """Turns items into vectors of one length."""

    @property
    def card(self) -> ModelCard: ...

    @property
    def cache_key(self) -> str:
        """Changes whenever the same item could get another vector: name, weights, number format."""
        ...

    def encode(self, items: Sequence[str], *, on_progress: OnProgress | None = None) -> Vectors:
        """One vector an item, in the order given: (n_items, n_dims) float32."""
        ...

    def truncated(self, items: Sequence[str]) -> list[int]:
        """Positions of the items of which the model reads only the first part."""
        ...

    def tokens(self, text: str) -> Tokens | None:
        """What the model saw of a text; None for a model that reads no tokens or does not say which."""
        ...
