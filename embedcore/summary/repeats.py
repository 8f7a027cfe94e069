"""What repeats among the rows: copies and near-copies."""

import numpy as np

from embedcore.duplicates import DuplicateReport, copy_numbers
from embedcore.phrases import by_number, counted, share
from embedcore.summary.basis import Basis
from embedcore.summary.result import Section, Sentence
from embedcore.types import Indices

HEADING, MOST = "What repeats", 3


def what_repeats(basis: Basis) -> Section:
    """How many rows repeat another, how many of them word for word, and what is said most often."""
    report = basis.duplicates
    if report is None:
        said = f"Repeats were not looked for among {basis.counted(basis.space.n_rows)}."
        return Section("repeats", HEADING, (Sentence(said, basis.rows),))
    groups = groups_among(basis, report)
    if not groups:
        said = f"Nothing repeats: no two {basis.noun[1]} are as close as {_level(report)}."
        return Section("repeats", HEADING, (Sentence(said, basis.rows),))
    every = np.sort(np.concatenate(groups))
    n_more = len(every) - len(groups)
    copies = copy_numbers(basis.space)[every]
    n_copies = len(every) - len(np.unique(copies))
    exact = "all" if n_copies == n_more else f"{n_copies:,}" if n_copies else "none"
    first = (
        f"{basis.counted(n_more)} ({share(n_more / len(basis.rows))}) "
        f"{by_number(n_more, 'repeats', 'repeat')} another one, as close as {_level(report)}; {exact} of them word for "
        f"word. With those that they repeat they are {len(every):,}, in {counted(len(groups), 'set')}."
    )
    largest = sorted(groups, key=lambda group: (-len(group), group[0]))[:MOST]
    return Section(
        "repeats",
        HEADING,
        (
            Sentence(first, every),
            *(_of_set(basis, group) for group in largest),
        ),
    )


def _of_set(basis: Basis, rows: Indices) -> Sentence:
    same = len(np.unique(copy_numbers(basis.space)[rows])) == 1
    how = "word for word" if same else "in nearly these words"
    return Sentence(f"{len(rows):,} times, {how}:", rows, example=basis.quoted(int(rows[0])))


def groups_among(basis: Basis, report: DuplicateReport) -> list[Indices]:
    """The rows that are spoken of in each group of the report, where there are at least two."""
    inside = np.zeros(basis.space.n_rows, dtype=bool)
    inside[basis.rows] = True
    found = (np.array(group, dtype=np.int64) for group in report.groups)
    return [kept for group in found if len(kept := group[inside[group]]) > 1]


def _level(report: DuplicateReport) -> str:
    return f"{report.threshold:.3f} ({report.metric.unit})"
