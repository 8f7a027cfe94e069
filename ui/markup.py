"""Texts from data, made safe to show: to the letter, never as markup, never as a formula."""

from __future__ import annotations

import csv
import html
import re
import textwrap
from collections.abc import Sequence
from datetime import date
from numbers import Number
from typing import TYPE_CHECKING

import embedcore as ec
from embedcore.phrases import shortened
from embedcore.table import has_names

if TYPE_CHECKING:
    import pandas as pd

HOVER_WIDTH = 58
HOVER_LINES = 6
_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~$:&^=])")
_REPLACED = re.compile(r"(?<=:)(?=material[/_]|streamlit:)|(?<=(?<!\S)[-<>~])(?=(?:->|>|-|=)(?!\S))")
"""Where Streamlit turns plain text into icons and typographic signs, escaped or not; a word joiner keeps it off."""
_NOT_IN_A_NAME = re.compile(r"[^\w.-]+")
_FIELD_NAMES = {"n_users": "users", "mean_rating": "mean rating"}
_SEPARATORS = ";|\t\r\n\v\f\x1c\x1d\x1e\x85\u2028\u2029"
"""What may end a cell or a row beside the comma, for which texts are quoted."""
_RUN = rf'[\s"\x00-\x1f\u200b-\u200f\u2060\ufeff{re.escape(_SEPARATORS)}]'
_BEFORE_SIGN = re.compile(rf"(?<!{_RUN}){_RUN}*+(?=[=+\-@＝＋－＠﹢﹣﹦﹫−])")
"""What stands before a sign with which a formula begins: nothing, white space, quotes and separators."""
_NUMBER = re.compile(r"[+-]?(\d+([.,]\d*)?|[.,]\d+)(e[+-]?\d+)?", re.ASCII | re.IGNORECASE)


def literal(text: object) -> str:
    """A text as Markdown that shows it to the letter."""
    lines = [line.strip() for line in str(text).splitlines()]  # an indented line would be code
    return _MARKDOWN.sub(r"\\\1", _REPLACED.sub("\u2060", "\n".join(lines))).replace("\n", "  \n")


def file_name(name: str, ending: str) -> str:
    """A name of a file, made of a project's."""
    return _NOT_IN_A_NAME.sub("-", name.rpartition("/")[2]).strip("-")[:80] + ending


def field_name(column: str) -> str:
    """What a column is called beside its value: in words, where it was counted from ratings."""
    return _FIELD_NAMES.get(column, column)


def hover_texts(dataset: ec.Dataset, columns: Sequence[str]) -> list[str]:
    """One text a row: the text itself, wrapped, then the fields. Long texts end with an ellipsis."""
    table = dataset.frame
    fields = [(field_name(column), table[column].tolist(), table[column].isna().tolist()) for column in columns]
    shown = []
    named = has_names(dataset)
    for row, text in enumerate(dataset.labels if named else [""] * dataset.n_rows):
        line = " ".join(text.split())[:800]
        lines = [line] if 0 < len(line) <= HOVER_WIDTH else _wrapped(line)
        lines += [f"{name}: {shortened(str(values[row]), HOVER_WIDTH)}" for name, values, gap in fields if not gap[row]]
        shown.append("\n".join(lines))
    return shown


def _wrapped(line: str) -> list[str]:
    return textwrap.wrap(line, HOVER_WIDTH, max_lines=HOVER_LINES, placeholder=" …")


def swatch(color: str, sign: str) -> str:
    """A round sign in that colour, as HTML; both come from the program, never from data."""
    return f'<span class="embedding-swatch" style="--swatch: {color}">{html.escape(sign)}</span>'


def csv_bytes(frame: pd.DataFrame) -> bytes:
    """The frame as CSV (UTF-8 with a BOM, so that spreadsheets read accents).

    What a spreadsheet would run as a formula, whichever sign it takes for the separator, gets an apostrophe before
    it: at the beginning of a text or column name, and behind a separator in one. Whole numbers stay whole beside gaps.
    """
    import pandas as pd

    safe = pd.DataFrame(
        {place: _safe_column(frame.iloc[:, place]) for place in range(frame.shape[1])}, index=frame.index
    )
    safe.columns = [_no_formula(name) for name in frame.columns]
    # A line end of two characters makes csv quote a lone one of them, which would begin a row of its own.
    text = safe.to_csv(index=False, lineterminator="\r\n", quoting=csv.QUOTE_NONNUMERIC)
    return text.encode("utf-8-sig")


def _safe_column(column: pd.Series) -> pd.Series:
    import pandas as pd

    if pd.api.types.is_float_dtype(column):
        known = column.dropna()
        is_whole = len(known) < len(column) and bool(((known % 1 == 0) & (known.abs() < 2**53)).all())
        return column.astype("Int64") if is_whole else column
    if pd.api.types.is_numeric_dtype(column) or pd.api.types.is_datetime64_any_dtype(column):
        return column
    return pd.Series([_no_formula(value) for value in column.tolist()], column.index, dtype=object)


def _no_formula(value: object) -> object:
    import pandas as pd

    if value is None or value is pd.NA or isinstance(value, (Number, date)):
        return value
    text = str(value)
    return text if _NUMBER.fullmatch(text) else _BEFORE_SIGN.sub(_guarded, text)


def _guarded(found: re.Match[str]) -> str:
    begins_cell = not found.start() or any(sign in _SEPARATORS for sign in found[0])
    return f"{found[0]}'" if begins_cell else found[0]
