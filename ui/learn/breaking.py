"""How each of the four failures is made, and mended: spaces before, broken, and mended. No Streamlit."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

import embedcore as ec
from embedcore.types import Vectors

SEED, SPREAD = 7, 0.8
"""Of what is drawn at random; the deviation of the logarithm of the lengths."""
SCALED, TIMES = 7, 30.0
"""Which of the numbers is on another scale, and how much."""


@dataclass(frozen=True)
class Failure:
    """finding: the name that the Trust page's report has for it. fix: of embedcore.trust.FIXES; empty where another
    reading mends it."""

    name: str
    icon: str
    finding: str
    fix: str = ""


FAILURES = (
    Failure("metric", ":material/straighten:", "wrong_metric", "cosine"),
    Failure("words", ":material/help:", "out_of_domain"),
    Failure("models", ":material/call_split:", "mixed_models"),
    Failure("scale", ":material/bar_chart:", "dominant_dimensions", "standardise"),
)


def with_wrong_metric(vectors: Vectors) -> ec.EmbeddingSpace:
    """The vectors with lengths by chance, compared by straight-line distance."""
    lengths = np.random.default_rng(SEED).lognormal(0.0, SPREAD, (len(vectors), 1))
    return ec.EmbeddingSpace((vectors * lengths).astype(np.float32), metric="euclidean")


def with_scaled_number(vectors: Vectors) -> ec.EmbeddingSpace:
    """One number of each vector is many times as large."""
    scaled = vectors.copy()
    scaled[:, SCALED % vectors.shape[1]] *= TIMES
    return ec.EmbeddingSpace(scaled)


def of_two_models(first: Vectors, second: Vectors, texts: Sequence[str]) -> ec.EmbeddingSpace:
    """Half of the rows by one model, half by another, whose vectors are filled up with zeros to the same length.

    first, second: (n_rows, n_dims) of the same texts, the numbers of dimensions may differ.
    """
    n_rows, n_dims = len(first), max(first.shape[1], second.shape[1])
    wide = [np.pad(vectors, ((0, 0), (0, n_dims - vectors.shape[1]))) for vectors in (first, second)]
    by_first = np.random.default_rng(SEED).permutation(n_rows) % 2 == 0
    return ec.EmbeddingSpace(np.where(by_first[:, None], *wide).astype(np.float32), texts=texts)


def kept_ratio(before: ec.EmbeddingSpace, after: ec.EmbeddingSpace, n_neighbors: int) -> float:
    """The mean share, 0 to 1, of each row's nearest rows that stay among them. Both: the same rows."""
    lists = [ec.neighbor_graph(space, n_neighbors=n_neighbors).indices for space in (before, after)]
    return float(np.mean([len(np.intersect1d(a, b)) / n_neighbors for a, b in zip(*lists, strict=True)]))
