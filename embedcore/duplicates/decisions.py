"""What a person decided about repeated rows: immutable, by row, and taken back step by step."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cached_property

from embedcore.errors import ParameterError

KEEP, DROP, DIFFERENT, UNDECIDED = DECISIONS = ("keep", "drop", "not a duplicate", "undecided")
BY_HAND = "by hand"


@dataclass(frozen=True)
class Judged:
    """Rows that were judged together, by names of theirs that no other row has (their numbers in the file).

    stays: the one that stays for those it repeats. different: those that are no duplicates, and stay, too. The others
    are dropped. rule: why that one stays: a keep rule, or "by hand".
    Raises ParameterError for fewer than two rows, or others than those that are judged.
    """

    rows: tuple[int, ...]
    stays: int
    different: tuple[int, ...] = ()
    rule: str = BY_HAND

    def __post_init__(self) -> None:
        if len(set(self.rows)) < 2 or len(set(self.rows)) < len(self.rows):
            raise ParameterError(f"at least two different rows are judged together (got {list(self.rows)})")
        strangers = {self.stays, *self.different} - set(self.rows)
        if strangers:
            raise ParameterError(
                f"who stays and who is different must be among the rows (got {sorted(strangers)} for "
                f"{list(self.rows)}); name rows of the group"
            )

    @cached_property
    def members(self) -> frozenset[int]:
        return frozenset(self.rows)

    @cached_property
    def dropped(self) -> frozenset[int]:
        return self.members - {self.stays} - set(self.different)

    def of(self, row: int) -> str:
        """The decision on one of the rows."""
        if row in self.dropped:
            return DROP
        return KEEP if row == self.stays and self.dropped else DIFFERENT


def all_different(rows: Iterable[int]) -> Judged:
    """None of these rows repeats another."""
    every = tuple(rows)
    return Judged(every, every[0], every)


@dataclass(frozen=True)
class Decisions:
    """All that was decided, in steps of one or more judgements each; of a row, the last one counts."""

    steps: tuple[tuple[Judged, ...], ...] = ()

    def judge(self, *judged: Judged) -> Decisions:
        """With one more step."""
        return Decisions((*self.steps, judged)) if judged else self

    def undo(self) -> Decisions:
        """Without the last step; the same where there is none."""
        return Decisions(self.steps[:-1])

    @cached_property
    def _of_row(self) -> dict[int, list[Judged]]:
        found: defaultdict[int, list[Judged]] = defaultdict(list)
        for step in self.steps:
            for judged in step:
                for row in judged.rows:
                    found[row].append(judged)
        return dict(found)

    def last(self, row: int) -> Judged | None:
        """The judgement that counts for a row."""
        found = self._of_row.get(row)
        return found[-1] if found else None

    def is_decided(self, rows: Collection[int]) -> bool:
        """Whether all these rows were judged together, alone or among others."""
        first = next(iter(rows))
        return any(judged.members.issuperset(rows) for judged in self._of_row.get(first, ()))

    def of(self, row: int) -> str:
        """keep, drop, not a duplicate, or undecided."""
        judged = self.last(row)
        return judged.of(row) if judged is not None else UNDECIDED

    def stays_for(self, row: int) -> int:
        """The row that stays in place of a dropped one, itself for others.

        Where that was dropped later, in favour of a third, it is the third: each step leads to a later judgement.
        """
        while (judged := self.last(row)) is not None and row in judged.dropped:
            row = judged.stays
        return row

    @cached_property
    def dropped(self) -> frozenset[int]:
        return frozenset(row for row in self._of_row if self.of(row) == DROP)

    @property
    def rows(self) -> list[int]:
        """Those that anything was decided about."""
        return list(self._of_row)
