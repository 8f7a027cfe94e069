"""What is done to every vector of a model alike: of the data and of what is searched for."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from hashlib import blake2b
from typing import Any

import numpy as np
from numpy.typing import NDArray

from embedcore.encoders.base import Encoder, ModelCard, Usage
from embedcore.errors import ParameterError
from embedcore.metrics import unit_rows
from embedcore.types import OnProgress, Tokens, Vectors


@dataclass(frozen=True, eq=False, kw_only=True)
class Adjustment:
    """One change of every vector: x -> unit(((unit(x) - shift) * scale) @ matrix), each part where it is given.

    name: what it is called ("standardised"). unit_before, unit_after: whether vectors get length 1 first, or last.
    shift, scale: (n_dims,); matrix: (n_dims, n_out), which may have fewer columns. Raises ParameterError for parts that
    do not fit together or are not finite.
    """

    name: str
    shift: NDArray[np.float64] | None = None
    scale: NDArray[np.float64] | None = None
    matrix: NDArray[np.float64] | None = None
    unit_before: bool = False
    unit_after: bool = False

    def __post_init__(self) -> None:
        given = [part for part in (self.shift, self.scale, self.matrix) if part is not None]
        axes = [(self.shift, 1), (self.scale, 1), (self.matrix, 2)]
        if (
            any(part is not None and part.ndim != n for part, n in axes)
            or any(not np.isfinite(part).all() for part in given)
            or len({len(part) for part in given}) > 1
        ):
            raise ParameterError(
                "shift, scale and matrix must be finite and of as many dimensions as the vectors (got "
                f"{[part.shape for part in given]}); learn them from the vectors that they are for"
            )

    def n_out(self, n_dims: int) -> int:
        """How many dimensions the vectors have afterwards."""
        return n_dims if self.matrix is None else self.matrix.shape[1]

    def applied(self, vectors: Vectors) -> Vectors:
        """The changed vectors, (n_rows, n_out) float32, computed in float64. A vector of zeros of unit length stays so.

        Raises ParameterError for vectors of another length than it was made for.
        """
        expected = next((len(part) for part in (self.shift, self.scale, self.matrix) if part is not None), None)
        if expected not in (None, vectors.shape[1]):
            raise ParameterError(f"vectors must have {expected} dimensions (got {vectors.shape[1]}); {self.name} "
                                 "was made for those")  # fmt: skip
        made = (unit_rows(vectors) if self.unit_before else vectors).astype(np.float64)
        if self.shift is not None:
            made -= self.shift
        if self.scale is not None:
            made *= self.scale
        if self.matrix is not None:
            made = made @ self.matrix
        narrow = made.astype(np.float32)
        return unit_rows(narrow) if self.unit_after else narrow

    @cached_property
    def digest(self) -> str:
        """Names what it does, for keys of caches."""
        found = blake2b(f"{self.unit_before} {self.unit_after}".encode(), digest_size=12)
        for part in (self.shift, self.scale, self.matrix):
            found.update(b"-" if part is None else np.ascontiguousarray(part, dtype=np.float64).tobytes())
        return found.hexdigest()


class AdjustedEncoder(Encoder):
    """A model whose every vector is changed alike, so that rows and queries stay comparable."""

    def __init__(self, inner: Encoder, adjustment: Adjustment) -> None:
        self.inner, self.adjustment = inner, adjustment

    @property
    def card(self) -> ModelCard:
        card = self.inner.card
        return replace(card, n_dims=self.adjustment.n_out(card.n_dims) if card.n_dims else 0)

    @property
    def cache_key(self) -> str:
        return f"{self.inner.cache_key}-{self.adjustment.digest}"

    @property
    def worth_caching(self) -> bool:  # type: ignore[override]
        return self.inner.worth_caching

    def encode(self, items: Sequence[Any], *, on_progress: OnProgress | None = None) -> Vectors:
        return self.adjustment.applied(self.inner.encode(items, on_progress=on_progress))

    def encode_query(self, text: str) -> Vectors:
        return np.asarray(self.adjustment.applied(self.inner.encode_query(text)[None])[0])

    def encode_batches(
        self, items: Sequence[Any], *, on_progress: OnProgress | None = None
    ) -> Iterator[tuple[Sequence[int], Vectors]]:
        for places, vectors in self.inner.encode_batches(items, on_progress=on_progress):
            yield places, self.adjustment.applied(vectors)

    def truncated(self, items: Sequence[Any]) -> list[int]:
        return self.inner.truncated(items)

    def tokens(self, text: str) -> Tokens | None:
        return self.inner.tokens(text)

    @property
    def options(self) -> Mapping[str, Any]:
        return self.inner.options

    @property
    def notes(self) -> tuple[str, ...]:
        return self.inner.notes

    @property
    def words(self) -> tuple[str, ...]:
        return self.inner.words

    @property
    def word_vectors(self) -> Vectors:
        return self.adjustment.applied(self.inner.word_vectors)

    @property
    def host(self) -> str:
        return self.inner.host

    @property
    def is_usual_server(self) -> bool:
        return self.inner.is_usual_server

    @property
    def usage(self) -> Usage | None:
        return self.inner.usage


def innermost(encoder: Encoder) -> Encoder:
    """The model itself, without the changes of its vectors."""
    while isinstance(encoder, AdjustedEncoder):
        encoder = encoder.inner
    return encoder


def around(changed: Encoder, model: Encoder) -> Encoder:
    """Another model with the changes that `changed` makes of its innermost one's vectors."""
    if not isinstance(changed, AdjustedEncoder):
        return model
    return AdjustedEncoder(around(changed.inner, model), changed.adjustment)


def changed_alike(encoder: Encoder | None, vectors: Vectors) -> Vectors:
    """Vectors (n, n_dims) of the innermost model, changed as the encoder changes them."""
    if not isinstance(encoder, AdjustedEncoder):
        return vectors
    return encoder.adjustment.applied(changed_alike(encoder.inner, vectors))
