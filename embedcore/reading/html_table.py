"""Tables that programs save as HTML, or as XML of Excel 2003, under a name that ends in .xls."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser

from embedcore.errors import DataError
from embedcore.files import suffix
from embedcore.phrases import counted
from embedcore.reading.decode import decode
from embedcore.reading.options import Choice, ReadOptions
from embedcore.reading.raw_table import MAX_COLUMNS, RawTable
from embedcore.reading.sheets import OtherSheet, Sheet, sheets_table

_ENDINGS = (".xls", ".xlsx", ".xlsm", ".ods", ".htm", ".html", ".xml", "")
_STARTS = (b"<!doctype html", b"<html", b"<table", b"<meta", b"<style", b"<head", b"<body", b"<div", b"<?xml", b"<?mso")
_SPREADSHEET = b"urn:schemas-microsoft-com:office:spreadsheet"
_CHARSET = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?([\w-]{3,20})""", re.IGNORECASE)
_SHEETS, _ROWS, _CELLS = ("table", "worksheet"), ("tr", "row"), ("td", "th", "cell")
_BREAKS = ("br", "p", "div", "li")
_SILENT = ("style", "script", "title")
_LEAST_CELLS = 1 << 16


def is_html_table(data: bytes, name: str) -> bool:
    """Whether a file that may be a workbook by its name is text with a table in tags."""
    head = data[:8192].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if suffix(name) not in _ENDINGS or not head.startswith(_STARTS):
        return False
    lower = data.lower()
    if head.startswith(b"<?xml") and b"<html" not in head:
        return _SPREADSHEET in head and b"<row" in lower
    return b"<table" in lower and b"<tr" in lower


def read_html(data: bytes, name: str, options: ReadOptions) -> RawTable:
    """A raw table from the largest table of a page, or of the sheets of an Excel 2003 file.

    Raises DataError where no table has a row below its names, or tables claim more cells than the file has room for.
    """
    told = _CHARSET.search(data[:4096])
    if options.encoding is None and told and b"\0" not in data[:4]:
        name_of = told[1].decode("ascii")
        try:
            decoded = decode(data, name, ReadOptions(encoding=name_of))
            decoded = replace(decoded, used=(Choice.of("encoding", name_of, "the page itself says so"),))
        except ValueError:
            decoded = decode(data, name)
    else:
        decoded = decode(data, name, options)
    parser = _Tables(max(len(data), _LEAST_CELLS), name)
    parser.feed(decoded.text)
    parser.close()
    tables = [
        (title or f"table {place}", rows) for place, (title, rows) in enumerate(parser.tables, start=1) if any(rows)
    ]
    if not tables:
        raise DataError(f"{name} must hold a table (got a page with empty tables); choose another file")
    if options.sheet not in (None, "all"):
        wanted = (options.sheet,) if isinstance(options.sheet, str) else tuple(options.sheet or ())
        chosen = [pair for pair in tables if pair[0] in wanted] or tables[:1]
    else:
        chosen = tables if options.sheet == "all" else [max(tables, key=lambda pair: sum(map(len, pair[1])))]
    read = {title for title, _ in chosen}
    others = [OtherSheet(title, n_rows=len(rows)) for title, rows in tables if title not in read]
    kind = "xml" if _SPREADSHEET in data[:8192] else "html"
    sheets = [Sheet(title, rows) for title, rows in chosen]
    table = sheets_table(sheets, others, name, kind, options.without("encoding"), are_written=True)
    said = f"The file is {kind.upper()}, not a workbook: its {counted(len(chosen), 'table')} in tags was read."
    return replace(
        table,
        notes=(said, *decoded.notes, *table.notes),
        encoding=decoded.encoding,
        used=(*decoded.used, *table.used),
    )


class _Tables(HTMLParser):
    """Collects the rows of all tables: (title, rows of cells as text, None for an empty one)."""

    def __init__(self, most_cells: int, name: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[tuple[str, list[list[object]]]] = []
        self._left, self._name = most_cells, name
        self._cell: list[str] | None = None
        self._spans = (1, 1)
        self._silent = 0
        self._down: dict[int, tuple[int, object]] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        tag, given = tag.rpartition(":")[2], {key.rpartition(":")[2]: value or "" for key, value in attrs}
        if tag in _SILENT:
            self._silent += 1
        elif tag == "worksheet" or (tag == "table" and not self._in_worksheet()):
            self._end_cell()
            self.tables.append((given.get("name", ""), []))
            self._down = {}
        elif tag in _ROWS and self.tables:
            self._end_cell()
            self._start_row(given)
        elif tag in _CELLS and self.tables and self.tables[-1][1]:
            self._end_cell()
            self._start_cell(given)
        elif tag in _BREAKS and self._cell:
            self._cell.append("\n")

    def handle_endtag(self, tag: str) -> None:
        tag = tag.rpartition(":")[2]
        if tag in _SILENT:
            self._silent = max(self._silent - 1, 0)
        elif tag in (*_CELLS, *_ROWS, *_SHEETS):
            self._end_cell()

    def handle_data(self, data: str) -> None:
        if self._cell is not None and not self._silent:
            self._cell.append(data)

    def _in_worksheet(self) -> bool:
        return bool(self.tables) and bool(self.tables[-1][0]) and not self.tables[-1][1]

    def _start_row(self, given: dict[str, str]) -> None:
        rows = self.tables[-1][1]
        for _ in range(min(_number(given.get("index")) - 1 - len(rows), self._left)):
            rows.append([])
            self._take(1)
        rows.append([])
        self._fill_from_above()

    def _start_cell(self, given: dict[str, str]) -> None:
        row = self.tables[-1][1][-1]
        missing = min(_number(given.get("index")) - 1, MAX_COLUMNS) - len(row)
        if missing > 0:
            self._take(missing)
            row.extend([None] * missing)
        across = _number(given.get("colspan")) or _number(given.get("mergeacross")) + 1
        down = _number(given.get("rowspan")) or _number(given.get("mergedown")) + 1
        self._spans = (min(across, MAX_COLUMNS), down)
        self._cell = []

    def _end_cell(self) -> None:
        if self._cell is None:
            return
        lines = [" ".join(line.split()) for line in "".join(self._cell).split("\n")]
        text = "\n".join(line for line in lines if line) or None
        row = self.tables[-1][1][-1]
        across, down = self._spans
        self._take(across)
        place = len(row)
        row.extend([text, *[None] * (across - 1)])
        self._cell = None
        self._fill_from_above()
        if down > 1:
            self._down[place] = (down - 1, text)

    def _fill_from_above(self) -> None:
        """Gives the row the cells of rows above that reach down to it, until a place that is free."""
        row = self.tables[-1][1][-1]
        while (found := self._down.get(len(row))) is not None:
            n_more, text = found
            if n_more > 1:
                self._down[len(row)] = (n_more - 1, text)
            else:
                del self._down[len(row)]
            row.append(text)
            self._take(1)

    def _take(self, n: int) -> None:
        self._left -= n
        if self._left < 0:
            raise DataError(
                f"{self._name} must hold its cells one by one (got spans that claim more cells than the file has "
                "bytes); save the table as .xlsx or CSV"
            )


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 7 else 0
