"""Which columns of a table count, what is learned of each, and what must be said about it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from embedcore.encoders.tables.blocks import SCALINGS, CategoryBlock, NumberBlock, scale_of
from embedcore.encoders.tables.columns import (
    DATES,
    DAY_FIRST,
    DAYS_OF_CLOCK,
    clock_of,
    days_of,
    labels_of,
    missing_in,
    order_of_dates,
)
from embedcore.encoders.tables.rows import CategoricalColumn, PlainColumn, TableRows
from embedcore.errors import DataError, ParameterError
from embedcore.parameters import one_of, real_number, whole_number
from embedcore.phrases import by_number, counted, did_you_mean, listed, quoted, row_list
from embedcore.types import OnProgress

USUAL_ROLES = ("number", "rating", "category", "time")


@dataclass(frozen=True, kw_only=True)
class TableNumbersParams:
    """Options of table-numbers.

    columns: those that count, in this order; None: all of role number, rating, category or time.
    scaling: one of "standard", "robust", "min-max", "none" for every column of numbers; None: for each column
    robust where it has heavy tails, else standard.
    category_weight: the distance between two rows that differ in one category alone.
    max_values: the most values of a category that get a place of their own, the most frequent ones.
    """

    columns: tuple[str, ...] | None = None
    scaling: str | None = None
    category_weight: float = 1.0
    max_values: int = 50

    def __post_init__(self) -> None:
        if self.columns is not None:
            object.__setattr__(self, "columns", _checked_names(self.columns))
        if self.scaling is not None:
            one_of("scaling", self.scaling, SCALINGS)
        weight = real_number("category_weight", self.category_weight, low=0, high=1e6)
        if weight == 0:
            raise ParameterError("category_weight must be > 0 (got 0); to leave categories out, name the columns")
        object.__setattr__(self, "category_weight", weight)
        object.__setattr__(self, "max_values", whole_number("max_values", self.max_values, low=1, high=10_000))


def _checked_names(columns: object) -> tuple[str, ...]:
    if isinstance(columns, str) or not isinstance(columns, Sequence) or not all(isinstance(c, str) for c in columns):
        raise ParameterError(f"columns must be a list of column names (got {columns!r}); put a single one in a list")
    if not columns or len(set(columns)) < len(columns):
        what = "an empty list" if not columns else "a name twice"
        raise ParameterError(f"columns must name each column once, at least one (got {what})")
    return tuple(columns)


@dataclass(frozen=True, kw_only=True)
class Fitted:
    """What was learned of a table: a block for each column that counts, in their order.

    notes: which columns were left out and why, how numbers were scaled, what stands for missing cells.
    """

    blocks: tuple[NumberBlock | CategoryBlock, ...]
    notes: tuple[str, ...]

    @property
    def feature_names(self) -> tuple[str, ...]:
        return tuple(name for block in self.blocks for name in block.feature_names)


def fit_blocks(rows: TableRows, params: TableNumbersParams, on_progress: OnProgress | None = None) -> Fitted:
    """Learns from the rows; see TableNumbersEncoder.fit for the errors."""
    chosen = _chosen(rows, params.columns)
    learning = _Learning(rows, params)
    blocks: list[NumberBlock | CategoryBlock] = []
    constant: list[str] = []
    for done, name in enumerate(chosen, start=1):
        block = learning.block(name)
        if block is None:
            constant.append(name)
        else:
            blocks.append(block)
        if on_progress:
            on_progress(done, len(chosen), "reading columns")
    if not blocks:
        raise DataError(
            "a table must have at least one column of numbers, categories or times that is not the same in every row "
            f"(got {quoted(chosen) or 'none'} in {counted(len(rows), 'row')}"
            f"{_of_other_roles(rows, ' and ')}); load more rows, or choose other columns"
        )
    notes = _left_out(rows, params.columns, constant) + _scaling_note(blocks, params.scaling) + learning.notes
    return Fitted(blocks=tuple(blocks), notes=tuple(notes))


def _chosen(rows: TableRows, columns: Sequence[str] | None) -> list[str]:
    if columns is None:
        return [name for name in rows.columns if rows.roles.get(name) in USUAL_ROLES]
    known = list(rows.roles) or list(rows.columns)
    for name in columns:
        if name not in known and name not in rows.columns:
            raise ParameterError(
                f'columns must be columns of the table (got "{name}", there are {quoted(known)})'
                f"{did_you_mean(name, known)}"
            )
        if name not in rows.columns:
            role = rows.roles[name]
            raise ParameterError(
                f'columns must hold numbers, categories or times (got "{name}", which is '
                f"{'an' if role[0] in 'aeiou' else 'a'} {role}); "
                "leave it out, or give it another role"
            )
    return list(columns)


class _Learning:
    """Learns of one column after the other, and gathers what must be said."""

    def __init__(self, rows: TableRows, params: TableNumbersParams) -> None:
        self._rows, self._params = rows, params
        self.notes: list[str] = []

    def block(self, name: str) -> NumberBlock | CategoryBlock | None:
        """What was learned of the column; None for one that is the same in every row."""
        column, role = self._rows.columns[name], self._rows.roles.get(name)
        if role == "time":
            return self._number(name, column, clock_of(column))
        is_named = isinstance(column, CategoricalColumn) or column.dtype.kind == "b"
        if role in ("number", "rating") or (role != "category" and not is_named):
            return self._number(name, column, None)
        return self._category(name, column)

    def _number(self, name: str, column: PlainColumn, clock: str | None) -> NumberBlock | None:
        numbers = days_of(name, column, clock, self._rows.row_numbers)
        missing = np.isnan(numbers)
        filled = numbers[~missing]
        if not len(filled) or float(filled.min()) == float(filled.max()):
            return None
        scale = scale_of(filled, self._params.scaling)
        if scale is None:
            raise ParameterError(
                f'scaling "robust" needs columns whose middle half varies (got "{name}", where at least half of the '
                'values are equal); choose "standard", or name other columns'
            )
        if not scale.width > 0:  # numbers so close that 64 bits hardly tell them apart
            return None
        median = float(np.median(filled))
        self._say_of_times(name, column, clock, missing)
        is_day = clock in (DATES, DAY_FIRST)
        shown = np.datetime64(int(np.floor(median)), "D") if is_day else f"{median:,.6g}"
        self._say_where(missing, "missing cell", f'in "{name}" filled with its median, {shown}')
        return NumberBlock(column=name, scale=scale, median=median, clock=clock)

    def _say_of_times(self, name: str, column: PlainColumn, clock: str | None, missing: NDArray[np.bool_]) -> None:
        if clock is not None:
            unread = missing & ~missing_in(column)
            self._say_where(unread, "cell", f'of "{name}" could not be read as {clock} and count as missing')
        if clock in (DATES, DAY_FIRST) and order_of_dates(column)[1]:
            order = "the day first" if clock == DAY_FIRST else "the month first"
            self.notes.append(
                f'dates in "{name}" don\'t tell whether day or month comes first; they were read with {order}'
            )
        if clock is not None and clock not in DAYS_OF_CLOCK:
            self.notes.append(f'"{name}" is a time, but not one of a known kind; its numbers were taken as they are')

    def _category(self, name: str, column: PlainColumn) -> CategoryBlock | None:
        labels = labels_of(column)
        missing = labels.codes < 0
        if len(labels.values) + bool(missing.any()) < 2:
            return None
        counts = np.bincount(labels.codes[~missing])
        # The most frequent ones; of equally frequent ones, those first in the alphabet.
        most = np.sort(np.argsort(-counts, kind="stable")[: self._params.max_values])
        values = tuple(labels.values[place] for place in most.tolist())
        n_others = len(labels.values) - len(values)
        if n_others:
            share = 1 - counts[most].sum() / counts.sum()
            self.notes.append(
                f'"{name}" has {len(labels.values):,} values: the {len(values):,} most frequent have a place each, the '
                f"other {n_others:,} ({share:.0%} of the rows) share one, as if they were equal"
            )
        self._say_where(missing, "missing cell", f'in "{name}" taken as a value of its own')
        return CategoryBlock(
            column=name,
            values=values,
            has_others=n_others > 0,
            has_missing=bool(missing.any()),
            weight=self._params.category_weight,
        )

    def _say_where(self, cells: NDArray[np.bool_], what: str, said: str) -> None:
        """cells: (n_rows,) the rows of which something is said, if there are any; what: one of their cells."""
        if cells.any():
            rows = row_list(self._rows.row_numbers[cells].tolist())
            self.notes.append(f"{counted(int(cells.sum()), what)} {said} ({rows})")


def _left_out(rows: TableRows, columns: Sequence[str] | None, constant: Sequence[str]) -> list[str]:
    notes = []
    if columns is None and (others := _of_other_roles(rows)):
        notes.append(f"left out, because they hold no numbers, categories or times: {others}")
    if constant:
        which = by_number(len(constant), "it is", "they are")
        notes.append(f"left out, because {which} the same in every row: {quoted(constant)}")
    return notes


def _of_other_roles(rows: TableRows, before: str = "") -> str:
    others = [f'"{name}" ({role})' for name, role in rows.roles.items() if role not in USUAL_ROLES]
    others += [f'"{name}"' for name, role in rows.roles.items() if role in USUAL_ROLES and name not in rows.columns]
    return before + listed(others) if others else ""


def _scaling_note(blocks: Iterable[NumberBlock | CategoryBlock], scaling: str | None) -> list[str]:
    """How numbers were scaled, where the caller left it open, with the reason."""
    numbers = [block for block in blocks if isinstance(block, NumberBlock)]
    if scaling is not None or not numbers:
        return []
    usual = [block.column for block in numbers if block.scale.method == "standard"]
    heavy = [f'"{b.column}" ({b.scale.tails:.2g} times)' for b in numbers if b.scale.method == "robust"]
    notes = []
    if usual:
        notes.append(f"scaled to mean 0 and standard deviation 1: {quoted(usual)}")
    if heavy:
        notes.append(
            "scaled by the median and the middle half of the values, because a few values lie far from the others and "
            f"make the standard deviation larger than the middle half suggests: {listed(heavy)}"
        )
    return notes
