"""Whether the metric suits the vectors: under euclidean distance and dot product, their lengths count."""

import numpy as np

from embedcore.metrics import Metric
from embedcore.phrases import share, shortened
from embedcore.space.space import EmbeddingSpace
from embedcore.trust.health.finding import Evidence, Finding, Severity
from embedcore.trust.health.inspected import N_NEIGHBORS, Inspected, Unseen
from embedcore.trust.lists import nearest_lists, shared
from embedcore.types import Indices

SAME_LENGTH = 1e-3
"""Lengths that differ by less, relative to their middle, are equal: rounding to 16 bits makes as much."""
FEW_CHANGED, MANY_CHANGED = 0.9, 0.5
"""Neighbour lists that have so much in common are nearly the same; below the second, most of each list is another."""
SAMPLED = 1_000
N_EXAMPLES = 5


def wrong_metric(seen: Inspected) -> Finding | Unseen:
    """How much the 10 nearest change against cosine, where lengths vary and count."""
    space = seen.space
    lengths = seen.lengths[seen.lengths > 0]
    if not len(lengths) or space.n_rows < 3:
        return Unseen("it takes at least 3 rows whose coordinates are not all zeros")
    low, middle, high = np.percentile(lengths, [5, 50, 95])
    spread = float((lengths.max() - lengths.min()) / middle)
    figures = {"shortest": float(low), "longest": float(high)}
    ranging = f"vector lengths: 5 % below {low:.3g}, median {middle:.3g}, 5 % above {high:.3g}; metric {space.metric}"
    if spread <= SAME_LENGTH:
        return _finding(
            "All rows have the same strength (length).",
            "Every way to compare them gives the same neighbours.",
            "Nothing: the choice makes no difference here.",
            technical=ranging, figures=figures,
        )  # fmt: skip
    if space.metric is Metric.COSINE:
        return _finding(
            "Rows are compared by their direction alone.",
            "Their lengths differ, and are ignored: for texts the direction holds the meaning.",
            "Nothing.",
            technical=ranging, figures=figures,
        )  # fmt: skip
    rows = _asked(seen)
    overlap, given, cosine = _overlap(space, rows)
    kept = float(overlap.mean())
    how = "distance" if space.metric is Metric.EUCLIDEAN else "size as well as direction"
    measured = (
        f"The strengths (lengths) of rows differ, and rows are compared by {how}: of the {given.shape[1]} rows that "
        f"count as most alike, {share(kept)} on average stay the same when only the direction counts."
    )
    technical = f"{ranging}; mean overlap of {given.shape[1]} nearest with cosine {kept:.3f} ({len(rows):,} rows)"
    figures |= {"overlap_with_cosine": kept}
    if seen.encoder is not None and seen.encoder.card.default_metric == space.metric:
        name = seen.encoder.card.name
        return _finding(measured, f"{name} is made for this comparison.", "Nothing.", technical=technical,
                        figures=figures, severity="info")  # fmt: skip
    if kept >= FEW_CHANGED:
        return _finding(measured, "The choice hardly matters here.", "Direction is the usual choice for texts.",
                        technical=technical, figures=figures, severity="info", fix="cosine")  # fmt: skip
    order = np.argsort(overlap, kind="stable")
    return _finding(
        measured,
        "How strong (long) a row is says little of what a text means, but here it decides which rows count as alike.",
        "Compare by direction alone.",
        technical=technical,
        figures=figures,
        severity="serious" if kept < MANY_CHANGED else "warning",
        rows=rows[order],
        evidence=_examples(seen, rows, order, given, cosine),
        fix="cosine",
    )


def _finding(
    measured: str, meaning: str, advice: str, *, technical: str, figures: dict[str, float], severity: Severity = "ok",
    rows: Indices | None = None, evidence: tuple[Evidence, ...] = (), fix: str = "",
) -> Finding:  # fmt: skip
    return Finding(
        name="wrong_metric", title="How rows are compared", severity=severity, measured=measured, meaning=meaning,
        advice=advice, technical=technical, figures=figures, evidence=evidence, fix=fix,
        rows=rows if rows is not None else np.empty(0, np.int64),
    )  # fmt: skip


def _asked(seen: Inspected) -> Indices:
    """The rows whose neighbours are compared: all that have a direction, or SAMPLED of them."""
    rows = np.flatnonzero(seen.lengths > 0)
    if len(rows) <= SAMPLED:
        return rows
    seen.note(f"neighbours under another metric were looked at for {SAMPLED:,} of {seen.space.n_rows:,} rows")
    return np.sort(seen.rng().choice(rows, SAMPLED, replace=False))


def _overlap(space: EmbeddingSpace, rows: Indices) -> tuple[np.ndarray, Indices, Indices]:
    """(n,) the shared part of the nearest lists under both metrics; the lists themselves, (n, k) each."""
    k = min(N_NEIGHBORS, space.n_rows - 1)
    given, cosine = (nearest_lists(one, rows, k) for one in (space, space.with_metric(Metric.COSINE)))
    return shared(given, cosine)[:, -1], given, cosine


def _examples(seen: Inspected, rows: Indices, order: Indices, given: Indices, cosine: Indices) -> tuple[Evidence, ...]:
    texts = seen.texts
    if texts is None:
        return ()
    lines = tuple(
        tuple(shortened(texts[row], 120) for row in (rows[place], given[place, 0], cosine[place, 0]))
        for place in order.tolist()
        if given[place, 0] != cosine[place, 0]
    )
    return (
        Evidence(
            "What counts as most alike, now and by direction", ("text", "now", "by direction"), lines[:N_EXAMPLES]
        ),
    )
