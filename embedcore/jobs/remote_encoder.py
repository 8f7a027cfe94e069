"""An encoder whose model lives in the worker process."""

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Any

from embedcore.encoders import Encoder, ModelCard, list_models
from embedcore.encoders.adjusted import innermost
from embedcore.errors import BackendMissingError
from embedcore.jobs import work
from embedcore.jobs.queue import JobQueue
from embedcore.jobs.task import ENCODER, ModelChoice, Task
from embedcore.jobs.work import Embedded
from embedcore.types import OnProgress, Tokens, Vectors


class RemoteEncoder(Encoder):
    """An Encoder whose model lives in the worker process: the server stays light, a query goes ahead of batches.

    made: what the embedding job said of the encoder; needed for one that learned from the data.
    """

    def __init__(self, queue: JobQueue, choice: ModelChoice, made: Embedded | None = None) -> None:
        self._queue, self._made = queue, made
        self.choice = replace(choice, learned=made.learned) if made is not None else choice

    @cached_property
    def card(self) -> ModelCard:
        """Also of a model that is not here, since its vectors may lie beside the data."""
        if self._made is not None:
            return self._made.card
        try:
            return self._local.card
        except BackendMissingError:
            for card in list_models():
                if card.name == self.choice.name:
                    return card
            raise

    @property
    def cache_key(self) -> str:
        """Where nothing was embedded here, it names the choice: the model's own key may need a trial of the engine."""
        return self._made.cache_key if self._made is not None else f"{self.choice.key} {self.choice.learned}"

    @property
    def options(self) -> Mapping[str, Any]:
        return dict(self.choice.options)

    @property
    def host(self) -> str:
        return self._local.host

    @property
    def is_usual_server(self) -> bool:
        return self._local.is_usual_server

    def save(self, folder: Path) -> None:
        """Writes what the model learned from the data, as the model's own `save` does."""
        shutil.copytree(self.choice.learned, folder, dirs_exist_ok=True)

    def encode(self, items: Sequence[str], *, on_progress: OnProgress | None = None) -> Vectors:
        vectors: Vectors = self._queue.ask(encoding(self.choice, items))
        return vectors

    def encode_query(self, text: str) -> Vectors:
        vector: Vectors = self._queue.ask(Task(work=work.encode_query, args=(self.choice, text), role=ENCODER))
        return vector

    def truncated(self, items: Sequence[str]) -> list[int]:
        return [] if self.card.learns or not (self.card.available or self.card.remote) else self._local.truncated(items)

    def tokens(self, text: str) -> Tokens | None:
        if not self.card.learns:
            return self._local.tokens(text)
        found: Tokens | None = self._queue.ask(Task(work=work.read_tokens, args=(self.choice, text), role=ENCODER))
        return found

    @cached_property
    def _local(self) -> Encoder:
        return self.choice.encoder()


def warm(queue: JobQueue, encoder: Encoder | None, *, after_s: float = 0.0) -> None:
    """Lets the worker load the model, so that it is ready when a text is typed; a model elsewhere is not asked."""
    remote = remote_of(encoder)
    if remote is None:
        return
    card = remote.card
    if card.available and card.reads_text and not card.remote:
        queue.warm(Task(work=work.get_ready, args=(remote.choice,), role=ENCODER), after_s=after_s)


def remote_of(encoder: Encoder | None) -> RemoteEncoder | None:
    """The encoder in the worker, without the changes of its vectors; None for a model in this process, or none."""
    model = innermost(encoder) if encoder is not None else None
    return model if isinstance(model, RemoteEncoder) else None


def encoding(model: ModelChoice, texts: Sequence[str]) -> Task:
    """The task of embedding these texts."""
    return Task(work=work.encode, args=(model, tuple(texts)), role=ENCODER)
