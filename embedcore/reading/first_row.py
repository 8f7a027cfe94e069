"""Whether the first row of a table names its columns or is data like the rows below it."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter

from embedcore.reading import layout
from embedcore.reading.column_names import is_known_name

# A number, a date, or a list.
_VALUE = re.compile(
    r"[+-]?\d+([.,]\d+)?([eE][+-]?\d+)?|\d{4}-\d\d?-\d\d?([ T].*)?|\d\d?[./]\d\d?[./]\d{2,4}|\[(?s:.*)\]"
)
_STARTS_WITH_TIME = re.compile(
    r"[\[(<]?(\d{4}-\d\d-\d\d[ T]\d\d:\d\d|\d\d?[./]\d\d?[./]\d{2,4},? \d\d?:\d\d|\d\d:\d\d:\d\d"
    r"|[A-Z][a-z]{2} +\d\d? \d\d:\d\d)"
)
_MANY_BELOW = 20
_LEAST_MARGIN = 2  # cells that are more like those below them than names are
_MOST_CELLS, _LEAST_ROWS = 8_000, 5  # a table of thousands of columns is judged by a few rows
_SENTENCE_END = re.compile(r"[.!?…。！？]['\"”»)]*$")


def reads_like_name(cell: str) -> bool:
    bare = cell.strip()
    return len(bare) <= 60 and len(bare.split()) <= 5 and not _SENTENCE_END.search(bare)


def is_sentence(cell: str) -> bool:
    bare = cell.strip()
    n_words = len(bare.split())
    return n_words >= 8 or (n_words >= 3 and bool(_SENTENCE_END.search(bare)))


def first_is_data(first: list[str], below: list[list[str]]) -> bool:
    """Whether the first row is a row like the others and not a row of column names.

    It is where its cells are of the kinds and shapes of those below, or come again there as labels do and names don't.
    """
    cells = [cell.strip() for cell in first]
    below = below[: max(_LEAST_ROWS, _MOST_CELLS // len(cells))]
    rows = [row for row in ([cell.strip() for cell in one] for one in below) if row != cells]
    columns = [[row[place] for row in rows if place < len(row) and row[place]] for place in range(len(cells))]
    again = [
        bool(cell) and sum(other == cell for other in column) >= max(1, min(2, len(column) // 10))
        for cell, column in zip(cells, columns, strict=True)
    ]
    if any(
        is_known_name(cell) and not (repeats and _is_code(cell)) and not _is_usual(cell, column)
        for cell, repeats, column in zip(cells, again, columns, strict=True)
    ):
        return False
    if len(cells) == 1:
        begins_with_time = bool(_STARTS_WITH_TIME.match(cells[0]))
        return is_sentence(cells[0]) or _are_values(cells[0]) or begins_with_time
    if _counts_up(cells):
        return False
    alike = [_looks_alike(cell, column) for cell, column in zip(cells, columns, strict=True)]
    if alike.count(True) > alike.count(False):
        return True
    if False in alike:
        return False
    sentences = [is_sentence(cell) for cell in cells]
    if all(sentences) or not any(sentences):
        return any(again) and all(cells) and len(below) >= _MANY_BELOW
    return any(again) or any(cell.endswith((".", "!", "。")) for cell in cells)


def first_may_be_names(first: list[str], below: list[list[str]]) -> bool:
    """Whether a first row that was taken as data might be names all the same: nothing but short words, which are hardly
    more like the rows below them than names are."""
    cells = [cell.strip() for cell in first]
    filled = [cell for cell in cells if cell]
    if not all(reads_like_name(cell) and not value_kind(cell) for cell in filled) or len(set(filled)) < len(filled):
        return False
    rows = [[cell.strip() for cell in row] for row in below[: max(_LEAST_ROWS, _MOST_CELLS // len(cells))]]
    columns = [[row[place] for row in rows if place < len(row) and row[place]] for place in range(len(cells))]
    if len(cells) == 1:
        return bool(columns[0]) and 2 * sum(map(is_sentence, columns[0])) > len(columns[0])
    alike = [_looks_alike(cell, column) for cell, column in zip(cells, columns, strict=True)]
    again = sum(
        min(column.count(cell), 1) + _is_usual(cell, column)
        for cell, column in zip(cells, columns, strict=True)
        if cell
    )
    return alike.count(True) - alike.count(False) + again < _LEAST_MARGIN


def _are_values(cell: str) -> bool:
    """Whether a line is a value, or numbers with spaces between them."""
    return bool(_VALUE.fullmatch(cell)) or (bool(cell) and all(map(_VALUE.fullmatch, cell.split())))


def _is_usual(cell: str, column: list[str]) -> bool:
    """Whether many cells of a column are this one, which is a value then, whatever columns are called elsewhere."""
    return len(column) >= _MANY_BELOW and column.count(cell) >= 0.3 * len(column)


def _is_code(cell: str) -> bool:
    """NO_QUERY, N/A, type_3: a value, though it holds a word that names columns too."""
    return cell.upper() == cell or any(character.isdigit() for character in cell)


def _looks_alike(cell: str, column: list[str]) -> bool | None:
    """Whether a cell is of the kind, or the shape, that nearly all below it are of; None where these have none."""
    if not cell or len(column) < 1:
        return None
    own = value_kind(cell)
    kinds = Counter(map(value_kind, column))
    kind, n = kinds.most_common(1)[0]
    if kind and n >= 0.9 * len(column):
        if own == kind == "number" and _is_year(cell) and not all(map(_is_year, column[:20])):
            return None
        if own and _has_letters(cell) and not all(map(_has_letters, column[:20])):
            return False  # "5 stars" over numbers
        return own == kind
    if own and not kind:
        return None
    shapes = Counter(map(_shape, column))
    shape, n = shapes.most_common(1)[0]
    if "9" in shape and n >= 0.8 * len(column) and len(column) >= 2 and len(set(column)) > 1:
        return _shape(cell) == shape
    return None


def _has_letters(cell: str) -> bool:
    return any(character.isalpha() for character in cell)


def value_kind(cell: str) -> str:
    """number, time or list; "" for anything else."""
    kind = layout.kind_of(cell)
    if kind in ("number", "time", "list"):
        return kind
    return "number" if re.fullmatch(r"[+-]?\d+([.,]\d+)?([eE][+-]?\d+)?", cell) else ""


def _shape(cell: str) -> str:
    """user_17 is a_9, B0000040AA is A9A."""
    return re.sub(r"[a-z]+", "a", re.sub(r"[A-Z]+", "A", re.sub(r"\d+", "9", cell[:80])))


def looks_odd_as_header(first: list[str]) -> bool:
    """Whether names were taken that might well be data, which is then to be said."""
    if len(first) == 1:
        return not is_known_name(first[0])
    return any(is_sentence(cell) or _VALUE.fullmatch(cell) for cell in first)


def _is_year(cell: str) -> bool:
    return cell.isascii() and cell.isdigit() and 1800 <= int(cell[:5]) <= dt.date.today().year + 100


def _counts_up(cells: list[str]) -> bool:
    """Names that are only numbers: 0, 1, 2, ... as pandas writes them, or years."""
    digits = [cell for cell in cells if cell.isascii() and cell.isdigit() and len(cell) < 10]
    if any(map(is_sentence, cells)):
        return False
    if len(digits) < 2 or len(digits) < len([cell for cell in cells if cell]) - 1:
        return False
    numbers = [int(cell) for cell in digits]
    return numbers[0] in (0, 1) and numbers == list(range(numbers[0], numbers[0] + len(numbers)))
