"""What a person did, step by step, so that it can be undone and done again."""

from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")
STEPS_KEPT = 200


@dataclass(frozen=True)
class History(Generic[T]):
    """A value that does not change in place, with those before it and those that were undone.

    past: the oldest first, at most 200. future: the one that was undone last at the end.
    """

    now: T
    past: tuple[T, ...] = ()
    future: tuple[T, ...] = ()

    def with_step(self, value: T) -> "History[T]":
        """With another value as the present one; what was undone before can't be done again."""
        return History(value, (*self.past, self.now)[-STEPS_KEPT:])

    def undone(self) -> "History[T]":
        """One step back; the same where there is none."""
        if not self.past:
            return self
        return History(self.past[-1], self.past[:-1], (*self.future, self.now))

    def redone(self) -> "History[T]":
        """One step forward again; the same where there is none."""
        if not self.future:
            return self
        return History(self.future[-1], (*self.past, self.now), self.future[:-1])
