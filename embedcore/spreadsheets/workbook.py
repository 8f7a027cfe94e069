"""Sheets of an Excel workbook: real dates and numbers, and each text to the letter, never as a formula."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import numpy as np

from embedcore.errors import DataError

if TYPE_CHECKING:
    from openpyxl import Workbook

MOST_ROWS, MOST_CHARACTERS = 1_048_575, 32_767
"""What a sheet can hold below its header, and a cell."""
ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
"""Characters that no XML can hold, and so no sheet."""
CUT = "… (cut: a cell holds 32,767 characters)"
DAY, DATE = "yyyy-mm-dd", "yyyy-mm-dd hh:mm"
WIDE, NARROW = 80, 18
_EXACT = 10**15
"""Excel keeps 15 digits of a number; a longer one is a text."""
_FIRST_DAY = datetime(1900, 3, 1)
"""The days before are other ones in Excel, which has a 29 February 1900."""


def check_length(n_rows: int) -> None:
    """Raises DataError for more rows than a sheet can hold."""
    if n_rows > MOST_ROWS:
        raise DataError(f"a sheet can hold {MOST_ROWS:,} rows (got {n_rows:,}); choose fewer, or take the rows as CSV")


def add_sheet(
    book: Workbook,
    name: str,
    columns: Sequence[str],
    lines: Iterable[Sequence[Any]],
    *,
    wide: Sequence[int] = (),
    percent: Sequence[str] = (),
) -> None:
    """Adds a sheet with a header that stays in sight.

    wide: places of the columns of long texts. percent: columns of shares.
    """
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    sheet = book.create_sheet(name)
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(max(len(columns), 1))}1"
    for place in range(len(columns)):
        sheet.column_dimensions[get_column_letter(place + 1)].width = WIDE if place in wide else NARROW
    header = [_cell(sheet, column) for column in columns]
    for cell in header:
        cell.font = Font(bold=True)
    sheet.append(header)
    for line in lines:
        cells = [_cell(sheet, value) for value in line]
        for cell, column in zip(cells, columns, strict=True):
            if column in percent:
                cell.number_format = "0.0%"
        sheet.append(cells)


def _cell(sheet: Any, value: Any) -> Any:
    from openpyxl.cell import WriteOnlyCell

    value = _plain(value)
    if isinstance(value, date):
        cell = WriteOnlyCell(sheet, value)
        cell.number_format = DATE if isinstance(value, datetime) and value.time() != datetime.min.time() else DAY
        return cell
    if not isinstance(value, str):
        return WriteOnlyCell(sheet, value)
    text = ILLEGAL.sub("", value)
    if len(text) > MOST_CHARACTERS:
        text = text[: MOST_CHARACTERS - len(CUT)] + CUT
    cell = WriteOnlyCell(sheet, text)
    cell.data_type = "s"
    return cell


def _plain(value: Any) -> Any:
    """What Excel can hold as it is; what it can't, as a text."""
    if isinstance(value, np.datetime64):
        value = value.astype("datetime64[ms]").item()
    elif isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float):
        return None if value != value else value if abs(value) != float("inf") else str(value)
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) >= _EXACT:
        return str(value)
    if isinstance(value, datetime) and (value.tzinfo is not None or value < _FIRST_DAY):
        return value.isoformat(sep=" ")
    return value
