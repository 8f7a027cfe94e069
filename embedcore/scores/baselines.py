"""Scores to compare others with: of random rows, of near-duplicates, and where chance ends."""

from math import erfc, sqrt
from statistics import NormalDist

import numpy as np

from embedcore.metrics import Metric, pair_scores
from embedcore.space.space import EmbeddingSpace
from embedcore.types import Indices, Scores, Vectors

N_PAIRS = 50_000
PAIRS_AT_ONCE = 2_048
"""Of 384 dimensions these take 25 MB; all at once 500 MB."""
N_CHANGED = 400
CHANGED_CHARACTERS = 40_000
N_NEAREST = 1_000
N_LEAST, MOST_WITHOUT = 400, 0.05
"""Rows whose nearest one is looked at, and the share of them whose nearest is farther than `least_nearest`."""


def random_pair_scores(space: EmbeddingSpace, random_state: int) -> Scores:
    """(n_pairs,) scores of pairs of different rows, closest first: all pairs, or N_PAIRS drawn at random."""
    first, second = row_pairs(space.n_rows, N_PAIRS, np.random.default_rng(random_state))
    scores = scores_of_pairs(space, first, second)
    return scores[np.argsort(space.metric.order_key(scores), kind="stable")]


def scores_of_pairs(space: EmbeddingSpace, first: Indices, second: Indices) -> Scores:
    """(n_pairs,) of these pairs of rows, in parts: their vectors are never all copied at once."""
    parts = [slice(start, start + PAIRS_AT_ONCE) for start in range(0, len(first), PAIRS_AT_ONCE)]
    return np.concatenate(
        [pair_scores(space.metric, space.vectors[first[part]], space.vectors[second[part]]) for part in parts]
    )


def changed_texts(space: EmbeddingSpace, random_state: int = 42) -> list[str]:
    """Texts of the space in turn with a slightly changed copy of each: two letters swapped, or a word left out.

    Up to N_CHANGED distinct texts drawn at random, of CHANGED_CHARACTERS together; empty where the space
    has no texts, none that can be changed, or vectors of a model that reads no texts, is not on this machine, or
    stands elsewhere and would be sent (and paid for) more than was asked for.
    """
    card = space.encoder.card if space.encoder is not None else None
    if card is not None and not (card.reads_text and card.available and not card.remote):
        return []
    rng = np.random.default_rng(random_state)
    texts = list(dict.fromkeys(space.texts or ()))
    pairs: list[str] = []
    characters = 0
    for place in rng.permutation(len(texts)).tolist():
        text = texts[place]
        changed = slightly_changed(text, rng)
        if changed == text:
            continue
        characters += len(text)
        if pairs and (len(pairs) == 2 * N_CHANGED or characters > CHANGED_CHARACTERS):
            break
        pairs += [text, changed]
    return pairs


def near_duplicate_level(space: EmbeddingSpace, changed: Vectors | None, random_state: int) -> tuple[float, int, bool]:
    """The score of near-duplicates here, the number of rows it comes from, and whether from changed texts.

    changed: the vectors of `changed_texts`; then it is the median score of a text and its changed copy.
    None: how close the nearest neighbours of up to N_NEAREST rows must be to be outliers, by Tukey's
    fence (1977) on the logarithm of their distances.
    """
    if changed is not None:
        scores = pair_scores(space.metric, changed[::2], changed[1::2])
        return float(np.median(scores)), len(scores), True
    rng = np.random.default_rng(random_state)
    rows = rng.choice(space.n_rows, min(N_NEAREST, space.n_rows), replace=False)
    return _tail_of_nearest(space, rows), len(rows), False


def _tail_of_nearest(space: EmbeddingSpace, rows: Indices) -> float:
    """Tukey's fence below the distances to the nearest neighbours, as a score; dot products go by the cosine."""
    compared = space.with_metric(Metric.COSINE) if space.metric is Metric.DOT else space
    nearest = _nearest(compared, rows)
    distances = nearest if compared.metric is Metric.EUCLIDEAN else 1 - nearest
    apart = np.log(distances[distances > 1e-12])
    fence = 0.0
    if len(apart):
        low, high = np.percentile(apart, [25, 75])
        fence = float(np.exp(low - 1.5 * (high - low)))
    if space.metric is Metric.EUCLIDEAN:
        return fence
    if space.metric is Metric.COSINE:
        return 1 - fence
    squares = np.einsum("ij,ij->i", space.vectors, space.vectors, dtype=np.float64)
    return (1 - fence) * float(np.median(squares))


def least_nearest(space: EmbeddingSpace, random_state: int) -> float:
    """The score that 95 in 100 rows have at least with the row nearest to them; from up to N_LEAST rows at random.

    A query about something here does as well as they do, however wide the scores of random pairs are spread.
    """
    rows = np.random.default_rng(random_state).choice(space.n_rows, min(N_LEAST, space.n_rows), replace=False)
    nearest = _nearest(space, rows)
    nearest = nearest[np.argsort(space.metric.order_key(nearest), kind="stable")]
    return reached_by(nearest, 1 - MOST_WITHOUT)


def _nearest(space: EmbeddingSpace, rows: Indices) -> Scores:
    """(n,) the scores of those rows with the rows nearest to them, other than themselves."""
    indices, scores = space.scorer.closest(space.vectors[rows], 2)
    found: Scores = np.where(indices[:, 0] == rows, scores[:, 1], scores[:, 0])
    return found


def slightly_changed(text: str, rng: np.random.Generator) -> str:
    """The text with one word left out, or with two neighbouring letters of a word swapped; the same if it has none."""
    words = text.split(" ")
    long = [place for place, word in enumerate(words) if len(word) >= 4]
    if len(words) >= 5 and rng.random() < 0.5:
        del words[rng.integers(len(words))]
    elif long:
        place = int(rng.choice(long))
        word, at = words[place], int(rng.integers(1, len(words[place]) - 1))
        words[place] = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    return " ".join(words)


def above_chance(pairs: Scores, metric: Metric) -> float:
    """The score from which on pairs of rows are more than chance: at most half of them are expected by it.

    Chance is a normal distribution around the median, as wide as the far half of the pairs, which no groups
    make wider (empirical null: Efron 2004). The level of the closest 5 % where groups don't show, or
    show only beyond it. pairs: (n_pairs,) scores of random pairs, closest first.
    """
    level = reached_by(pairs, 0.05)
    near = -metric.order_key(pairs)  # greater is closer
    centre, spread = _chance(near)
    if spread == 0:
        return level
    found = np.arange(1, len(near) + 1)
    expected = np.array([erfc((value - centre) / spread / sqrt(2)) / 2 for value in near]) * len(near)
    more = np.flatnonzero((expected <= found / 2) & (near > centre))
    return float(closer(metric, float(pairs[more[-1]]), level)) if len(more) else level


def best_by_chance(pairs: Scores, metric: Metric, n_rows: int) -> float:
    """The best score that a query unlike all rows can be expected to reach among n_rows of them, all the same.

    What the best of n_rows draws of chance exceeds in 95 of 100 cases (the distribution of a maximum; Fisher and
    Tippett 1928); chance is the normal distribution of `above_chance`, of distances of their logarithm, which no
    extrapolation makes negative. pairs: (n_pairs,) scores of random pairs.
    """
    keys = -metric.order_key(pairs)
    centre, spread = _chance(keys if metric.greater_is_closer else -np.log(np.maximum(-keys, 1e-30)))
    near = centre + NormalDist().inv_cdf(0.05 ** (1 / n_rows)) * spread
    return near if metric.greater_is_closer else float(np.exp(-near))


def _chance(near: Scores) -> tuple[float, float]:
    """Centre and spread of the scores (greater is closer) that chance gives: by their far half alone."""
    centre = float(np.median(near))
    return centre, float(np.sqrt(np.mean((near[near <= centre] - centre) ** 2)))


def row_pairs(n_rows: int, n_pairs: int, rng: np.random.Generator) -> tuple[Indices, Indices]:
    """Two arrays of row indices: all pairs of different rows, or n_pairs of them drawn at random."""
    if n_rows * (n_rows - 1) // 2 <= n_pairs:
        first, second = np.triu_indices(n_rows, k=1)
        return first, second
    first = rng.integers(n_rows, size=n_pairs)
    return first, (first + rng.integers(1, n_rows, size=n_pairs)) % n_rows


def reached_by(pairs: Scores, share: float) -> float:
    """The score that only that share of the pairs reaches. pairs: closest first."""
    return float(np.quantile(pairs[::-1], 1 - share) if pairs[0] >= pairs[-1] else np.quantile(pairs, share))


def closer(metric: Metric, a: float, b: float) -> float:
    return max(a, b) if metric.greater_is_closer else min(a, b)


def farther(metric: Metric, a: float, b: float) -> float:
    return min(a, b) if metric.greater_is_closer else max(a, b)
