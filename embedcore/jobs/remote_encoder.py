"""The encoder that lives in the worker process."""

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property

from embedcore.encoders import Encoder, ModelCard
from embedcore.jobs.encoder_tasks import Embedded, Encode, ReadTokens
from embedcore.jobs.queue import JobQueue
from embedcore.jobs.task import ModelChoice
from embedcore.types import OnProgress, Tokens, Vectors


class RemoteEncoder(Encoder):
    """An Encoder whose model lives in the worker process: the server stays light, a query goes ahead of batches.

    made: what the embedding job said of the encoder; needed for one that learned from the data.
    """

    def __init__(self, queue: JobQueue, choice: ModelChoice, made: Embedded | None = None) -> None:
        self._queue, self._made = queue, made
        self.choice = replace(choice, learned=made.learned) if made is not None else choice

    @property
    def card(self) -> ModelCard:
        return self._made.card if self._made is not None else self._local.card

    @property
    def cache_key(self) -> str:
        return self._made.cache_key if self._made is not None else self._local.cache_key

    def encode(self, items: Sequence[str], *, on_progress: OnProgress | None = None) -> Vectors:
        vectors: Vectors = self._queue.ask(Encode(model=self.choice, texts=tuple(items)))
        return vectors

    def truncated(self, items: Sequence[str]) -> list[int]:
        return [] if self.card.learns else self._local.truncated(items)

    def tokens(self, text: str) -> Tokens | None:
        if not self.card.learns:
            return self._local.tokens(text)
        found: Tokens | None = self._queue.ask(ReadTokens(model=self.choice, text=text))
        return found

    @cached_property
    def _local(self) -> Encoder:
        return self.choice.encoder()
