"""Whole days, from one to another: how people ask for a month."""

from dataclasses import dataclass
from datetime import date

from embedcore.errors import ParameterError
from embedcore.facets.steps import MONTHS


@dataclass(frozen=True)
class Days:
    """From the first moment of one day to the last moment of another, or of the same.

    Raises ParameterError where the last day is before the first.
    """

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ParameterError(
                f"the last day must not be before the first (got {self.first} to {self.last}); exchange them"
            )

    def __str__(self) -> str:
        """1 Sep to 30 Sep 2026; the year of the first where it is another one, and a single day once."""
        if self.first == self.last:
            return _written(self.first)
        first = _written(self.first)
        return f"{first.rpartition(' ')[0] if self.first.year == self.last.year else first} to {_written(self.last)}"


def _written(day: date) -> str:
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"
