"""Numbers as people write them: "$1,200.00", "45%", "1.234,56", "4 stars", "4/5", "1.2k", "(12.50)"."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

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
_OUT_OF = rf"(?:/|out of|of|von|sur|de|su|av|из)\s*(?:5|6|7|10|20|100)(?:[.,]0)?(?:\s*(?:{_STARS}))?"
_UNITS = (
    "kg|g|mg|lbs?|oz|cm|mm|km|m|mi|ft|ml|l|h|hrs?|hours?|min|mins|minutes?|s|sec|secs|seconds?|ms|days?|d|weeks?|"
    "months?|years?|yrs?|tage?|stunden?|minuten|jahre?|°C|°F|GB|MB|KB|kWh|kW|W|km/h|mph|pcs|stk\\.?|x"
)
_WRITTEN = re.compile(
    rf"(?P<open>\()?\s*(?P<sign>[-−+])?\s*(?P<before>{_CURRENCY})?\s*(?P<sign2>[-−])?\s*(?P<number>{_CORE})(?P<power>e[-+]?\d{{1,2}})?"
    rf"(?P<times>\s?[kKMB](?![a-zA-Z]))?\s*(?P<after>[%‰％]|{_CURRENCY}|{_OUT_OF}|(?:{_STARS})|(?<=[\s\d])(?:{_UNITS}))?"
    r"\s*(?P<close>\))?(?P<trailing>[-−])?",
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
    found = []
    for place, cell in bare:
        one = _WRITTEN.fullmatch(cell) if len(cell) <= _LONGEST else None
        if one is None or bool(one["open"]) != bool(one["close"]) or (one["open"] and one["sign"]):
            return None
        found.append((place, one))
    written = [one["number"] for _, one in found]
    matches, with_gaps = [one for _, one in found], len(bare) < len(filled)
    if not are_numbers and not (_same_unit(matches) and _are_amounts(written, matches, with_gaps=with_gaps)):
        return None
    decided = marks_of(written) or _marks_of_dollars(matches)
    marks = decided or Marks(decimal, thousands or _other(decimal, written))
    numbers: list[float | int | None] = [None] * len(cells)
    for place, one in found:
        value = _value(one, marks)
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


def _marks_of_dollars(found: Sequence[re.Match[str]]) -> Marks | None:
    """Amounts in dollars and pounds have their thousands behind a comma; never three digits of a fraction."""
    if not all((one["before"] or "").endswith(("$", "£")) and one["before"] != "R$" for one in found):
        return None
    return Marks(".", ",") if doubtful_mark([one["number"] for one in found]) == "," else None


def _counted_stars(n_cells: int, bare: Iterable[tuple[int, str]]) -> Numerals:
    numbers: list[float | int | None] = [None] * n_cells
    for place, cell in bare:
        numbers[place] = sum(cell.count(star) for star in "★⭐")
    return Numerals(numbers, Marks(), True)


def _same_unit(found: Sequence[re.Match[str]]) -> bool:
    """Whether all amounts are in one unit: "5 kg" and "3 days" can't be compared, dollars and euros neither."""
    units = set()
    for one in found:
        unit = (one["before"] or one["after"] or "").casefold().strip(". ")
        units.add("star" if _STAR.fullmatch(unit) else re.sub(r"\s+|(?<=[a-zé])s$", "", unit))
    units.discard("")
    return len(units) <= 1


def _are_amounts(written: Sequence[str], found: Sequence[re.Match[str]], *, with_gaps: bool) -> bool:
    """Whether these are amounts and not codes: no zeros before, no telephone numbers in groups of digits.

    with_gaps: the column has cells such as "-" for missing numbers, which make text of plain digits.
    """
    if any(len(number) > 1 and number[0] == "0" and number[1].isdigit() for number in written):
        return False
    if any(len(re.sub(r"\D", "", number)) > _MOST_DIGITS for number in written):
        return False
    if any(one["times"] for one in found) and not _are_thousands(found):
        return False
    if any(one["before"] or one["after"] or one["times"] or one["open"] for one in found):
        return True
    if any(one["sign"] == "+" for one in found):
        return False
    told = any(set(number) & _TELLING for number in written) or any(
        one["trailing"] or one["sign"] == "−" for one in found
    )
    if not told and not with_gaps:
        return False  # digits that some program keeps as text, on purpose
    spaced = [number for number in written if set(number) & set(_GAP)]
    if spaced and not any(set(number) & {",", "."} for number in written):
        shapes = {re.sub(r"\d", "9", number) for number in written}
        return len(spaced) < len(written) or len(shapes) > 1
    return True


def _are_thousands(found: Sequence[re.Match[str]]) -> bool:
    """Whether k, M and B are thousands, millions and billions: "40m" is a size, "3B" a class at school."""
    letters = [(one["times"] or "").strip() for one in found]
    if any(letter in ("m", "b") for letter in letters):
        return False
    plain = all(letter in ("M", "B") for letter in letters) and not any(one["before"] for one in found)
    return not plain or any(set(one["number"]) & {".", ","} for one in found)


def marks_of(written: Iterable[str]) -> Marks | None:
    """The marks that the numbers of a column must have; None where they don't tell, as "1.234" alone doesn't."""
    votes: Counter[str] = Counter()
    groups: Counter[str] = Counter()
    for number in written:
        signs = _GROUPED_BY.findall(number)
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


def _value(one: re.Match[str], marks: Marks) -> float | int | None:
    number = one["number"]
    groups = set(_GAP) | {"'", "’"} | ({_opposite(marks.decimal)} - {marks.decimal})
    whole, _, fraction = number.rpartition(marks.decimal) if marks.decimal in number else (number, "", "")
    if whole.count(marks.decimal) or any(not part.isdigit() for part in _split(whole, groups)):
        return None
    parts = _split(whole, groups)
    if len(parts) > 1 and (len(parts[-1]) != 3 or any(len(part) not in (2, 3) for part in parts[1:])):
        return None
    digits = "".join(parts) or "0"
    times = _TIMES[(one["times"] or "").strip().casefold()]
    is_whole = not fraction or not fraction.strip("0")
    value = float(f"{digits}.{fraction or 0}{one['power'] or ''}") * times
    negative = one["sign"] in ("-", "−") or one["sign2"] or one["open"] or one["trailing"]
    if is_whole and not fraction and not one["power"]:
        value = int(digits) * int(times)
    return -value if negative else value


def _split(whole: str, groups: set[str]) -> list[str]:
    for mark in groups:
        whole = whole.replace(mark, " ")
    return whole.split(" ") if whole else []
