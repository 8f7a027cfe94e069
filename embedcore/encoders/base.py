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
