"""How a delimited file is written: its delimiter, its quotes, and whether it begins with names."""

from __future__ import annotations

import csv
import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from embedcore.files import suffix
from embedcore.reading.column_names import is_known_name
from embedcore.reading.decode import DecodedText

DELIMITERS = (",", ";", "\t", "|")
_SAMPLE = 65_536
# A number, a date, or a list.
_VALUE = re.compile(
    r"[+-]?\d+([.,]\d+)?([eE][+-]?\d+)?|\d{4}-\d\d?-\d\d?([ T].*)?|\d\d?[./]\d\d?[./]\d{2,4}|\[(?s:.*)\]"
)
_SENTENCE_END = re.compile(r"[.!?…。！？]['\"”»)]*$")


@dataclass(frozen=True)
class Dialect:
    """delimiter None: one column. skip_lines: lines above the header that only say how to read."""

    delimiter: str | None
    separator: str
    quoted: bool = True
    escaped: bool = False
    skip_space: bool = False
    skip_lines: int = 0

    def reader(self, lines: Iterable[str], *, strict: bool = True) -> Iterator[list[str]]:
        """A csv reader over lines; strict raises csv.Error where the quotes don't add up."""
        return csv.reader(
            lines,
            delimiter=self.separator,
            quoting=csv.QUOTE_MINIMAL if self.quoted else csv.QUOTE_NONE,
            escapechar="\\" if self.escaped else None,
            doublequote=not self.escaped,
            skipinitialspace=self.skip_space,
            strict=strict,
        )


def find_dialect(text: DecodedText, name: str) -> Dialect:
    """The dialect under which most lines of the beginning have as many fields as the header."""
    lines = _sample_lines(text)
    told = re.fullmatch(r'"?sep=(.)"?', lines[0].strip("\ufeff\r\n")) if lines else None
    if told:
        return Dialect(told[1], told[1], skip_lines=1)
    fits = [fit for d in DELIMITERS if (fit := _fit(lines, d, name)) is not None]
    if fits:
        return max(fits, key=lambda fit: fit[0])[1]
    # Only tables quote their cells; in a .txt file a quotation mark is somebody speaking.
    return Dialect(None, text.separator(), quoted=suffix(name) != ".txt")


def _sample_lines(text: DecodedText) -> list[str]:
    lines = re.findall(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+", text.head(_SAMPLE))
    if text.end - text.start > _SAMPLE and len(lines) > 1:
        lines.pop()  # cut in its middle
    return lines


def _fit(lines: list[str], delimiter: str, name: str) -> tuple[float, Dialect] | None:
    """How well the delimiter explains the lines, and the dialect of it that does best; None where none does."""
    if not any(delimiter in line for line in lines):
        return None
    spaces = (False, True) if any(f'{delimiter} "' in line for line in lines) else (False,)
    best: tuple[float, Dialect] | None = None
    for skip_space in spaces:
        dialect = Dialect(delimiter, delimiter, skip_space=skip_space)
        by_line = [record for line in lines for record in _records([line], dialect)[:1]]
        for records in (_records(lines, dialect), by_line):
            share = _share_explained(records)
            if share is None or (suffix(name) == ".txt" and _is_prose(records[0], delimiter)):
                continue
            bonus = 0.1 if delimiter == "\t" and suffix(name) in (".tsv", ".tab") else 0.0
            score = share + 0.05 * min(len(records[0]), 5) + bonus
            if best is None or score > best[0]:
                best = score, dialect
    return best


def _is_prose(first: list[str], delimiter: str) -> bool:
    """Whether a line of a .txt file is a text with commas, say, and not a row of column names."""
    spaced = any(cell.startswith(" ") for cell in first[1:])
    return delimiter != "\t" and spaced and not any(is_known_name(cell) for cell in first)


def _records(lines: list[str], dialect: Dialect) -> list[list[str]]:
    try:
        return [record for record in dialect.reader(lines, strict=False) if record]
    except csv.Error:
        return []


def _share_explained(records: list[list[str]]) -> float | None:
    """The share of rows as wide as the header; None where this is no table of several columns."""
    if not records or len(records[0]) < 2:
        return None
    header, widths = records[0], [len(record) for record in records[1:]]
    width = len(header)
    spaced = any(cell.startswith(" ") for cell in header[1:])
    named = all(_reads_like_name(cell) for cell in header if cell) and not spaced
    if not widths:
        return 1.0 if named else None
    exact = widths.count(width) / len(widths)
    common, n_common = Counter(widths).most_common(1)[0]
    if named and common == width + 1 and n_common / len(widths) >= 0.8:
        return 0.9 * n_common / len(widths)
    if spaced and any(_is_sentence(cell) for cell in (header[0], header[-1])):
        return None
    if exact >= (0.8 if spaced else 0.5):
        return exact
    several = sum(width > 1 for width in widths) / len(widths)
    if named and (several >= 0.5 or any(is_known_name(cell) for cell in header)):
        return max(exact, 0.3)
    return None


def _reads_like_name(cell: str) -> bool:
    bare = cell.strip()
    return len(bare) <= 60 and len(bare.split()) <= 5 and not _SENTENCE_END.search(bare)


def _is_sentence(cell: str) -> bool:
    bare = cell.strip()
    n_words = len(bare.split())
    return n_words >= 8 or (n_words >= 3 and bool(_SENTENCE_END.search(bare)))


def first_is_data(first: list[str], below: list[list[str]]) -> bool:
    """Whether the first row is a row like the others and not a row of column names."""
    cells = [cell.strip() for cell in first]
    if any(is_known_name(cell) for cell in cells):
        return False
    if len(cells) == 1:
        return _is_sentence(cells[0]) or bool(_VALUE.fullmatch(cells[0]))
    if _counts_up(cells):
        return False
    if any(_VALUE.fullmatch(cell) and not _is_year(cell) for cell in cells):
        return True
    sentences = [_is_sentence(cell) for cell in cells]
    if all(sentences) or not any(sentences):
        return False
    recurs = any(  # as labels do and names don't
        cell and any(place < len(row) and row[place].strip() == cell for row in below)
        for place, cell in enumerate(cells)
    )
    return recurs or any(cell.endswith((".", "!", "。")) for cell in cells)


def looks_odd_as_header(first: list[str]) -> bool:
    """Whether names were taken that might well be data, which is then to be said."""
    if len(first) == 1:
        return not is_known_name(first[0])
    return any(_is_sentence(cell) or _VALUE.fullmatch(cell) for cell in first)


def _is_year(cell: str) -> bool:
    return cell.isascii() and cell.isdigit() and 1800 <= int(cell[:5]) <= dt.date.today().year + 100


def _counts_up(cells: list[str]) -> bool:
    """Names that are only numbers: 0, 1, 2, ... as pandas writes them, or years."""
    digits = [cell for cell in cells if cell.isascii() and cell.isdigit() and len(cell) < 10]
    if len(digits) < 2 or len(digits) < len([cell for cell in cells if cell]) - 1:
        return False
    numbers = [int(cell) for cell in digits]
    return numbers[0] in (0, 1) and numbers == list(range(numbers[0], numbers[0] + len(numbers)))
