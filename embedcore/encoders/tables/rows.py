"""Rows of a table in plain numpy: what the encoders of tables read, and what goes to a worker. Imports no pandas."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from embedcore.errors import DataError
from embedcore.phrases import quoted

if TYPE_CHECKING:
    import pandas as pd

NEVER_ROLES = ("text", "vector", "image")
"""Columns of these roles have no place here: other models read them."""


@dataclass(frozen=True, eq=False)
class CategoricalColumn:
    """A column of names. codes: (n_rows,) int64, the place in values, -1 where missing. values: distinct, not blank."""

    codes: NDArray[np.int64]
    values: tuple[str, ...]


PlainColumn = NDArray[Any] | CategoricalColumn
"""(n_rows,) int64, float64 (NaN: missing), bool or datetime64[us] (NaT: missing), or CategoricalColumn."""


@dataclass(frozen=True, eq=False)
class TableRows:
    """The columns of a table that can become numbers.

    columns: name -> PlainColumn. roles: name -> role, of every column of the table, those included that have no place
    here. row_numbers: (n_rows,) int64, the rows' numbers in the file, for notes and errors.
    """

    columns: Mapping[str, PlainColumn]
    roles: Mapping[str, str]
    row_numbers: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.row_numbers)

    @classmethod
    def from_frame(
        cls, frame: pd.DataFrame, roles: Mapping[str, str] | None = None, row_numbers: NDArray[np.int64] | None = None
    ) -> TableRows:
        """The rows of a DataFrame; it is not changed.

        roles: what each column is for, one without is not looked at; None: found as read_table finds them.
        row_numbers: None: from 1 on.
        Raises DataError for names that repeat.
        """
        names = [str(name) for name in frame.columns]
        if repeated := sorted(name for name, n in Counter(names).items() if n > 1):
            raise DataError(f"columns must have different names (got several called {quoted(repeated)}); rename them")
        numbers = np.arange(1, len(frame) + 1, dtype=np.int64) if row_numbers is None else row_numbers
        columns = dict(zip(names, (column for _, column in frame.items()), strict=True))
        if roles is None:
            columns, roles = _detected(columns, numbers)
        kept = {name: columns[name] for name in columns if name in roles and roles[name] not in NEVER_ROLES}
        plain = {name: _plain(column) for name, column in kept.items() if not _holds_bytes(column)}
        return cls(plain, dict(roles), numbers)


def rows_of(items: object, roles: Mapping[str, str] | None = None) -> TableRows:
    """items, which are TableRows, a Dataset or a DataFrame, as TableRows.

    Raises DataError for anything else.
    """
    if isinstance(items, TableRows):
        return items
    from embedcore.table.dataset import Dataset

    if isinstance(items, Dataset):
        return TableRows.from_frame(items.frame, items.column_roles, items.row_numbers)
    if not (hasattr(items, "columns") and hasattr(items, "iloc")):
        raise DataError(
            f"items must be rows of a table, a pandas DataFrame (got {type(items).__name__}); "
            "pass dataset.frame, or a DataFrame with the columns that were learned from"
        )
    return TableRows.from_frame(items, roles)  # type: ignore[arg-type]


def _detected(
    columns: Mapping[str, pd.Series], numbers: NDArray[np.int64]
) -> tuple[dict[str, pd.Series], dict[str, str]]:
    """The columns, typed as in a file that was read, and their roles."""
    import pandas as pd

    from embedcore.reading.cells import type_strings
    from embedcore.reading.raw_table import RawTable
    from embedcore.reading.roles import detect

    def read(column: pd.Series) -> pd.Series:
        plain = _numbers(column)
        return pd.Series(plain) if plain is not None else type_strings(_texts(column).fillna("")).values

    typed = {name: read(column) for name, column in columns.items()}
    if not typed or not len(numbers):
        return typed, {}
    named = {
        name: "category"
        for name, column in columns.items()
        if isinstance(column.dtype, pd.CategoricalDtype) or pd.api.types.is_bool_dtype(column)
    }
    return typed, detect(RawTable(pd.DataFrame(typed, copy=False), numbers, "table", "frame", roles=named))[0]


def _holds_bytes(column: pd.Series) -> bool:
    return any(isinstance(cell, bytes) for cell in column.dropna().iloc[:1].tolist())


def _numbers(column: pd.Series) -> NDArray[Any] | None:
    """Numbers, dates, spans of time, or yes and no without a gap, in plain numpy; None for a column of anything else.

    Arrow's and pandas' own types end here.
    """
    import pandas as pd
    from pandas.api import types as kinds

    if isinstance(column.dtype, pd.CategoricalDtype) or kinds.is_complex_dtype(column):
        return None
    if kinds.is_bool_dtype(column):
        return None if column.isna().any() else column.to_numpy(dtype=bool)
    if kinds.is_datetime64_any_dtype(column):
        zoned = getattr(column.dtype, "tz", None) is not None
        return (column.dt.tz_convert(None) if zoned else column).to_numpy(dtype="datetime64[us]")
    if kinds.is_timedelta64_dtype(column):
        return column.to_numpy(dtype="timedelta64[us]", na_value=np.timedelta64("NaT")) / np.timedelta64(1, "D")
    if not kinds.is_numeric_dtype(column):
        return None
    if kinds.is_integer_dtype(column) and not column.isna().any() and column.dtype != np.uint64:
        return column.to_numpy(dtype=np.int64)
    return column.to_numpy(dtype=np.float64, na_value=np.nan)


def _texts(column: pd.Series) -> pd.Series:
    """The cells as a file would hold them, in the order of the rows."""
    import pandas as pd

    from embedcore.reading.cells import as_text, clean_text

    if isinstance(column.dtype, pd.StringDtype):
        return column.reset_index(drop=True)
    cells = zip(column.tolist(), column.isna().tolist(), strict=True)
    return pd.Series([None if gone else clean_text(as_text(cell)) for cell, gone in cells], dtype="str")


def _plain(column: pd.Series) -> PlainColumn:
    import pandas as pd

    if (numbers := _numbers(column)) is not None:
        return numbers
    codes, uniques = pd.factorize(_texts(column))
    return named([str(value) for value in uniques.tolist()], codes.astype(np.int64))


def named(values: list[str], codes: NDArray[np.int64]) -> CategoricalColumn:
    """A column of values that may repeat, be blank, or stand in no row: those kept are in the order of the alphabet."""
    stripped = [value.strip() for value in values]
    used = np.zeros(len(values) + 1, dtype=bool)
    used[codes] = True  # -1 marks the place behind the last
    kept = sorted({value for value, there in zip(stripped, used, strict=False) if value and there})
    place = {value: position for position, value in enumerate(kept)}
    new_codes = np.array([*(place.get(value, -1) for value in stripped), -1], dtype=np.int64)
    return CategoricalColumn(new_codes[codes], tuple(kept))
