"""Numbers, rows and names in a sentence: "3 rows", "rows 1, 2 and 4 more", "did you mean 'title'?"."""

import textwrap
from collections.abc import Iterable
from difflib import get_close_matches

_MOST = 10


def counted(n: int, one: str, many: str | None = None) -> str:
    """'1 row', '1,200 rows', '1 row has', '2 rows have': a number and what is counted. many: one with an "s"."""
    return f"{n:,} {by_number(n, one, f'{one}s' if many is None else many)}"


def by_number(n: float, one: str, many: str) -> str:
    """The word that goes with a number: 'is' with 1, 'are' with any other."""
    return one if n == 1 else many


def time_span(hours: float) -> str:
    """'12 hours', and from two days on '7 days'."""
    n, one = (hours / 24, "day") if hours >= 48 else (hours, "hour")
    return f"{n:,.0f} {one}s" if n >= 10 else f"{n:.3g} {by_number(n, one, f'{one}s')}"


def share(part: float) -> str:
    """A share (0 to 1) in percent; what is there is never 0 %."""
    return "under 1%" if 0 < part < 0.01 else f"{part:.0%}"


def in_ten(part: float) -> str:
    """A share (0 to 1) as people say it: "8 of 10", "none", "all"; nearly none and nearly all are said as such."""
    if part in (0, 1):
        return "all" if part else "none"
    tenths = round(10 * part)
    return "fewer than 1 of 10" if tenths < 1 else "nearly all" if tenths > 9 else f"{tenths} of 10"


def sentence(text: str) -> str:
    """The text begun with a capital letter."""
    return f"{text[:1].upper()}{text[1:]}"


def shortened(text: str, length: int = 160) -> str:
    """The beginning of a text on one line, with an ellipsis where something was left away."""
    line = " ".join(text.split())
    if len(line) <= length:
        return line
    cut = textwrap.shorten(line, length, placeholder=" …")
    # Where words are not divided by spaces (Chinese, a long link), shorten() leaves nothing but the ellipsis.
    return cut if len(cut) > length // 2 else f"{line[: length - 1]}…"


def joined(items: Iterable[object], last_by: str = "and") -> str:
    """'a', 'a and b', 'a, b and c'; empty for nothing. last_by: the word before the last one, "or" for a choice."""
    *before, last = [*map(str, items)] or [""]
    return f"{', '.join(before)} {last_by} {last}" if before else last


def listed(items: Iterable[object], *, most: int = _MOST) -> str:
    """'a, b, c', or 'a, b and 12 more' where there are more than most."""
    every = list(map(str, items))
    more = len(every) - most
    return ", ".join(every[:most]) + (f" and {more:,} more" if more > 0 else "")


def quoted(names: Iterable[object], *, most: int = _MOST) -> str:
    """Names of columns, files and the like as a list, each in quotation marks."""
    return listed((f'"{name}"' for name in names), most=most)


def row_list(numbers: Iterable[int]) -> str:
    """'row 3', 'rows 3, 7 and 9', 'rows 3, 7, ... and 240 more': row numbers in order, each once."""
    ordered = [f"{number:,}" for number in sorted({int(number) for number in numbers})]
    shown = joined(ordered) if len(ordered) <= _MOST else listed(ordered)
    return f"{by_number(len(ordered), 'row', 'rows')} {shown}"


def did_you_mean(got: object, known: Iterable[object], *, most: int = 1) -> str:
    """The known names that are nearest, whatever their case, as "; did you mean 'title'?"; empty where none is near."""
    by_text = {str(name).casefold(): name for name in known}
    near = [repr(by_text[text]) for text in get_close_matches(str(got).casefold(), list(by_text), n=most)]
    return f"; did you mean {', '.join(near)}?" if near else ""
