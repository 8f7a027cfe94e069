"""What a space was adapted to, as its notes say it: they are copied, saved and opened with it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

_NOTE = re.compile(
    r'adapted from [\d,]+ rows? with a label(?: in "(?P<column>.*)")?: labels told by neighbours '
    r"(?P<before>.+) before, (?P<after>.+) after, on examples that were not learned from",
    re.DOTALL,
)


@dataclass(frozen=True)
class LearnedFrom:
    """Labels that a space was adapted to. column: where they stood; empty where values were given.

    before, after: how often labels were told right on rows that were not learned from, as "73%".
    """

    column: str
    before: str
    after: str

    def are(self, label: str) -> bool:
        """Whether they are, or may be, the label of that name; values without a column may be any."""
        return not self.column or self.column == label


def note_of(source: str, learned_from: str, before: str, after: str) -> str:
    """The note of an adapted space. source: "labels" or "pairs". learned_from: '70 rows with a label in "topic"'."""
    what = "labels told by neighbours" if source == "labels" else "pairs told apart"
    return f"adapted from {learned_from}: {what} {before} before, {after} after, on examples that were not learned from"


def labels_learned_from(notes: Sequence[str]) -> tuple[LearnedFrom, ...]:
    """Those that the notes of a space tell of, the latest last."""
    found = [_NOTE.fullmatch(note) for note in notes]
    return tuple(LearnedFrom(one["column"] or "", one["before"], one["after"]) for one in found if one is not None)
