"""The process that reads a workbook: the file comes on standard input, rows go pickled to standard output.

It is started by its path and imports nothing of the package, and it is ended when it takes more memory than it may.
A file of a few kilobytes can ask for more than there is: the reader makes room for rows times columns, and for a
shared string once for each cell that refers to it.
"""

import io
import pickle
import posixpath
import re
import sys
import zipfile
from collections.abc import Iterator
from functools import reduce
from itertools import islice
from typing import Any
from xml.etree import ElementTree

from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

_EXACT, _EXACT_DIGITS = 2**53, 15
_CHUNK_ROWS = 2_000
_SPARSE_CELLS, _CELLS_PER_BYTE = 1 << 24, 4
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


def filled_rows(rows: Iterator[list[Any]], lost: dict[int, dict[int, str | int]]) -> Iterator[list[Any]]:
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


def main() -> None:
    """Writes the rows of the first sheet that holds anything, in lists, then what there is to say of the workbook.

    What ends it with an exception is a damaged or protected workbook.
    """
    data = sys.stdin.buffer.read()
    written = XMLWorkbook(data)
    out = sys.stdout.buffer
    with CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
        sheets = book.sheets_metadata
        for place, sheet in enumerate(sheets):
            if sheet.typ != SheetTypeEnum.WorkSheet:
                continue
            lost, n_uncomputed = written.lost_cells(place)
            cells = book.get_sheet_by_index(place)
            if cells.total_height * cells.total_width > max(_SPARSE_CELLS, _CELLS_PER_BYTE * written.size):
                raise MemoryError("few cells in much room")
            rows = filled_rows(cells.iter_rows(), lost)
            n_above, first = next(((n_above, row) for n_above, row in enumerate(rows) if row), (0, None))
            if first is None:
                continue
            pickle.dump([first], out)
            while chunk := list(islice(rows, _CHUNK_ROWS)):
                pickle.dump(chunk, out)
            others = [
                (
                    other.name,
                    other.visible != SheetVisibleEnum.Visible,
                    at == written.active and book.get_sheet_by_index(at).start is not None,
                )
                for at, other in enumerate(sheets)
                if at != place
            ]
            pickle.dump((sheet.name, others, n_above, n_uncomputed), out)
            return


if __name__ == "__main__":
    main()
