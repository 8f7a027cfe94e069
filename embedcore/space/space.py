"""EmbeddingSpace: the vectors of a dataset under one metric, and what is made of them once."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from copy import copy
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import blake2b
from threading import Lock, RLock
from typing import Any, ClassVar, Self, TypeVar

from numpy.typing import ArrayLike

from embedcore.encoders.base import Encoder
from embedcore.errors import DataError
from embedcore.metrics import Metric, get_metric, unit_rows
from embedcore.space.given_vectors import checked_vectors
from embedcore.space.scorer import ExactScorer
from embedcore.table.dataset import Dataset
from embedcore.types import Indices, Vectors

T = TypeVar("T")


class Memo:
    """Values by key, each made once, whoever asks first; two different ones may be made at the same time.

    A value's lock is re-entrant, so that a progress callback may ask for the values that are needed to make it.
    """

    def __init__(self) -> None:
        self._made: dict[Hashable, Any] = {}
        self._locks: dict[Hashable, RLock] = {}
        self._lock = Lock()

    def get(self, key: Hashable, make: Callable[[], T], *, enough: Callable[[T], bool] = lambda known: True) -> T:
        """The value of that key; made where there is none yet, or the one there is isn't enough."""
        with self._lock:
            lock = self._locks.setdefault(key, RLock())
        with lock:
            if key not in self._made or not enough(self._made[key]):
                self._made[key] = make()
            made: T = self._made[key]
            return made

    def known(self, key: Hashable) -> Any | None:
        """The value of that key, None where it was not made yet; never waits."""
        return self._made.get(key)

    def __reduce__(self) -> tuple[type[Memo], tuple[()]]:
        """What was made stays in its process: a copy that is sent elsewhere starts without it."""
        return Memo, ()


class Same:
    """A key that only the very same object equals; it keeps the object alive."""

    def __init__(self, value: object) -> None:
        self._value = value

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Same) and other._value is self._value

    def __hash__(self) -> int:
        return id(self._value)


@dataclass(frozen=True, eq=False, init=False, repr=False)
class EmbeddingSpace:
    """Vectors, the metric that compares them, and the dataset they came from. It never changes; copies may differ.

    vectors: (n_rows, n_dims), anything that converts to float32; NaN and infinite rows are refused by
    number, zero rows are kept and counted (`n_zero_rows`). They are not copied when they are float32
    already; the view kept here is read-only.
    texts: (n_rows,) texts for the names of groups, where there is no dataset that holds them.
    encoder: the model that made the vectors, which reads what is searched for.
    notes: what a person must know of how the vectors were made.

    Raises DataError for vectors that are not a finite table of numbers, whose number of rows is not that of the
    dataset or the texts, or whose length is not that of the encoder's vectors.
    """

    vectors: Vectors
    metric: Metric
    dataset: Dataset | None
    texts: Sequence[str] | None
    """(n_rows,) texts: the dataset's, or those that came without one; None where there are none."""
    encoder: Encoder | None
    notes: tuple[str, ...]
    _memo: Memo = field(repr=False)

    from_items: ClassVar[bool] = True
    """Whether the vectors were made of what the rows say; False where texts only name the rows."""

    def __init__(
        self,
        vectors: ArrayLike,
        *,
        metric: str = "cosine",
        dataset: Dataset | None = None,
        texts: Sequence[str] | None = None,
        encoder: Encoder | None = None,
        notes: Sequence[str] = (),
    ) -> None:
        table = checked_vectors(vectors)
        if texts is not None and (dataset is not None or len(texts) != len(table)):
            raise DataError(
                f"texts must be one for each vector, without a dataset (got {len(texts)} texts for "
                f"{len(table)} vectors{', and a dataset' if dataset is not None else ''}); pass one of them"
            )
        _check_dataset(dataset, len(table))
        _check_encoder(encoder, table.shape[1])
        if dataset is not None and dataset.text_column is not None:
            texts = dataset.texts
        self.__dict__.update(
            vectors=table, metric=get_metric(metric), dataset=dataset, texts=texts, encoder=encoder,
            notes=tuple(notes), _memo=Memo(),
        )  # fmt: skip

    @property
    def n_rows(self) -> int:
        return int(self.vectors.shape[0])

    @property
    def n_dims(self) -> int:
        return int(self.vectors.shape[1])

    @cached_property
    def n_zero_rows(self) -> int:
        """Rows that are all zeros: no direction, so their cosine similarity to anything is 0."""
        return int((~self.vectors.any(axis=1)).sum())

    @cached_property
    def fingerprint(self) -> str:
        """A digest of the vectors' bytes and shape, the metric, the model, how it reads phrases, and the texts."""
        digest = blake2b(digest_size=16)
        digest.update(f"{self.vectors.shape} {self.vectors.dtype} {self.metric} {self.model_name}".encode())
        if self.encoder is not None:
            digest.update(self.encoder.card.query_prompt.encode())
        digest.update(self.vectors.data.cast("B"))
        for text in self.texts or ():
            digest.update(text.encode() + b"\x00")
        return digest.hexdigest()

    @property
    def model_name(self) -> str | None:
        return self.encoder.card.name if self.encoder is not None else None

    def with_metric(self, metric: str) -> Self:
        """The same vectors under another metric; nothing is recomputed."""
        wanted = get_metric(metric)
        return self if wanted is self.metric else self._copy(metric=wanted)

    def with_notes(self, *notes: str) -> Self:
        """The same with these notes behind those it has."""
        return self._copy(notes=(*self.notes, *notes))

    def with_encoder(self, encoder: Encoder | None) -> Self:
        """The same with the model that made the vectors. Raises DataError where it gives another length."""
        _check_encoder(encoder, self.n_dims)
        return self._copy(encoder=encoder)

    def with_dataset(self, dataset: Dataset) -> Self:
        """The same vectors for a dataset of as many rows. Raises DataError for another number of them."""
        _check_dataset(dataset, self.n_rows)
        texts = dataset.texts if dataset.text_column is not None else None
        # The same list where the texts are the same, so that what was made of them is still found.
        return self._copy(dataset=dataset, texts=self.texts if texts == self.texts else texts)

    def _copy(self, **changes: Any) -> Self:
        """A copy that differs in these fields and shares what was made once; every copy is made here."""
        other = copy(self)
        other.__dict__.pop("fingerprint", None)
        other.__dict__.update(changes)
        return other

    def memo(
        self,
        what: str,
        make: Callable[[], T],
        *parameters: Hashable,
        reads: Sequence[str] = ("metric",),
        enough: Callable[[T], bool] = lambda known: True,
    ) -> T:
        """What `make` gives, made once for these vectors and shared by all copies of the space.

        what, parameters: name it. reads: which fields it depends on beside the vectors; copies share it where these
        are the very same. enough: tells whether the one that is there serves; it is made anew where not.
        """
        return self._memo.get(self._key(what, parameters, reads), make, enough=enough)

    def known(self, what: str, *parameters: Hashable, reads: Sequence[str] = ("metric",)) -> Any | None:
        """What `memo` has already made under that name; None where it has not."""
        return self._memo.known(self._key(what, parameters, reads))

    def _key(self, what: str, parameters: tuple[Hashable, ...], reads: Sequence[str]) -> Hashable:
        return (what, parameters, *(Same(getattr(self, name)) for name in reads))

    @property
    def scorer(self) -> ExactScorer:
        """The vectors made ready for exact scoring under this metric; made once."""
        return self.memo("scorer", lambda: ExactScorer(self.vectors, self.metric))

    def __repr__(self) -> str:
        return f"EmbeddingSpace({self.n_rows} rows, {self.n_dims} dimensions, {self.metric})"


def metric_vectors(space: EmbeddingSpace, rows: slice | Indices = slice(None)) -> Vectors:
    """The vectors, of all rows or of these, as the metric sees them: of unit length for cosine, which ignores it."""
    every = isinstance(rows, slice) and rows == slice(None)
    vectors: Vectors = space.vectors if every else space.vectors[rows]
    return unit_rows(vectors) if space.metric is Metric.COSINE else vectors


def _check_dataset(dataset: object, n_rows: int) -> None:
    if dataset is None:
        return
    if not isinstance(dataset, Dataset):
        raise DataError(
            f"dataset must be a Dataset (got {type(dataset).__name__}); "
            "make one with read_table() or Dataset.from_texts()"
        )
    if dataset.n_rows != n_rows:
        raise DataError(
            f"vectors must have one row for each row of the dataset (got {n_rows} vectors for "
            f"{dataset.n_rows} rows); pass the vectors of the kept rows"
        )


def _check_encoder(encoder: Encoder | None, n_dims: int) -> None:
    given = encoder.card.n_dims if encoder is not None else 0
    if encoder is not None and given and given != n_dims:
        raise DataError(
            f"the encoder must be the model that made the vectors (got {encoder.card.name}, which gives {given} "
            f"numbers, for vectors of {n_dims}); only vectors of the same model can be compared"
        )
