"""What all checks look at: a space, its texts, its model, and what is drawn or measured once for several of them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from embedcore.encoders.base import Encoder, as_encoder
from embedcore.metrics import Metric, row_blocks
from embedcore.phrases import shortened
from embedcore.scores.baselines import random_pair_scores
from embedcore.space.neighbors import NeighborGraph
from embedcore.space.query import neighbor_graph
from embedcore.space.space import EmbeddingSpace
from embedcore.types import Indices, OnProgress, Scores

T = TypeVar("T")
MOST_TEXTS = 2_000
"""Of more texts, so many drawn at random are looked at where each must be read word by word."""
N_NEIGHBORS = 10


@dataclass(frozen=True)
class Unseen:
    """Why something could not be looked at, as the end of a sentence that begins with what it is."""

    why: str


@dataclass(frozen=True, eq=False)
class Inspected:
    """A space that is looked at. query_model: the one that reads what is searched for, where it is not the space's."""

    space: EmbeddingSpace
    query_model: Encoder | None = None
    random_state: int = 42
    on_progress: OnProgress | None = None
    left_out: Sequence[str] = ()
    """Why rows of the file are not in the data, a reason each."""
    notes: list[str] = field(default_factory=list)
    """What was sampled, each said once."""
    _made: dict[str, Any] = field(default_factory=dict, repr=False)

    def note(self, what: str) -> None:
        if what not in self.notes:
            self.notes.append(what)

    def once(self, what: str, make: Callable[[], T]) -> T:
        """What `make` gives, made once for all checks."""
        if what not in self._made:
            self._made[what] = make()
        made: T = self._made[what]
        return made

    def shown(self, row: int) -> str:
        """How a row is shown as evidence: by the beginning of its text, or its place."""
        return shortened(self.texts[row]) if self.texts is not None else f"row {row:,}"

    def rng(self) -> np.random.Generator:
        """A new one for each check, so that none depends on what ran before."""
        return np.random.default_rng(self.random_state)

    @cached_property
    def texts(self) -> Sequence[str] | None:
        return self.space.texts

    @cached_property
    def encoder(self) -> Encoder | None:
        """The space's model."""
        return as_encoder(self.space.encoder) if self.space.encoder is not None else None

    @property
    def is_of_texts(self) -> bool:
        """False where the vectors are those of pictures, tables or users: what is natural there is odd for texts."""
        return self.encoder is None or (self.encoder.card.reads_text and self.encoder.card.modality == "text")

    @cached_property
    def reader(self) -> "Encoder | Unseen":
        """The space's model, where it reads texts here and now; nothing is sent to a server for a check."""
        if self.encoder is None:
            return Unseen("the model that made the coordinates is not known")
        card = self.encoder.card
        if self.texts is None or not card.reads_text:
            return Unseen(f"{card.name} did not make the coordinates from texts")
        if card.remote:
            return Unseen(f"{card.name} is on a server, which is not asked for a check")
        return self.encoder if card.available else Unseen(f"{card.name} is not on this machine")

    @cached_property
    def lengths(self) -> NDArray[np.float64]:
        """(n_rows,) the length of each vector."""
        vectors = self.space.vectors
        return np.concatenate(
            [np.sqrt(np.einsum("ij,ij->i", part, part, dtype=np.float64)) for part in self._blocks(vectors)]
        )

    @cached_property
    def moments(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """(n_dims,) the mean and the variance of each dimension."""
        vectors = self.space.vectors
        mean = vectors.mean(axis=0, dtype=np.float64)
        squares = sum(((part - mean) ** 2).sum(axis=0) for part in self._blocks(vectors))
        return mean, np.asarray(squares / len(vectors))

    @staticmethod
    def _blocks(vectors: NDArray[np.float32]) -> list[NDArray[np.float32]]:
        return [vectors[block] for block in row_blocks(len(vectors))]

    @cached_property
    def graph(self) -> NeighborGraph:
        """The 10 nearest of each row, or as many as there are."""
        most = min(N_NEIGHBORS, self.space.n_rows - 1)
        known = neighbor_graph(self.space, on_progress=self.on_progress)
        for said in known.notes:
            self.note(said)
        return known.nearest(min(most, known.n_neighbors))

    @cached_property
    def pairs(self) -> Scores:
        """Scores of random pairs of rows, closest first."""
        return random_pair_scores(self.space, self.random_state)

    @cached_property
    def cosine_pairs(self) -> Scores:
        """The cosine of random pairs of rows, whatever the metric."""
        if self.space.metric is Metric.COSINE:
            return self.pairs
        return random_pair_scores(self.space.with_metric(Metric.COSINE), self.random_state)

    def some_texts(self, most: int = MOST_TEXTS) -> Indices:
        """(n,) the rows whose texts are read word by word: all, or so many drawn at random, and it is noted."""
        n_rows = self.space.n_rows
        if n_rows <= most:
            return np.arange(n_rows)
        self.note(f"words and languages were looked at in {most:,} of {n_rows:,} texts, drawn at random")
        return np.sort(self.rng().choice(n_rows, most, replace=False))
