"""The columns of a table while their meaning is found out."""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd

from embedcore.reading.options import Choice


@dataclass
class Columns:
    """A table's columns on their way: new values, what stood there, and what is to be said.

    semicolons: they stand between the fields. Such files mostly come from where the day is written first in dates, and
    a comma is the decimal mark.
    """

    frame: pd.DataFrame
    written: dict[str, pd.Series]
    semicolons: bool
    changed: dict[str, pd.Series] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    used: list[Choice] = field(default_factory=list)

    def now(self, name: str) -> pd.Series:
        return self.changed.get(name, self.frame[name])

    def change(self, name: str, values: pd.Series, as_written: pd.Series | None) -> None:
        """New values for a column; as_written: its cells as they stood, None where the values are these."""
        self.changed[name] = values
        self.written.pop(name, None)
        if as_written is not None:
            self.written[name] = as_written
