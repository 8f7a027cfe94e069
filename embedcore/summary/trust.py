"""How far the figures of a summary can be trusted."""

from collections.abc import Iterator

import numpy as np

from embedcore.groups import quality_in_words, sureness_in_words
from embedcore.groups.described import BORDER
from embedcore.phrases import by_number, counted, sentence, share
from embedcore.summary.basis import Basis
from embedcore.summary.result import Section, Sentence

SURE = 0.9
"""Of an issue whose rows are together again in so many of repeated runs, nothing is said."""


def how_far(basis: Basis) -> Section:
    """The verdict on data and model first; then how clearly the groups part, how sure they are, how many rows are in
    none of them clearly, and what was left out or done by hand."""
    rows, clustering = basis.rows, basis.clustering
    sentences = [*_verdict(basis), Sentence(quality_in_words(clustering.quality), rows)]
    if clustering.how_many is not None and clustering.how_many.tried:
        sentences.append(Sentence(sureness_in_words(clustering.how_many.stability), rows))
    sentences += [*_least_sure(basis), *_unclear(basis)]
    sentences += [Sentence(f"{sentence(note)}.", rows) for note in (*clustering.notes, *basis.space.notes)]
    sentences += [Sentence(text, rows) for text in _left_out(basis)]
    return Section("trust", "How far it can be trusted", tuple(sentences))


def _verdict(basis: Basis) -> Iterator[Sentence]:
    """Whether it can be trusted, in a sentence: what a check of the data and the model found."""
    if basis.health is None:
        return
    grave = {finding.severity for finding in basis.health.faults}
    lead = "Not as it is" if "serious" in grave else "With care" if grave else "Yes"
    said = basis.health.verdict
    yield Sentence(f": {said[:1].lower()}{said[1:]}", basis.rows, lead=lead)


def _least_sure(basis: Basis) -> Iterator[Sentence]:
    """The issue whose rows are parted most often when groups are looked for again; none where all hold together."""
    stability = basis.clustering.stability
    known = [group for group in basis.order if basis.is_issue[group] and stability[group] == stability[group]]
    if len(known) > 1:
        group = min(known, key=lambda one: stability[one])
        if stability[group] >= SURE:
            return
        text = (
            f" is the least sure of the issues: two of its {basis.noun[1]} are together again in "
            f"{share(stability[group])} of repeated runs."
        )
        yield Sentence(text, basis.rows_of(group), lead=basis.clustering.names[group], group=group)


def _unclear(basis: Basis) -> Iterator[Sentence]:
    """Rows on a border, in leftovers, or in no group at all, as the Groups page counts them."""
    if basis.clustering.n_clusters < 2:
        return
    rows, labels = basis.rows, basis.clustering.labels[basis.rows]
    own, other = basis.similarities
    leftovers = [group for group, one in enumerate(basis.facts) if one.kind.what == "leftovers"]
    unclear = rows[(labels < 0) | np.isin(labels, leftovers) | (own[rows] - other[rows] < BORDER)]
    in_none = int((labels < 0).sum())
    if not len(unclear):
        yield Sentence(f"Every {basis.noun[0]} is clearly in one group.", rows)
        return
    said = f"{basis.counted(len(unclear))} ({share(len(unclear) / len(rows))}) {by_number(len(unclear), 'is', 'are')}"
    none = f", {in_none:,} of them in none at all" if in_none else ""
    yield Sentence(f"{said} in no clear group{none}: they could as well be another group's.", unclear)


def _left_out(basis: Basis) -> list[str]:
    """What was not read of the file, and rows without a date."""
    dataset = basis.space.dataset
    said = []
    if dataset is not None and (n_left := len(dataset.report.left_out)):
        said.append(
            f"{counted(n_left, 'row of the file was', 'rows of the file were')} left out when it was read (the Data "
            "page says which and why)."
        )
    if basis.times is not None and (n_undated := int(np.isnat(basis.times[basis.rows]).sum())):
        said.append(f"{basis.counted(n_undated)} without a date {by_number(n_undated, 'is', 'are')} in no trend.")
    return said
