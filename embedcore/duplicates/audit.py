"""What is taken away: the rows that stay, and a line for every row of every group with what was decided and why."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from embedcore.duplicates.decisions import DROP, KEEP, Decisions
from embedcore.duplicates.report import DuplicateReport
from embedcore.metrics import pair_scores
from embedcore.space import EmbeddingSpace
from embedcore.types import Indices, Scores


@dataclass(frozen=True, eq=False)
class Audit:
    """A line for each row of each group, and for each row that was decided about at another threshold.

    rows: (n_lines,) row indices, each once. group: its number, from 1. decision: keep, drop, not a duplicate or
    undecided. score: to the row that stays in the group, NaN for that one itself; undecided rows are compared with
    the first of their group. rule: why that one stays, empty where nothing was decided. stays: the number of the row
    that stays in place of this one, its own where it stays, 0 where nothing was decided.
    """

    rows: Indices
    group: Indices
    decision: list[str]
    score: Scores
    rule: list[str]
    stays: Indices


def kept_rows(decisions: Decisions, row_numbers: NDArray[np.int64]) -> Indices:
    """The rows that were not dropped, ascending; undecided ones stay. row_numbers: (n_rows,) the rows' names."""
    dropped = np.fromiter(decisions.dropped, dtype=np.int64, count=len(decisions.dropped))
    return np.flatnonzero(~np.isin(row_numbers, dropped))


def audit(
    space: EmbeddingSpace, report: DuplicateReport, decisions: Decisions, row_numbers: NDArray[np.int64]
) -> Audit:
    """Every row of every group with its decision: what `kept_rows` leaves out is there, and why."""
    place = {number: row for row, number in enumerate(row_numbers.tolist())}
    groups = [*report.groups, *_decided_elsewhere(report, decisions, place)]
    lines = [_line(row, group[0], row_numbers, decisions, place) for group in groups for row in group]
    rows, against = (np.array([line[end] for line in lines], dtype=np.int64) for end in (0, 1))
    scores = pair_scores(space.metric, space.vectors[rows], space.vectors[against]) if lines else np.empty(0)
    return Audit(
        rows=rows,
        group=np.repeat(np.arange(1, len(groups) + 1), [len(group) for group in groups]),
        decision=[line[2] for line in lines],
        score=np.where(rows == against, np.nan, scores),
        rule=[line[3] for line in lines],
        stays=np.array([line[4] for line in lines], dtype=np.int64),
    )


def _decided_elsewhere(report: DuplicateReport, decisions: Decisions, place: dict[int, int]) -> list[list[int]]:
    """Rows in no group of the report that were decided about, by what was decided."""
    grouped = {row for group in report.groups for row in group}
    others: dict[int, list[int]] = {}
    for number in decisions.rows:
        if number in place and place[number] not in grouped:
            others.setdefault(id(decisions.last(number)), []).append(place[number])
    return [sorted(rows) for rows in others.values()]


def _line(
    row: int, first: int, row_numbers: NDArray[np.int64], decisions: Decisions, place: dict[int, int]
) -> tuple[int, int, str, str, int]:
    """A row, the row it is compared with, the decision, the rule and the number of who stays."""
    number = int(row_numbers[row])
    judged, decision = decisions.last(number), decisions.of(number)
    if judged is None:
        return row, first, decision, "", 0
    stays = decisions.stays_for(number)
    compared = place.get(stays if decision == DROP else judged.stays, row)
    return row, compared, decision, judged.rule if decision in (KEEP, DROP) else "", stays
