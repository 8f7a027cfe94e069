"""Tables for spreadsheets: to the letter, with no text that could be run as a formula."""

from embedcore.spreadsheets.comma_separated import csv_bytes, without_formulas
from embedcore.spreadsheets.workbook import CUT, MOST_CHARACTERS, MOST_ROWS, add_sheet, check_length

__all__ = ["CUT", "MOST_CHARACTERS", "MOST_ROWS", "add_sheet", "check_length", "csv_bytes", "without_formulas"]
