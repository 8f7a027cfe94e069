"""The rows closest to every row, and those closest to a query."""

import numpy as np
from numpy.typing import ArrayLike

from embedcore.encoders.base import as_encoder
from embedcore.errors import DataError, ParameterError
from embedcore.metrics import Metric
from embedcore.parameters import Default, adapted, real_number
from embedcore.phrases import counted
from embedcore.space.approximate import approximate_graph
from embedcore.space.given_vectors import checked_vectors
from embedcore.space.neighbors import NeighborGraph, Neighbors, exact_graph
from embedcore.space.space import EmbeddingSpace
from embedcore.types import OnProgress, Vectors

EXACT_GRAPH_ROWS = 20_000
"""Up to here the graph of all rows is exact unasked."""


def neighbor_graph(
    space: EmbeddingSpace,
    *,
    n_neighbors: int = Default(15),
    exact: bool | None = None,
    on_progress: OnProgress | None = None,
) -> NeighborGraph:
    """The closest rows of every row, made once per space and metric and shared.

    exact: True for the true neighbours, whatever time it takes; by default up to 20,000 rows, and always for the dot
    product. Beyond, at least 95 % of them; `.exact` and `.notes` say so, with the share that was measured.
    n_neighbors: 15, or all the others where there are fewer rows.

    Raises ParameterError if n_neighbors is not in 1..n_rows - 1; DataError for a single row.
    """
    if space.n_rows < 2:
        raise DataError("a row can only have neighbours among at least 2 rows (got 1 row); load more rows")
    n_neighbors = adapted("n_neighbors", n_neighbors, high=space.n_rows - 1, advice=f"there are {space.n_rows} rows")

    if exact is None:
        exact = space.n_rows <= EXACT_GRAPH_ROWS or space.metric is Metric.DOT

    def made() -> NeighborGraph:
        if not exact and space.metric is not Metric.DOT:
            return approximate_graph(space.vectors, space.metric, n_neighbors, on_progress=on_progress)
        return exact_graph(space.vectors, space.metric, n_neighbors, on_progress=on_progress)

    def serves(graph: NeighborGraph) -> bool:
        return graph.n_neighbors >= n_neighbors and (graph.exact or not exact)

    known = space.memo("neighbor graph", made, enough=serves)
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
    own_row, vector = _row_and_vector(space, query)
    available = space.n_rows - (own_row is not None)
    if n_neighbors is not None:
        advice = f"there are {available} rows to choose from"
        n_neighbors = adapted("n_neighbors", n_neighbors, high=available, advice=advice)
    if threshold is not None:
        threshold = real_number("threshold", threshold)
    if threshold is None and n_neighbors is not None:
        found = min(n_neighbors + (own_row is not None), space.n_rows)
        indices, scores = (array[0] for array in space.scorer.closest(vector[None, :], found))
    else:
        everything = -np.inf if space.metric.greater_is_closer else np.inf
        indices, scores = space.scorer.within(vector, everything if threshold is None else threshold)
    if own_row is not None:
        others = indices != own_row
        indices, scores = indices[others], scores[others]
    return Neighbors(indices[:n_neighbors], scores[:n_neighbors], space.metric, _query_notes(space, vector))


def _row_and_vector(space: EmbeddingSpace, query: "str | int | ArrayLike") -> tuple[int | None, Vectors]:
    """The row that a query names, None where it is a text or a vector; and its vector (n_dims,)."""
    if isinstance(query, str):
        return None, query_vector(space, query)
    if isinstance(query, (int, np.integer)) and not isinstance(query, bool):
        if not 0 <= query < space.n_rows:
            raise ParameterError(f"a row index must be in 0..{space.n_rows - 1} (got {query})")
        return int(query), space.vectors[int(query)]
    given = checked_vectors(
        query, what="query", must_be="a text, a row index or a vector of numbers", n_dims=space.n_dims,
        error=ParameterError,
    )  # fmt: skip
    if len(given) != 1:
        raise ParameterError(f"query must be one vector (got {len(given)}); search for one after the other")
    return None, given[0]


def query_vector(space: EmbeddingSpace, text: str, *, as_row: bool = False) -> Vectors:
    """The vector of a text by the model of the space, (n_dims,): one that is searched for, or read as the rows are.

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
    vector = space.encoder.encode([text])[0] if as_row else as_encoder(space.encoder).encode_query(text)
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
        rows = counted(space.n_zero_rows, "row is a zero vector: its", "rows are zero vectors: their")
        notes.append(f"{rows} cosine similarity to anything is 0")
    return tuple(notes)
