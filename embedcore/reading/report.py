"""What became of a file's rows, and rows as words."""

from collections.abc import Iterable
from dataclasses import dataclass

_LISTED_ROWS = 10


@dataclass(frozen=True, slots=True)
class LeftOutRow:
    """A row of the file that isn't in the dataset, and why, in plain words."""

    row_number: int
    reason: str


@dataclass(frozen=True)
class ReadReport:
    """What became of a file's rows: n_rows_read = n_rows_kept + len(left_out), always.

    left_out: every row that is not in the dataset, in the file's order, with its reason.
    encoding, delimiter: None where the format has none. notes: whatever else a person must know.
    """

    n_rows_read: int
    n_rows_kept: int
    left_out: tuple[LeftOutRow, ...] = ()
    format: str = "table"
    encoding: str | None = None
    delimiter: str | None = None
    text_column_reason: str = ""
    notes: tuple[str, ...] = ()

    @property
    def rows_read(self) -> int:
        return self.n_rows_read

    @property
    def rows_left_out(self) -> tuple[LeftOutRow, ...]:
        return self.left_out


def counted(n: int, noun: str) -> str:
    """'1 row', '1,200 rows': a number with its noun."""
    return f"{n:,} {noun}" if n == 1 else f"{n:,} {noun}s"


def row_list(numbers: Iterable[int]) -> str:
    """'row 3', 'rows 3, 7 and 9', 'rows 3, 7, ... and 240 more': row numbers for a sentence."""
    ordered = sorted({int(number) for number in numbers})
    if len(ordered) == 1:
        return f"row {ordered[0]:,}"
    shown = [f"{number:,}" for number in ordered[:_LISTED_ROWS]]
    if len(ordered) > _LISTED_ROWS:
        return f"rows {', '.join(shown)} and {len(ordered) - _LISTED_ROWS:,} more"
    return f"rows {', '.join(shown[:-1])} and {shown[-1]}"
