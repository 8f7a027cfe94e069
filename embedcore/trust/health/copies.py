"""Rows that repeat others: exactly, or nearly."""

from collections import Counter

import numpy as np

from embedcore.duplicates import copy_numbers
from embedcore.metrics import Metric
from embedcore.phrases import counted, share
from embedcore.scores.baselines import closer, near_duplicate_level, scores_of_pairs
from embedcore.trust.health.finding import Evidence, Finding, Severity
from embedcore.trust.health.inspected import Inspected, Unseen
from embedcore.types import Indices

COPIES, MANY_COPIES = 0.02, 0.3
"""Shares of rows that could go. On the samples and banking77 at most 0.7 % of rows are exact copies."""
NEAR_COPIES = 0.06
"""The share of rows with a near-copy. On banking77, where many ask the same in nearly the same words, 4 %."""
ALIKE_LETTERS = 0.88
"""Texts are the same but for a slip or a word where the runs of three letters agree by so much (Dice 1945). Of texts of
banking77 and copies with two letters swapped or a word left out 8 in 10 do, of longer texts nearly all."""
ALIKE_VECTORS, FEW_DIMS = 0.1, 10
"""Without texts: a distance of so much of the mean distance of two rows; in fewer dimensions, where many rows are that
near, it must be an outlier among the distances to nearest rows as well."""
LEAST = 3
"""Fewer rows that could go are chance."""
N_SHOWN = 5


def exact_copies(seen: Inspected) -> Finding | Unseen:
    """Rows with the same text but for white space and case; without texts, with the same vector."""
    number = copy_numbers(seen.space)
    sizes = np.bincount(number)
    n_rows = seen.space.n_rows
    n_spare = n_rows - int((sizes > 0).sum())
    rows = np.flatnonzero(sizes[number] > 1)
    rows = rows[np.lexsort((rows, number[rows], -sizes[number[rows]]))]
    found = n_spare / n_rows
    level: Severity = "ok" if not n_spare else "info" if found < COPIES or n_spare < LEAST else "warning"
    if found >= MANY_COPIES and level == "warning":
        level = "serious"
    first = {int(number[row]): int(row) for row in rows[::-1]}
    largest = np.argsort(-sizes, kind="stable")[:N_SHOWN]
    lines = tuple((seen.shown(first[int(one)]), int(sizes[one])) for one in largest if sizes[one] > 1)
    return Finding(
        name="exact_copies",
        title="Exact copies",
        severity=level,
        measured=f"{n_spare:,} of {counted(n_rows, 'row')} ({share(found)}) repeat an earlier one exactly.",
        meaning=_meaning(level),
        advice="Keep one of each: the Duplicates page does it." if level in ("warning", "serious") else "Nothing.",
        technical="same text but for white space and case" if seen.texts is not None else "same vector",
        rows=rows,
        figures={"spare_rows": float(n_spare), "share": found},
        evidence=(Evidence("Those that repeat most", ("row", "times"), lines),) if lines else (),
    )


def near_copies(seen: Inspected) -> Finding | Unseen:
    """Rows whose nearest neighbour reads nearly the same; where there are no texts, is an outlier in closeness."""
    space = seen.space
    if space.n_rows < 3:
        return Unseen("it takes at least 3 rows")
    nearest, scores = _nearest_other(seen)
    there = nearest >= 0
    if (texts := seen.texts) is not None:
        same = there.copy()
        for row in np.flatnonzero(there).tolist():
            same[row] = _alike(texts[row], texts[nearest[row]]) >= ALIKE_LETTERS
        how = f"texts of neighbours that share {ALIKE_LETTERS:.0%} of their runs of three letters, exact copies aside"
    else:
        least = _level(seen)
        same, how = there & space.metric.passes(scores, least), f"nearest vectors from {least:.4g} on ({space.metric})"
    close = np.flatnonzero(same)
    order = np.lexsort((close, space.metric.order_key(scores[close])))
    rows = close[order]
    found = len(rows) / space.n_rows
    level: Severity = (
        "ok" if not len(rows) else "warning" if found >= NEAR_COPIES and len(rows) >= 2 * LEAST else "info"
    )
    shown = [row for row in rows.tolist() if row < nearest[row]][:N_SHOWN]
    lines = tuple((seen.shown(row), seen.shown(int(nearest[row]))) for row in shown)
    return Finding(
        name="near_copies",
        title="Near-copies",
        severity=level,
        measured=f"{counted(len(rows), 'row')} of {space.n_rows:,} ({share(found)}) "
        f"{'has' if len(rows) == 1 else 'have'} a near-copy: the same but for a slip or a word.",
        meaning=_meaning(level),
        advice="Keep one of each: the Duplicates page shows them side by side." if level == "warning" else "Nothing.",
        technical=how,
        rows=rows,
        figures={"rows": float(len(rows)), "share": found},
        evidence=(Evidence("Pairs that are nearly the same", ("one", "the other"), lines),) if lines else (),
    )


def _meaning(level: Severity) -> str:
    if level == "ok":
        return "No row counts more than once."
    if level == "info":
        return "So few that no figure changes much."
    return "They count several times, make groups look larger than they are and fill lists of results."


def _level(seen: Inspected) -> float:
    """The score from which on two vectors are nearly the same."""
    space = seen.space
    usual = float(seen.pairs.mean())
    near = ALIKE_VECTORS * usual if space.metric is Metric.EUCLIDEAN else 1 - ALIKE_VECTORS**2 * (1 - usual)
    if space.n_dims >= FEW_DIMS and space.metric is not Metric.DOT:
        return near
    outlier = near_duplicate_level(space, None, seen.random_state)[0]
    return outlier if space.metric is Metric.DOT else closer(space.metric, outlier, near)


def _nearest_other(seen: Inspected) -> tuple[Indices, np.ndarray]:
    """(n_rows,) the nearest row that is not an exact copy, -1 where all 10 nearest are; and its score."""
    graph, number = seen.graph, copy_numbers(seen.space)
    other = number[graph.indices] != number[:, None]
    place = other.argmax(axis=1)
    rows = np.arange(len(place))
    nearest = np.where(other.any(axis=1), graph.indices[rows, place], -1)
    return nearest, scores_of_pairs(seen.space, rows, nearest)


def _alike(a: str, b: str) -> float:
    """Twice the runs of letters that two texts share, by all they have."""
    if min(len(a), len(b)) < ALIKE_LETTERS / 2 * max(len(a), len(b)):
        return 0.0
    first, second = _runs(a), _runs(b)
    return 2 * (first & second).total() / max(first.total() + second.total(), 1)


def _runs(text: str) -> Counter[str]:
    plain = " ".join(text.casefold().split())
    return Counter(plain[place : place + 3] for place in range(len(plain) - 2))
