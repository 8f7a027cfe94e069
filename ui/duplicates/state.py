"""The review of this session: which group lies on the desk, what is planned for it, and the steps that decide."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from embedcore.duplicates import BY_HAND, DuplicateReport, Judged, KeepRules, all_different
from ui import session

LARGEST, CLOSEST = ORDERS = ("Largest first", "Closest first")


@dataclass(frozen=True)
class Plan:
    """What is to be done with the group on the desk, by row indices. stays: None for the one by the rule."""

    group: tuple[int, ...] = ()
    stays: int | None = None
    different: frozenset[int] = frozenset()


FIRST_ROW = session.Kept[int | None]("duplicates_first_row", None)
"""The first row of the group on the desk."""
PLAN = session.Kept("duplicates_plan", Plan())


@dataclass(frozen=True, eq=False)
class Review:
    """All groups in their order, and which of them are decided. at: the place of the one on the desk."""

    project: session.Project
    groups: list[list[int]]
    scores: NDArray[np.float64]
    is_chain: NDArray[np.bool_]
    decided: NDArray[np.bool_]
    at: int

    @property
    def group(self) -> list[int]:
        return self.groups[self.at]

    @property
    def n_decided(self) -> int:
        return int(self.decided.sum())

    @property
    def numbers(self) -> NDArray[np.int64]:
        return self.project.dataset.row_numbers

    def judged_names(self, rows: Sequence[int]) -> tuple[int, ...]:
        """The rows by the numbers under which decisions are kept."""
        return tuple(self.numbers[list(rows)].tolist())

    def next_undecided(self, after: int) -> int:
        """The next place that is yet to be decided, from the beginning again; after itself where none is."""
        left = np.flatnonzero(~self.decided)
        left = left[left != after]
        later = left[left > after]
        return int(later[0] if len(later) else left[0] if len(left) else after)

    def upcoming(self, n: int) -> list[int]:
        """The places of the next groups that are yet to be decided."""
        left = np.flatnonzero(~self.decided)
        left = left[left != self.at]
        ordered = np.concatenate([left[left > self.at], left[left < self.at]])
        return [int(place) for place in ordered[:n]]


def review(project: session.Project, report: DuplicateReport, order: str) -> Review:
    """The groups of a report in that order, at the one that was looked at, or else the first undecided one."""
    keys = report.metric.order_key(report.group_scores)
    sizes = np.array([len(group) for group in report.groups])
    by = np.lexsort((keys, -sizes) if order == LARGEST else (-sizes, keys))
    groups = [report.groups[place] for place in by.tolist()]
    numbers = project.dataset.row_numbers
    decided = np.array([project.decisions.is_decided(numbers[group].tolist()) for group in groups], dtype=bool)
    at = next((place for place, group in enumerate(groups) if group[0] == FIRST_ROW.now()), None)
    if at is None:
        at = int(decided.argmin()) if len(groups) else 0
    return Review(project, groups, report.group_scores[by], report.is_chain[by], decided, at)


def go_to(now: Review, place: int) -> None:
    """Lays another group on the desk."""
    FIRST_ROW.keep(now.groups[place][0])


def plan(now: Review) -> Plan:
    """What was planned for the group on the desk, or decided about it before."""
    group, kept = tuple(now.group), PLAN.now()
    if kept.group == group:
        return kept
    names = now.judged_names(group)
    decisions = now.project.decisions
    if not decisions.is_decided(names):
        return Plan(group)
    rows = dict(zip(names, group, strict=True))
    different = frozenset(rows[name] for name in names if decisions.of(name) == "not a duplicate")
    stays = [rows[name] for name in names if decisions.of(name) == "keep"]
    return Plan(group, stays[0] if stays else None, different if len(different) < len(group) else frozenset())


def let_stay(planned: Plan, row: int) -> None:
    PLAN.keep(replace(planned, stays=row, different=planned.different - {row}))


def turn_different(planned: Plan, rows: Sequence[int]) -> None:
    """These are no duplicates, or are again."""
    PLAN.keep(replace(planned, different=planned.different ^ set(rows)))


def confirm(now: Review, planned: Plan, stays: int, rule: str) -> None:
    """Decides as planned, and goes on."""
    named = now.judged_names(now.group)
    different = now.judged_names(sorted(planned.different - {stays}))
    (staying,) = now.judged_names([stays])
    chosen = rule if planned.stays is None else BY_HAND
    judged = all_different(named) if len(different) == len(named) - 1 else Judged(named, staying, different, chosen)
    _decide(now, judged)


def none_is(now: Review) -> None:
    """Decides that none of the group repeats another, and goes on."""
    _decide(now, all_different(now.judged_names(now.group)))


def rest_by_rule(now: Review, rules: KeepRules, rule: str) -> None:
    """Decides all groups that are left by the rule, in one step; chains are left to be looked at."""
    made = []
    for place in np.flatnonzero(~now.decided & ~now.is_chain).tolist():
        group = now.groups[place]
        (stays,) = now.judged_names([rules.stays(rule, group)])
        made.append(Judged(now.judged_names(group), stays, (), rule))
    _keep(now.project, *made)


def undo(project: session.Project, report: DuplicateReport) -> None:
    """Takes the last step back, and lays its first group on the desk again."""
    if not project.decisions.steps:
        return
    first = project.decisions.steps[-1][0].rows
    rows = np.flatnonzero(np.isin(project.dataset.row_numbers, first))
    FIRST_ROW.keep(next((group[0] for group in report.groups if set(rows.tolist()) & set(group)), None))
    PLAN.keep(Plan())
    session.set_project(replace(project, decisions=project.decisions.undo()))


def _decide(now: Review, judged: Judged) -> None:
    go_to(now, now.next_undecided(now.at))
    _keep(now.project, judged)


def _keep(project: session.Project, *judged: Judged) -> None:
    PLAN.keep(Plan())
    session.set_project(replace(project, decisions=project.decisions.judge(*judged)))
