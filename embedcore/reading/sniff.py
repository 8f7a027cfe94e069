"""How a delimited file is written: its delimiter, its quotes, and whether it begins with names."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from embedcore.files import suffix
from embedcore.reading import layout
from embedcore.reading.column_names import is_known_name
from embedcore.reading.decode import DecodedText
from embedcore.reading.first_row import is_sentence, reads_like_name, value_kind
from embedcore.reading.log_lines import has_comma_times
from embedcore.reading.options import ReadOptions

DELIMITERS = (",", ";", "\t", "|", "::", "||", "\x01", "~", "^")
"""Those that are looked for; of several characters where a file was written by a program that quotes nothing."""
PLAIN_ENDINGS = (".txt", ".log", ".md", ".out")
"""Of files that are lines of text rather than tables."""
_SAMPLE = 65_536
_LINES_ABOVE, _LEAST_LINES, _FIELDS_ABOVE = 300, 20, 10_000
_TITLES_COST = 0.3  # the header of another delimiter looks like a title
_LEAST_SPACED = 6
_MOST_LINES, _NEAR = 0.8, 0.1
_ALL_TABS = 0.3  # as many tabs in every line are no accident, however many commas stand in the cells


@dataclass(frozen=True)
class Dialect:
    """delimiter None: one column. separator: the one character that parts fields once a line is made ready.

    skip_lines: lines above the header. reason: why this delimiter; above: what stands in the lines above. sure: whether
    nearly all lines fit it, and no other delimiter fits about as well.
    """

    delimiter: str | None
    separator: str
    quoted: bool = True
    escaped: bool = False
    skip_space: bool = False
    skip_lines: int = 0
    quote: str = '"'
    hash_header: bool = False
    reason: str = ""
    above: str = ""
    sure: bool = True

    def reader(self, lines: Iterable[str], *, strict: bool = True) -> Iterator[list[str]]:
        """A csv reader over lines; strict raises csv.Error where the quotes don't add up."""
        if self.delimiter is not None and len(self.delimiter) > 1:
            lines = (line.replace(self.delimiter, self.separator) for line in lines)
        return csv.reader(
            lines,
            delimiter=self.separator,
            quotechar=self.quote,
            quoting=csv.QUOTE_MINIMAL if self.quoted else csv.QUOTE_NONE,
            escapechar="\\" if self.escaped else None,
            doublequote=not self.escaped,
            skipinitialspace=self.skip_space,
            strict=strict,
        )


def find_dialect(text: DecodedText, name: str, options: ReadOptions) -> Dialect:
    """The dialect under which most lines of the beginning have as many fields as the header; what was given holds."""
    lines = _sample_lines(text)
    told = re.fullmatch(r'"?sep=(.)"?', lines[0].strip("\ufeff\r\n")) if lines else None
    n_told = 1 if told and not options.skip_rows else 0
    delimiters: tuple[str, ...] = DELIMITERS
    in_times = False
    if options.delimiter is not None:
        delimiters = (options.delimiter,) if options.delimiter else ()
    elif told:
        delimiters = (told[1],)
    elif in_times := has_comma_times(lines):
        delimiters = tuple(delimiter for delimiter in DELIMITERS if delimiter != ",")
    fits = []
    for delimiter in delimiters:
        fit = _fit_below(lines[n_told:], delimiter, name, options, n_told)
        if fit is not None:
            fits.append(fit)
    if fits:
        best = _likeliest(fits)
    elif delimiters and (told or options.delimiter):
        best = _made(delimiters[0], text, skip_lines=(options.skip_rows or 0) + n_told)
    elif options.delimiter is None and (spaced := _fit_spaces(lines, options)) is not None:
        best = spaced
    else:
        # Only tables quote their cells; in a .txt file a quotation mark is somebody speaking.
        quoted = suffix(name) not in PLAIN_ENDINGS
        best = Dialect(None, text.separator(), quoted=quoted, skip_lines=(options.skip_rows or 0) + n_told)
        why = (
            "the commas in the times of a log are none"
            if in_times
            else "no sign parts the lines into as many fields each"
        )
        best = replace(best, reason=why)
    if told:
        best = replace(best, reason="the first line says so", above='the line "sep=" that says how to read')
    if len(best.delimiter or "") > 1:
        best = replace(best, separator=text.separator(), quoted=False)
    if options.quote is not None:
        best = replace(best, quoted=bool(options.quote), quote=options.quote or '"')
    return best


def _likeliest(fits: list[tuple[float, Dialect]]) -> Dialect:
    """The dialect of the best fit; unsure where another delimiter fits about as well."""
    most, best = max(fits, key=lambda fit: fit[0])
    near = [each.delimiter for score, each in fits if most - score < _NEAR and each.delimiter != best.delimiter]
    reason = f"{best.reason}, but nearly as many with {near[0]!r}" if near else best.reason
    return replace(best, sure=best.sure and not near, reason=reason)


def _made(delimiter: str, text: DecodedText, skip_lines: int) -> Dialect:
    several = len(delimiter) > 1
    return Dialect(delimiter, text.separator() if several else delimiter, quoted=not several, skip_lines=skip_lines)


def _fit_below(
    lines: list[str], delimiter: str, name: str, options: ReadOptions, n_told: int
) -> tuple[float, Dialect] | None:
    """How well the delimiter explains the lines below those that stand above the table."""
    if not any(delimiter in line for line in lines):
        return None
    if options.skip_rows is not None:
        fit = _fit(lines[options.skip_rows - n_told if n_told else options.skip_rows :], delimiter, name)
        return fit and (fit[0], replace(fit[1], skip_lines=options.skip_rows))
    skipped, hashed, above = _lines_above(lines, delimiter)
    below = lines[skipped:]
    if hashed:
        below = [below[0].lstrip("#/%;! "), *below[1:]]
    fit = _fit(below, delimiter, name)
    if fit is None and skipped:
        skipped, hashed, above = 0, False, ""
        fit = _fit(lines, delimiter, name)
    if fit is None:
        return None
    unsure = _TITLES_COST if above.startswith("titles") else 0.0
    return fit[0] - unsure, replace(fit[1], skip_lines=skipped + n_told, hash_header=hashed, above=above)


def _lines_above(lines: list[str], delimiter: str) -> tuple[int, bool, str]:
    """How many lines stand above the header, whether the header is a remark, and what they are."""
    n_remarks = next((at for at, line in enumerate(lines) if line.strip() and not layout.is_comment(line)), 0)
    most = max(_LEAST_LINES, _FIELDS_ABOVE // (1 + max(line.count(delimiter) for line in lines[:_LEAST_LINES])))
    rows, starts = _top_rows(lines[n_remarks : n_remarks + min(_LINES_ABOVE, most)], delimiter)
    if not rows:
        return 0, False, ""
    if n_remarks:
        remark = _fields(lines[n_remarks - 1].lstrip("#/%;! "), delimiter)
        if len(remark) == len(rows[0]) > 1 and layout.reads_as_names(remark) and any(map(value_kind, rows[0])):
            return n_remarks - 1, True, "remarks"
    n_titles = starts[layout.n_above(rows)]
    if n_titles and any(line.strip() for line in lines[n_remarks : n_remarks + n_titles]):
        return n_remarks + n_titles, False, "titles and remarks"
    remarks = any(map(layout.is_comment, lines[:n_remarks]))
    return n_remarks + n_titles, False, "remarks" if remarks else "blank lines"


def _top_rows(lines: list[str], delimiter: str) -> tuple[list[list[str]], list[int]]:
    """The rows of the first lines, and the line that each begins at; a quoted cell may go over several lines."""
    rows: list[list[str]] = []
    starts = [0]
    reader = csv.reader(lines, delimiter=delimiter, strict=True) if len(delimiter) == 1 else None
    try:
        for row in reader or ():
            rows.append(row)
            starts.append(reader.line_num if reader else 0)
    except csv.Error:  # the last cell is cut by the end of the sample, or the quotes don't add up
        pass
    if len(rows) < min(_LEAST_LINES, len(lines)) and starts[-1] < len(lines):
        rows, starts = [_fields(line, delimiter) for line in lines], list(range(len(lines) + 1))
    return rows, starts


def _fields(line: str, delimiter: str) -> list[str]:
    """The fields of one line by itself."""
    bare = line.strip("\r\n")
    if not bare:
        return []
    if len(delimiter) > 1:
        return bare.split(delimiter)
    try:
        return next(csv.reader([bare], delimiter=delimiter, strict=False), [])
    except csv.Error:
        return []


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
    if delimiter == " ":
        spaces = (True,)
    best: tuple[float, Dialect] | None = None
    for skip_space in spaces:
        dialect = Dialect(delimiter, delimiter, skip_space=skip_space, quote=_quote(lines, delimiter))
        if len(delimiter) > 1:
            dialect = replace(dialect, separator="\x1f", quoted=False)
        by_line = [record for line in lines for record in _records([line], dialect)[:1]]
        for records in (_records(lines, dialect), by_line):
            share = _share_explained(records)
            if share is None or (suffix(name) in PLAIN_ENDINGS and _is_prose(records[0], delimiter)):
                continue
            bonus = 0.1 if delimiter == "\t" and suffix(name) in (".tsv", ".tab") else 0.0
            if delimiter == "\t" and share == 1 and len(records) > 1:
                bonus += _ALL_TABS
            bonus += 0.05 * len(delimiter) if len(delimiter) > 1 else 0.0
            score = share + 0.05 * min(len(records[0]), 5) + bonus
            if best is None or score > best[0]:
                said = f"with it {share:.0%} of the first lines have as many columns as there are names"
                best = score, replace(dialect, reason=said, sure=share >= _MOST_LINES)
    return best


def _fit_spaces(lines: list[str], options: ReadOptions) -> Dialect | None:
    """Columns with any number of spaces between them: the same number in each line, most of them numbers.

    Lines of decimals alone stay one column of vectors.
    """
    dialect = Dialect(
        " ", " ", skip_space=True, skip_lines=options.skip_rows or 0, reason="spaces part all lines alike"
    )
    rows = [
        [cell for cell in row if cell] for row in _records([*map(str.strip, lines[options.skip_rows or 0 :])], dialect)
    ]
    width = len(rows[0]) if rows else 0
    if width < 3 or len(rows) < _LEAST_SPACED or any(len(row) != width for row in rows):
        return None
    columns = list(zip(*rows[1:], strict=True))
    kinds = [_column_kind(column) for column in columns]
    named = all(map(reads_like_name, rows[0])) and not any(map(value_kind, rows[0])) and len(set(rows[0])) == width
    if 2 * sum(kind != "word" for kind in kinds) < width or ("whole" not in kinds and not named):
        return None
    return dialect if named or all(kind == "whole" for kind in kinds) or "word" in kinds else None


def _column_kind(cells: Sequence[str]) -> str:
    if all(cell.isascii() and cell.isdigit() for cell in cells):
        return "whole"
    return "number" if all(value_kind(cell) == "number" for cell in cells) else "word"


def _quote(lines: list[str], delimiter: str) -> str:
    """The quotation mark around fields: a single one where no double one is used and most lines have it."""
    if any('"' in line for line in lines):
        return '"'
    sign = re.escape(delimiter)
    quoted = re.compile(rf"(?:^|.*{sign})'[^']*'(?:{sign}.*|$)")
    n = sum(bool(quoted.match(line.rstrip("\r\n"))) for line in lines)
    return "'" if n >= 0.8 * len(lines) else '"'


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
    named = all(reads_like_name(cell) for cell in header if cell) and not spaced
    if not widths:
        return 1.0 if named else None
    exact = widths.count(width) / len(widths)
    common, n_common = Counter(widths).most_common(1)[0]
    if named and common == width + 1 and n_common / len(widths) >= 0.8:
        return 0.9 * n_common / len(widths)
    if spaced and any(is_sentence(cell) for cell in (header[0], header[-1])):
        return None
    if exact >= (0.8 if spaced else 0.5):
        return exact
    several = sum(width > 1 for width in widths) / len(widths)
    if named and (several >= 0.5 or any(is_known_name(cell) for cell in header)):
        return max(exact, 0.3)
    return None
