"""What the data is, its groups, and its rows that are like no others."""

import numpy as np

from embedcore.duplicates import copy_numbers
from embedcore.phrases import by_number, counted, share
from embedcore.summary.basis import MOST_ISSUES, Basis
from embedcore.summary.changes import trend, trend_in_words
from embedcore.summary.result import Issue, Section, Sentence
from embedcore.types import Indices

N_UNUSUAL, FAR = 3, 0.02
"""How many are shown, of this share of all rows at most."""


def about(basis: Basis) -> Section:
    """How many rows, of when, read by what, and which of them."""
    rows, name = basis.rows, basis.name
    of = f" of {name}" if name else ""
    all_rows = basis.counted(basis.space.n_rows)
    if basis.is_part:
        chosen = f", chosen by {basis.said}" if basis.said else ""
        first = f"{len(rows):,} of the {all_rows}{of}{chosen}{_when(basis)}."
    else:
        first = f"{basis.counted(len(rows))}{of}{_when(basis)}."
    sentences = [Sentence(first, rows), Sentence(_read_how(basis), rows)]
    if basis.n_dropped:
        repeated = by_number(basis.n_dropped, "repeats another and was", "repeat others and were")
        sentences.append(Sentence(f"{basis.counted(basis.n_dropped)} {repeated} dropped: not counted here.", rows))
    sentences += [
        Sentence(f": {basis.counted(len(tagged))} ({share(len(tagged) / len(rows))}).", tagged, lead=f"“{tag}”")
        for tag, tagged in basis.tags.items()
        if len(tagged)
    ]
    return Section("about", "What this is", tuple(sentences))


def main_issues(basis: Basis) -> Section:
    """The groups with size, trend and a typical text, and how many smaller ones there are."""
    groups = [group for group in basis.order if basis.is_issue[group]]
    shown, others = groups[:MOST_ISSUES], groups[MOST_ISSUES:]
    sentences = [_of_issue(basis, group) for group in shown]
    if others:
        rows = np.sort(np.concatenate([basis.rows_of(group) for group in others]))
        sentences.append(
            Sentence(
                f"{counted(len(others), 'smaller group holds', 'smaller groups hold')} {_size(basis, rows)}.", rows
            )
        )
    return Section("issues", "The main issues", tuple(sentences))


def set_aside(basis: Basis) -> Section:
    """The groups that are no issue: set aside, or a language, a channel, a template or leftovers."""
    groups = [group for group in basis.order if not basis.is_issue[group]]
    if not groups:
        return Section("aside", "Not an issue", ())
    rows = np.sort(np.concatenate([basis.rows_of(group) for group in groups]))
    first = Sentence(f"Whatever issues {_size(basis, rows)} in these groups are about is not counted above.", rows)
    return Section("aside", "Not an issue", (first, *(_of_issue(basis, group) for group in groups)))


def unusual(basis: Basis) -> Section:
    """The rows that are least like the middle of any group: among the farthest of all, each text once."""
    alike = np.maximum(*basis.similarities)
    far = basis.rows[alike[basis.rows] < np.quantile(alike, FAR)]
    copies = copy_numbers(basis.space)
    found: dict[int, int] = {}
    for row in far[np.argsort(alike[far], kind="stable")].tolist():
        found.setdefault(int(copies[row]), row)
    sentences = [
        Sentence("Far from the middle of every group:", far[copies[far] == number], example=basis.quoted(row))
        for number, row in list(found.items())[:N_UNUSUAL]
    ]
    if not sentences:
        sentences = [Sentence(f"No {basis.noun[0]} is far from all groups.", basis.rows)]
    return Section("unusual", "What is unusual", tuple(sentences))


def issue(basis: Basis, group: int) -> Issue:
    """The figures of a group."""
    rows = basis.rows_of(group)
    said, change = trend(basis, group)
    parts, names = basis.time_line
    return Issue(
        group=group,
        name=basis.clustering.names[group],
        rows=rows,
        share=len(rows) / len(basis.rows),
        is_issue=basis.is_issue[group],
        kind=basis.facts[group].kind.label,
        trend=said,
        change=change,
        by_time=tuple(np.bincount(parts[rows][parts[rows] >= 0], minlength=len(names)).tolist()) if names else (),
        typical=basis.typical(group),
    )


def _of_issue(basis: Basis, group: int) -> Sentence:
    rows = basis.rows_of(group)
    kind = basis.facts[group].kind
    said = f" {kind.sentence}" if kind.sentence else ""
    return Sentence(
        f": {_size(basis, rows)}{trend_in_words(basis, group)}.{said}",
        rows,
        lead=basis.clustering.names[group],
        example=basis.quoted(basis.typical(group)),
        group=group,
    )


def _size(basis: Basis, rows: Indices) -> str:
    return f"{basis.counted(len(rows))} ({share(len(rows) / len(basis.rows))})"


def _when(basis: Basis) -> str:
    """From when to when, and how many rows have no date."""
    if basis.times is None:
        return ""
    times = basis.times[basis.rows]
    dated = times[~np.isnat(times)]
    if not len(dated):
        return f", without a date in “{basis.time_column}”"
    first, last = (day(moment) for moment in (dated.min(), dated.max()))
    when = f", of {first}" if first == last else f", from {first} to {last}"
    without = len(times) - len(dated)
    return when + (f" ({without:,} without a date)" if without else "")


def day(moment: np.datetime64) -> str:
    """'3 April 2026'."""
    date = moment.astype("datetime64[D]").item()
    return f"{date.day} {date:%B %Y}"


def _read_how(basis: Basis) -> str:
    space = basis.space
    encoder = space.encoder
    column = space.dataset.text_column if space.dataset is not None else None
    what = f"what “{column}” says" if column is not None else "the numbers that stand for them"
    by = f" as {encoder.card.name} reads it" if encoder is not None else ""
    return f"{basis.noun[1].capitalize()} are grouped by {what}{by}."
