"""What tells one group from another: the words and the values of columns that one has more often."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from embedcore.facets import Facet, Overrepresented, overrepresented
from embedcore.groups.naming import GroupTerm, distinct_terms, terms_of
from embedcore.space.space import EmbeddingSpace

FEW_ROWS = 3
"""In a group of no more rows, a word of a single text tells something."""


@dataclass(frozen=True)
class Side:
    """What one of two groups has that the other has not, the most telling first.

    words: with their shares of its texts and of the other's. columns: values that it has more often than the other,
    beyond chance.
    """

    words: tuple[GroupTerm, ...]
    columns: tuple[Overrepresented, ...]


def told_apart(
    space: EmbeddingSpace, labels: NDArray[np.int64], group: int, other: int, facets: Sequence[Facet] = ()
) -> tuple[Side, Side]:
    """What the group has that the other has not, and the other way round. labels: (n_rows,) each row's group.

    Words score as those of a name do, p * log(p / q), with q the share of the other group's texts instead of all.
    """
    two = np.select([labels == group, labels == other], [0, 1], -1)
    between = [replace(facet, codes=np.where(two >= 0, facet.codes, np.int16(-1))) for facet in facets]
    words = _words(space, two)
    first, second = (
        Side(words[side], overrepresented(between, np.flatnonzero(two == side)) if between else ()) for side in (0, 1)
    )
    return first, second


def _words(space: EmbeddingSpace, two: NDArray[np.int64]) -> tuple[tuple[GroupTerm, ...], tuple[GroupTerm, ...]]:
    """two: (n_rows,) 0 or 1 for the rows of the two groups, -1 for all others."""
    index = terms_of(space)
    if index is None:
        return (), ()
    sizes = np.bincount(two[two >= 0], minlength=2)
    counts = index.counted(two, 2).toarray()
    shares = counts / np.maximum(sizes, 1)[:, None]
    least = 1 / max(int(sizes.sum()), 1)
    found = []
    for side in (0, 1):
        share, elsewhere = shares[side], shares[1 - side]
        scores = share * np.log((share + least) / (elsewhere + least))
        scores[(counts[side] < 2) & (sizes[side] > FEW_ROWS)] = 0
        chosen = distinct_terms(index.terms, scores, share)
        found.append(tuple(GroupTerm(index.shown[t], float(share[t]), float(elsewhere[t])) for t in chosen))
    return found[0], found[1]
