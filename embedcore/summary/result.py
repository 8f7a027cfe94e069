"""Summary: sentences that know their rows, in sections, and the figures of every group behind them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from embedcore.types import Indices

if TYPE_CHECKING:
    from embedcore.summary.basis import Basis


class Sentence(str):
    """A sentence, which is a str, and the rows that it speaks of.

    rows: (n,) row indices of the space, ascending. It reads lead + told + example: lead, its first words, by which it
    is found in a list, and example, a text of the data that ends it, may be empty. group: the group it speaks of, None
    for any other.
    """

    rows: Indices
    lead: str
    told: str
    example: str
    group: int | None

    def __new__(
        cls, told: str, rows: Indices, *, lead: str = "", example: str = "", group: int | None = None
    ) -> Sentence:
        made = super().__new__(cls, f"{lead}{told}{example and f' {example}'}")
        made.rows, made.lead, made.told = np.asarray(rows, dtype=np.int64), lead, told
        made.example, made.group = example, group
        return made


@dataclass(frozen=True)
class Section:
    """Sentences under a heading. key: names it in programs."""

    key: str
    heading: str
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, eq=False)
class Issue:
    """A group among the rows of the summary.

    group: its number in the clustering. rows: (n,) row indices, ascending; share: of the rows of the summary (0 to 1).
    is_issue: False for what is no issue;
    kind: what it is then, in a word or two. trend: in words, empty where nothing can be said. change: 0.3 for 30 % more
    rows than before, nan where that can't be said. by_time: how many of its rows fall in each part of the time line.
    typical: the row that is most similar to the middle of the group.
    """

    group: int
    name: str
    rows: Indices
    share: float
    is_issue: bool
    kind: str
    trend: str
    change: float
    by_time: tuple[int, ...]
    typical: int


@dataclass(frozen=True, eq=False)
class Summary:
    """What summarize() found, as sentences, and as a page, a text or a workbook to hand on.

    issues: every group among the rows, the largest first, those that are no issue last.
    """

    title: str
    sections: tuple[Section, ...]
    issues: tuple[Issue, ...]
    basis: Basis

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        """All sentences in order; each is a str with `.rows`."""
        return tuple(sentence for section in self.sections for sentence in section.sentences)

    def to_text(self) -> str:
        """To paste into a mail: the headings, and a line for each sentence."""
        parts = [f"{self.title}\n{'=' * len(self.title)}"]
        for section in self.sections:
            lines = "\n".join(f"- {sentence}" for sentence in section.sentences)
            parts.append(f"{section.heading}\n{'-' * len(section.heading)}\n{lines}")
        return "\n\n".join(parts) + "\n"

    def to_html(self) -> str:
        """One HTML file without anything from outside, for the screen and for A4; each sentence leads to its rows."""
        from embedcore.summary.html import page_of

        return page_of(self)

    def to_workbook(self) -> bytes:
        """An Excel workbook (.xlsx): summary, groups, rows and duplicates, with real dates and numbers.

        Raises BackendMissingError without openpyxl, DataError for more rows than a sheet can hold (1,048,575).
        """
        from embedcore.summary.workbook import workbook_of

        return workbook_of(self)
