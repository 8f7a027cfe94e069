"""Words for the parts of a map that are smaller than a group: what is said there, and less so around it."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from embedcore.errors import DataError
from embedcore.groups.naming import TermIndex, distinct_terms, terms_of
from embedcore.space.space import EmbeddingSpace
from embedcore.types import Indices, OnProgress
from embedcore.words import same_word

if TYPE_CHECKING:
    from scipy import sparse

SIDES = (8, 16, 32, 64, 128, 256)
"""Squares along the map's longer side, from coarse to fine; each square has four of the next."""
LEAST_ROWS, LEAST_WITH = 5, 3
"""Rows of a square that gets a word, and rows there that have to have the word."""
AROUND = 2
"""Squares around one that it is compared with."""
_LOOKED_AT = 12
"""The best terms of a square that are looked at."""


@dataclass(frozen=True, eq=False)
class PlaceWords:
    """Words at places of a flat map, level by level, the more frequent first within a level.

    texts: (n_words,) a word or two neighbouring ones. others: (n_words,) the next best, for where the first one is
    said already, such as in the name of a group; perhaps empty. at: (n_words, 2) in the map's units. levels: (n_words,)
    from 0, an index into `SIDES`. n_rows: (n_words,) how many rows of the square have the word.
    """

    texts: tuple[str, ...]
    others: tuple[str, ...]
    at: NDArray[np.float32]
    levels: NDArray[np.int8]
    n_rows: NDArray[np.int32]


@dataclass(frozen=True, eq=False)
class _Squares:
    """The squares of a level that have enough rows.

    labels: (n_rows,) the square of each row, or -1. corners: (n_squares, 2) column and line. sizes: (n_squares,) rows.
    """

    labels: Indices
    corners: Indices
    sizes: Indices

    @classmethod
    def of(cls, coordinates: NDArray[np.float32], side: int) -> "_Squares":
        low, length = coordinates.min(axis=0), float(np.ptp(coordinates, axis=0).max()) or 1.0
        cells = np.minimum(((coordinates - low) / length * side).astype(np.int64), side - 1)
        found, label, sizes = np.unique(cells[:, 0] * side + cells[:, 1], return_inverse=True, return_counts=True)
        kept = sizes >= LEAST_ROWS
        number = np.where(kept, np.cumsum(kept) - 1, -1)
        return cls(number[label.ravel()], np.stack([found // side, found % side], axis=1)[kept], sizes[kept])

    def pairs(self) -> tuple[Indices, Indices]:
        """Which squares are around which others: two arrays of indices."""
        wide = int(self.corners.max(initial=0)) + 2 * AROUND + 1
        keys = (self.corners[:, 0] + AROUND) * wide + self.corners[:, 1] + AROUND
        own, other = [], []
        for right, up in product(range(-AROUND, AROUND + 1), repeat=2):
            if right or up:
                asked = keys + right * wide + up
                at = np.minimum(np.searchsorted(keys, asked), len(keys) - 1)
                there = np.flatnonzero(keys[at] == asked)
                own.append(there)
                other.append(at[there])
        return np.concatenate(own), np.concatenate(other)


def place_words(
    space: EmbeddingSpace, coordinates: NDArray[np.float32], *, on_progress: OnProgress | None = None
) -> PlaceWords:
    """The word that sets each square of a map apart from those around it and from all others.

    A term scores p * log(p / q) as in names of groups; q is the mean of its shares in the squares around and in all
    rows. No square has a word that one around it has. Empty for a space without texts.
    coordinates: (n_rows, 2) of a map of the space. Raises DataError for a map of another shape.
    """
    if coordinates.shape != (space.n_rows, 2):
        raise DataError(
            f"words stand on a flat map of all {space.n_rows} rows (got coordinates of shape {coordinates.shape}); "
            "give the coordinates of a map of this space with n_components=2"
        )
    index = terms_of(space)
    found: list[tuple[str, str, NDArray[np.float32], int, int]] = []
    for level, side in enumerate(SIDES if index is not None and index.terms else ()):
        if on_progress is not None:
            on_progress(level, len(SIDES), "words of places")
        assert index is not None
        squares = _Squares.of(coordinates, side)
        if len(squares.sizes):
            words = sorted(_words(index, squares, coordinates), key=lambda word: -word[3])
            found.extend((text, other, at, level, count) for text, other, at, count in words)
    return PlaceWords(
        tuple(text for text, *_ in found),
        tuple(other for _, other, *_ in found),
        np.array([at for _, _, at, *_ in found], dtype=np.float32).reshape(-1, 2),
        np.array([level for *_, level, _ in found], dtype=np.int8),
        np.array([count for *_, count in found], dtype=np.int32),
    )


def _words(
    index: TermIndex, squares: _Squares, coordinates: NDArray[np.float32]
) -> Iterator[tuple[str, str, NDArray[np.float32], int]]:
    """Of one level: each word as it is spelled, the next best, its place, and how many rows of the square have it."""
    inside = index.counted(squares.labels, len(squares.sizes))
    own, other = squares.pairs()
    scores, shares = _scores(index, squares, inside, own, other)
    around: list[list[int]] = [[] for _ in squares.sizes]
    for one, neighbour in zip(own.tolist(), other.tolist(), strict=True):
        around[one].append(neighbour)
    taken: dict[int, list[int]] = {}
    for square in np.argsort(-squares.sizes, kind="stable").tolist():
        entries = np.arange(inside.indptr[square], inside.indptr[square + 1])
        best = entries[np.argsort(-scores[entries], kind="stable")[:_LOOKED_AT]]
        best = best[scores[best] > 0]
        terms = inside.indices[best]
        said = {word for near in around[square] for term in taken.get(near, ()) for word in index.terms[term].split()}
        # Where the phrases that words gave way to repeat what is said around here, the words themselves.
        positions = distinct_terms([index.terms[term] for term in terms], scores[best], shares[best])
        for position in (*positions, *range(len(terms))):
            term = int(terms[position])
            if not any(same_word(a, b) for a in index.terms[term].split() for b in said):
                taken.setdefault(square, []).append(term)
                said.update(index.terms[term].split())
            if len(taken.get(square, ())) == 2:
                break
    first = {square: found[0] for square, found in taken.items()}
    for square, rows in index.rows_with(first, squares.labels) if first else ():
        shown = [index.shown[term] for term in taken[square]]
        yield shown[0], shown[1] if len(shown) > 1 else "", np.median(coordinates[rows], axis=0), len(rows)


def _scores(
    index: TermIndex, squares: _Squares, inside: "sparse.csr_array", own: Indices, other: Indices
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Of each entry of inside (n_squares, n_terms): how much the term tells of the square, and its share there."""
    from scipy import sparse

    n = len(squares.sizes)
    near = sparse.csr_array((np.ones(len(own)), (own, other)), shape=(n, n))
    square_of = np.repeat(np.arange(n), np.diff(inside.indptr))
    # Of the terms that a square has, how many rows around it have them, too: the sum keeps the entries of `inside`.
    there = (near @ inside).tocsr()
    both = (inside + there).tocsr()
    both.sort_indices()
    wanted = np.searchsorted(_flat(both), _flat(inside))
    rows_around = np.maximum(near @ squares.sizes, 1)[square_of]
    share = inside.data / squares.sizes[square_of]
    close = (both.data[wanted] - inside.data) / rows_around
    elsewhere = (close + index.frequency[inside.indices] / index.n_texts) / 2
    scores = share * np.log(share / np.maximum(elsewhere, 1 / index.n_texts))
    scores[inside.data < LEAST_WITH] = 0
    return scores, share


def _flat(table: "sparse.csr_array") -> Indices:
    """Row and column of each entry as one growing number."""
    rows = np.repeat(np.arange(table.shape[0], dtype=np.int64), np.diff(table.indptr))
    flat: Indices = rows * table.shape[1] + table.indices
    return flat
