"""The used areas of the sheets of workbooks that are written in XML: .xlsx and .ods."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NoReturn
from xml.parsers import expat

import numpy as np

from embedcore.reading.source import not_a_table
from embedcore.reading.used_area import Damaged, UsedArea

_WIDEST = 4  # bytes of a character
_REFERENCE = re.compile(r"^([A-Za-z]{1,3})([0-9]{1,7})$", re.MULTILINE)
_KEPT_REFERENCES = 100_000
_EXACT_DIGITS = 15


class XMLPart:
    """Reads an XML part without building it; declarations of its own (entities) are refused wherever they stand."""

    def __init__(self, name: str) -> None:
        self._name = name
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = self._refuse
        self.parser.EntityDeclHandler = self._refuse

    def read(self, chunks: Iterable[bytes]) -> None:
        for chunk in chunks:
            self.parser.Parse(chunk, False)
        self.parser.Parse(b"", True)

    def _refuse(self, *_: object) -> NoReturn:
        raise not_a_table(self._name, "a workbook with XML declarations of its own")


def local(tag: str) -> str:
    """The name of an element or attribute without its prefix."""
    return tag.rpartition(":")[2]


class SharedStrings(XMLPart):
    """How long each shared string of an .xlsx workbook is."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.lengths: list[int] = []
        self.parser.StartElementHandler = self._start
        self.parser.CharacterDataHandler = self._text

    def _start(self, tag: str, _: dict[str, str]) -> None:
        if local(tag) == "si":
            self.lengths.append(0)

    def _text(self, text: str) -> None:
        if self.lengths:
            self.lengths[-1] += len(text) if text.isascii() else _WIDEST * len(text)


class Sheet(XMLPart):
    """The used area of a sheet of an .xlsx workbook. Cells without a place of their own follow the one before."""

    def __init__(self, name: str, lengths: np.ndarray) -> None:
        super().__init__(name)
        self.area = UsedArea()
        self._lengths = lengths
        self._row, self._place, self._kind = 0, "", ""
        self._has_formula = self._has_value = self._is_read = False
        self._text: list[str] = []
        self._places: list[str] = []
        self._strings: list[int] = []
        self.parser.StartElementHandler = self._start
        self.parser.CharacterDataHandler = self._more_text

    def read(self, chunks: Iterable[bytes]) -> None:
        super().read(chunks)
        self._end_cell()
        self._count()

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        tag = tag if ":" not in tag else local(tag)
        if tag == "c":
            if self._is_read or self._has_formula:
                self._end_cell()
            elif len(self._places) >= _KEPT_REFERENCES:
                self._count()
            self._has_value = False
            self._kind = attributes.get("t", "")
            self._place = attributes.get("r") or self._next_place()
        elif tag == "v" or tag == "is":
            if not self._has_value:
                self._has_value = True
                self._places.append(self._place)
            self._is_read = self._has_formula or self._kind == "s" or self._kind == "e"
        elif tag == "f":
            self._has_formula = True
        elif tag == "row":
            self._end_cell()
            self._place = ""
            self._row = int(attributes.get("r", self._row + 1))

    def _more_text(self, text: str) -> None:
        if self._is_read:
            self._text.append(text)
        elif len(text) > _EXACT_DIGITS and self._kind in ("", "n") and text.lstrip("-").isdecimal():
            self.area.lost[position(self._place)] = int(text)

    def _next_place(self) -> str:
        column = 1 + (_column(self._place) if self._place else -1)
        return f"{_letters(column)}{self._row or 1}"

    def _end_cell(self) -> None:
        text = "".join(self._text).strip()
        if self._kind == "s" and self._has_value:
            self._strings.append(int(text) if text else 0)
        elif self._kind == "e" and text:
            self.area.lost[position(self._place)] = text
        elif self._has_formula and not text and self._kind != "str":
            self.area.n_uncomputed += 1
        self._kind = ""
        self._has_formula = self._has_value = self._is_read = False
        self._text = []

    def _count(self) -> None:
        if not self._places:
            return
        found = _REFERENCE.findall("\n".join(self._places))
        if len(found) != len(self._places):
            raise Damaged("cells without a place")
        letters, rows = zip(*found, strict=True)
        columns = [_column(name) for name in set(letters)]
        self.area.include(max(map(int, set(rows))) - 1, max(columns), len(found))
        self._places = []
        strings = np.array(self._strings, dtype=np.int64)
        if len(strings):
            if strings.min() < 0 or strings.max() >= len(self._lengths):
                raise Damaged("cells that refer to strings that are not there")
            self.area.n_bytes += int(self._lengths[strings].sum())
        self._strings = []


def position(place: str) -> tuple[int, int]:
    """Row and column, from 0, of a cell such as "C12"."""
    found = _REFERENCE.fullmatch(place)
    if found is None:
        raise Damaged("cells without a place")
    return int(found[2]) - 1, _column(found[1])


def _column(place: str) -> int:
    """The column, from 0, of "C" or "C12"."""
    number = 0
    for letter in place.rstrip("0123456789").upper():
        number = 26 * number + ord(letter) - 64
    return number - 1


def _letters(column: int) -> str:
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


class OpenDocument(XMLPart):
    """The used areas of the sheets of an .ods workbook, in which rows and cells may say how often they are repeated."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.areas: list[UsedArea] = []
        self._row = self._repeated = self._column = self._cells = 0
        self._filled = self._until = self._n_bytes = 0
        self._in_cell = False
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        tag = local(tag)
        if tag == "table":
            self.areas.append(UsedArea())
            self._row = 0
        elif tag == "table-row":
            self._repeated = _times(attributes, "table:number-rows-repeated")
            self._column = self._filled = self._until = self._n_bytes = 0
        elif tag in ("table-cell", "covered-table-cell"):
            self._cells = _times(attributes, "table:number-columns-repeated")
            self._column += self._cells
            self._in_cell = True
            if any(local(key) in ("value-type", "formula") for key in attributes):
                self._fill(sum(map(len, attributes.values())))
        if self._in_cell and tag == "s":  # spaces: text:c of them
            self._fill(_times(attributes, "text:c"))

    def _end(self, tag: str) -> None:
        tag = local(tag)
        if tag in ("table-cell", "covered-table-cell"):
            self._in_cell = False
        elif tag == "table-row":
            if self._until and self.areas:
                area = self.areas[-1]
                area.include(self._row + self._repeated - 1, self._until - 1, self._filled * self._repeated)
                area.n_bytes += self._n_bytes * self._repeated
            self._row += self._repeated

    def _text(self, text: str) -> None:
        if self._in_cell and text.strip():
            self._fill(len(text))

    def _fill(self, n_bytes: int) -> None:
        if self._until != self._column:
            self._filled += self._cells
        self._until = self._column
        self._n_bytes += n_bytes * self._cells


def _times(attributes: dict[str, str], name: str) -> int:
    text = attributes.get(name, "1")
    if not text.isdecimal():
        raise Damaged("cells repeated an impossible number of times")
    return int(text)
