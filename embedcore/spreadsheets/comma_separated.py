"""A table as CSV that no spreadsheet runs anything of, whichever sign it takes for the separator."""

from __future__ import annotations

import csv
import re
from datetime import date
from numbers import Number
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

_SEPARATORS = ";|\t\r\n\v\f\x1c\x1d\x1e\x85\u2028\u2029"
"""What may end a cell or a row beside the comma, for which texts are quoted."""
_RUN = rf'[\s"\x00-\x1f\u200b-\u200f\u2060\ufeff{re.escape(_SEPARATORS)}]'
_BEFORE_SIGN = re.compile(rf"(?<!{_RUN}){_RUN}*+(?=[=+\-@＝＋－＠﹢﹣﹦﹫−])")
"""What stands before a sign with which a formula begins: nothing, white space, quotes and separators."""
_SUSPECT = rf"(?:^|[{re.escape(_SEPARATORS)}]){_RUN}*[=+\-@＝＋－＠﹢﹣﹦﹫−]"
"""What every text has that gets an apostrophe, and some that get none; told without looking back, so quick."""
_NUMBER = re.compile(r"[+-]?(\d+([.,]\d*)?|[.,]\d+)(e[+-]?\d+)?", re.ASCII | re.IGNORECASE)


def csv_bytes(frame: pd.DataFrame) -> bytes:
    """The frame as CSV (UTF-8 with a BOM, so that spreadsheets read accents).

    What a spreadsheet would run as a formula, whichever sign it takes for the separator, gets an apostrophe before
    it: at the beginning of a text or column name, and behind a separator in one. Whole numbers stay whole beside gaps.
    """
    # A line end of two characters makes csv quote a lone one of them, which would begin a row of its own.
    text = without_formulas(frame).to_csv(index=False, lineterminator="\r\n", quoting=csv.QUOTE_NONNUMERIC)
    return text.encode("utf-8-sig")


def without_formulas(frame: pd.DataFrame) -> pd.DataFrame:
    """A copy whose texts and column names no spreadsheet runs, see csv_bytes."""
    import pandas as pd

    safe = pd.DataFrame(
        {place: _safe_column(frame.iloc[:, place]) for place in range(frame.shape[1])}, index=frame.index
    )
    safe.columns = [_no_formula(name) for name in frame.columns]
    return safe


def texts_of(column: pd.Series) -> pd.Series:
    """The filled cells that are written as texts, with the index they had."""
    import pandas as pd

    if isinstance(column.dtype, pd.StringDtype):
        return column.dropna()
    if pd.api.types.is_numeric_dtype(column) or pd.api.types.is_datetime64_any_dtype(column):
        return column.iloc[:0].astype("str")
    filled = column[column.notna()]
    texts = [str(value) for value in filled.tolist() if not isinstance(value, (Number, date))]
    try:
        return pd.Series(texts, dtype="str")  # in Arrow, where patterns are sought many times as fast
    except UnicodeEncodeError:  # halves of surrogate pairs
        return pd.Series(texts, dtype=object)


def n_guarded(texts: pd.Series) -> int:
    """How many of these texts get an apostrophe, see csv_bytes."""
    suspects = texts[texts.str.contains(_SUSPECT)].tolist()
    return sum(_no_formula(text) != text for text in suspects)


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
