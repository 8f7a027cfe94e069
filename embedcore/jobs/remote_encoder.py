"""Which model, with which options; and the encoder that lives in the worker process."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import blake2b
from typing import Any

from embedcore.encoders import DEFAULT_MODEL, Encoder, ModelCard, get_encoder
from embedcore.jobs.queue import JobQueue
from embedcore.types import OnProgress, Tokens, Vectors

_SALT = secrets.token_bytes(16)
"""So that the digest of a key tells nothing, and is another in each process."""


@dataclass(frozen=True)
class ModelChoice:
    """A model's name and its options. secret: an API's key, which shows nowhere."""

    name: str = DEFAULT_MODEL
    options: tuple[tuple[str, Any], ...] = ()
    secret: str = field(default="", repr=False)

    @property
    def key(self) -> str:
        """Names the choice, for jobs and caches; another key of an API is another choice."""
        whose = blake2b(self.secret.encode(), key=_SALT, digest_size=8).hexdigest() if self.secret else ""
        return f"{self.name} {self.options} {whose}"

    @property
    def all_options(self) -> dict[str, Any]:
        return {**dict(self.options), **({"api_key": self.secret} if self.secret else {})}

    @property
    def host(self) -> str:
        """The server that items are sent to, for a model behind an API; empty for others."""
        return self.encoder().host

    @property
    def task(self) -> dict[str, Any]:
        """What a worker's task says of the model."""
        return {"model": self.name, "options": self.all_options}

    @property
    def card(self) -> ModelCard:
        return self.encoder().card

    def encoder(self) -> Encoder:
        """The encoder in this process, for its card and tokenizer; its weights are not loaded until it encodes."""
        return get_encoder(self.name, **self.all_options)


DEFAULT_CHOICE = ModelChoice()


@dataclass(frozen=True, eq=False)
class Embedded:
    """What an embedding job gives.

    learned: the folder with what the model learned from the data, if it does. thumbnails: (n_rows,) small pictures,
    for pictures alone.
    """

    vectors: Vectors
    card: ModelCard
    cache_key: str
    notes: tuple[str, ...] = ()
    usage: dict[str, Any] | None = None
    learned: str | None = None
    thumbnails: tuple[bytes, ...] = ()


class RemoteEncoder(Encoder):
    """An Encoder whose model lives in the worker process: the server stays light, a query goes ahead of batches.

    made: what the embedding job said of the encoder; needed for one that learned from the data.
    """

    def __init__(self, queue: JobQueue, choice: ModelChoice, made: Embedded | None = None) -> None:
        self._queue, self.choice, self._made = queue, choice, made

    @property
    def card(self) -> ModelCard:
        return self._made.card if self._made is not None else self._local.card

    @property
    def cache_key(self) -> str:
        return self._made.cache_key if self._made is not None else self._local.cache_key

    @property
    def task(self) -> dict[str, Any]:
        return {**self.choice.task, "learned": self._made.learned if self._made is not None else None}

    def encode(self, items: Sequence[str], *, on_progress: OnProgress | None = None) -> Vectors:
        return self._queue.encode(self.task, list(items))

    def truncated(self, items: Sequence[str]) -> list[int]:
        return [] if self.card.learns else self._local.truncated(items)

    def tokens(self, text: str) -> Tokens | None:
        return self._queue.tokens(self.task, text) if self.card.learns else self._local.tokens(text)

    @cached_property
    def _local(self) -> Encoder:
        return self.choice.encoder()
