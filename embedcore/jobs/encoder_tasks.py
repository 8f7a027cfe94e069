"""Tasks for the worker that holds the models: what is embedded, read or looked up there."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from embedcore.encoders import LearningEncoder, ModelCard, Usage
from embedcore.encoders.tables.rows import TableRows
from embedcore.images import thumbnails
from embedcore.jobs.task import ENCODER, Kept, ModelChoice, Task
from embedcore.space import Vocabulary, encode_all, encoder_notes
from embedcore.types import OnProgress, Tokens, Vectors

CHARACTERS_PER_S, PICTURES_PER_S, CELLS_PER_S = 18_000, 50, 200_000
"""Rough speeds on two cores, which tell short work from long work."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Embedded:
    """What an embedding gives.

    learned: the folder with what the model learned from the data; empty for others. thumbnails: (n_rows,) small
    pictures, for pictures alone. usage: what a model behind an API was asked for.
    """

    vectors: Vectors
    card: ModelCard
    cache_key: str
    notes: tuple[str, ...] = ()
    usage: Usage | None = None
    learned: str = ""
    thumbnails: tuple[bytes, ...] = ()


@dataclass(frozen=True, eq=False, kw_only=True)
class _ModelTask(Task):
    model: ModelChoice
    role = ENCODER


@dataclass(frozen=True, eq=False, kw_only=True)
class Embed(_ModelTask):
    """Vectors of texts, pictures (bytes) or the rows of a table. learn_to: where what the model learns is written."""

    items: Sequence[Any]
    learn_to: str
    remote: bool = False

    @property
    def n_rows(self) -> int:
        return len(self.items)

    @property
    def n_bytes(self) -> int:
        if isinstance(self.items, TableRows):
            return 8 * len(self.items) * len(self.items.columns)
        return sum(map(len, self.items))

    @property
    def seconds(self) -> float:
        if self.remote:  # it waits for another server, and nothing else can be done meanwhile
            return float("inf")
        if isinstance(self.items, TableRows):
            return self.n_bytes / 8 / CELLS_PER_S
        if len(self.items) and isinstance(self.items[0], bytes):
            return len(self.items) / PICTURES_PER_S
        return self.n_bytes / CHARACTERS_PER_S

    def run(self, kept: Kept, report: OnProgress) -> Embedded:
        # A model that is asked for over the network counts since it was made, so each such task has one of its own.
        encoder = self.model.encoder() if self.remote else kept.encoder(self.model)
        learned = self.model.learned
        if isinstance(encoder, LearningEncoder) and not encoder.is_fitted:
            encoder.fit(self.items, on_progress=report)
            encoder.save(Path(self.learn_to))
            learned = self.learn_to
            kept.learned(self.model, learned, encoder)
        vectors = encode_all(encoder, self.items, on_progress=report)
        # Words for such a model have no thumbnails.
        pictures = encoder.card.modality == "image" and len(self.items) > 0 and isinstance(self.items[0], bytes)
        return Embedded(
            vectors=vectors,
            card=encoder.card,
            cache_key=encoder.cache_key,
            notes=encoder_notes(encoder, vectors),
            usage=encoder.usage,
            learned=learned,
            thumbnails=tuple(thumbnails(self.items, on_progress=report)) if pictures else (),
        )


@dataclass(frozen=True, kw_only=True)
class Encode(_ModelTask):
    """Vectors of a few typed texts."""

    texts: tuple[str, ...]

    def run(self, kept: Kept, report: OnProgress) -> Vectors:
        return kept.encoder(self.model).encode(self.texts)


@dataclass(frozen=True, eq=False, kw_only=True)
class ReadTokens(_ModelTask):
    """What a model that learned from the data sees of a text."""

    text: str

    def run(self, kept: Kept, report: OnProgress) -> Tokens | None:
        return kept.encoder(self.model).tokens(self.text)


@dataclass(frozen=True, eq=False, kw_only=True)
class ReadOwnWords(_ModelTask):
    """The words of a model that has its own, the n_words most frequent, and their vectors: (n_words, n_dims)."""

    n_words: int

    def run(self, kept: Kept, report: OnProgress) -> tuple[Vocabulary, Vectors]:
        encoder = kept.encoder(self.model)
        words = encoder.words[: self.n_words]
        return Vocabulary(words, 0, len(encoder.words) - len(words)), encoder.word_vectors[: len(words)]
