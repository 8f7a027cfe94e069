"""find_duplicates: which rows repeat others, by one exact range search."""

from collections.abc import Sequence

import numpy as np

from embedcore.duplicates.close_pairs import MOST_PAIRS, close_pairs
from embedcore.duplicates.linkage import LINKAGES, SINGLE
from embedcore.duplicates.report import Copies, DuplicateReport, checked_threshold, entries_in_order
from embedcore.metrics import Metric
from embedcore.parameters import one_of
from embedcore.scores import ScoreScale, calibrate
from embedcore.space import EmbeddingSpace
from embedcore.space.neighbors import distinct_rows
from embedcore.space.scorer import ExactScorer
from embedcore.types import Indices, OnProgress, Scores

TEXTBOOK = 0.95
"""The cosine similarity that is most often taken for a duplicate, whatever the model."""
_SLIDER_SHARE = 1 / 3


def find_duplicates(
    space: EmbeddingSpace,
    *,
    threshold: float | None = None,
    linkage: str = SINGLE,
    on_progress: OnProgress | None = None,
) -> DuplicateReport:
    """Which rows repeat others: every pair at least as close as the threshold, and the groups they make.

    threshold: the least similarity or greatest distance, inclusive; None takes the level of near-duplicates that is
    measured in this space (`calibrate`). linkage: "single" groups rows that are connected by close pairs; "complete"
    makes groups in which every pair is close, so that no chain joins unlike rows.
    The pairs are exact, decided in float64, and kept with the space for stricter thresholds.

    Raises ParameterError for a threshold that no score can have or that more than 5,000,000 pairs of different rows
    pass, and for another linkage; DataError for a single row without a threshold.
    """
    one_of("linkage", linkage, LINKAGES)
    given = threshold is not None
    wanted = checked_threshold(threshold if given else calibrate(space).near_duplicate, space.metric)

    def made() -> DuplicateReport:
        return search(space, wanted, give_way=not given, on_progress=on_progress)

    def reaches(known: DuplicateReport) -> bool:
        return bool(space.metric.passes(np.array([wanted]), known.threshold)[0])

    found = space.memo("duplicates", made, enough=reaches)
    return (found.rethreshold(wanted) if reaches(found) else found).with_linkage(linkage)


def search(
    space: EmbeddingSpace,
    threshold: float,
    *,
    give_way: bool,
    most: int = MOST_PAIRS,
    on_progress: OnProgress | None = None,
) -> DuplicateReport:
    """The report at that threshold, compared anew; give_way, most: as for `close_pairs`, rows with the same vector
    counting as one."""
    first_rows, vector_of, _ = distinct_rows(space.vectors)
    n_vectors = len(first_rows)
    scorer = space.scorer if n_vectors == space.n_rows else ExactScorer(space.vectors[first_rows], space.metric)
    found = close_pairs(scorer, threshold, most=most, give_way=give_way, on_progress=on_progress)
    copies = _copies(vector_of, n_vectors)
    repeated, own = _repeated(scorer, copies, found.threshold)
    entries = entries_in_order(
        np.concatenate([found.first, repeated]),
        np.concatenate([found.second, repeated]),
        np.concatenate([found.scores, own]),
        space.metric,
    )
    notes: tuple[str, ...] = ()
    if found.threshold != threshold:
        notes = (
            f"more than {most:,} pairs pass {threshold:g}, so pairs were kept down to {found.threshold:g} instead: "
            "what is less close is not among them",
        )
    return DuplicateReport(found.threshold, space.metric, *entries, copies, notes=notes)


def lowest_of_interest(scale: ScoreScale) -> float:
    """Where a slider of the threshold begins: a third of the way from near-duplicates to what chance gives; for the
    cosine at most the textbook's 0.95."""
    level = scale.near_duplicate + (scale.above_chance - scale.near_duplicate) * _SLIDER_SHARE
    return float(min(level, TEXTBOOK) if scale.metric is Metric.COSINE else level)


def copy_numbers(space: EmbeddingSpace) -> Indices:
    """(n_rows,) the same number for rows that are exact copies: the same text but for white space and case; where
    there are no texts, the same vector."""
    return space.memo("copy numbers", lambda: _copy_numbers(space), reads=("texts",))


def _copy_numbers(space: EmbeddingSpace) -> Indices:
    if space.texts is None:
        return distinct_rows(space.vectors)[1]
    return _numbered([" ".join(text.split()).casefold() for text in space.texts])


def _numbered(names: Sequence[str]) -> Indices:
    known: dict[str, int] = {}
    return np.array([known.setdefault(name, len(known)) for name in names], dtype=np.int64)


def _copies(vector_of: Indices, n_vectors: int) -> Copies:
    sizes = np.bincount(vector_of, minlength=n_vectors)
    return Copies(np.argsort(vector_of, kind="stable"), np.concatenate([[0], np.cumsum(sizes)]))


def _repeated(scorer: ExactScorer, copies: Copies, threshold: float) -> tuple[Indices, Scores]:
    """The vectors that several rows have and that are close to themselves (zero has no direction), and how close."""
    repeated = np.flatnonzero(copies.sizes > 1)
    scores = scorer.exact(scorer.vectors, repeated, repeated)
    passes = scorer.metric.passes(scores, threshold)
    return repeated[passes], scores[passes]
