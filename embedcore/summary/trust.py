"""How far the figures of a summary can be trusted."""

import numpy as np

from embedcore.groups import quality_in_words
from embedcore.groups.described import BORDER
from embedcore.phrases import by_number, counted, sentence, share
from embedcore.summary.basis import Basis
from embedcore.summary.result import Section, Sentence


def how_far(basis: Basis) -> Section:
    """How clearly the groups part, how many rows could be another's, what was left out, and what was done by hand."""
    rows, clustering = basis.rows, basis.clustering
    sentences = [Sentence(quality_in_words(clustering.quality), rows)]
    if clustering.n_clusters > 1:
        own, other = basis.similarities
        grouped = rows[clustering.labels[rows] >= 0]
        between = grouped[own[grouped] - other[grouped] < BORDER]
        text = (
            f"{basis.counted(len(between))} ({share(len(between) / len(rows))}) "
            f"{by_number(len(between), 'lies', 'lie')} between two groups and could as well be in the other."
            if len(between)
            else f"No {basis.noun[0]} lies between two groups."
        )
        sentences.append(Sentence(text, between if len(between) else rows))
        in_none = np.setdiff1d(rows, grouped)
        if len(in_none):
            said = f"{basis.counted(len(in_none))} ({share(len(in_none) / len(rows))}) in no group."
            sentences.append(Sentence(said, in_none))
    sentences += [Sentence(f"{sentence(note)}.", rows) for note in (*clustering.notes, *basis.space.notes)]
    sentences += [Sentence(text, rows) for text in _left_out(basis)]
    return Section("trust", "How far it can be trusted", tuple(sentences))


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
