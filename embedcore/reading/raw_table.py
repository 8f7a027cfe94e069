"""What every reader hands back: one raw table, and the rows it could not use."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from embedcore.errors import DataError
from embedcore.phrases import counted, listed, row_list
from embedcore.reading.cells import TypedColumn
from embedcore.reading.options import Choice
from embedcore.reading.report import LeftOutRow

MAX_COLUMNS = 10_000
MAX_ROWS = 20_000_000
_MOST_CELLS, _CELLS_A_BYTE = 5_000_000, 1
WIDE = 64
"""Beyond so many columns a table is taken to hold vectors, and its numbers are kept in the least memory."""


@dataclass(frozen=True, eq=False)
class RawTable:
    """Everything that was read, before a text column is chosen and rows without text are left out.

    frame: all usable rows, typed, columns in the file's order.
    row_numbers: (len(frame),) int64, 1 = the first row below the header.
    as_written: for columns whose typed cells can't give the file's characters back ("3.10" became
    3.1, "NA" became missing), the strings as they stood.
    left_out: rows that were already unusable when read; n_rows_read counts them too.
    roles: the roles of columns that the format itself tells. used: how the file was read.
    """

    frame: pd.DataFrame
    row_numbers: np.ndarray
    name: str
    format: str
    as_written: Mapping[str, pd.Series] = field(default_factory=dict)
    left_out: tuple[LeftOutRow, ...] = ()
    encoding: str | None = None
    delimiter: str | None = None
    notes: tuple[str, ...] = ()
    roles: Mapping[str, str] = field(default_factory=dict)
    used: tuple[Choice, ...] = ()

    @property
    def n_rows_read(self) -> int:
        return len(self.frame) + len(self.left_out)


def assemble(
    columns: Mapping[str, TypedColumn],
    *,
    name: str,
    kind: str,
    notes: Sequence[str],
    numbers: ArrayLike | None = None,
    encoding: str | None = None,
    delimiter: str | None = None,
    left_out: Iterable[LeftOutRow] = (),
    roles: Mapping[str, str] | None = None,
    used: Iterable[Choice] = (),
) -> RawTable:
    """A raw table from typed columns, with notes on the cells that typing had to change. numbers: None for 1, 2, 3."""
    frame = pd.DataFrame({name: column.values for name, column in columns.items()}, copy=False)
    numbers = np.asarray(np.arange(len(frame)) + 1 if numbers is None else numbers, dtype=np.int64)
    replaced = {int(numbers[at]) for column in columns.values() for at in column.replaced}
    mixed = [f'"{name}"' for name, column in columns.items() if column.mixed]
    notes = list(notes)
    if replaced:
        notes.append(f"Characters that no text can hold were replaced by \ufffd or taken out in {row_list(replaced)}.")
    if mixed:
        notes.append(f"Cells of several kinds were turned into text: {listed(mixed)}.")
    return RawTable(
        frame=frame,
        row_numbers=numbers,
        name=name,
        format=kind,
        as_written={name: column.as_written for name, column in columns.items() if column.as_written is not None},
        left_out=tuple(sorted(left_out)),
        encoding=encoding,
        delimiter=delimiter,
        notes=tuple(notes),
        roles=roles or {},
        used=tuple(used),
    )


def check_width(n_columns: int) -> None:
    """Raises DataError if a table is wider than any table meant for reading."""
    if n_columns > MAX_COLUMNS:
        raise DataError(
            f"a table must have at most {MAX_COLUMNS:,} columns (got {n_columns:,}); "
            "save it with one item per row, or keep only the columns that matter"
        )


def check_length(n_rows: int) -> None:
    """Raises DataError if a table is longer than memory can be trusted with."""
    if n_rows > MAX_ROWS:
        raise DataError(f"a table must have at most {MAX_ROWS:,} rows (got {n_rows:,}); load a part of it")


def check_size(n_rows: int, n_columns: int, n_bytes: int) -> None:
    """Raises DataError if a table of n_bytes would have far more cells than its file writes, as rows of few keys do."""
    if n_rows * n_columns > max(_MOST_CELLS, _CELLS_A_BYTE * n_bytes):
        raise DataError(
            f"a table must have about as many cells as its file writes, or at most {_MOST_CELLS:,} (got {n_rows:,} "
            f"rows and {n_columns:,} columns, nearly all of them empty); save it with the same columns in every row"
        )


def unique_names(names: Sequence[str]) -> tuple[list[str], list[str]]:
    """Column names made present and unique, and a note for everything that had to be changed.

    An empty name becomes "column 3" (its place), a repeated one "name (2)".
    """
    wanted = [name.strip() for name in names]
    taken = set(wanted)
    seen: set[str] = set()
    next_number: dict[str, int] = {}  # so that a thousand equal names aren't counted up a thousand times
    result: list[str] = []
    unnamed: list[str] = []
    renamed: list[str] = []
    for place, name in enumerate(wanted, start=1):
        final = bare = name or f"column {place}"
        while final in seen or (final != name and final in taken):
            number = next_number.get(bare, 2)
            final, next_number[bare] = f"{bare} ({number})", number + 1
        if not name:
            unnamed.append(final)
        elif final != name:
            renamed.append(f'"{final}"')
        seen.add(final)
        result.append(final)
    notes = []
    if unnamed:
        notes.append(f"{counted(len(unnamed), 'column')} without a name: named {listed(unnamed)}.")
    if renamed:
        notes.append(f"Column names that appear more than once were numbered: {listed(renamed)}.")
    return result, notes
