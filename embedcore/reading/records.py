"""The records of a delimited text, one after another, through broken quotes."""

from __future__ import annotations

import csv
import re
import sys
from collections.abc import Iterator
from dataclasses import replace

from embedcore.reading.decode import DecodedText
from embedcore.reading.sniff import Dialect

# After the first broken quote a quoted cell may span this many lines, so that a quote that is
# never closed costs a short look ahead and not a walk to the end of the file, again and again.
_LOOK_AHEAD = 1_000
# Once so many lines were looked at in vain, it may span only this many.
_MOST_IN_VAIN, _SHORT_LOOK_AHEAD = 200_000, 20
_LEAST_SWALLOWED = 3
_PRINTED_LIST = re.compile(r"\s*(?:\w[\w.]*\()?\[[^\]]*\][^\[\]]*")  # a vector over several lines
_LINE_END = re.compile(r"\r\n|\r|\n")
_LINE_END_BYTES = re.compile(rb"\r\n|\r|\n")


class Records:
    """Iterates over records (lists of str; an empty list for a blank line).

    Quotes are read strictly. Where they don't add up, the line at which the record began is read
    alone and reading goes on with the next line: an unclosed quote costs one row, not the rest.
    width: the number of fields a record should have, once that is known.
    broken: the places (0 = the first record) of the records that were read that way. repaired: how many lines had
    quotes inside quoted cells that aren't doubled, and came out in the table's width all the same.
    """

    def __init__(self, text: DecodedText, dialect: Dialect) -> None:
        self._text, self._dialect = text, dialect
        self._plain = replace(dialect, quoted=False, escaped=False)
        self._only_newlines = text.ends_with_newlines
        self._at = self._start = text.start
        self._n_lines = self._n_records = self._n_in_vain = 0
        self._most_lines = sys.maxsize
        self.width = self.repaired = 0
        self.broken: list[int] = []
        for _ in range(dialect.skip_lines):
            next(self.lines(), None)

    def restart_count(self) -> None:
        """Counts places anew from the next record."""
        self.broken, self._n_records, self.repaired = [], 0, 0

    def lines(self) -> Iterator[str]:
        """Lines with their ends, from where reading stands; only the line at hand is decoded."""
        data, last = self._text.data, self._text.end
        while self._at < last and self._n_lines < self._most_lines:
            start = self._at
            if self._only_newlines:
                end = data.find(b"\n", start, last) + 1
            else:
                found = _LINE_END_BYTES.search(data, start, last)
                end = found.end() if found else 0
            self._at = end or last
            self._n_lines += 1
            yield self._text.piece(start, self._at)

    def __iter__(self) -> Iterator[list[str]]:
        while self._at < self._text.end:
            try:
                yield from self._until_broken()
            except csv.Error:
                self._n_in_vain += self._n_lines
                self._most_lines = _LOOK_AHEAD if self._n_in_vain < _MOST_IN_VAIN else _SHORT_LOOK_AHEAD
                self.broken.append(self._n_records)
                self._n_records += 1
                yield self._one_line_alone()

    def _until_broken(self) -> Iterator[list[str]]:
        reader = self._dialect.reader(self.lines())
        while True:
            self._start, self._n_lines = self._at, 0
            record = next(reader, None)
            if record is None:
                return
            if self._n_lines > _LEAST_SWALLOWED and self._holds_rows(record):
                raise csv.Error("a quoted cell holds what looks like whole rows")
            self._n_records += 1
            yield record

    def _holds_rows(self, record: list[str]) -> bool:
        """Whether the inner lines of a quoted cell are all rows of the table's own width."""
        if len(record) < 2 or any("\n" in cell and _PRINTED_LIST.fullmatch(cell) for cell in record):
            return False
        inner = _LINE_END.split(self._text.piece(self._start, self._at).rstrip("\r\n"))[1:-1]
        rows = self._plain.reader(inner, strict=False)
        return len(inner) >= _LEAST_SWALLOWED - 1 and all(len(row) == len(record) for row in rows)

    def _one_line_alone(self) -> list[str]:
        """The line at which a broken record began, read in the way that fits the table's width."""
        self._at, self._n_lines = self._start, 0
        line = next(self.lines()).rstrip("\r\n")
        nothing: list[str] = []
        plain = next(self._plain.reader([line], strict=False), nothing)
        if self._dialect.delimiter is None:
            return plain
        if (repaired := _with_inner_quotes(line, self._dialect, self.width)) is not None:
            self.repaired += 1
            self.broken.pop()
            return repaired
        if len(plain) == self.width and any(_goes_on(field, self._dialect.quote) for field in plain):
            return plain
        lenient = next(self._dialect.reader([line], strict=False), nothing)
        return lenient if len(lenient) == self.width else plain


def _goes_on(field: str, quote: str) -> bool:
    """Whether a cell only begins with something in quotes: "yes" she said."""
    return field.startswith(quote) and field.count(quote) == 2 and not field.endswith(quote)


def _with_inner_quotes(line: str, dialect: Dialect, width: int) -> list[str] | None:
    """The fields of a line whose quoted cells hold quotes that aren't doubled; None where the width doesn't come out.

    A quoted cell ends at a quote before a delimiter; where that is not enough to tell (a quote before a comma inside),
    at one before a delimiter that no space follows, or that another quote follows.
    """
    quote = dialect.quote
    if width < 2 or len(dialect.separator) != 1 or not dialect.quoted or quote not in line:
        return None
    if dialect.delimiter is not None and len(dialect.delimiter) > 1:
        return None
    gap, mark = re.escape(dialect.separator), re.escape(quote)
    for end in (rf"{mark}(?={gap}|$)", rf"{mark}(?={gap}[^ ]|{gap}$|$)", rf"{mark}(?={gap}{mark}|$)"):
        fields = _fields_until(line, re.compile(end), dialect.separator, quote)
        if fields is not None and len(fields) == width:
            return fields
    return None


def _fields_until(line: str, end: re.Pattern[str], separator: str, quote: str) -> list[str] | None:
    fields, at = [], 0
    while at <= len(line):
        if line.startswith(quote, at):
            found = end.search(line, at + 1)
            if found is None:
                return None
            fields.append(line[at + 1 : found.start()].replace(2 * quote, quote))
            at = found.end() + 1
        else:
            stop = line.find(separator, at)
            stop = len(line) if stop < 0 else stop
            fields.append(line[at:stop])
            at = stop + 1
    return fields


def escapes_explain_quotes(text: DecodedText, dialect: Dialect) -> bool:
    r"""Whether quotes are written \" here: strict reading fails without that, not with it."""
    if b'\\"' not in text.data or not dialect.quoted:
        return False
    return not _adds_up(text, dialect) and _adds_up(text, replace(dialect, escaped=True))


def _adds_up(text: DecodedText, dialect: Dialect) -> bool:
    try:
        for _ in dialect.reader(Records(text, dialect).lines()):
            pass
    except csv.Error:
        return False
    return True
