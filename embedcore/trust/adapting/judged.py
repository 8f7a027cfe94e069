"""What a person judged: results of searches, relevant or not; with decisions on duplicates, pairs to learn from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations

from embedcore.duplicates import Decisions
from embedcore.trust.adapting.examples import Pair


@dataclass(frozen=True)
class JudgedResult:
    """One result of a search, judged. query: the phrase; empty where it was searched with the row `like`.

    row, like: the rows' numbers in the file.
    """

    query: str
    row: int
    relevant: bool
    like: int | None = None


@dataclass(frozen=True)
class JudgedResults:
    """All results that were judged, the last one last; each counts once."""

    results: tuple[JudgedResult, ...] = ()

    def judge(self, query: str, row: int, relevant: bool | None, *, like: int | None = None) -> JudgedResults:
        """With another judgement of one result; None: without any."""
        others = tuple(one for one in self.results if (one.query, one.row, one.like) != (query, row, like))
        return JudgedResults(others if relevant is None else (*others, JudgedResult(query, row, relevant, like)))

    def undo(self) -> JudgedResults:
        """Without the last one; the same where there is none."""
        return JudgedResults(self.results[:-1])

    def of(self, query: str, row: int, *, like: int | None = None) -> bool | None:
        """Whether a result was judged relevant; None where it was not judged."""
        for one in self.results:
            if (one.query, one.row, one.like) == (query, row, like):
                return one.relevant
        return None


def pairs_of(results: JudgedResults, decisions: Decisions, place_of: Mapping[int, int]) -> list[Pair]:
    """Pairs as `adapt` takes them, each once, as judged last.

    place_of: from a row's number in the file to its place in the space; others are left out. Of repeated rows, those
    dropped are like the one that stays, and those that are different are unlike all judged with them.
    """
    rows: dict[tuple[int, int], bool] = {}
    for step in decisions.steps:
        for judged in step:
            different = set(judged.different)
            for one, other in combinations(judged.rows, 2):
                if different & {one, other}:
                    rows[_ordered(one, other)] = False
                elif judged.stays in (one, other):
                    rows[_ordered(one, other)] = True
    phrases: dict[tuple[str, int], bool] = {}
    for found in results.results:
        if found.like is not None:
            rows[_ordered(found.like, found.row)] = found.relevant
        else:
            phrases[found.query, found.row] = found.relevant
    made: list[Pair] = [
        (place_of[one], place_of[other], alike)
        for (one, other), alike in rows.items()
        if one in place_of and other in place_of and one != other
    ]
    return made + [(query, place_of[row], alike) for (query, row), alike in phrases.items() if row in place_of]


def _ordered(one: int, other: int) -> tuple[int, int]:
    return min(one, other), max(one, other)
