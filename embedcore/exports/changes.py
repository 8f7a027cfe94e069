"""What a format changes in the cells it takes, counted before anything is written."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from embedcore.phrases import counted
from embedcore.spreadsheets import ILLEGAL, MOST_CHARACTERS, n_guarded, texts_of

if TYPE_CHECKING:
    import pandas as pd

ENDS_LINE = "\t\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"
"""What ends a cell or a row of a TSV, where nothing is quoted."""


@dataclass(frozen=True)
class Changes:
    """In how many cells, names of columns among them.

    guarded: with an apostrophe before what would be run. flattened: on one line, without quotes. cut: too long for a
    cell. stripped: without characters that a sheet can't hold.
    """

    guarded: int = 0
    flattened: int = 0
    cut: int = 0
    stripped: int = 0

    def __add__(self, other: Changes) -> Changes:
        return Changes(*(getattr(self, one.name) + getattr(other, one.name) for one in fields(self)))

    @property
    def notes(self) -> tuple[str, ...]:
        """As sentences without a full stop."""
        said = {
            f"in {counted(self.guarded, 'cell')} an apostrophe was put before what a spreadsheet would run as a "
            "formula; in Excel, Parquet and JSON Lines the cells are as they were": self.guarded,
            f"line breaks, tabs and quotes became spaces and ' in {counted(self.flattened, 'cell')}: TSV has no room "
            "for them": self.flattened,
            f"{counted(self.cut, 'text was', 'texts were')} cut: a cell holds {MOST_CHARACTERS:,} characters": self.cut,
            f"{counted(self.stripped, 'cell')} lost characters that no one sees and a sheet can't hold": self.stripped,
        }
        return tuple(sentence for sentence, n in said.items() if n)


def changes_in(table: pd.DataFrame, format: str) -> Changes:
    """Those of all cells and of the names of the columns."""
    import pandas as pd

    if format not in ("csv", "excel", "projector"):
        return Changes()
    names = pd.Series(list(map(str, table.columns)), dtype=object)
    columns = [table.iloc[:, place] for place in range(table.shape[1])]
    return sum((_changes(cells, format) for cells in (names, *columns)), Changes())


def _changes(cells: pd.Series, format: str) -> Changes:
    texts = texts_of(cells)
    if not len(texts):
        return Changes()
    if format == "excel":
        illegal = texts[texts.str.contains(ILLEGAL.pattern)]
        long = texts[texts.str.len() > MOST_CHARACTERS].tolist()
        return Changes(cut=sum(len(ILLEGAL.sub("", text)) > MOST_CHARACTERS for text in long), stripped=len(illegal))
    guarded = n_guarded(texts)
    if format == "csv":
        return Changes(guarded)
    return Changes(guarded, flattened=int(texts.str.contains(f'["{ENDS_LINE}]').sum()))
