"""Where a space falls into two clouds that share no neighbours, and whether both speak of the same in other terms."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from embedcore.metrics import principal_axes, unit_rows
from embedcore.space.neighbors import NeighborGraph
from embedcore.types import Indices, Vectors
from embedcore.words import naming_words

N_DIRECTIONS, N_STEPS, N_SPLITS = 12, 40, 4
LEAST_SHARE = 0.05
"""A cloud is at least so large a part of the rows."""
SAMPLED = 600
"""Rows of each cloud that are compared by their words."""
MOST_ROWS = 20_000
"""Rows from which the directions and the spread of a cloud are taken."""
LEAST_ALIKE, ENOUGH_PAIRS = 0.2, 20
"""Texts with so much of their words in common speak of the same; and how many pairs of them are needed."""
BY_WORDS, AROUND, COUNTERPART = 5, 10, 0.4
"""Of each text the nearest by words, and of each vector those around it; a place has a counterpart in the other cloud
where so large a part of the texts that chance would put there are there."""


LEAST_OWN = 0.1
"""Halves of one cloud whose spreads agree by less spread alike in all directions, which tells nothing."""


@dataclass(frozen=True, eq=False)
class Split:
    """is_second: (n_rows,) which cloud a row is in. crossing: edges of the neighbour graph from one to the other, as a
    share of those that chance would give: 1 no clouds, 0 none."""

    is_second: NDArray[np.bool_]
    crossing: float


def splits(vectors: Vectors, graph: NeighborGraph, rng: np.random.Generator, *, most: float) -> list[Split]:
    """Cuts into two clouds with so few common neighbours at most, the clearest first, N_SPLITS of them.

    Values spread along the graph from where rows stand on the main directions until each cloud has its own (power
    iteration on the random walk of the graph), and are cut at their widest gap.
    """
    from scipy.sparse import csr_matrix

    n_rows, k = graph.indices.shape
    starts = np.arange(0, n_rows * k + 1, k)
    edges = csr_matrix((np.ones(n_rows * k, np.float32), graph.indices.ravel(), starts), shape=(n_rows, n_rows))
    both = edges + edges.T
    degrees = np.asarray(both.sum(axis=1)).ravel()
    values = _standings(vectors, rng)
    for _ in range(N_STEPS):
        values = (both @ values) / degrees[:, None]
        values -= np.average(values, axis=0, weights=degrees)
        values /= np.maximum(np.abs(values).max(axis=0), 1e-30)
    found: dict[bytes, Split] = {}
    for column in values.T:
        cut = _widest_gap(column)
        if cut is None:
            continue
        is_second = (column > cut) != (column[0] > cut)
        share = float(is_second.mean())
        crossing = float((is_second[graph.indices] != is_second[:, None]).mean()) / (2 * share * (1 - share))
        if crossing <= most:
            found.setdefault(is_second.tobytes(), Split(is_second, crossing))
    return sorted(found.values(), key=lambda one: one.crossing)[:N_SPLITS]


def _standings(vectors: Vectors, rng: np.random.Generator) -> NDArray[np.float64]:
    """(n_rows, n) where each row stands on the directions of greatest variance."""
    rows = vectors if len(vectors) <= MOST_ROWS else vectors[rng.choice(len(vectors), MOST_ROWS, replace=False)]
    unit = unit_rows(rows)
    centre = unit.mean(axis=0)
    products = (unit - centre).T @ (unit - centre)
    axes = principal_axes(products.astype(np.float64), min(N_DIRECTIONS, vectors.shape[1]))[1]
    return np.asarray(unit_rows(vectors) @ axes.astype(np.float32) - centre @ axes, dtype=np.float64)


def _widest_gap(values: NDArray[np.float64]) -> float | None:
    """The middle of the widest gap that leaves LEAST_SHARE of the values on either side."""
    ordered = np.sort(values)
    least = max(2, int(np.ceil(LEAST_SHARE * len(values))))
    if len(values) < 2 * least:
        return None
    gaps = ordered[least : -least + 1] - ordered[least - 1 : -least]
    place = int(gaps.argmax())
    return float(ordered[least - 1 + place] + gaps[place] / 2) if gaps[place] > 0 else None


@dataclass(frozen=True)
class SharedWords:
    """What pairs of texts with the same words show. shared: how many of them there are across two clouds, beside within
    them (geometric mean): 1 where both speak of the same, 0 where nothing is common; None where there are too few pairs
    to tell. gain: how much closer such pairs are than others across the clouds, beside within them: about 1 where one
    model made both, about 0 where each cloud has its own; None as well. covered: the share
    of places in a cloud whose subject occurs in the other, of the cloud with fewer: about 1 for two models, about 0
    for clouds of whole topics; None as well.
    """

    shared: float | None = None
    gain: float | None = None
    covered: float | None = None


def shared_words(
    vectors: Vectors, texts: Sequence[str], is_second: NDArray[np.bool_], rng: np.random.Generator
) -> SharedWords:
    """What the texts of two clouds have in common, and whether it brings them together."""
    sides = [_sampled(np.flatnonzero(is_second == side), rng) for side in (False, True)]
    rows = np.concatenate(sides)
    unit = unit_rows(vectors[rows]).astype(np.float64)
    scores, alike = unit @ unit.T, _likeness_by_words([texts[row] for row in rows.tolist()])
    pairs = alike >= LEAST_ALIKE
    first, second = slice(0, len(sides[0])), slice(len(sides[0]), None)
    blocks = [(first, second), (first, first), (second, second)]
    counts, sizes, gains = [], [], []
    for block in blocks:
        same, score = pairs[block], scores[block]
        own = len(same) if block[0] == block[1] else 0  # each row with itself
        counts.append(int(same.sum()) - own)
        sizes.append(same.size - own)
        gains.append((score[same].sum() - own) / max(counts[-1], 1) - score[~same].mean() if (~same).any() else 0.0)
    if min(counts[1:]) < ENOUGH_PAIRS:
        return SharedWords()
    across, *within = (n / size for n, size in zip(counts, sizes, strict=True))
    shared = across / float(np.sqrt(within[0] * within[1]))
    usual = float(np.mean(gains[1:]))
    gain = float(gains[0]) / usual if counts[0] >= ENOUGH_PAIRS and usual > 0 else None
    return SharedWords(shared, gain, _covered(scores, alike, len(sides[0])))


def _covered(scores: NDArray[np.float64], alike: NDArray[np.float64], n_first: int) -> float:
    """The share of places in a cloud whose subject occurs in the other, of the cloud that has fewer.

    scores, alike: (n, n) how close rows are, and their texts by words. n_first: so many rows are of the first cloud.
    """
    n_rows = len(scores)
    is_second = np.arange(n_rows) >= n_first
    others = alike.copy()
    np.fill_diagonal(others, -1)
    nearest = np.argpartition(-others, min(BY_WORDS, n_rows - 1), axis=1)[:, :BY_WORDS]
    counts = np.take_along_axis(others, nearest, axis=1) >= LEAST_ALIKE
    n_across = (counts & (is_second[nearest] != is_second[:, None])).sum(axis=1)
    found = []
    for side in (False, True):
        rows = np.flatnonzero(is_second == side)
        around = np.argsort(-scores[np.ix_(rows, rows)], axis=1)[:, : AROUND + 1]
        across, known = n_across[rows][around].sum(axis=1), counts.sum(axis=1)[rows][around].sum(axis=1)
        by_chance = known * float((is_second != side).mean())
        found.append(float((across >= COUNTERPART * by_chance)[known > 0].mean()) if known.any() else 0.0)
    return min(found)


def _sampled(rows: Indices, rng: np.random.Generator) -> Indices:
    return rows if len(rows) <= SAMPLED else rng.choice(rows, SAMPLED, replace=False)


def _likeness_by_words(texts: Sequence[str]) -> NDArray[np.float64]:
    """(n, n) the cosine of what texts say, rare words counting more."""
    from scipy.sparse import csr_matrix

    said = [sorted({word.normal for word in naming_words(text)}) for text in texts]
    number = {word: place for place, word in enumerate(dict.fromkeys(word for words in said for word in words))}
    starts = np.concatenate([[0], np.cumsum([len(words) for words in said])])
    columns = np.array([number[word] for words in said for word in words], dtype=np.int64)
    rarity = np.log(len(texts) / np.maximum(np.bincount(columns, minlength=max(len(number), 1)), 1))
    table = csr_matrix((rarity[columns], columns, starts), shape=(len(texts), max(len(number), 1)))
    lengths = np.sqrt(np.asarray(table.multiply(table).sum(axis=1)).ravel())
    products = np.asarray((table @ table.T).todense())
    return np.asarray(products / np.maximum(lengths[:, None] * lengths[None, :], 1e-12))


def spreads_agree(vectors: Vectors, is_second: NDArray[np.bool_], rng: np.random.Generator) -> float | None:
    """How much the directions in which both clouds spread are the same: the correlation of their covariances, by that
    of two halves of one cloud. About 0 for vectors of two models; None for clouds that are too small to tell."""
    parts: list[NDArray[np.float64]] = []
    for side in (False, True):
        rows = rng.permutation(np.flatnonzero(is_second == side))[:MOST_ROWS]
        if len(rows) < 40:
            return None
        parts += [_spread(vectors[half]) for half in np.array_split(rows, 2)]
    a, b, c, d = parts
    across = np.mean([(x * y).sum() for x, y in ((a, c), (a, d), (b, c), (b, d))])
    own = np.sqrt(max(float((a * b).sum()), 0.0) * max(float((c * d).sum()), 0.0))
    return float(across / own) if own >= LEAST_OWN else None


def _spread(vectors: Vectors) -> NDArray[np.float64]:
    """The covariance of unit vectors without what all directions share, of length 1 as a table."""
    unit = unit_rows(vectors).astype(np.float64)
    unit -= unit.mean(axis=0)
    found = unit.T @ unit
    found -= np.eye(len(found)) * np.trace(found) / len(found)
    return np.asarray(found / max(float(np.linalg.norm(found)), 1e-30))
