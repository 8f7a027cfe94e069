"""What is new, and what grew or fell: the last days beside as many before."""

import numpy as np

from embedcore.facets import Growth
from embedcore.phrases import time_span
from embedcore.summary.basis import Basis
from embedcore.summary.result import Section, Sentence
from embedcore.types import Indices

HEADING = "What grew or fell"
LEAST = 10
"""Rows of both times together; of fewer, a percentage says nothing."""


def what_is_new(basis: Basis) -> Section:
    """Groups of which no row is older than the last days, and how many rows came in them."""
    found = basis.growth_of_all
    if found is None or basis.times is None:
        return Section("new", "What is new", ())
    new = [group for group in basis.order if found.new[group] and basis.is_issue[group]]
    sentences = [
        Sentence(
            f": all {basis.counted(len(basis.rows_of(group)))} are from the last {length(found)}.",
            basis.rows_of(group),
            lead=basis.clustering.names[group],
            group=group,
        )
        for group in new
    ]
    if not new:
        recent = recent_rows(basis, found)
        sentences.append(
            Sentence(
                f"No group is new: the {basis.counted(len(recent))} of the last {length(found)} fall into groups that "
                "were there before." if len(recent) else f"No {basis.noun[0]} is of the last {length(found)}.",
                recent,
            )
        )  # fmt: skip
    return Section("new", "What is new", tuple(sentences))


def what_changed(basis: Basis) -> Section:
    """Groups that grew, or fell, more than the others did, beyond chance."""
    found = basis.growth
    if found is None:
        return Section("changed", HEADING, ())
    groups = [group for group in basis.order if basis.is_issue[group] and not _is_new(basis, group)]
    moved = [group for group in groups if found.faster[group] or found.slower[group]]
    moved.sort(key=lambda group: -abs(_change(found, group)))
    sentences = [_moved(basis, found, group) for group in moved]
    before, recent = len(rows_before(basis, found)), len(recent_rows(basis, found, basis.trend_rows))
    every = f"All together: {recent:,} in the last {length(found)}, {before:,} in the {length(found)} before."
    if not moved:
        every = f"No group grew or fell more than the others did, beyond chance. {every}"
    sentences.append(Sentence(every, recent_rows(basis, found, basis.trend_rows)))
    return Section("changed", HEADING, tuple(sentences))


def trend(basis: Basis, group: int) -> tuple[str, float]:
    """How a group changed, in a few words, and by how much: 0.3 for 30 % more, nan where that can't be said."""
    if _is_new(basis, group):
        return "new", float("inf")
    found = basis.growth
    if found is None or not _says_something(found, group):
        return "", float("nan")
    change = _change(found, group)
    return f"{change:+.0%}".replace("-", "−"), change


def trend_in_words(basis: Basis, group: int) -> str:
    """The same as part of a sentence; empty where nothing can be said."""
    said, _ = trend(basis, group)
    if not said or said == "new":
        return f", {said}" if said else ""
    found = basis.growth
    assert found is not None
    beyond = bool(found.faster[group] or found.slower[group])
    counts = f"{int(found.before[group]):,} → {int(found.recent[group]):,}"
    return f", {said} in {length(found)} ({counts}; {'more than chance' if beyond else 'may be chance'})"


def recent_rows(basis: Basis, found: Growth, among: Indices | None = None) -> Indices:
    """The rows of the last days."""
    rows = basis.rows if among is None else among
    assert basis.times is not None
    return rows[basis.times[rows] > found.since]


def rows_before(basis: Basis, found: Growth) -> Indices:
    """The rows that are compared with those of the last days: of as many days before."""
    assert basis.times is not None
    times = basis.times[basis.trend_rows]
    return basis.trend_rows[(times > found.before_since) & (times <= found.since)]


def length(found: Growth) -> str:
    """'30 days', '12 hours'."""
    return time_span(24 * round(found.days) if found.days >= 2 else max(round(found.days * 24), 1))


def _moved(basis: Basis, found: Growth, group: int) -> Sentence:
    before, recent, change = int(found.before[group]), int(found.recent[group]), _change(found, group)
    word = "grew" if change > 0 else "fell"
    by = f" by {abs(change):.0%}" if np.isfinite(change) else ""
    others = int(found.recent.sum()) - recent, int(found.before.sum()) - before
    beside = f"{others[0] / others[1] - 1:+.0%}".replace("-", "−") if others[1] else "none before"
    more = "more" if bool(found.faster[group]) == (change > 0) else "less"
    text = (
        f" {word}{by}: {recent:,} in the last {length(found)}, {before:,} in the {length(found)} before; "
        f"{more} than the others ({beside}), beyond chance."
    )
    return Sentence(text, basis.rows_of(group), lead=basis.clustering.names[group], group=group)


def _is_new(basis: Basis, group: int) -> bool:
    found = basis.growth_of_all
    return found is not None and bool(found.new[group])


def _says_something(found: Growth, group: int) -> bool:
    return bool(found.before[group]) and int(found.before[group] + found.recent[group]) >= LEAST


def _change(found: Growth, group: int) -> float:
    before, recent = int(found.before[group]), int(found.recent[group])
    return recent / before - 1 if before else float("inf")
