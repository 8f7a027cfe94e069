"""What stands around a table: lines above the header, several header rows, labels below it, totals at the end."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from embedcore.reading.column_names import is_known_name
from embedcore.reading.numerals import reads_as_number

Row = Sequence[object]

_MOST_ABOVE = 40
_MOST_HEADERS = 3
_LEAST_TYPED = 0.8
_MOST_CELLS, _LEAST_ROWS = 8_000, 6  # a table of thousands of columns is judged by a few rows
_TIME = re.compile(
    r"\d{4}[-/.]\d\d?[-/.]\d\d?([T ,].*)?|\d\d?[-/. ]\d\d?[-/. ]\d{2,4}([T ,].*)?|\d\d?:\d\d(:\d\d)?.*"
    r"|\d\d?[. -]+[^\W\d]{3,9}[. -]+\d{2,4}.*|[^\W\d]{3,9} \d\d?,? \d{4}.*"
)
_PLAIN_NUMBER = re.compile(r"-?(?:\d{1,15}|(?:\d{1,3}|\d{5,9})\.\d{1,17})")  # 2024.05 may be a month
_TRUTH = frozenset(("true", "false", "yes", "no", "ja", "nein", "oui", "non", "sí", "да", "нет"))
_RULE = re.compile(r"[-=+_:|*. ]{2,}")
_UNIT = re.compile(r"[(\[].{1,20}[)\]]|[^\W\d]{0,6}[%°/$€£µ²³][^\W\d]{0,6}\d?|[^\W\d]{1,4}[.]?|[-–]")
_TYPE_WORDS = frozenset(
    """
    string str text varchar char integer int bigint smallint float double decimal numeric number real boolean bool date
    datetime timestamp time object int64 float64 category factor character logical continuous discrete categorical c d
    s m n nominal ordinal scale meta class target i ignore
    """.split()
)
_PLAIN_ANSWERS = frozenset(
    ("response", "open-ended response", "open ended response", "antwort", "réponse", "respuesta")
)


@dataclass(frozen=True)
class Header:
    """How many rows name the columns, and how many below them describe them; with the reasons.

    is_ruled: a line is drawn below the names, as in tables that are made to be looked at.
    """

    n_names: int
    n_labels: int
    names_reason: str
    labels_reason: str
    is_ruled: bool = False


def is_blank(cell: object) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())


def n_filled(row: Row) -> int:
    return sum(not is_blank(cell) for cell in row)


def kind_of(cell: object) -> str:
    """'blank', 'number', 'time', 'truth' or 'text': what a cell looks like."""
    if is_blank(cell):
        return "blank"
    if isinstance(cell, bool):
        return "truth"
    if isinstance(cell, (int, float)):
        return "number"
    if isinstance(cell, (dt.date, dt.time)):
        return "time"
    text = str(cell).strip()
    if _PLAIN_NUMBER.fullmatch(text):
        return "number"  # most cells are, and need no closer look
    if len(text) > 60:
        return "list" if text[0] == "[" and text[-1] == "]" else "text"
    if text[0] in "[{" and text[-1] in "]}":
        return "list"
    if _TIME.fullmatch(text):
        return "time"
    if reads_as_number(text):
        return "number"
    return "truth" if text.lower() in _TRUTH else "text"


def reads_as_names(row: Row) -> bool:
    """Whether every filled cell could be the name of a column, and most cells are filled."""
    cells = [cell for cell in row if not is_blank(cell)]
    if len(cells) < max(2, 0.6 * len(row)):
        return False
    texts = [cell for cell in cells if isinstance(cell, str)]
    short = all(len(text.strip()) <= 80 and len(text.split()) <= 8 for text in texts)
    if any(text[:1] == " " and len(text.split()) > 2 for text in texts[1:]):
        return False  # the commas of a sentence
    return short and len(texts) == len(cells) and all(kind_of(text) not in ("time", "list") for text in texts)


def n_above(rows: Sequence[Row]) -> int:
    """How many of the first rows are titles, remarks and blank lines above the table's header; 0 where that is unsure.

    The table is as wide as most rows are. A row above it has another width, or only its first one or two cells filled.
    """
    widths = Counter(width_of(row) for row in rows if n_filled(row))
    several = [(n, width) for width, n in widths.items() if width > 1]
    if not several:
        return 0
    # A cell that few rows fill makes some of them shorter: the widest of the frequent widths is the table's.
    most = max(several)[0]
    width = max(width for n, width in several if n >= max(2, 0.3 * most) or n == most)
    gap = _gap_above(rows, width)
    for place, row in enumerate(rows[:_MOST_ABOVE]):
        if not n_filled(row) or _is_title(row, width) or (place < gap and width_of(row) < width):
            continue
        if place == 0 or (_names_columns(rows[place - 1]) and not _names_more(row, rows[place - 1])):
            return _blank_above(rows)
        return place if _begins_table(rows, place, width) else _blank_above(rows)
    return _blank_above(rows)


def _gap_above(rows: Sequence[Row], width: int) -> int:
    """The place of the last blank row above the first one as wide as the table; 0 where there is none."""
    first = next((place for place, row in enumerate(rows[:_MOST_ABOVE]) if width_of(row) >= width), 0)
    return max((place for place in range(first) if not n_filled(rows[place])), default=0)


def _names_columns(row: Row) -> bool:
    """Whether a narrow row is a header all the same, of rows that are wider than it: all of it are usual names."""
    cells = [str(cell).strip() for cell in row if not is_blank(cell)]
    return bool(cells) and all(map(is_known_name, cells))


def _names_more(row: Row, above: Row) -> bool:
    """Whether a row below a single word is the header rather: most of its cells are usual names."""
    cells = [str(cell).strip() for cell in row if not is_blank(cell)]
    return n_filled(above) == 1 and len(cells) > 2 and 2 * sum(map(is_known_name, cells)) > len(cells)


def _blank_above(rows: Sequence[Row]) -> int:
    return next((place for place, row in enumerate(rows) if n_filled(row)), 0)


def width_of(row: Row) -> int:
    """The number of cells up to the last filled one."""
    return max((place for place, cell in enumerate(row, start=1) if not is_blank(cell)), default=0)


def _is_title(row: Row, width: int) -> bool:
    """Whether a row is narrower than a header can be: one cell, or a name and a value of a table of more columns."""
    own = width_of(row)
    later = [cell for cell in row[1:] if not is_blank(cell)]
    if own < width and later and all(isinstance(cell, str) and cell[:1] == " " for cell in later):
        return True  # the commas of a sentence
    if own == n_filled(row) == 1 or (own <= 1 and width > 1):
        return width >= 2
    if own > 2 or width < 4:
        return own == 2 and width == 3 and kind_of(row[1]) in ("time", "number") and not is_blank(row[0])
    return not is_blank(row[0])


def _begins_table(rows: Sequence[Row], place: int, width: int) -> bool:
    """Whether the row at a place reads as a header, alone or with the one below it, over rows of the table's width."""
    row = rows[place]
    below = [other for other in rows[place + 1 :] if n_filled(other)]
    if not below or sum(width_of(other) >= 0.6 * width for other in below) < 0.6 * len(below):
        return False
    values = [cell for cell in row if isinstance(cell, str) and kind_of(cell) in ("number", "time", "list")]
    if values and not (_are_years(values) and len(values) < n_filled(row)):
        return False
    grouped = len(below) > 1 and n_filled(row) >= 1 and reads_as_names(below[0])
    return (reads_as_names(row) and width_of(row) >= 0.6 * width) or grouped


def _are_years(cells: Sequence[str]) -> bool:
    """Whether values that stand where names do are years, each once, as statistics have them above their columns."""
    bare = [cell.strip() for cell in cells]
    years = all(cell.isascii() and cell.isdigit() and 1700 <= int(cell[:5]) <= 2200 for cell in bare)
    return years and 1 < len(bare) == len(set(bare))


def typed_columns(body: Sequence[Row], width: int) -> dict[int, str]:
    """The columns of which nearly all filled cells are of one kind that names are not: numbers, times, lists."""
    found = {}
    for place in range(width):
        kinds = Counter(kind_of(row[place]) for row in body if place < len(row))
        kinds.pop("blank", None)
        n_cells = sum(kinds.values())
        if n_cells >= 2:
            kind, n = kinds.most_common(1)[0]
            if kind != "text" and n >= _LEAST_TYPED * n_cells:
                found[place] = kind
    return found


def find_header(rows: Sequence[Row]) -> Header:
    """How many rows of names a table begins with, and how many below that only describe the columns.

    rows: the first rows, at least one; the first is known to be a row of names.
    """
    width = max(map(len, rows))
    below = list(rows[1 : 1 + max(_LEAST_ROWS, min(39, _MOST_CELLS // width))])
    typed = typed_columns([row for row in below[2:] if n_filled(row)] or below[1:], width)
    kinds: list[str] = []
    for place, row in enumerate(below[: _MOST_HEADERS + 1]):
        kind = _kind_of_row(row, rows, typed, place)
        if kind == "data":
            break
        kinds.append(kind)
    while kinds and kinds[-1] == "blank":
        kinds.pop()
    if len(kinds) > _MOST_HEADERS or len(below) <= len(kinds):
        kinds = []
    n_joined = 0
    while n_joined < len(kinds) and kinds[n_joined] == "names":
        n_joined += 1
    n_labels = len(kinds) - n_joined
    names = "the first row holds names"
    if n_joined:
        names = "the first row has gaps, which the names below it fill"
    labels = "the rows below the names are of the columns' kinds"
    if n_labels:
        labels = f"{_SAID[next(kind for kind in kinds[n_joined:] if kind in _SAID)]} below the names"
    return Header(1 + n_joined, n_labels, names, labels, "rule" in kinds)


_SAID = {
    "ids": "ids of questions stand", "rule": "a line is drawn", "types": "the columns' types stand",
    "units": "units stand", "labels": "texts stand in columns of numbers or dates",
}  # fmt: skip


def _kind_of_row(row: Row, rows: Sequence[Row], typed: dict[int, str], place: int) -> str:
    """What a row below the first header row is: "names", one of _SAID, "blank", or "data"."""
    cells = [str(cell).strip() for cell in row if not is_blank(cell)]
    if not cells:
        return "blank" if place == 0 else "data"
    if any(cell.startswith('{"ImportId"') for cell in cells):
        return "ids"
    if all(_RULE.fullmatch(cell) for cell in cells):
        return "rule"
    if len(cells) > 1 and all(cell.lower().partition("(")[0] in _TYPE_WORDS for cell in cells):
        return "types"
    following = rows[place + 2] if place + 2 < len(rows) else ()
    if any(str(cell).startswith('{"ImportId"') for cell in following):
        return "labels"
    if any(not isinstance(cell, str) for cell in row if not is_blank(cell)):
        return "data"
    if _fills_gaps(rows[0], row, rows[place + 2 :]):
        return "names"
    own = {at: kind_of(row[at]) for at in typed if at < len(row)}
    filled = [kind for kind in own.values() if kind != "blank"]
    if not filled or any(kind != "text" and kind == typed[at] for at, kind in own.items()):
        return "data"
    n_text = filled.count("text")
    if n_text < 0.6 * len(filled):
        units = [str(row[at]).strip() for at, kind in own.items() if kind != "blank"]
        return "units" if all(_UNIT.fullmatch(unit) for unit in units) else "data"
    units = [str(row[at]).strip() for at, kind in own.items() if kind != "blank"]
    others = [cell for at, cell in enumerate(row) if at not in typed and not is_blank(cell)]
    if all(_UNIT.fullmatch(unit) for unit in units) and all(_UNIT.fullmatch(str(cell).strip()) for cell in others):
        return "units" if _is_unusual(row, rows[place + 2 :]) else "data"
    if n_text == len(filled) >= max(1, 0.5 * len(typed)) and _is_unusual(row, rows[place + 2 :]):
        return "labels" if len(filled) > 1 or len(typed) == 1 else "data"
    return "data"


def _is_unusual(row: Row, below: Sequence[Row]) -> bool:
    """Whether the row's texts in typed columns stand nowhere else: "n/a" in one row below would be a missing value."""
    seen = {(at, str(cell).strip()) for other in below for at, cell in enumerate(other) if not is_blank(cell)}
    own = [(at, str(cell).strip()) for at, cell in enumerate(row) if not is_blank(cell)]
    return sum(pair in seen for pair in own) <= 0.2 * len(own)


def _fills_gaps(first: Row, row: Row, below: Sequence[Row]) -> bool:
    """Whether a second row of names stands below the first: it fills the gaps that merged cells leave in it."""
    plain = [cell if str(cell).strip().casefold() in _PLAIN_ANSWERS else None for cell in row]
    if n_filled(plain) and _is_unusual(plain, below):
        return True
    gaps = [at for at in range(len(first)) if is_blank(first[at])]
    inner = [at for at in gaps if at > 0]
    if not inner or n_filled(first) == 0:
        return False
    filled = [at for at in gaps if at < len(row) and not is_blank(row[at])]
    only_above = any(at >= len(row) or is_blank(row[at]) for at in range(len(first)) if not is_blank(first[at]))
    starts = all(at < len(row) and not is_blank(row[at]) for at in range(len(first)) if not is_blank(first[at]))
    parted = starts and len(below) > 0 and n_filled(below[0]) == len(first)  # a third row has a name for each column
    if len(filled) < (0.3 if parted else 0.6) * len(gaps) or (len(gaps) < 2 and len(row) > 3 and not only_above):
        return False
    texts = [cell for cell in row if not is_blank(cell)]
    if any(kind_of(cell) in ("time", "list") or (kind_of(cell) == "number" and not _is_scale(texts)) for cell in texts):
        return False
    if any(len(str(cell)) > 120 for cell in texts):
        return False
    return _is_unusual(row, below)


def _is_scale(cells: Sequence[object]) -> bool:
    """Whether the numbers among names are the points of a scale or years, each once."""
    numbers = [str(cell) for cell in cells if kind_of(cell) == "number"]
    return all(number.isdigit() for number in numbers) and len(set(numbers)) > 1


def joined_names(rows: Sequence[Row], width: int) -> list[str]:
    """One name for each column from several header rows: "Q1 / Sales". A merged cell counts for all its columns."""
    padded = [
        ["" if at >= len(row) or is_blank(row[at]) else str(row[at]).strip() for at in range(width)] for row in rows
    ]
    for level in range(len(padded) - 1):
        last = ""
        for at in range(width):
            lower = any(padded[deeper][at] for deeper in range(level + 1, len(padded)))
            if padded[level][at]:
                last = padded[level][at] if lower else ""
            elif lower:
                padded[level][at] = last
    return [" / ".join(_distinct([row[at] for row in padded])) for at in range(width)]


def _distinct(parts: Sequence[str]) -> list[str]:
    found = list(dict.fromkeys(part for part in parts if part))
    plain = [part for part in found if part.casefold() not in _PLAIN_ANSWERS]
    return plain or found


def is_comment(line: str) -> bool:
    """Whether a line above a table is a remark, as programs mark them."""
    return line.startswith(("#", "//", "%%", "--")) or (line.startswith(";") and not is_known_name(line[1:9]))
