"""Which model, with which options: what a worker must know to load it."""

import secrets
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any

from embedcore.encoders import DEFAULT_MODEL, Encoder, ModelCard, get_encoder, load_encoder

_SALT = secrets.token_bytes(16)
"""So that the digest of a key tells nothing, and is another in each process."""


@dataclass(frozen=True)
class ModelChoice:
    """A model's name and its options.

    secret: an API's key, which shows nowhere. learned: the folder with what the model learned from the data; empty for
    one that does not learn, or has not yet.
    """

    name: str = DEFAULT_MODEL
    options: tuple[tuple[str, Any], ...] = ()
    secret: str = field(default="", repr=False)
    learned: str = ""

    @property
    def key(self) -> str:
        """Names the choice, for jobs and caches; another key of an API is another choice."""
        whose = blake2b(self.secret.encode(), key=_SALT, digest_size=8).hexdigest() if self.secret else ""
        return f"{self.name} {self.options} {whose}"

    @property
    def host(self) -> str:
        """The server that items are sent to, for a model behind an API; empty for others."""
        return self.encoder().host

    @property
    def card(self) -> ModelCard:
        return self.encoder().card

    def encoder(self) -> Encoder:
        """The encoder in this process; its weights are not loaded until it encodes."""
        if self.learned:
            return load_encoder(self.learned)
        return get_encoder(self.name, **dict(self.options), **({"api_key": self.secret} if self.secret else {}))


DEFAULT_CHOICE = ModelChoice()
