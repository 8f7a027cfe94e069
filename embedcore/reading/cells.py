"""From cells to typed columns: numbers, dates, lists and clean strings, nothing guessed away."""

import datetime as dt
import json
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from embedcore.reading.text_cells import in_arrow_text, told_empty

# No leading zeros and no plus sign: "00123" and "+4930123" are names of things, not amounts.
_NUMBER = r"-?(?:(?:0|[1-9][0-9]*)(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?"
_COMMA_NUMBER = r"-?(?:0|[1-9][0-9]{0,2}(?:\.[0-9]{3})+|[1-9][0-9]*)(?:,[0-9]+)?"
_MOST_DIGITS = 18  # every integer of 18 digits fits int64
_EXACT_INTEGER = 2**53
_PROBED = 50
_NUMBERS = frozenset((int, float))
_COMPACT_FROM = 8
_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, eq=False)
class TypedColumn:
    """A typed column; as_written holds the strings where typing changed how they look.

    replaced: positions of the cells in which characters that no text can hold were replaced.
    """

    values: pd.Series
    as_written: pd.Series | None = None
    mixed: bool = False
    replaced: tuple[int, ...] = ()


def strings(values: Sequence[str | None]) -> pd.Series:
    """A column of pandas' own string type; None becomes missing."""
    if isinstance(values, (list, tuple)):
        cells = pa.array(values, type=pa.large_string(), from_pandas=True)
        return pd.Series(pd.array(cells, dtype="str"), copy=False)  # a third of the time that pandas takes
    return pd.Series(values, dtype="str")


def in_arrow(cells: pa.ChunkedArray | pa.Array) -> pd.Series:
    """A column that stays in Arrow's memory: a list of 384 numbers takes 1.5 KB there and 12 KB as Python objects."""
    return pd.Series(pd.arrays.ArrowExtensionArray(cells))


def type_strings(values: pd.Series) -> TypedColumn:
    """Numbers where every cell is one, strings otherwise; blank cells and placeholders missing."""
    numbers = _filled_numbers(values, decimal_comma=False)
    if numbers is None:
        return type_text(values)
    return TypedColumn(numbers, None if numbers.dtype == np.int64 else values)


def _filled_numbers(values: pd.Series, decimal_comma: bool) -> pd.Series | None:
    """The cells as numbers, missing ones as NaN; None where one is something else."""
    numbers = _as_numbers(values, decimal_comma)  # most columns of numbers have no gap
    if numbers is not None:
        return numbers
    blanks, stand_ins = told_empty(values)
    missing = blanks | stand_ins
    numbers = _as_numbers(values[~missing], decimal_comma) if missing.any() else None
    if numbers is None:
        return None
    whole = numbers.dtype == np.int64
    return numbers.astype("Int64" if whole else "float64").reindex(values.index)


def compact_numbers(values: pd.Series, *, decimal_comma: bool) -> pd.Series:
    """A part of a column as numbers, missing cells as NaN; as it came where that would lose anything but its look."""
    numbers = _filled_numbers(values, decimal_comma)
    if numbers is None or numbers.abs().max() >= _EXACT_INTEGER:
        return values
    return numbers.astype("float64") if numbers.dtype == "Int64" else numbers


def type_text(values: pd.Series) -> TypedColumn:
    """Strings that stay strings; blank cells and placeholders missing."""
    blanks, stand_ins = told_empty(values)
    missing = blanks | stand_ins
    if not missing.any():
        return TypedColumn(values)
    return TypedColumn(values.mask(missing), values if stand_ins.any() else None)


def _as_numbers(values: pd.Series, decimal_comma: bool) -> pd.Series | None:
    """int64 or float64 where all of these strings are numbers that the type can hold."""
    probe = [cell.strip() for cell in values.iloc[:_PROBED].tolist()]
    pattern = _COMMA_NUMBER if decimal_comma else _NUMBER
    if not probe or not all(re.fullmatch(_NUMBER, cell) or re.fullmatch(pattern, cell) for cell in probe):
        return None
    if len(values) <= _PROBED:
        return _few_as_numbers(probe, values.index, decimal_comma)
    bare = pc.utf8_trim_whitespace(in_arrow_text(values))
    if not _all_match(bare, _NUMBER):
        if not decimal_comma or not _all_match(bare, _COMMA_NUMBER):
            return None
        bare = pc.replace_substring(pc.replace_substring(bare, ".", ""), ",", ".")
    if pc.any(pc.match_substring_regex(bare, "[.eE]")).as_py():
        numbers = _floats(bare)
        return pd.Series(numbers, index=values.index) if np.isfinite(numbers).all() else None
    if pc.max(pc.binary_length(bare)).as_py() > _MOST_DIGITS:
        return None
    return pd.Series(np.asarray(pc.cast(bare, pa.int64())), index=values.index)


def _all_match(cells: pa.Array | pa.ChunkedArray, pattern: str) -> bool:
    """Whether each whole cell matches; a missing one does not."""
    told = pc.match_substring_regex(cells, f"^(?:{pattern})$")
    return bool(pc.all(pc.fill_null(told, False)).as_py())


def _floats(bare: pa.Array | pa.ChunkedArray) -> np.ndarray:
    try:
        return np.asarray(pc.cast(bare, pa.float64()))
    except pa.ArrowInvalid:  # beyond the range of a float, or next to nothing
        return np.array([float(cell) for cell in bare.to_pylist()])


def _few_as_numbers(bare: list[str], index: pd.Index, decimal_comma: bool) -> pd.Series | None:
    """The same for few cells, without what pandas takes for each column: a table may have 10,000 of them."""
    if not all(re.fullmatch(_NUMBER, cell) for cell in bare):
        if not decimal_comma or not all(re.fullmatch(_COMMA_NUMBER, cell) for cell in bare):
            return None
        bare = [cell.replace(".", "").replace(",", ".") for cell in bare]
    if any(sign in cell for cell in bare for sign in ".eE"):
        numbers = np.array([float(cell) for cell in bare])
        return pd.Series(numbers, index=index) if np.isfinite(numbers).all() else None
    if max(map(len, bare)) > _MOST_DIGITS:
        return None
    return pd.Series(np.array([int(cell) for cell in bare], dtype=np.int64), index=index)


def type_objects(cells: Sequence[object]) -> TypedColumn:
    """A typed column from Python values (JSON, Excel, nested Parquet).

    Lists of numbers stay lists; other lists and objects become JSON text; a column of several
    kinds becomes text, which `mixed` says.
    """
    values = [None if isinstance(cell, float) and math.isnan(cell) else cell for cell in cells]
    replaced: list[int] = []
    for position, value in enumerate(values):
        if _kind(value) == "nested":
            values[position] = value = to_json(value)
        if isinstance(value, str) and (cleaned := clean_text(value)) != value:
            values[position] = cleaned
            replaced.append(position)
    kinds = {_kind(value) for value in values if value is not None}
    if len(kinds) == 1 and (typed := _one_kind(values, *kinds)) is not None:
        return TypedColumn(typed, replaced=tuple(replaced))
    column = strings([None if value is None else as_text(value) for value in values])
    if kinds <= {"string"}:
        return replace(type_text(column), replaced=tuple(replaced))
    return TypedColumn(column, mixed=kinds != {"time of day"}, replaced=tuple(replaced))


def clean_text(text: str) -> str:
    """The text as valid Unicode without NUL, which many programs take for the end."""
    return (text if text.isascii() else _SURROGATE.sub("\ufffd", text)).replace("\0", "")


def _kind(value: object) -> str:
    """The one word for a cell's type that decides the column's type."""
    if isinstance(value, str):
        return "string"
    if isinstance(value, (bool, np.bool_)):
        return "bool"
    if isinstance(value, (int, float, np.integer, np.floating)):
        return "number"
    if isinstance(value, dt.date):  # a datetime is one too
        return "time" if getattr(value, "tzinfo", None) is None else "zoned time"
    if isinstance(value, dt.time):
        return "time of day"
    if is_vector(value):
        return "vector"
    if isinstance(value, bytes):
        return "bytes"
    return "nested" if isinstance(value, (list, dict)) else type(value).__name__


def is_vector(value: object) -> bool:
    """Whether a cell is a list of numbers, at least one."""
    if isinstance(value, np.ndarray):
        return True
    return isinstance(value, list) and bool(value) and _NUMBERS.issuperset(map(type, value))


def compact_list(value: object) -> object:
    """A list of many numbers as an array, which takes a quarter of the memory; anything else as it is.

    All whole numbers: int64; else float64, where no whole number among them is too large for that.
    """
    if not isinstance(value, list) or len(value) < _COMPACT_FROM or not is_vector(value):
        return value
    if float not in map(type, value):
        return np.array(value, dtype=np.int64) if max(map(abs, value)) < 2**63 else value
    if any(type(item) is int and abs(item) >= _EXACT_INTEGER for item in value):
        return value
    return np.array(value, dtype=np.float64)


def to_json(value: object) -> str:
    """A list or object as JSON text."""
    return json.dumps(value, ensure_ascii=False, default=_plain)


def _plain(value: object) -> object:
    return value.tolist() if isinstance(value, np.ndarray) else str(value)


def _one_kind(values: list[object], kind: str) -> pd.Series | None:
    """The typed series of values that are all of one kind; None where only text can hold them."""
    whole = all(value is not None for value in values)
    if kind == "bool":
        return pd.Series(values, dtype=bool) if whole else None
    if kind == "vector":
        return _lists(values)
    if kind in ("bytes", "time"):
        return pd.Series(values, dtype=object if kind == "bytes" else "datetime64[us]")
    if kind != "number":
        return None
    if all(value is None or (isinstance(value, int) and abs(value) < 2**63) for value in values):
        return pd.Series(values, dtype="int64" if whole else "Int64")
    if any(isinstance(value, int) and abs(value) >= _EXACT_INTEGER for value in values):
        return None
    return pd.Series(values, dtype="float64")


def _lists(values: list[object]) -> pd.Series:
    """A column of lists of numbers in Arrow's memory; as objects where a number is too large for it."""
    whole = all(
        value.dtype == np.int64 if isinstance(value, np.ndarray) else float not in map(type, value)
        for value in values
        if isinstance(value, (list, np.ndarray))
    )
    try:
        return in_arrow(pa.array(values, type=pa.list_(pa.int64() if whole else pa.float64())))
    except (pa.ArrowInvalid, OverflowError):
        return pd.Series([_plain(v) if isinstance(v, np.ndarray) else v for v in values], dtype=object)


def as_text(value: object) -> str:
    """A cell as a person would write it: 3 and not 3.0, a date without midnight."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer() and abs(value) < _EXACT_INTEGER:
        return str(int(value))
    if isinstance(value, dt.datetime):
        return str(value if value.time() != dt.time() else value.date())
    if isinstance(value, (list, dict, np.ndarray)):
        return to_json(value)
    if isinstance(value, bytes):
        return clean_text(value.decode("utf-8", "replace"))
    return str(value)
