"""Dates as real ones, exactly: a column recognised as time, for formats that have types."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from embedcore.phrases import by_number, counted
from embedcore.reading.clocks import clock_between
from embedcore.types import Indices

if TYPE_CHECKING:
    import pandas as pd

_ZONE = (
    r"(?:\d:\d{2}|T\d{4,6})(?:[:.,]\d+)*\s?(?:[AaPp]\.?[Mm]\.?)?\s?(?:Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)\s*(?:\(.*\))?$"
)
_TIME_OF_DAY = r"\s*\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?\s?(?:[AaPp]\.?[Mm]\.?)?\s*"
"""Of no day, which pandas takes for one of today."""


@dataclass(frozen=True, eq=False)
class Dates:
    """What the cells of a column say.

    values: (n_rows,) datetimes, in their time zone where all have one, in UTC where some do; NaT where a cell is no
    date. n_others: filled cells that are none. zones: how many have a time zone.
    """

    values: pd.Series
    n_others: int
    zones: Literal["none", "some", "all"]

    @property
    def are_all(self) -> bool:
        """Whether every filled cell is a date, of one kind."""
        return not self.n_others and self.zones != "some"

    def of_rows(self, rows: Indices | None) -> pd.Series:
        """The values of these rows, in their order; None: of all."""
        return self.values.reset_index(drop=True) if rows is None else self.values.iloc[rows].reset_index(drop=True)

    def in_sheet(self, cells: pd.Series, rows: Indices | None) -> pd.Series:
        """Dates without a time zone, as its clock has them; a cell that is none stays as it is in `cells`."""
        import pandas as pd

        values = self.of_rows(rows)
        local = values.dt.tz_localize(None) if values.dt.tz is not None else values
        known = [
            cell if gap else time for cell, time, gap in zip(cells.tolist(), local.tolist(), local.isna(), strict=True)
        ]
        return pd.Series(known, dtype=object)

    def why_text(self, name: str) -> str:
        """Why a column stays text in a format that has one type for all of its cells."""
        if not self.n_others:
            return f'"{name}" stays text: some of its times have a time zone, and others none'
        none = by_number(self.n_others, "is no date", "are no dates")
        return f'"{name}" stays text: {counted(self.n_others, "cell")} {none}'

    def why_without_zone(self, name: str) -> str:
        """What a format loses that has no time zones; empty where nothing."""
        if self.zones == "none":
            return ""
        zone = self.values.dt.tz if self.zones == "all" else "UTC"
        return f'the times of "{name}" are those of {zone}: the format has no time zones'


def dates_of(cells: pd.Series) -> Dates | None:
    """None for numbers that are no dates, such as years; these stay what they are."""
    import pandas as pd

    if pd.api.types.is_datetime64_any_dtype(cells):
        return Dates(cells, 0, "all" if cells.dt.tz is not None else "none")
    numbers = pd.to_numeric(cells, errors="coerce")
    if numbers.notna().sum() == cells.notna().sum() > 0:
        return _counted(numbers)
    texts = cells.astype("str").where(cells.notna())
    dated = texts.where(texts.str.contains(r"\d") & ~texts.str.fullmatch(_TIME_OF_DAY).fillna(False))
    zoned = texts[texts.notna()].str.contains(_ZONE)
    if zoned.any() and not zoned.all():
        return _parsed(dated, texts, "some")
    return _parsed(dated, texts, "all" if zoned.any() else "none")


def _parsed(dated: pd.Series, texts: pd.Series, zones: Literal["none", "some", "all"]) -> Dates:
    import pandas as pd

    try:
        values = pd.to_datetime(dated, errors="coerce", format="mixed", utc=zones == "some")
    except ValueError:  # of several time zones
        values = pd.to_datetime(dated, errors="coerce", format="mixed", utc=True)
    if zones == "none" and values.dt.tz is not None:  # in a form that is not known here: rather text than hours off
        zones = "some"
    return Dates(values, int((texts.notna() & values.isna()).sum()), zones)


def _counted(numbers: pd.Series) -> Dates | None:
    """Numbers that count seconds or milliseconds since 1970, which are UTC's, or are written as 20240131."""
    import pandas as pd

    clock = clock_between(numbers.min(), numbers.max())
    if clock == "yyyymmdd":
        written = numbers.astype("Int64").astype("str").where(numbers.notna())
        values = pd.to_datetime(written, format="%Y%m%d", errors="coerce")
        return Dates(values, int((numbers.notna() & values.isna()).sum()), "none")
    if clock not in ("seconds", "milliseconds"):
        return None
    microseconds = (numbers.astype("Float64") * (1e6 if clock == "seconds" else 1e3)).round().astype("Int64")
    return Dates(pd.to_datetime(microseconds, unit="us", utc=True), 0, "all")
