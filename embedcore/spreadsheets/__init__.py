"""Tables for spreadsheets: to the letter, with no text that could be run as a formula."""

from embedcore.spreadsheets.comma_separated import csv_bytes, n_guarded, texts_of, without_formulas
from embedcore.spreadsheets.workbook import CUT, ILLEGAL, MOST_CHARACTERS, MOST_ROWS, add_sheet, check_length

__all__ = [
    "CUT",
    "ILLEGAL",
    "MOST_CHARACTERS",
    "MOST_ROWS",
    "add_sheet",
    "check_length",
    "csv_bytes",
    "n_guarded",
    "texts_of",
    "without_formulas",
]
