"""Rows that repeat others: exactly, or nearly."""

import numpy as np

from embedcore.duplicates import copy_numbers
from embedcore.metrics import pair_scores
from embedcore.phrases import counted, share, shortened
from embedcore.scores import changed_texts, known_calibration
from embedcore.scores.baselines import near_duplicate_level
from embedcore.trust.health.finding import Evidence, Finding, Severity
from embedcore.trust.health.inspected import Inspected, Unseen
from embedcore.types import Indices

COPIES, MANY_COPIES = 0.02, 0.3
"""Shares of rows that could go. On the samples and banking77 at most 0.7 % of rows are exact copies."""
NEAR_COPIES = 0.05
ALIKE_LETTERS = 0.8
"""Texts whose pairs of letters agree by so much (Dice 1945) are the same but for a slip or a word."""
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
    level: Severity = "ok" if not n_spare else "info" if found < COPIES else "warning"
    if found >= MANY_COPIES:
        level = "serious"
    first = {int(number[row]): int(row) for row in rows[::-1]}
    largest = np.argsort(-sizes, kind="stable")[:N_SHOWN]
    lines = tuple((_named(seen, first[int(one)]), int(sizes[one])) for one in largest if sizes[one] > 1)
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
    """Rows whose nearest neighbour is a near-duplicate, by the level measured here, and reads nearly the same."""
    space = seen.space
    if space.n_rows < 3:
        return Unseen("it takes at least 3 rows")
    level_score = _level(seen)
    nearest, scores = _nearest_other(seen)
    close = np.flatnonzero((nearest >= 0) & space.metric.passes(scores, level_score))
    if seen.texts is not None:
        texts = seen.texts
        alike = [_alike(texts[row], texts[nearest[row]]) >= ALIKE_LETTERS for row in close.tolist()]
        close = close[np.array(alike, dtype=bool)]
    order = np.lexsort((close, space.metric.order_key(scores[close])))
    rows = close[order]
    found = len(rows) / space.n_rows
    level: Severity = "ok" if not len(rows) else "warning" if found >= NEAR_COPIES else "info"
    shown = [row for row in rows.tolist() if row < nearest[row]][:N_SHOWN]
    lines = tuple((_named(seen, row), _named(seen, int(nearest[row]))) for row in shown)
    return Finding(
        name="near_copies",
        title="Near-copies",
        severity=level,
        measured=f"{counted(len(rows), 'row')} of {space.n_rows:,} ({share(found)}) "
        f"{'has' if len(rows) == 1 else 'have'} a near-copy: the same but for a slip or a word.",
        meaning=_meaning(level),
        advice="Keep one of each: the Duplicates page shows them side by side." if level == "warning" else "Nothing.",
        technical=f"nearest neighbour at least as close as {level_score:.3f} ({space.metric}), exact copies aside",
        rows=rows,
        figures={"rows": float(len(rows)), "share": found, "threshold": level_score},
        evidence=(Evidence("Pairs that are nearly the same", ("one", "the other"), lines),) if lines else (),
    )


def _meaning(level: Severity) -> str:
    if level == "ok":
        return "No row counts more than once."
    if level == "info":
        return "So few that no figure changes much."
    return "They count several times, make groups look larger than they are and fill lists of results."


def _level(seen: Inspected) -> float:
    """The score of near-duplicates in this space, where it was calibrated already without measuring it again."""
    space = seen.space
    known = known_calibration(space)
    if known is not None:
        return float(known.near_duplicate)
    texts = changed_texts(space, seen.random_state) if space.encoder is not None else []
    changed = space.encoder.encode(texts) if texts and space.encoder is not None else None
    return near_duplicate_level(space, changed, seen.random_state)[0]


def _nearest_other(seen: Inspected) -> tuple[Indices, np.ndarray]:
    """(n_rows,) the nearest row that is not an exact copy, -1 where all 10 nearest are; and its score."""
    graph, number = seen.graph, copy_numbers(seen.space)
    other = number[graph.indices] != number[:, None]
    place = other.argmax(axis=1)
    rows = np.arange(len(place))
    nearest = np.where(other.any(axis=1), graph.indices[rows, place], -1)
    scores = pair_scores(seen.space.metric, seen.space.vectors, seen.space.vectors[nearest])
    return nearest, scores


def _alike(a: str, b: str) -> float:
    """Twice the pairs of letters that two texts share, by all they have."""
    first, second = _pairs(a), _pairs(b)
    return 2 * len(first & second) / max(len(first) + len(second), 1)


def _pairs(text: str) -> set[str]:
    plain = " ".join(text.casefold().split())
    return {plain[place : place + 2] for place in range(len(plain) - 1)}


def _named(seen: Inspected, row: int) -> str:
    return shortened(seen.texts[row], 120) if seen.texts is not None else f"row {row:,}"
