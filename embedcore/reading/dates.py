"""Dates in which day and month could be meant either way: one order for each whole column, found in all of it."""

from __future__ import annotations

import datetime as dt
import itertools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

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
_OTHERS = tuple(
    re.compile(pattern)
    for pattern in (
        # 01/Mar/26 9:00 AM, 01-MAR-26, 01/Mar/2026:10:15:00 +0000
        r"(?P<day>\d{1,2})(?P<sign>[-/.])(?P<month>[^\W\d]{3,10})(?P=sign)(?P<year>\d{4}|\d{2})"
        + _CLOCK.replace("[ T,]", "[ T,:]"),
        # Sun Mar 01 10:15:00 +0000 2026, Sun Mar  1 10:15:00 PDT 2026
        r"[A-Z][a-z]{2},? (?P<month>[A-Z][a-z]{2}) {1,2}(?P<day>\d{1,2}) (?P<hour>\d{1,2}):(?P<minute>\d{2})"
        r"(?::(?P<second>\d{2}))?(?: (?P<zone>[+-]\d{2}:?\d{2}|[A-Z]{3,4}))? (?P<year>\d{4})",
        # Sun Mar 01 2026 10:15:00 GMT+0100 (CET)
        r"[A-Z][a-z]{2},? (?P<month>[A-Z][a-z]{2}) (?P<day>\d{1,2}) (?P<year>\d{4})"
        r"(?: (?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2}))?"
        r"(?: (?:GMT|UTC)(?P<zone>[+-]\d{2}:?\d{2})?(?: \([^()]{1,40}\))?)?)?",
        # 2026年3月1日 10:15
        r"(?P<year>\d{4})\s?[年년]\s?(?P<month>\d{1,2})\s?[月월]\s?(?P<day>\d{1,2})\s?[日号일]?(?:\s?[（(].{1,3}[)）])?"
        r"(?:\s?(?P<hour>\d{1,2})[:时時시點点]\s?(?P<minute>\d{1,2})[分분]?(?::?(?P<second>\d{1,2})[秒초]?)?)?",
        # 20260301T101500Z
        r"(?P<year>(?:19|20)\d{2})(?P<month>\d{2})(?P<day>\d{2})T(?P<hour>\d{2})(?P<minute>\d{2})(?P<second>\d{2})?"
        r"(?P<zone>Z)?",
    )
)
_TICKS = re.compile(r"\\?/Date\((?P<ms>-?\d{1,15})(?:[+-]\d{4})?\)\\?/")  # as .NET and OData write milliseconds
_ZONES = {"EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7, "CET": 1, "CEST": 2}
_MONTHS = (
    "jan january januar januari janvier janv enero ene gennaio gen "
    "janeiro января янв stycznia sty ledna leden ocak tammikuuta січня",
    "feb february februar februari février févr févr fevrier febrero febbraio "
    "fevereiro fev февраля фев lutego lut února únor şubat лютого",
    "march mär märz mrz maart mrt mars marzo março mar марта мар marca března březen mart березня",
    "apr april avril avr abril abr aprile апреля апр kwietnia kwi dubna duben nisan квітня",
    "mai mei maj maio mayo maggio mag may мая май maja května květen mayıs травня",
    "june jun juni juin junio giugno giu junho июня июн czerwca cze června červen haziran червня",
    "july jul juli juillet juil julio luglio lug julho июля июл lipca lip července červenec temmuz липня",
    "aug august augustus août aout agosto ago augusti августа авг sierpnia sie srpna srpen ağustos серпня",
    "sep sept september septembre septiembre settembre set setembro сентября сен сент września wrz září eylül вересня",
    "october okt oktober octobre octubre oct ottobre ott outubro out "
    "октября окт października paź října říjen ekim жовтня",
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
    """The order of day and month in a column.

    day_first None: nothing in the column decides; reason: what does. sure: whether dates of every sign decide for
    themselves ("/" in 03/04/2025); else told has the signs that do, and the others only follow them.
    """

    day_first: bool | None
    reason: str
    sure: bool = True
    told: Mapping[str, bool] = field(default_factory=dict)


def are_dates(cells: Sequence[str]) -> bool:
    """Whether filled cells are dates in forms that are known here, be it several."""
    n = sum(bool(_NUMERIC.fullmatch(cell.strip()) or _is_clear(cell.strip())) for cell in cells)
    return n > 0 and n >= _LEAST_SHARE * len(cells)


def are_numeric_dates(cells: Sequence[str]) -> bool:
    """Whether filled cells are days, months and years in digits, the year last; some may be of a clear form."""
    rest = [cell for cell in cells if not _NUMERIC.fullmatch(cell.strip())]
    n_last = len(cells) - len(rest)
    return n_last > 0 and n_last + sum(_is_clear(cell.strip()) for cell in rest) >= _LEAST_SHARE * len(cells)


def _is_clear(text: str) -> bool:
    """Whether it is a date that reads the same in every country."""
    if _ISO.fullmatch(text) or _TICKS.fullmatch(text):
        return True
    found = _written_out(text)
    return found is not None and _month(found) > 0


def are_named_dates(cells: Sequence[str]) -> bool:
    """Whether filled cells are dates with the names of months, or in another form that pandas does not know."""
    probe = cells[:_PROBED]
    if probe and all(_TICKS.fullmatch(cell.strip()) for cell in probe):
        return True
    found = [match for cell in probe if (match := _written_out(cell.strip()))]
    if not probe or len(found) < _LEAST_SHARE * len(probe):
        return False
    return all(_month(match) for match in found)


def _written_out(text: str) -> re.Match[str] | None:
    """A date that is not all digits in the order of a country: with a month's name, or as programs write it."""
    return next((found for form in (_NAMED, *_OTHERS) if (found := form.fullmatch(text))), None)


def _month(found: re.Match[str]) -> int:
    """The month of a date; 0 for a word that is none."""
    named = found["month"].lower()
    return int(named) if named.isdigit() else _MONTH_OF.get(named, 0)


def order_of(cells: Sequence[str]) -> Order:
    """Which of day and month comes first, told by the numbers above 12, the signs, or the order of the rows."""
    found = [match for cell in dict.fromkeys(cells) if (match := _NUMERIC.fullmatch(cell.strip()))]
    firsts, seconds = _parts(found)
    n_day_first, n_month_first = sum(n > 12 for n in firsts), sum(n > 12 for n in seconds)
    if n_day_first > 10 * n_month_first:
        return _told_by_signs(found, True, f"numbers up to {max(firsts)} stand first")
    if n_month_first > 10 * n_day_first:
        return _told_by_signs(found, False, f"numbers up to {max(seconds)} stand second")
    if all(match["sign"] == "." for match in found):
        return Order(True, "dates with full stops are written with the day first")
    if any(match["half"] for match in found):
        return Order(False, "times with AM and PM go with the month first")
    if firsts == seconds:
        return Order(None, "day and month are the same number everywhere")
    return _order_of_rows(cells)


def _parts(found: Sequence[re.Match[str]]) -> tuple[list[int], list[int]]:
    """The first and the second number of each date."""
    return [int(match["first"]) for match in found], [int(match["second_part"]) for match in found]


def _told_by_signs(found: Sequence[re.Match[str]], day_first: bool, reason: str) -> Order:
    """One order for all dates; not sure where those of some sign have no number above 12 of their own.

    reason: what tells the order, of those dates that do.
    """
    told: dict[str, bool] = {}
    left_open: list[str] = []
    for sign in dict.fromkeys(match["sign"] for match in found):
        firsts, seconds = _parts([match for match in found if match["sign"] == sign])
        if max(*firsts, *seconds) > 12:
            told[sign] = max(firsts) >= max(seconds)
        elif firsts != seconds and not (sign == "." and day_first):
            left_open.append(sign)
    if not left_open:
        return Order(day_first, reason)
    teller = next(sign for sign, own in told.items() if own == day_first)
    shown, doubtful = (
        next(match for match in found if match["sign"] == sign and max(*map(max, _parts([match]))) >= least)
        for sign, least in ((teller, 13), (left_open[0], 1))
    )
    reason = f"{_day_of(shown)} can only be meant so, and a column mostly has one order; {_day_of(doubtful)} alone"
    return Order(day_first, f"{reason} doesn't tell", False, told)


def _day_of(found: re.Match[str]) -> str:
    """The day as it is written, without the time."""
    return f"{found['first']}{found['sign']}{found['second_part']}{found['sign']}{found['year']}"


def sign_of(cell: str) -> str:
    """What stands between day, month and year in digits; "" where it is no such date."""
    found = _NUMERIC.fullmatch(cell.strip())
    return found["sign"] if found else ""


def _order_of_rows(cells: Sequence[str]) -> Order:
    """Rows mostly stand in the order of time: under the wrong order they don't."""
    sorted_ways = []
    for day_first in (True, False):
        times = [time for cell in cells if (time := parsed(cell, day_first)) is not None]
        steps = list(itertools.pairwise(times))
        rises, falls = sum(a < b for a, b in steps), sum(a > b for a, b in steps)
        if steps and min(rises, falls) == 0:
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
        found = _ISO.fullmatch(text) or _written_out(text)
        if found is None:
            ticks = _TICKS.fullmatch(text)
            return None if ticks is None else _since_1970(int(ticks["ms"]))
        day, month = int(found["day"]), _month(found)
    year = int(found["year"])
    if len(found["year"]) == 2:
        year += 1900 if year >= _CENTURY else 2000
    said = found.groupdict()
    hour = int(said["hour"] or 0)
    if half := said.get("half"):
        hour = hour % 12 + 12 * (half.lower() == "p")
    micro = int((said.get("part") or "0").ljust(6, "0")[:6])
    try:
        time = dt.datetime(year, month, day, hour, int(said["minute"] or 0), int(said["second"] or 0), micro)
        return time - _offset(said.get("zone"))
    except (ValueError, OverflowError):  # no such day; a zone before the year 1
        return None


def _since_1970(ms: int) -> dt.datetime | None:
    try:
        return dt.datetime(1970, 1, 1) + dt.timedelta(milliseconds=ms)
    except OverflowError:
        return None


def _offset(zone: str | None) -> dt.timedelta:
    if not zone or zone[0] not in "+-":
        return dt.timedelta(hours=_ZONES.get(zone or "", 0))
    ahead = dt.timedelta(hours=int(zone[1:3]), minutes=int(zone[-2:]))
    return ahead if zone[0] == "+" else -ahead
