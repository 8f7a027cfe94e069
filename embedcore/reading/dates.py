"""Dates in which day and month could be meant either way: one order for each whole column, found in all of it."""

from __future__ import annotations

import datetime as dt
import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass

_ZONE = r"(?:\s?(?P<zone>Z|UTC|GMT|[+-]\d{2}:?\d{2}))?"
_CLOCK = (
    r"(?:(?:[ T,]|\s(?:um|at|à|a las|às|kl\.?)\s)\s*(?P<hour>\d{1,2})[:.](?P<minute>\d{2})(?:[:.](?P<second>\d{2})"
    r"(?:[.,](?P<part>\d{1,9}))?)?(?:\s?(?P<half>[AaPp])\.?\s?[Mm]\.?)?(?:\s?(?:Uhr|h))?" + _ZONE + ")?"
)
_NUMERIC = re.compile(
    r"(?:[^\W\d]{2,10}\.?,?\s)?(?P<first>\d{1,2})\s?(?P<sign>[-/.])\s?(?P<second_part>\d{1,2})\s?(?P=sign)\s?"
    r"(?P<year>\d{4}|\d{2}),?" + _CLOCK
)
_ISO = re.compile(r"(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})" + _CLOCK)
_NAMED = re.compile(
    r"(?:[^\W\d]{2,10}\.?,?\s)?(?P<day>\d{1,2})(?:\.|er|º|st|nd|rd|th)?[ -](?:de )?(?P<month>[^\W\d]{3,10})\.?,?[ -]"
    r"(?:de |del )?(?P<year>\d{4})(?: ?г\.?| r\.)?,?" + _CLOCK
)
_MONTHS = (
    "jan januar januari janvier janv enero ene gennaio gen "
    "janeiro января янв stycznia sty ledna leden ocak tammikuuta січня",
    "feb februar februari février févr févr fevrier febrero febbraio "
    "fevereiro fev февраля фев lutego lut února únor şubat лютого",
    "mär märz mrz maart mrt mars marzo março mar марта мар marca března březen mart березня",
    "apr april avril avr abril abr aprile апреля апр kwietnia kwi dubna duben nisan квітня",
    "mai mei maj maio mayo maggio mag may мая май maja května květen mayıs травня",
    "jun juni juin junio giugno giu junho июня июн czerwca cze června červen haziran червня",
    "jul juli juillet juil julio luglio lug julho июля июл lipca lip července červenec temmuz липня",
    "aug august augustus août aout agosto ago augusti августа авг sierpnia sie srpna srpen ağustos серпня",
    "sep sept september septembre septiembre settembre set setembro сентября сен сент września wrz září eylül вересня",
    "okt oktober octobre octubre oct ottobre ott outubro out октября окт października paź října říjen ekim жовтня",
    "nov november novembre noviembre novembro ноября ноя listopada lis listopadu kasım листопада",
    "dez dezember dec december décembre déc decembre diciembre dic "
    "dicembre dezembro декабря дек grudnia gru prosince aralık грудня",
)
_MONTH_OF = {name: place for place, names in enumerate(_MONTHS, start=1) for name in names.split()}
_LEAST_SHARE = 0.9
_PROBED = 50
_LONGEST = 64
_CENTURY = 69  # as Python reads years of two digits: 69 is 1969, 68 is 2068


@dataclass(frozen=True)
class Order:
    """The order of day and month in a column. day_first None: nothing in the column decides; reason: what does."""

    day_first: bool | None
    reason: str


def are_numeric_dates(cells: Sequence[str]) -> bool:
    """Whether filled cells are days, months and years in digits, the year last; some may have it first."""
    n_last = sum(bool(_NUMERIC.fullmatch(cell.strip())) for cell in cells)
    if not n_last:
        return False
    n_first = sum(bool(_ISO.fullmatch(cell.strip())) for cell in cells) if n_last < len(cells) else 0
    return n_last + n_first >= _LEAST_SHARE * len(cells)


def are_named_dates(cells: Sequence[str]) -> bool:
    """Whether filled cells are dates with the names of months in a language that pandas does not know."""
    probe = cells[:_PROBED]
    found = [match for cell in probe if (match := _NAMED.fullmatch(cell.strip()))]
    if not probe or len(found) < _LEAST_SHARE * len(probe):
        return False
    return all(match["month"].lower() in _MONTH_OF for match in found)


def order_of(cells: Sequence[str]) -> Order:
    """Which of day and month comes first, told by the numbers above 12, the signs, or the order of the rows."""
    found = [match for cell in dict.fromkeys(cells) if (match := _NUMERIC.fullmatch(cell.strip()))]
    firsts, seconds = ([int(match[name]) for match in found] for name in ("first", "second_part"))
    n_day_first, n_month_first = sum(n > 12 for n in firsts), sum(n > 12 for n in seconds)
    if n_day_first > 10 * n_month_first:
        return Order(True, f"numbers up to {max(firsts)} stand first")
    if n_month_first > 10 * n_day_first:
        return Order(False, f"numbers up to {max(seconds)} stand second")
    if all(match["sign"] == "." for match in found):
        return Order(True, "dates with full stops are written with the day first")
    if any(match["half"] for match in found):
        return Order(False, "times with AM and PM go with the month first")
    if firsts == seconds:
        return Order(None, "day and month are the same number everywhere")
    return _order_of_rows(cells)


def _order_of_rows(cells: Sequence[str]) -> Order:
    """Rows mostly stand in the order of time: under the wrong order they don't."""
    sorted_ways = []
    for day_first in (True, False):
        times = [time for cell in cells if (time := parsed(cell, day_first)) is not None]
        steps = list(itertools.pairwise(times))
        rises, falls = sum(a < b for a, b in steps), sum(a > b for a, b in steps)
        if steps and min(rises, falls) == 0 and max(rises, falls) > 0:
            sorted_ways.append(day_first)
    if len(sorted_ways) == 1:
        return Order(sorted_ways[0], "the rows are in the order of time that way")
    return Order(None, "nothing in the column tells day from month")


def parsed(cell: str, day_first: bool) -> dt.datetime | None:
    """The time that a cell writes, in UTC where it names a zone; None where it is no date in that order."""
    text = cell.strip()
    if len(text) > _LONGEST:
        return None
    found = _NUMERIC.fullmatch(text)
    if found is not None:
        first, second = int(found["first"]), int(found["second_part"])
        day, month = (first, second) if day_first else (second, first)
    else:
        found = _ISO.fullmatch(text) or _NAMED.fullmatch(text)
        if found is None:
            return None
        named = found["month"].lower()
        day, month = int(found["day"]), int(named) if named.isdigit() else _MONTH_OF.get(named, 0)
    year = int(found["year"])
    if len(found["year"]) == 2:
        year += 1900 if year >= _CENTURY else 2000
    hour = int(found["hour"] or 0)
    if found["half"]:
        hour = hour % 12 + 12 * (found["half"].lower() == "p")
    micro = int((found["part"] or "0").ljust(6, "0")[:6])
    try:
        time = dt.datetime(year, month, day, hour, int(found["minute"] or 0), int(found["second"] or 0), micro)
    except ValueError:
        return None
    return time - _offset(found["zone"])


def _offset(zone: str | None) -> dt.timedelta:
    if not zone or zone[0] not in "+-":
        return dt.timedelta()
    ahead = dt.timedelta(hours=int(zone[1:3]), minutes=int(zone[-2:]))
    return ahead if zone[0] == "+" else -ahead
