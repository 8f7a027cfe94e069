"""Which sheets a workbook has, and how much of each is used: what is known of it before its cells are read."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass
from zipfile import ZipFile, ZipInfo

import numpy as np

from embedcore.errors import DataError
from embedcore.reading import binary_workbooks
from embedcore.reading.used_area import Damaged, UsedArea, unpacked
from embedcore.reading.xml_workbooks import OpenDocument, SharedStrings, Sheet, XMLPart, local

_RELATIONS = {"xlsx": "xl/_rels/workbook.xml.rels", "xlsb": "xl/_rels/workbook.bin.rels"}
_BOOKS = ("xl/workbook.xml", "xl/workbook.bin", "content.xml")
_OTHER_WORKBOOK = re.compile(rb"xl[/\\]workbook|content\.xml", re.IGNORECASE)
_STRINGS = {"xlsx": "xl/sharedstrings.xml", "xlsb": "xl/sharedstrings.bin"}


@dataclass(frozen=True)
class Workbook:
    """kind: xlsx, xlsb, xls or ods. sheets: their used areas in the workbook's order, empty where that isn't known.

    active: the place of the sheet that was open when the file was saved, from 0; None where that isn't known.
    """

    kind: str
    sheets: tuple[UsedArea, ...] = ()
    active: int | None = None

    def area(self, place: int) -> UsedArea:
        """The used area of the sheet at a place, from 0."""
        return self.sheets[place] if place < len(self.sheets) else UsedArea()


def measured_xls(data: bytes, name: str) -> Workbook:
    """An .xls workbook. Raises DataError for one that is protected by a password, or too large."""
    if _OTHER_WORKBOOK.search(data):
        raise Damaged("another workbook in the file, which a reader may take for this one")
    stream = binary_workbooks.xls_stream(data)
    if stream is None:
        raise DataError(
            f"{name} must be an Excel workbook that can be opened (got one that is protected by a password, or an old "
            "Office file without a workbook in it); take the password off, or save the table as .xlsx or CSV"
        )
    sheets, others = binary_workbooks.xls_areas(stream)
    for area in (*sheets, *others):
        area.check(name, len(data))
    return Workbook("xls", tuple(sheets))


def measured_ods(data: bytes, archive: ZipFile, name: str) -> Workbook:
    """An .ods workbook. Raises DataError where it is too large."""
    for path, part in _parts(archive).items():
        if path.endswith(".xml"):
            content = OpenDocument(name)
            content.read(unpacked(data, part))
            for area in content.areas:
                area.check(name, len(data))
    return Workbook("ods")


def measured_excel(data: bytes, archive: ZipFile, name: str) -> Workbook:
    """An .xlsx or .xlsb workbook. Raises DataError where it is too large or no such workbook."""
    parts = _parts(archive)
    kind = "xlsb" if "xl/workbook.bin" in parts else "xlsx"
    if kind == "xlsx" and "xl/workbook.xml" not in parts:
        raise DataError(
            f"{name} must be an Excel workbook (got an Office file without a workbook in it); "
            "save the table as .xlsx or CSV"
        )
    paths = _paths(data, parts[_RELATIONS[kind]], name)
    lengths = np.zeros(0, dtype=np.int64)
    if (shared := parts.get(_STRINGS[kind])) is not None:
        lengths = _lengths(data, shared, name)
    areas = {}
    # Whatever the workbook may take for a sheet is measured, under whichever name it stands.
    for path, part in parts.items():
        if path in paths.values() or path.endswith((".xml", ".rels")):
            areas[path] = _area(data, part, name, lengths)
            areas[path].check(name, len(data))
    keys, active = _outline(data, parts[f"xl/workbook.{'bin' if kind == 'xlsb' else 'xml'}"], name)
    return Workbook(kind, tuple(areas.get(paths.get(key, ""), UsedArea()) for key in keys), active)


def _parts(archive: ZipFile) -> dict[str, ZipInfo]:
    """The parts of a workbook by their names, in which other readers ignore the case."""
    parts = {part.filename.replace("\\", "/").lower(): part for part in archive.infolist()}
    if len(parts) < len(archive.infolist()):
        raise Damaged("two parts of one name")
    if len([name for name in _BOOKS if name in parts]) > 1:
        raise Damaged("two workbooks in one file")
    return parts


def _lengths(data: bytes, part: ZipInfo, name: str) -> np.ndarray:
    """How much room each shared string takes."""
    if part.filename.lower().endswith(".bin"):
        return binary_workbooks.xlsb_lengths(b"".join(unpacked(data, part)))
    strings = SharedStrings(name)
    strings.read(unpacked(data, part))
    return np.array(strings.lengths, dtype=np.int64)


def _area(data: bytes, part: ZipInfo, name: str, lengths: np.ndarray) -> UsedArea:
    if part.filename.lower().endswith(".bin"):
        return binary_workbooks.xlsb_area(b"".join(unpacked(data, part)), lengths)
    sheet = Sheet(name, lengths)
    sheet.read(unpacked(data, part))
    return sheet.area


def _paths(data: bytes, part: ZipInfo, name: str) -> dict[str, str]:
    """The parts that a workbook names, in lower case, by the keys under which it does so."""
    targets = {found.get("Id", ""): found.get("Target", "") for _, found in _elements(data, part, name, "Relationship")}
    return {
        key: posixpath.normpath(target[1:] if target.startswith("/") else f"xl/{target.removeprefix('xl/')}").lower()
        for key, target in targets.items()
    }


def _outline(data: bytes, part: ZipInfo, name: str) -> tuple[list[str], int | None]:
    """The keys of a workbook's sheets in their order, and which of them was open."""
    if part.filename.lower().endswith(".bin"):
        return binary_workbooks.xlsb_sheets(b"".join(unpacked(data, part))), None
    keys, active = [], None
    for tag, found in _elements(data, part, name, "sheet", "workbookView"):
        if tag == "sheet":
            keys.append(next((value for key, value in found.items() if local(key) == "id"), ""))
        elif active is None and found.get("activeTab", "0").isdecimal():
            active = int(found.get("activeTab", "0"))
    return keys, active


def _elements(data: bytes, part: ZipInfo, name: str, *tags: str) -> list[tuple[str, dict[str, str]]]:
    """The elements of these names in a small part, with their attributes."""
    found: list[tuple[str, dict[str, str]]] = []

    def start(tag: str, attributes: dict[str, str]) -> None:
        if local(tag) in tags:
            found.append((local(tag), attributes))

    reader = XMLPart(name)
    reader.parser.StartElementHandler = start
    reader.read(unpacked(data, part))
    return found
