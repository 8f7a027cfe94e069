"""EmbeddingSpace: the vectors of a dataset under one metric, and search in it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import blake2b
from threading import RLock
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike

from embedcore.errors import DataError, ParameterError
from embedcore.groups.naming import TermIndex
from embedcore.metrics import Metric, get_metric, unit_rows
from embedcore.parameters import Default, real_number, whole_number
from embedcore.space.neighbors import (
    EXACT_GRAPH_ROWS,
    NeighborGraph,
    Neighbors,
    Rows,
    approximate_graph,
    check_finite,
    exact_graph,
)
from embedcore.table.dataset import Dataset
from embedcore.types import OnProgress, Vectors

if TYPE_CHECKING:
    from embedcore.encoders import Encoder
    from embedcore.scores.calibration import SpaceCalibration


@dataclass(eq=False)
class _Shared:
    """What siblings of one space (same vectors, other metric) have in common; each thing is made once."""

    rows: dict[Metric, Rows] = field(default_factory=dict)
    graphs: dict[Metric, NeighborGraph] = field(default_factory=dict)
    terms: TermIndex | None = None
    calibrations: dict[tuple[Metric, int], "SpaceCalibration"] = field(default_factory=dict)
    lock: RLock = field(default_factory=RLock)  # re-entrant: an on_progress callback may search the space


class EmbeddingSpace:
    """Vectors, the metric that compares them, and the dataset they came from.

    vectors: (n_rows, n_dims), anything that converts to float32; NaN and infinite rows are refused by
    number, zero rows are kept and counted (`n_zero_rows`). They are not copied when they are float32
    already; the view kept here is read-only.
    texts: (n_rows,) texts for the names of groups, where there is no dataset that holds them.

    encoder: the model that made the vectors, which reads what is searched for.

    Raises DataError for vectors that are no finite table of numbers, whose number of rows is not that of the
    dataset or the texts, or whose length is not that of the encoder's vectors.
    """

    def __init__(
        self,
        vectors: ArrayLike,
        *,
        metric: str = "cosine",
        dataset: Dataset | None = None,
        texts: Sequence[str] | None = None,
        encoder: "Encoder | None" = None,
    ) -> None:
        self.vectors = as_vectors(vectors)
        self.metric = get_metric(metric)
        if dataset is not None and not isinstance(dataset, Dataset):
            raise DataError(
                f"dataset must be a Dataset (got {type(dataset).__name__}); "
                "make one with read_table() or Dataset.from_texts()"
            )
        if dataset is not None and dataset.n_rows != len(self.vectors):
            raise DataError(
                f"vectors must have one row for each row of the dataset (got {len(self.vectors)} vectors for "
                f"{dataset.n_rows} rows); pass the vectors of the kept rows"
            )
        if texts is not None and (dataset is not None or len(texts) != len(self.vectors)):
            raise DataError(
                f"texts must be one for each vector, without a dataset (got {len(texts)} texts for "
                f"{len(self.vectors)} vectors{', and a dataset' if dataset is not None else ''}); pass one of them"
            )
        n_dims = encoder.card.n_dims if encoder is not None else 0
        if encoder is not None and n_dims and n_dims != self.n_dims:
            raise DataError(
                f"the encoder must be the model that made the vectors (got {encoder.card.name}, which gives {n_dims} "
                f"numbers, for vectors of {self.n_dims}); only vectors of the same model can be compared"
            )
        self.dataset = dataset
        self._texts = texts
        self.encoder = encoder
        self.notes: tuple[str, ...] = ()
        self._shared = _Shared()

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
        """A digest of the vectors' bytes and shape, the metric, the model and the texts."""
        digest = blake2b(digest_size=16)
        digest.update(f"{self.vectors.shape} {self.vectors.dtype} {self.metric} {self.model_name}".encode())
        digest.update(self.vectors.data.cast("B"))
        for text in self.texts or ():
            digest.update(text.encode() + b"\x00")
        return digest.hexdigest()

    @property
    def texts(self) -> Sequence[str] | None:
        """(n_rows,) texts: the dataset's, or those that came without one; None where there are none."""
        if self.dataset is not None and self.dataset.text_column is not None:
            return self.dataset.texts
        return self._texts

    @property
    def model_name(self) -> str | None:
        return self.encoder.card.name if self.encoder is not None else None

    def with_metric(self, metric: str) -> "EmbeddingSpace":
        """The same vectors under another metric; nothing is recomputed."""
        other = object.__new__(EmbeddingSpace)
        other.vectors, other.metric = self.vectors, get_metric(metric)
        other._texts = self._texts
        other.dataset, other.encoder, other.notes = self.dataset, self.encoder, self.notes
        other._shared = self._shared
        return other

    @property
    def rows(self) -> Rows:
        """The vectors made ready for exact scoring under this metric; made once."""
        with self._shared.lock:
            if self.metric not in self._shared.rows:
                self._shared.rows[self.metric] = Rows(self.vectors, self.metric)
            return self._shared.rows[self.metric]

    @property
    def terms(self) -> TermIndex | None:
        """The words and phrases of the texts, for naming; made once. None where there are no texts."""
        texts = self.texts
        if texts is None:
            return None
        with self._shared.lock:
            if self._shared.terms is None:
                self._shared.terms = TermIndex(texts)
            return self._shared.terms

    @property
    def calibrations(self) -> dict[tuple[Metric, int], "SpaceCalibration"]:
        """What scores mean here, by metric and random_state; `calibrate` fills it."""
        return self._shared.calibrations

    def __repr__(self) -> str:
        return f"EmbeddingSpace({self.n_rows} rows, {self.n_dims} dimensions, {self.metric})"


def as_vectors(values: ArrayLike) -> Vectors:
    """values as a read-only (n_rows, n_dims) float32 table of finite numbers."""
    try:
        with np.errstate(over="ignore"):
            if getattr(getattr(values, "dtype", None), "kind", "f") in "cmM":
                raise TypeError("complex numbers, dates and durations are no real numbers")
            array = np.ascontiguousarray(values, dtype=np.float32)
    except (TypeError, ValueError, OverflowError) as error:
        raise DataError(
            f"vectors must be a table of numbers with rows of one length (got {type(values).__name__}: {error}); "
            "check for rows of different lengths and for text"
        ) from error
    if array.ndim != 2 or 0 in array.shape:
        raise DataError(f"vectors must have at least one row and one dimension (got shape {array.shape})")
    check_finite(array, "vectors")
    array = array.view()
    array.flags.writeable = False
    return array


def metric_vectors(space: EmbeddingSpace) -> Vectors:
    """The vectors as the metric sees them: of unit length for cosine, which ignores the length."""
    return unit_rows(space.vectors) if space.metric is Metric.COSINE else space.vectors


def neighbor_graph(
    space: EmbeddingSpace, *, n_neighbors: int = Default(15), on_progress: OnProgress | None = None
) -> NeighborGraph:
    """The closest rows of every row, made once per space and metric and shared.

    Exact up to 100,000 rows; beyond, approximate for cosine and euclidean, which `.exact` and `.notes`
    say. n_neighbors: 15, or all the others where there are fewer rows.

    Raises ParameterError if n_neighbors is not in 1..n_rows - 1; DataError for a single row.
    """
    if space.n_rows < 2:
        raise DataError("a row can only have neighbours among at least 2 rows (got 1 row); load more rows")
    if isinstance(n_neighbors, Default):
        n_neighbors = min(n_neighbors, space.n_rows - 1)
    n_neighbors = whole_number(
        "n_neighbors", n_neighbors, low=1, high=space.n_rows - 1, advice=f"there are {space.n_rows} rows"
    )
    shared = space._shared
    with shared.lock:
        known = shared.graphs.get(space.metric)
        if known is None or known.n_neighbors < n_neighbors:
            if space.n_rows > EXACT_GRAPH_ROWS and space.metric is not Metric.DOT:
                known = approximate_graph(space.vectors, space.metric, n_neighbors)
            else:
                known = exact_graph(space.vectors, space.metric, n_neighbors, on_progress=on_progress)
            shared.graphs[space.metric] = known
    return known.nearest(n_neighbors)


def search(
    space: EmbeddingSpace,
    query: "str | int | ArrayLike",
    *,
    n_neighbors: int | None = Default(10),
    threshold: float | None = None,
) -> Neighbors:
    """The rows closest to a query, exact, under the space's metric.

    query: a text (embedded by the space's own encoder), a row index (that row itself is never
    returned), or a vector (n_dims,).
    n_neighbors: at most so many; 10, or all where there are fewer. None: every row (that passes).
    threshold: the least similarity, or for euclidean the greatest distance, inclusive.

    Raises ParameterError for an empty text, an index outside 0..n_rows - 1, a vector of another
    length or with NaN, n_neighbors outside 1..(rows to choose from), or a threshold that is no number;
    DataError where a text has no encoder that could embed it, or one that reads no texts.
    """
    own_row, vector = _query_vector(space, query)
    available = space.n_rows - (own_row is not None)
    if isinstance(n_neighbors, Default):
        n_neighbors = min(n_neighbors, available) if available else None
    if n_neighbors is not None:
        n_neighbors = whole_number(
            "n_neighbors", n_neighbors, low=1, high=available, advice=f"there are {available} rows to choose from"
        )
    if threshold is not None:
        threshold = real_number("threshold", threshold)
    rows = space.rows
    if threshold is None and n_neighbors is not None:
        found = min(n_neighbors + (own_row is not None), space.n_rows)
        indices, scores = (array[0] for array in rows.closest(vector[None, :], found))
    else:
        everything = -np.inf if space.metric.greater_is_closer else np.inf
        indices, scores = rows.passing(vector, everything if threshold is None else threshold)
    if own_row is not None:
        others = indices != own_row
        indices, scores = indices[others], scores[others]
    return Neighbors(indices[:n_neighbors], scores[:n_neighbors], space.metric, _query_notes(space, vector))


def _query_vector(space: EmbeddingSpace, query: object) -> tuple[int | None, Vectors]:
    if isinstance(query, str):
        return None, query_vector(space, query)
    if isinstance(query, (int, np.integer)) and not isinstance(query, bool):
        if not 0 <= query < space.n_rows:
            raise ParameterError(f"a row index must be in 0..{space.n_rows - 1} (got {query})")
        return int(query), space.vectors[int(query)]
    try:
        with np.errstate(over="ignore"):
            vector = np.asarray(query, dtype=np.float32)
    except (TypeError, ValueError, OverflowError) as error:
        raise ParameterError(
            f"query must be a text, a row index or a vector of numbers (got {type(query).__name__})"
        ) from error
    if vector.shape == (1, space.n_dims):
        vector = vector[0]
    if vector.shape != (space.n_dims,):
        raise ParameterError(
            f"a query vector must have {space.n_dims} dimensions, as the rows have (got shape {vector.shape}); "
            "only vectors of the same model can be compared"
        )
    if not np.isfinite(vector).all():
        raise ParameterError("a query vector must be finite (got NaN or infinity)")
    return None, np.ascontiguousarray(vector)


def query_vector(space: EmbeddingSpace, text: str) -> Vectors:
    """The vector of a text by the model of the space, (n_dims,).

    Raises ParameterError for an empty text; DataError where the space has no model, or one that reads no texts or
    gives vectors of another length.
    """
    if not text.strip():
        raise ParameterError("a query must have at least one word (got an empty text); type what you look for")
    if space.encoder is None:
        raise DataError(
            "a text can be searched only with the model that made the vectors (this space has none); "
            "pass a row index or a vector, or make the space with embed()"
        )
    if not space.encoder.card.reads_text:
        raise DataError(
            f"a text can be searched only where the model reads texts ({space.encoder.card.name}, which made this "
            "space, does not); pass a row index or a vector"
        )
    vector = space.encoder.encode([text])[0]
    if vector.shape != (space.n_dims,):
        raise DataError(
            f"the encoder must give {space.n_dims} dimensions, as the rows have (got {vector.shape[0]}); "
            "only vectors of the same model can be compared"
        )
    return np.asarray(vector, dtype=np.float32)


def _query_notes(space: EmbeddingSpace, vector: Vectors) -> tuple[str, ...]:
    if space.metric is not Metric.COSINE:
        return ()
    notes = []
    if not vector.any():
        notes.append("the query is a zero vector, which has no direction: its cosine similarity to every row is 0")
    if space.n_zero_rows:
        rows = (
            "1 row is a zero vector: its"
            if space.n_zero_rows == 1
            else f"{space.n_zero_rows} rows are zero vectors: their"
        )
        notes.append(f"{rows} cosine similarity to anything is 0")
    return tuple(notes)
