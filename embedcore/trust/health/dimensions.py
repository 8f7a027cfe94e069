"""Single dimensions that outweigh the others, or say nothing."""

import numpy as np

from embedcore.phrases import by_number, counted, share
from embedcore.trust.health.finding import Evidence, Finding, Severity
from embedcore.trust.health.inspected import Inspected, Unseen

DOMINANT, OVERWHELMING = 0.15, 0.5
"""The share of all variance, or of all squared values, that one dimension of many may have. On the samples and
banking77 the greatest share of variance is 0.5 % (all-MiniLM-L6-v2), 2.6 % (static) and 2.5 % (lsa), and of squared
values 9.4 % (lsa)."""
FEW_DIMS, DOMINANT_OF_FEW = 10, 0.98
"""With fewer dimensions one may well have most of the variance."""
EFFECTIVE = 0.25
"""The least share of dimensions that count (1 / the sum of squared shares of variance). On the same data 0.61 to 0.98.
"""
STILL = 1e-6
"""A dimension whose deviation is so small beside the typical one is constant."""
NATURAL = 0.01
"""Such a share of dimensions that are zero everywhere is normal: all-MiniLM-L6-v2 has 3 of 384."""
N_SHOWN = 10


def dominant_dimensions(seen: Inspected) -> Finding | Unseen:
    """The share of variance, and of squared values, by dimension."""
    space = seen.space
    mean, variance = seen.moments
    if space.n_dims < 2 or space.n_rows < 3 or not variance.any():
        return Unseen("it takes at least 2 dimensions and 3 rows that differ")
    shares = variance / variance.sum()
    squares = variance + mean**2
    of_squares = squares / squares.sum()
    effective = float(1 / (shares**2).sum() / space.n_dims)
    # Under cosine and dot product a dimension counts by its squared values, a constant one too.
    weights = shares if not space.metric.greater_is_closer else np.maximum(shares, of_squares)
    top = int(weights.argmax())
    found = float(weights[top])
    level: Severity = "ok"
    if space.n_dims < FEW_DIMS:
        level = "warning" if found >= DOMINANT_OF_FEW else "ok"
    elif found >= DOMINANT or effective <= EFFECTIVE:
        level = "serious" if found >= OVERWHELMING else "warning"
    by_weight = np.argsort(-weights, kind="stable")[:N_SHOWN]
    lines = tuple((int(one), float(shares[one]), float(of_squares[one])) for one in by_weight)
    said = {
        "ok": ("No single number outweighs the others.", "Nothing."),
        "warning": (
            "A few numbers decide nearly alone which rows count as alike, and the others hardly count.",
            "Bring all numbers to the same scale.",
        ),
    }
    meaning, advice = said["ok" if level == "ok" else "warning"]
    measured = f"Of the {space.n_dims:,} numbers of each row, one makes up {share(found)} of all differences"
    if level != "ok" and found < DOMINANT:
        measured = f"Of the {space.n_dims:,} numbers of each row, only about {effective * space.n_dims:.0f} count"
    return Finding(
        name="dominant_dimensions",
        title="Numbers that outweigh the others",
        severity=level,
        measured=f"{measured}.",
        meaning=meaning,
        advice=advice,
        technical=f"greatest share of variance {shares.max():.3f}, of squared values {of_squares.max():.3f}, in "
        f"dimension {top}; effective dimensions {effective * space.n_dims:.1f} of {space.n_dims}",
        figures={
            "greatest_share": found,
            "share_of_variance": float(shares.max()),
            "share_of_squares": float(of_squares.max()),
            "effective_share": effective,
        },
        evidence=(Evidence("Those with the greatest shares", ("dimension", "of variance", "of squares"), lines),),
        fix="standardise" if level != "ok" else "",
    )


def constant_dimensions(seen: Inspected) -> Finding | Unseen:
    """Dimensions that have one value in all rows."""
    space = seen.space
    mean, variance = seen.moments
    if space.n_rows < 3 or not variance.any():
        return Unseen("it takes at least 3 rows that differ")
    deviation = np.sqrt(variance)
    still = deviation <= STILL * np.median(deviation[deviation > 0])
    empty = still & (np.abs(mean) <= STILL * np.sqrt((mean**2 + variance).mean()))
    n_still, n_filled = int(still.sum()), int((still & ~empty).sum())
    level: Severity = "ok"
    if n_still:
        # Counts and pixels are zero in many places by nature; a model of texts fills all of them.
        natural = empty.sum() <= NATURAL * space.n_dims or not seen.is_of_texts or float(space.vectors.min()) >= 0
        level = "ok" if natural and not n_filled else "warning"
    meaning = {
        "ok": "They are zero, and change no comparison." if n_still else "Every number tells rows apart.",
        "warning": "They tell no rows apart, and those that are not zero make all rows look more alike than they are. "
        "Often a part of the coordinates was lost or filled up.",
    }
    advice = (
        "Nothing." if level != "warning" else "Check how the coordinates were made; mend it here by making scales even."
    )
    return Finding(
        name="constant_dimensions",
        title="Numbers that never change",
        severity=level,
        measured=f"{n_still:,} of the {space.n_dims:,} numbers {by_number(n_still, 'is', 'are')} the same in every row"
        + (f", {n_filled:,} of them not zero." if n_filled else "."),
        meaning=meaning[level],
        advice=advice,
        technical=f"constant dimensions: {counted(n_still, 'dimension')}, {n_filled} with a value other than 0",
        figures={"constant": float(n_still), "constant_not_zero": float(n_filled)},
        evidence=(
            Evidence("Those that never change", ("dimension", "value"),
                     tuple((int(one), float(mean[one])) for one in np.flatnonzero(still)[:N_SHOWN])),
        ) if n_still else (),
        fix="standardise" if level == "warning" and n_filled else "",
    )  # fmt: skip
