"""Texts from data, made safe to show: to the letter, never as markup, never as a formula."""

import re
import textwrap
from collections.abc import Sequence

import pandas as pd

from embedcore.dataset import Dataset

HOVER_WIDTH = 58
HOVER_LINES = 6
_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~$:&^=])")
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def literal(text: object) -> str:
    """A text as Markdown that shows it to the letter."""
    escaped = _MARKDOWN.sub(r"\\\1", str(text))
    return escaped.replace("\r\n", "\n").replace("\n", "  \n")


def shortened(text: str, length: int = 160) -> str:
    """The beginning of a text on one line, with an ellipsis where something was left away."""
    return textwrap.shorten(text, length, placeholder=" …") or text[:length]


def hover_texts(dataset: Dataset | None, columns: Sequence[str], n_rows: int) -> list[str]:
    """One text a row: the text itself, wrapped, then the fields. Long texts end with an ellipsis."""
    if dataset is None:
        return [f"row {row + 1}" for row in range(n_rows)]
    fields = [(column, dataset.frame[column].astype(str).tolist()) for column in columns]
    texts = dataset.texts if dataset.text_column is not None else [""] * n_rows
    shown = []
    for row, text in enumerate(texts):
        lines = textwrap.wrap(" ".join(text[:800].split()), HOVER_WIDTH, max_lines=HOVER_LINES, placeholder=" …")
        lines += [f"{name}: {shortened(values[row], HOVER_WIDTH)}" for name, values in fields]
        shown.append("\n".join(lines))
    return shown


def csv_bytes(frame: pd.DataFrame) -> bytes:
    """The frame as CSV (UTF-8 with a BOM, so that spreadsheets read accents).

    A text that a spreadsheet would run as a formula gets an apostrophe before it.
    """
    safe = frame.copy()
    for column in safe.columns:
        if not pd.api.types.is_numeric_dtype(safe[column]):
            safe[column] = pd.Series([_no_formula(value) for value in safe[column].tolist()], safe.index, dtype=object)
    return safe.to_csv(index=False).encode("utf-8-sig")


def _no_formula(value: object) -> object:
    if isinstance(value, str) and value.startswith(_FORMULA_STARTS):
        try:
            float(value)
        except ValueError:
            return "'" + value
    return value
