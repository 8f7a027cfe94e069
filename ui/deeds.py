"""What this visitor has done with the explorer, to be ticked off and asked for: pages tell, Learn reads.

Kept for the visitor like what was opened (`ui/visit`); it outlives the data.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from ui import session

PLAYED, SIMILAR_PAIR = "played", "similar_pair"
NEIGHBOURS, OTHER_WORDS, THRESHOLD_MOVED = "neighbours", "other_words", "threshold_moved"
TSNE, UMAP, TRUST = "saw_tsne", "saw_umap", "saw_trust"
_READ = "read "
LAB, QUIZ, PASSED = "lab", "quiz", "quiz_passed"


@dataclass(frozen=True)
class Trial:
    """A try at the quiz. number: 1 for the first; it decides the order. given: the answer to each question, by name.

    place: of the question that is shown.
    """

    number: int = 1
    place: int = 0
    given: Mapping[str, str] = field(default_factory=dict)

    @property
    def how_far(self) -> tuple[int, int, int]:
        """Greater the further one has come."""
        return self.number, len(self.given), self.place


@dataclass(frozen=True)
class Progress:
    """done: what was done, each with the greatest value that it reached. trial: the present try at the quiz."""

    done: Mapping[str, float] = field(default_factory=dict)
    trial: Trial = field(default_factory=Trial)

    def with_deed(self, name: str, value: float) -> "Progress":
        return replace(self, done={**self.done, name: max(value, self.done.get(name, value))})

    def joined(self, other: "Progress") -> "Progress":
        """What both tell: of each deed the greater value, and the try that has come further."""
        made = self
        for name, value in other.done.items():
            made = made.with_deed(name, value)
        return replace(made, trial=max(made.trial, other.trial, key=lambda trial: trial.how_far))

    @property
    def n_bytes(self) -> int:
        """The memory that it takes, about."""
        return 100 * (len(self.done) + len(self.trial.given) + 1)


_NOW = session.Kept("deeds", Progress(), stays=session.whole)
_told: list[Callable[[], None]] = []


def on_change(tell: Callable[[], None]) -> None:
    """Has this called after each change, also where only a part of a page runs."""
    _told.append(tell)


def now() -> Progress:
    return _NOW.now()


def keep(new: Progress) -> None:
    """Takes the place of what is known."""
    if new != _NOW.now():
        _NOW.keep(new)
        for tell in _told:
            tell()


def note(name: str, value: float = 1.0) -> None:
    """That this was done; a smaller value than before changes nothing."""
    keep(now().with_deed(name, value))


def value(name: str) -> float | None:
    """The greatest value that it reached; None where it was not done."""
    return now().done.get(name)


def note_read(section: str) -> None:
    """That this section of the lesson was read."""
    note(f"{_READ}{section}")


def sections_read() -> frozenset[str]:
    """The sections of the lesson that were read."""
    return frozenset(name.removeprefix(_READ) for name in now().done if name.startswith(_READ))
