"""From cells to typed columns: numbers, dates, lists and clean strings, nothing guessed away."""

import datetime as dt
import json
import math
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
import pyarrow as pa

from embedcore.reading.missing import PLACEHOLDERS

# No leading zeros and no plus sign: "00123" and "+4930123" are names of things, not amounts.
_NUMBER = r"-?(?:(?:0|[1-9][0-9]*)(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?"
_COMMA_NUMBER = r"-?(?:0|[1-9][0-9]{0,2}(?:\.[0-9]{3})+|[1-9][0-9]*)(?:,[0-9]+)?"
_MOST_DIGITS = 18  # every integer of 18 digits fits int64
_EXACT_INTEGER = 2**53
_PROBED = 50
_NUMBERS = frozenset((int, float))
_COMPACT_FROM = 8
_PART = 5_000
_INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\u00ad"
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
    return pd.Series(values, dtype="str")


def in_arrow(cells: pa.ChunkedArray | pa.Array) -> pd.Series:
    """A column that stays in Arrow's memory: a list of 384 numbers takes 1.5 KB there and 12 KB as Python objects."""
    return pd.Series(pd.arrays.ArrowExtensionArray(cells))


def blank(values: pd.Series) -> pd.Series:
    """Which cells of a string column hold nothing to see: missing, spaces, invisible characters."""
    return _by_part(_blank, values)


def placeholder(values: pd.Series) -> pd.Series:
    """Which cells of a string column are only a stand-in for a missing value, such as "NA"."""
    return _by_part(lambda part: part.str.strip().isin(PLACEHOLDERS), values)


def n_distinct(values: pd.Series) -> int:
    """How many different strings a column has; told by hashes of 64 bits, which take 8 bytes a cell."""
    parts = [np.fromiter(map(hash, part.dropna().tolist()), dtype=np.int64) for part in _parts(values)]
    hashes = np.concatenate(parts)
    hashes.sort()  # np.unique would take several times the memory
    return int((hashes[1:] != hashes[:-1]).sum()) + min(len(hashes), 1)


def _parts(values: pd.Series) -> Iterator[pd.Series]:
    for start in range(0, max(len(values), 1), _PART):
        yield values.iloc[start : start + _PART]


def _by_part(test: Callable[[pd.Series], pd.Series], values: pd.Series) -> pd.Series:
    """test of each cell, (n_rows,) bool, without a second copy of all strings on the way."""
    parts = [test(part) for part in _parts(values)]
    return pd.concat(parts) if len(parts) > 1 else parts[0]


def _blank(values: pd.Series) -> pd.Series:
    bare = values.str.strip()
    empty = values.isna() | (bare == "")
    short = ~empty & (bare.str.len() <= 4)
    if short.any():
        empty[short] = bare[short].str.strip(_INVISIBLE).str.strip() == ""
    return empty


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
    missing = blank(values) | placeholder(values)
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
    stand_in = placeholder(values)
    missing = blank(values) | stand_in
    if not missing.any():
        return TypedColumn(values)
    return TypedColumn(values.mask(missing), values if stand_in.any() else None)


def _as_numbers(values: pd.Series, decimal_comma: bool) -> pd.Series | None:
    """int64 or float64 where all of these strings are numbers that the type can hold."""
    probe = [cell.strip() for cell in values.iloc[:_PROBED].tolist()]
    pattern = _COMMA_NUMBER if decimal_comma else _NUMBER
    if not probe or not all(re.fullmatch(_NUMBER, cell) or re.fullmatch(pattern, cell) for cell in probe):
        return None
    if len(values) <= _PROBED:
        return _few_as_numbers(probe, values.index, decimal_comma)
    bare = values.str.strip()
    if not bare.str.fullmatch(_NUMBER).all():
        if not decimal_comma or not bare.str.fullmatch(_COMMA_NUMBER).all():
            return None
        bare = bare.str.replace(".", "", regex=False).str.replace(",", ".", regex=False)
    if bare.str.contains(r"[.eE]").any():
        numbers = pd.Series(bare.to_numpy(dtype=np.float64), index=values.index)
        return numbers if np.isfinite(numbers.to_numpy()).all() else None
    if bare.str.len().max() > _MOST_DIGITS:
        return None
    return bare.astype("int64")


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
