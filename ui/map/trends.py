"""How groups grow, as the list beside the map says it."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

import embedcore as ec
from embedcore.facets import Facet, Growth, growth
from embedcore.phrases import time_span
from ui.scatter import MapTrend

LEAST = 10
"""Rows of both times together; of fewer, a percentage says nothing."""


def clock(facets: Sequence[Facet]) -> Facet | None:
    """The column that is the time line: the first of dates."""
    return next((facet for facet in facets if facet.kind == "time"), None)


def growth_of(facet: Facet | None, labels: NDArray[np.integer], n_groups: int) -> Growth | None:
    """None without two different dates."""
    if facet is None or facet.values is None:
        return None
    try:
        return growth(facet.values.astype("datetime64[ms]"), labels, n_groups)
    except ec.DataError:
        return None


def growth_signs(found: Growth | None) -> tuple[MapTrend, ...]:
    """For each group, or nothing."""
    if found is None:
        return ()
    return tuple(_trend(found, group) for group in range(len(found.recent)))


def explained(found: Growth | None) -> str:
    """What the lines and signs of the list mean; empty where there are none."""
    if found is None:
        return ""
    days = _days(found)
    return (
        f"Line: the group's rows over time. Percentage: the last {days} of the data beside the {days} before. Bold: it "
        "grew more, or less, than the others did, beyond chance; for the rest, chance may be why. “new”: no row is "
        "older. No percentage: too few rows."
    )


def _trend(found: Growth, group: int) -> MapTrend:
    before, recent = int(found.before[group]), int(found.recent[group])
    days = _days(found)
    beyond = bool(found.faster[group] or found.slower[group] or found.new[group])
    counts = f"{recent:,} in the last {days} of the data, {before:,} in the {days} before"
    if found.new[group]:
        return MapTrend("new", f"New: {counts}.", float("inf"), True)
    if before + recent < LEAST or not before:
        return MapTrend("", f"{counts}: too few to speak of growth.", None, False)
    more = "than the others did, beyond chance" if beyond else "as chance may have it"
    change = recent / before - 1
    said = f"{change:+.0%}".replace("-", "−")
    return MapTrend(said, f"{said}: {counts}, {more}.", change, beyond)


def growth_sentence(found: Growth, group: int = 0) -> str:
    """How that group grew, as a sentence of Markdown; empty where too few rows speak of it."""
    before, recent, days = int(found.before[group]), int(found.recent[group]), _days(found)
    if found.new[group]:
        return f":material/fiber_new: New: all of them are from the last {days} of the data."
    if before + recent < LEAST or not before:
        return ""
    change, every = recent / before - 1, found.n_recent / found.n_before - 1 if found.n_before else float("nan")
    word = "Grew" if change >= 0 else "Fell"
    against = f"all rows: {every:+.0%}".replace("-", "−") if every == every else "no other rows before"
    beyond = bool(found.faster[group] or found.slower[group])
    sure = "the difference is more than chance" if beyond else "chance may explain the difference"
    icon = ("up" if change >= 0 else "down") if beyond else "flat"
    figures = f"{before:,} → {recent:,}; {against}; {sure}"
    return f":material/trending_{icon}: {word} by {abs(change):.0%} in the last {days} of the data ({figures})."


def _days(found: Growth) -> str:
    return time_span(24 * round(found.days) if found.days >= 2 else max(round(found.days * 24), 1))
