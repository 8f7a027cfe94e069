"""Numbers as people write them: "$1,200.00", "45%", "1.234,56", "4 stars", "4/5", "1.2k", "(12.50)"."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

_CODES = (
    "USD|EUR|GBP|CHF|JPY|CNY|RMB|INR|AUD|CAD|NZD|SEK|NOK|DKK|PLN|CZK|HUF|RON|TRY|RUB|UAH|BGN|BRL|MXN|ZAR|KRW|SGD|HKD|"
    r"ILS|TWD|THB|zł|zl|kr\.?|Kč|Ft|lei|TL|руб\.?|р\.|грн\.?|R\$|US\$|A\$|C\$|NT\$|HK\$|Rs\.?|RM|円|元|원"
)
_CURRENCY = rf"(?:[$€£¥₹₽₩₺₪₫₴₦฿￥]|{_CODES})"
_GAP = " \u00a0\u202f\u2009"
_CORE = (
    rf"(?:\d{{1,3}}(?:[,.'’{_GAP}]\d{{3}})+(?:[.,]\d+)?|\d{{1,3}}(?:,\d{{2}})+,\d{{3}}(?:\.\d+)?"
    r"|\d+(?:[.,]\d*)?|[.,]\d+)"
)
_STARS = (
    r"stars?|★|⭐|stern(?:e|en)?|étoiles?|estrellas?|estrelas?|stelle?|sterren|gwiazd\w*|звезд\w*|points?|pts\.?"
    "|punkte?|星|点|점"
)
_OUT_OF = rf"(?:/|out of|of|von|sur|de|su|av|из)\s*+(?:5|6|7|10|20|100)(?:[.,]0)?(?:\s*+(?:{_STARS}))?"
_UNITS = (
    "kg|g|mg|lbs?|oz|cm|mm|km|m|mi|ft|ml|l|h|hrs?|hours?|min|mins|minutes?|s|sec|secs|seconds?|ms|days?|d|weeks?|"
    "months?|years?|yrs?|tage?|stunden?|minuten|jahre?|°C|°F|GB|MB|KB|kWh|kW|W|km/h|mph|pcs|stk\\.?|x"
)
_WRITTEN = re.compile(
    rf"(?P<open>\()?\s*+(?P<sign>[-−+])?\s*+(?P<before>{_CURRENCY})?\s*+(?P<sign2>[-−])?\s*+(?P<number>{_CORE})"
    rf"(?P<power>e[-+]?\d{{1,2}})?(?P<times>\s?[kKMB](?![a-zA-Z]))?\s*+"
    rf"(?P<after>[%‰％]|{_CURRENCY}|{_OUT_OF}|(?:{_STARS})|(?<=[\s\d])(?:{_UNITS}))?\s*+(?P<close>\))?(?P<trailing>[-−])?",
    re.IGNORECASE,
)
_STAR = re.compile(_STARS, re.IGNORECASE)
_ONLY_STARS = re.compile(r"[★⭐]{0,10}[☆✩]{0,10}")
# What stands where a number is missing, in columns of numbers alone.
_NOTHING = frozenset(
    "- – — -- − --- . .. ... … : ? * n.a. n.a n/a. na none unknown unbekannt n/a k.a. k.a n.d. n.v.".split()
)
_TIMES = {"": 1.0, "k": 1e3, "m": 1e6, "b": 1e9}
_GROUPED_BY = re.compile(rf"[,.'’{_GAP}]")
_EITHER_WAY = re.compile(r"[1-9]\d{0,2}([.,])\d{3}")
_TELLING = frozenset(",'’" + _GAP)
_GAPS = frozenset(_GAP)
_MOST_DIGITS = 15
_LONGEST = 48  # characters of an amount; longer cells are not even tried
_LEAST_SHARE = 0.6


@dataclass(frozen=True)
class Marks:
    """The marks in the numbers of a column. thousands: "" where there are none."""

    decimal: str = "."
    thousands: str = ""


@dataclass(frozen=True)
class Numerals:
    """A column as numbers, None for a missing cell; all are whole where no cell has a fraction.

    is_decided: whether its cells tell the marks. doubtful: the one mark in them, where each cell has three digits
    behind it and so can be meant either way ("1,100"), else "".
    """

    numbers: list[float | int | None]
    marks: Marks
    is_decided: bool
    doubtful: str = ""


class _Around(NamedTuple):
    """What stands around the digits of an amount, None where nothing does; the same few for all cells of a column."""

    open: str | None
    sign: str | None
    before: str | None
    sign2: str | None
    power: str | None
    times: str | None
    after: str | None
    close: str | None
    trailing: str | None

    @property
    def is_negative(self) -> bool:
        return self.sign in ("-", "−") or bool(self.sign2 or self.open or self.trailing)


def reads_as_number(text: str) -> bool:
    """Whether a cell alone could be a number as people write them."""
    bare = text.strip()
    found = _WRITTEN.fullmatch(bare) if len(bare) <= _LONGEST else None
    return found is not None and bool(found["open"]) == bool(found["close"])


def read_numerals(
    cells: Sequence[str | None], *, decimal: str = ".", thousands: str | None = None, are_numbers: bool = False
) -> Numerals | None:
    """The numbers of a column; None where a cell is something else, or nothing but the digits of a code.

    decimal, thousands: the marks where the column's own cells don't tell ("1.234"). are_numbers: the cells are known to
    be numbers and no codes.
    """
    filled = [(place, cell.strip()) for place, cell in enumerate(cells) if cell is not None and cell.strip()]
    bare = [(place, cell) for place, cell in filled if cell.casefold() not in _NOTHING]
    if not bare or len(bare) < _LEAST_SHARE * len(filled):
        return None
    if all(_ONLY_STARS.fullmatch(cell) for _, cell in bare):
        return _counted_stars(len(cells), bare)
    written, around = [], []
    known: dict[_Around, _Around] = {}
    for _, cell in bare:
        one = _WRITTEN.fullmatch(cell) if len(cell) <= _LONGEST else None
        if one is None or bool(one["open"]) != bool(one["close"]) or (one["open"] and one["sign"]):
            return None
        beside = _Around(*one.group(*_Around._fields))
        written.append(one["number"])
        around.append(known.setdefault(beside, beside))
    with_gaps = len(bare) < len(filled)
    if not are_numbers and not (_same_unit(known) and _are_amounts(written, known, with_gaps=with_gaps)):
        return None
    decided = marks_of(written) or _marks_of_dollars(known, written)
    marks = decided or Marks(decimal, thousands or _other(decimal, written))
    values = _Values(marks)
    numbers: list[float | int | None] = [None] * len(cells)
    for (place, _), number, beside in zip(bare, written, around, strict=True):
        value = values.of(number, beside)
        if value is None:
            return None
        numbers[place] = value
    return Numerals(numbers, marks, decided is not None, "" if decided else doubtful_mark(written))


def digits_of(text: str) -> str:
    """The digits and marks of an amount; "" where it is none."""
    found = _WRITTEN.fullmatch(text.strip()) if len(text) <= _LONGEST else None
    return found["number"] if found else ""


def is_grouped(text: str, thousands: str) -> bool:
    """Whether an amount has this mark before three digits."""
    marks = _GAP if thousands == " " else "'’" if thousands == "'" else thousands
    return re.search(rf"\d[{re.escape(marks)}]\d\d\d?(?!\d)", digits_of(text)) is not None


def doubtful_mark(written: Iterable[str]) -> str:
    """The comma or full stop that has three digits behind it in each number, and one to three before; else "".

    A shorter number without it ("950" beside "1,100") tells that it groups thousands; a longer one ("1500") does not.
    """
    marks = set()
    for number in written:
        if found := _EITHER_WAY.fullmatch(number):
            marks.add(found[1])
        elif not (number.isdigit() and len(number) > 3):
            return ""
    return marks.pop() if len(marks) == 1 else ""


def _marks_of_dollars(around: Collection[_Around], written: Sequence[str]) -> Marks | None:
    """Amounts in dollars and pounds have their thousands behind a comma; never three digits of a fraction."""
    if not all((one.before or "").endswith(("$", "£")) and one.before != "R$" for one in around):
        return None
    return Marks(".", ",") if doubtful_mark(written) == "," else None


def _counted_stars(n_cells: int, bare: Iterable[tuple[int, str]]) -> Numerals:
    numbers: list[float | int | None] = [None] * n_cells
    for place, cell in bare:
        numbers[place] = sum(cell.count(star) for star in "★⭐")
    return Numerals(numbers, Marks(), True)


def _same_unit(around: Collection[_Around]) -> bool:
    """Whether all amounts are in one unit: "5 kg" and "3 days" can't be compared, dollars and euros neither."""
    units = set()
    for unit in {(one.before or one.after or "").casefold().strip(". ") for one in around}:
        units.add("star" if _STAR.fullmatch(unit) else re.sub(r"\s+|(?<=[a-zé])s$", "", unit))
    units.discard("")
    return len(units) <= 1


def _are_amounts(written: Sequence[str], around: Collection[_Around], *, with_gaps: bool) -> bool:
    """Whether these are amounts and not codes: no zeros before, no telephone numbers in groups of digits.

    with_gaps: the column has cells such as "-" for missing numbers, which make text of plain digits.
    """
    if any(number[0] == "0" and number[1:2].isdigit() for number in written):
        return False
    if any(len(number) > _MOST_DIGITS and sum(map(str.isdigit, number)) > _MOST_DIGITS for number in written):
        return False
    if any(one.times for one in around) and not _are_thousands(written, around):
        return False
    if any(one.before or one.after or one.times or one.open for one in around):
        return True
    if any(one.sign == "+" for one in around):
        return False
    told = any(one.trailing or one.sign == "−" for one in around) or not all(
        _TELLING.isdisjoint(number) for number in written
    )
    if not told and not with_gaps:
        return False  # digits that some program keeps as text, on purpose
    spaced = [number for number in written if not _GAPS.isdisjoint(number)]
    if spaced and not any(set(number) & {",", "."} for number in written):
        shapes = {re.sub(r"\d", "9", number) for number in written}
        return len(spaced) < len(written) or len(shapes) > 1
    return True


def _are_thousands(written: Sequence[str], around: Collection[_Around]) -> bool:
    """Whether k, M and B are thousands, millions and billions: "40m" is a size, "3B" a class at school."""
    letters = {(one.times or "").strip() for one in around}
    if letters & {"m", "b"}:
        return False
    plain = letters <= {"M", "B"} and not any(one.before for one in around)
    return not plain or any(set(number) & {".", ","} for number in written)


def marks_of(written: Iterable[str]) -> Marks | None:
    """The marks that the numbers of a column must have; None where they don't tell, as "1.234" alone doesn't."""
    votes: Counter[str] = Counter()
    groups: Counter[str] = Counter()
    for number in written:
        signs = () if number.isdecimal() else _GROUPED_BY.findall(number)
        if not signs:
            continue
        last = signs[-1]
        tail = len(number) - number.rindex(last) - 1
        if last not in ",.":
            groups[last] += 1
        elif len(set(signs)) > 1:
            votes[last] += 1
            groups[signs[0]] += 1
        elif len(signs) > 1:
            votes[_opposite(last)] += 1
            groups[last] += 1
        elif tail != 3 or number[0] == "0" or len(number) > 7:
            votes[last] += 1
    if not votes:
        if groups:
            return Marks(".", _named(groups))
        return None
    decimal = votes.most_common(1)[0][0]
    groups.pop(decimal, None)
    return Marks(decimal, _named(groups) if groups else _opposite_used(written, decimal))


def _opposite_used(written: Iterable[str], decimal: str) -> str:
    other = _opposite(decimal)
    return other if any(other in number for number in written) else ""


def _named(groups: Counter[str]) -> str:
    mark = groups.most_common(1)[0][0]
    return " " if mark in _GAP else "'" if mark == "’" else mark


def _opposite(mark: str) -> str:
    return "." if mark == "," else ","


def _other(decimal: str, written: Sequence[str]) -> str:
    return _opposite_used(written, decimal)


class _Values:
    """What amounts are worth whose digits have these marks."""

    def __init__(self, marks: Marks) -> None:
        self._decimal = marks.decimal
        groups = set(_GAP) | {"'", "’", _opposite(marks.decimal)}
        self._to_gaps = str.maketrans(dict.fromkeys(groups, " "))

    def of(self, number: str, around: _Around) -> float | int | None:
        """The value; None where its marks stand where they can't."""
        whole, _, fraction = number.rpartition(self._decimal) if self._decimal in number else (number, "", "")
        digits = self._digits(whole)
        if digits is None or not (fraction.isdecimal() or not fraction):
            return None
        times = _TIMES[(around.times or "").strip().casefold()]
        value: float | int
        if fraction or around.power:
            value = float(f"{digits or 0}.{fraction or 0}{around.power or ''}") * times
        else:
            value = int(digits or "0") * int(times)
        return -value if around.is_negative else value

    def _digits(self, whole: str) -> str | None:
        """The digits before the decimal mark, without the marks of thousands."""
        if whole.isdecimal() or not whole:
            return whole
        parts = whole.translate(self._to_gaps).split(" ")
        if not all(map(str.isdigit, parts)):
            return None
        if len(parts) > 1 and (len(parts[-1]) != 3 or any(len(part) not in (2, 3) for part in parts[1:])):
            return None
        return "".join(parts)
