"""What sets some rows apart from all others, such as those inside an outline on a map."""

from dataclasses import dataclass

import numpy as np

from embedcore.groups.naming import GroupTerm, name_groups, terms_of
from embedcore.space.space import EmbeddingSpace
from embedcore.types import Indices


@dataclass(frozen=True, eq=False)
class Contrast:
    """What is typical for some rows.

    keywords: words that they have and others lack, the most telling first; empty without texts, or for all rows.
    typical: up to three of the rows, those nearest to their middle.
    """

    rows: Indices
    keywords: tuple[GroupTerm, ...]
    typical: tuple[int, ...]


def contrast(space: EmbeddingSpace, rows: Indices) -> Contrast:
    """What sets these rows apart from the others. rows: (n,) at least one, each of them once."""
    labels = np.ones(space.n_rows, dtype=np.int64)
    labels[rows] = 0
    keywords = name_groups(terms_of(space), labels, 2)[1][0] if len(rows) < space.n_rows else ()
    middle = space.vectors[rows].mean(axis=0)
    nearest = np.argsort(np.linalg.norm(space.vectors[rows] - middle, axis=1), kind="stable")[:3]
    return Contrast(rows, keywords, tuple(int(row) for row in rows[nearest]))
