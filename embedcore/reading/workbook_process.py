"""The process that reads a workbook: the file comes on standard input, rows go pickled to standard output.

It is started by its path and imports nothing of the package, and it is ended when it takes more memory than it may.
A file of a few kilobytes can ask for more than there is: the reader makes room for rows times columns, and for a
shared string once for each cell that refers to it.
"""

import io
import json
import math
import pickle
import posixpath
import re
import sys
import zipfile
from collections.abc import Iterator
from functools import reduce
from typing import Any
from xml.etree import ElementTree

from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

_EXACT, _EXACT_DIGITS = 2**53, 15
_CHUNK_ROWS = 2_000
_SPARSE_CELLS, _CELLS_PER_BYTE = 1 << 24, 4
_HEAD_ROWS, _FEW_ROWS = 15, 15
_CLOSE = 1.0
"""Sheets that look as much like data as that could be meant as well."""
_WORD = re.compile(r"[^\W\d_]+")
_DATA_NAMES = frozenset(
    """
    data raw responses response answers export results tickets reviews comments daten antworten rohdaten ergebnisse
    données reponses réponses datos respuestas dati dane данные ответы
    """.split()
)
_ASIDE_NAMES = frozenset(
    """
    readme read cover title notes note legend lookup lookups codes codebook list lists config settings instructions
    instruction about info glossary pivot summary dictionary metadata template index contents toc changelog help key
    parameters reference ref chart charts dashboard deckblatt titelblatt hinweise hinweis legende anleitung übersicht
    uebersicht zusammenfassung auswertung stammdaten notas leyenda resumen portada légende sommaire couverture overview
    """.split()
)
_SHARED = 0.6  # of the columns that two sheets have together
_PLACE = re.compile("([A-Za-z]{1,3})[0-9]{1,7}")


class XMLWorkbook:
    """What the reader doesn't give back of an .xlsx workbook; empty for any other.

    active: the place of the sheet that was open when the file was saved, from 0. size: bytes, unpacked, of any
    workbook.
    """

    def __init__(self, data: bytes) -> None:
        self.active: int | None = None
        self.size = len(data)
        self._paths: list[str | None] = []
        if not zipfile.is_zipfile(io.BytesIO(data)):
            return
        self._archive = zipfile.ZipFile(io.BytesIO(data))
        self.size = sum(part.file_size for part in self._archive.infolist())
        # Other readers ignore the case of names.
        self._parts = {part.replace("\\", "/").lower(): part for part in self._archive.namelist()}
        if "xl/workbook.xml" not in self._parts:
            return
        book, links = (self._elements(path) for path in ("xl/workbook.xml", "xl/_rels/workbook.xml.rels"))
        targets = {link.get("Id"): posixpath.join("/xl", link.get("Target", "")) for link in links}
        for element in book:
            if local(element.tag) == "sheet":
                key = next((value for name, value in element.items() if local(name) == "id"), None)
                path = posixpath.normpath(targets.get(key, "")).strip("/").lower()
                self._paths.append(self._parts.get(path))
            elif local(element.tag) == "workbookView" and self.active is None:
                self.active = int(element.get("activeTab", "0"))

    def _elements(self, path: str) -> list[ElementTree.Element]:
        return list(ElementTree.fromstring(self._archive.read(self._parts[path])).iter())

    def lost_cells(self, place: int) -> tuple[dict[int, dict[int, str | int]], int]:
        """By row and column from 0, the errors of a sheet and its whole numbers of more than 15 digits.

        And how many formulas have no value.
        """
        lost: dict[int, dict[int, str | int]] = {}
        path = self._paths[place] if place < len(self._paths) else None
        n_uncomputed = number = 0
        for _, row in ElementTree.iterparse(self._archive.open(path)) if path else ():
            if local(row.tag) != "row":
                continue
            number = int(row.get("r", number + 1))
            value, formula, column = row.tag[:-3] + "v", row.tag[:-3] + "f", -1
            for cell in row:
                reference = cell.get("r")
                column = column_of(reference) if reference else column + 1
                text, kind = (cell.findtext(value) or "").strip(), cell.get("t", "n")
                if kind == "e" and text:
                    lost.setdefault(number - 1, {})[column] = text
                elif kind == "n" and len(text) > _EXACT_DIGITS and text.lstrip("-").isdecimal():
                    lost.setdefault(number - 1, {})[column] = int(text)
                elif not text and kind != "str" and cell.find(formula) is not None:
                    n_uncomputed += 1
            row.clear()
        return lost, n_uncomputed


def local(tag: str) -> str:
    """The name of an element or attribute without its namespace."""
    return tag.rpartition("}")[2]


def column_of(reference: str) -> int:
    """The column, from 0, of a cell such as "C12"."""
    found = _PLACE.fullmatch(reference)
    if found is None:
        raise ValueError("a cell without a place")
    return reduce(lambda number, letter: 26 * number + ord(letter) - 64, found[1].upper(), 0) - 1


def filled_rows(rows: Iterator[list[Any]], lost: dict[int, dict[int, int | None]]) -> Iterator[list[Any]]:
    """Rows up to their last filled cell: whole numbers as such, None for an empty or blank cell."""
    for place, cells in enumerate(rows):
        row = [plain(cell) for cell in cells]
        for column, value in lost.get(place, {}).items():
            row[column] = value
        while row and row[-1] is None:
            row.pop()
        yield row


def plain(cell: Any) -> Any:
    if type(cell) is float and cell.is_integer() and abs(cell) < _EXACT:
        return int(cell)
    return None if type(cell) is str and not cell.strip() else cell


def whole(value: str | int) -> int | None:
    """A number of many digits as it is; None for an error such as #N/A."""
    return value if isinstance(value, int) else None


def fill_merged(rows: list[list[Any]], ranges: list[tuple[tuple[int, int], tuple[int, int]]]) -> int:
    """Gives every row of a cell that is merged downwards its value; returns how many cells were filled."""
    n = 0
    for (top, column), (bottom, _) in ranges:
        value = rows[top][column] if top < len(rows) and column < len(rows[top]) else None
        if value is None:
            continue
        for row in rows[top + 1 : bottom + 1]:
            row.extend([None] * (column + 1 - len(row)))
            if row[column] is None:
                row[column] = value
                n += 1
    return n


class Sheet:
    """A sheet's rows, up to the last that holds anything, and what there is to say of it.

    n_errors: cells such as #N/A, taken as empty; n_merged: cells filled from merged ones above.
    """

    def __init__(self, book: CalamineWorkbook, written: XMLWorkbook, place: int) -> None:
        meta = book.sheets_metadata[place]
        self.name = meta.name
        self.is_hidden = meta.visible != SheetVisibleEnum.Visible
        found, self.n_uncomputed = written.lost_cells(place)
        self.n_errors = sum(type(value) is str for cells in found.values() for value in cells.values())
        lost = {row: {at: whole(value) for at, value in cells.items()} for row, cells in found.items()}
        cells = book.get_sheet_by_index(place)
        if cells.total_height * cells.total_width > max(_SPARSE_CELLS, _CELLS_PER_BYTE * written.size):
            raise MemoryError("few cells in much room")
        self.rows = list(filled_rows(cells.iter_rows(), lost))
        while self.rows and not self.rows[-1]:
            self.rows.pop()
        self.n_merged = fill_merged(self.rows, cells.merged_cell_ranges or [])
        self.is_open = place == written.active

    @property
    def n_cells(self) -> int:
        return sum(map(len, self.rows))

    @property
    def header(self) -> tuple[str, ...]:
        """The first row as wide as the table, if it holds names alone: what sheets of the same table have in common."""
        width = max(map(len, self.rows[:_HEAD_ROWS]), default=0)
        for row in self.rows[:_HEAD_ROWS]:
            if len(row) == width and all(type(cell) is str for cell in row if cell is not None):
                return tuple(str(cell).strip().casefold() for cell in row)
        return ()

    def looks(self) -> float:
        """How much it looks like the data of the workbook rather than a cover, a list to look things up, a summary."""
        n_rows = sum(map(bool, self.rows))
        n_texts = sum(type(cell) is str and cell.count(" ") >= 2 for row in self.rows for cell in row)
        width = max(map(len, self.rows), default=0)
        score = math.log1p(n_rows) + 0.5 * math.log1p(min(width, 50)) + 0.7 * math.log1p(n_texts)
        if n_rows < 2 or (width < 2 and n_rows < _FEW_ROWS):
            score -= 4
        words = set(_WORD.findall(self.name.lower()))
        score += 1.5 * bool(words & _DATA_NAMES) - 2.5 * bool(words & _ASIDE_NAMES) + 0.3 * self.is_open
        return score - 100 * self.is_hidden


def chosen(sheets: list[Sheet], wanted: list[str] | None) -> list[Sheet]:
    """The sheets to read: those wanted; else the one that looks most like data, with those of the same columns."""
    if wanted is not None:
        return [sheet for name in wanted for sheet in sheets if sheet.name == name]
    best = max(sheets, key=Sheet.looks)
    if len(best.header) < 2:
        return [best]
    return [sheet for sheet in sheets if sheet.is_hidden == best.is_hidden and _same_table(sheet.header, best.header)]


def _same_table(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether sheets have the same columns, in whatever order; one may have a few more."""
    if not one or not other:
        return False
    few, many = sorted((set(one), set(other)), key=len)
    return few <= many and len(few) >= max(2, _SHARED * len(many))


def main() -> None:
    """Writes the rows of the sheets to read, in lists, each with what there is to say of it, then of the workbook.

    The argument is the list of the sheets' names as JSON, "all", or nothing where they are to be found.
    What ends it with an exception is a damaged or protected workbook.
    """
    wanted = json.loads(sys.argv[1]) if len(sys.argv) > 1 else None
    data = sys.stdin.buffer.read()
    written = XMLWorkbook(data)
    out = sys.stdout.buffer
    with CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
        kinds = [sheet.typ for sheet in book.sheets_metadata]
        every = [Sheet(book, written, at) for at, kind in enumerate(kinds) if kind == SheetTypeEnum.WorkSheet]
        names = [sheet.name for sheet in book.sheets_metadata]
    filled = [sheet for sheet in every if sheet.rows]
    if wanted == "all":
        wanted = [sheet.name for sheet in filled if not sheet.is_hidden]
    if wanted is not None and not set(wanted) <= {sheet.name for sheet in filled}:
        pickle.dump(("missing", [name for name in wanted if name not in {s.name for s in filled}], names), out)
        return
    read = chosen(filled, wanted) if filled else []
    for sheet in read:
        for start in range(0, len(sheet.rows), _CHUNK_ROWS):
            pickle.dump(sheet.rows[start : start + _CHUNK_ROWS], out)
        pickle.dump(("sheet", sheet.name, sheet.is_hidden, sheet.n_uncomputed, sheet.n_errors, sheet.n_merged), out)
    if read:
        by_name = {sheet.name: sheet for sheet in filled}
        others = [
            (
                name,
                (name in by_name and by_name[name].is_hidden) or _hidden(every, name),
                name in by_name and by_name[name].is_open,
                len(by_name[name].rows) if name in by_name else 0,
                name in by_name and max(sheet.looks() for sheet in read) - by_name[name].looks() < _CLOSE,
            )
            for name in names
            if name not in {sheet.name for sheet in read}
        ]
        pickle.dump(("end", others), out)


def _hidden(every: list[Sheet], name: str) -> bool:
    return any(sheet.is_hidden for sheet in every if sheet.name == name)


if __name__ == "__main__":
    main()
