"""read_table and Dataset: what was read, what was left out, and why."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
import pandas as pd

from embedcore.errors import DataError, ParameterError
from embedcore.reading import LeftOutRow, RawTable, cells, read_raw
from embedcore.reading.roles import ROLES, detect
from embedcore.reading.table import assemble, counted, row_list

__all__ = ["Dataset", "LeftOutRow", "ReadReport", "read_table"]

_LONG_TEXT = 10_000
_LISTED_COLUMNS = 20


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


@dataclass(frozen=True, eq=False)
class Dataset:
    """The rows of one table that can be used, and which column is the text.

    frame: (n_rows, n_columns), index 0..n_rows-1; the text column holds str, never missing.
    column_roles: column -> one of text, category, number, time, id, vector, image, user, item,
    rating. row_numbers: (n_rows,) int64, the place of each row in the file, 1 = first below the
    header. raw: everything that was read, from which with_text_column chooses anew.
    """

    frame: pd.DataFrame
    text_column: str | None
    column_roles: Mapping[str, str]
    row_numbers: np.ndarray
    name: str
    report: ReadReport
    raw: RawTable | None = field(default=None, repr=False)

    @property
    def n_rows(self) -> int:
        return len(self.frame)

    @cached_property
    def texts(self) -> list[str]:
        """The texts, (n_rows,), as they stand in the file.

        Raises DataError if the table has no text column.
        """
        if self.text_column is None:
            raise DataError(
                f"a text column is needed (got none among {_listed(self.frame.columns)}); "
                "choose one with with_text_column"
            )
        return [str(text) for text in self.frame[self.text_column].tolist()]

    @classmethod
    def from_texts(cls, texts: Sequence[str], *, name: str = "texts") -> Dataset:
        """A dataset of one column "text"; empty texts are left out and reported.

        Raises DataError if texts is one str, is empty, or holds anything but str.
        """
        if isinstance(texts, (str, bytes, Mapping)) or not isinstance(texts, Iterable):
            raise DataError(
                f"texts must be a list of str (got one {type(texts).__name__}); put a single text in a list"
            )
        items = list(texts)
        for position, item in enumerate(items):
            if not isinstance(item, str):
                raise DataError(
                    f"every text must be a str (got {type(item).__name__} at position "
                    f"{position}); turn it into text or leave it out"
                )
        if not items:
            raise DataError("texts must hold at least one text (got an empty list); add some")
        column = cells.type_objects([str(item) for item in items])
        # A program that passes "NA" means the word; only a file's cell stands for nothing.
        written = column.values if column.as_written is None else column.as_written
        raw = assemble(
            {"text": replace(column, values=written, as_written=None)},
            numbers=np.arange(1, len(items) + 1, dtype=np.int64),
            name=name,
            kind="list",
            notes=(),
        )
        reason = '"text" is the text because the texts were given as a list.'
        return _choose(raw, "text", {"text": "text"}, reason, placeholders=False)

    def with_text_column(self, column: str | None) -> Dataset:
        """The same table with another text column; which rows are left out is decided anew.

        None: no text column, so every row with anything in it is kept.
        Raises ParameterError if there is no such column, DataError if it holds no text at all.
        """
        raw = self._raw()
        if column is None:
            return _choose(raw, None, self.column_roles, "No column was chosen as the text.")
        checked = _checked_column(raw, column)
        roles = {**self.column_roles, checked: "text"}
        return _choose(raw, checked, roles, f'"{checked}" was chosen as the text.')

    def with_role(self, column: str, role: str) -> Dataset:
        """The same table with another role for a column.

        The role "text" makes it the text column; another role for the text column leaves the
        table without one.
        Raises ParameterError if there is no such column or role.
        """
        raw = self._raw()
        checked = _checked_column(raw, column)
        if role not in ROLES:
            raise ParameterError(f"role must be one of {', '.join(ROLES)} (got {role!r}); choose one")
        if role == "text":
            return self if checked == self.text_column else self.with_text_column(checked)
        changed = replace(self, column_roles={**self.column_roles, checked: role})
        return changed.with_text_column(None) if checked == self.text_column else changed

    def _raw(self) -> RawTable:
        """What was read; a dataset that was put together from its parts has only its frame."""
        if self.raw is not None:
            return self.raw
        report = self.report
        return RawTable(
            self.frame, self.row_numbers, self.name, report.format, left_out=report.left_out,
            encoding=report.encoding, delimiter=report.delimiter, notes=report.notes,
        )  # fmt: skip


def read_table(source: object, *, filename: str | None = None, text_column: str | None = None) -> Dataset:
    """A table from a file: CSV, TSV, JSON, JSON Lines, Parquet or Excel, told by its content.

    source: a path, bytes, or a file opened in binary mode (an upload). filename names bytes and
    uploads. text_column: the column to take as the text; None chooses the one that reads most
    like text, or none where no column does.
    Rows whose text is empty, or only a stand-in such as "NA" or "null", are left out and reported;
    without a text column, rows with nothing in any cell.
    Raises ParameterError for a source or column that can't be one, DataError for a file without a
    usable table.
    """
    if text_column is not None and not isinstance(text_column, str):
        raise ParameterError(f"text_column must be a str or None (got {type(text_column).__name__}); name a column")
    raw = read_raw(source, filename)
    if text_column is not None:
        text_column = _checked_column(raw, text_column)
    roles, detected, reason = detect(raw)
    if text_column is None:
        return _choose(raw, detected, roles, reason)
    roles = {**roles, text_column: "text"}
    return _choose(raw, text_column, roles, f'"{text_column}" was chosen as the text.')


def _checked_column(raw: RawTable, column: object) -> str:
    columns = [str(name) for name in raw.frame.columns]
    if isinstance(column, str) and column in columns:
        return column
    close = difflib.get_close_matches(str(column).lower(), [c.lower() for c in columns], n=3)
    ordered = sorted(columns, key=lambda c: close.index(c.lower()) if c.lower() in close else 9)
    raise ParameterError(f"column must be one of {_listed(ordered)} (got {column!r}); choose one of these")


def _listed(columns: Iterable[object]) -> str:
    shown = [f'"{column}"' for column in columns]
    more = len(shown) - _LISTED_COLUMNS
    return ", ".join(shown[:_LISTED_COLUMNS]) + (f" and {more:,} more" if more > 0 else "")


def _choose(
    raw: RawTable,
    column: str | None,
    roles: Mapping[str, str],
    reason: str,
    *,
    placeholders: bool = True,
) -> Dataset:
    """The dataset of the rows that are usable under this text column."""
    notes = list(raw.notes)
    empty_columns = [name for name in raw.frame.columns if raw.frame[name].isna().all()]
    if empty_columns:
        notes.append(f"Empty in every row: {_listed(empty_columns)}.")
    frame = raw.frame
    if column is None:
        keep = frame.notna().any(axis=1).to_numpy(dtype=bool)
        reasons = ["every cell is empty"] * int((~keep).sum())
    else:
        texts, was_text = _texts_of(raw, column)
        frame = frame.assign(**{column: texts})
        keep, reasons = _filled(texts, placeholders)
        if not was_text:
            notes.append(f'The values of "{column}" are no text and were turned into it.')
    if not keep.any():
        what = "the rows hold nothing" if column is None else f'column "{column}" holds no text'
        raise DataError(
            f"{raw.name} must hold at least one row that isn't empty (got "
            f"{counted(len(frame), 'row')}: {what}); choose another column or file"
        )
    kept = frame if keep.all() else frame[keep].reset_index(drop=True)
    numbers = raw.row_numbers[keep]
    if column is not None:
        notes += _text_notes(kept[column], numbers)
    empty = map(LeftOutRow, raw.row_numbers[~keep].tolist(), reasons)
    report = _report(raw, len(kept), (*raw.left_out, *empty), reason, notes)
    return Dataset(kept, column, dict(roles), numbers, raw.name, report, raw)


def _report(raw: RawTable, n_kept: int, left_out: tuple[LeftOutRow, ...], reason: str, notes: list[str]) -> ReadReport:
    return ReadReport(
        n_rows_read=raw.n_rows_read,
        n_rows_kept=n_kept,
        left_out=tuple(sorted(left_out, key=lambda row: row.row_number)),
        format=raw.format,
        encoding=raw.encoding,
        delimiter=raw.delimiter,
        text_column_reason=reason,
        notes=tuple(notes),
    )


def _texts_of(raw: RawTable, column: str) -> tuple[pd.Series, bool]:
    """A column's cells as text, as they were written, and whether they were text already."""
    values = raw.frame[column]
    is_text = isinstance(values.dtype, pd.StringDtype)
    if column in raw.as_written:
        return raw.as_written[column], is_text
    if is_text:
        return values, True
    plain = values.dt.to_pydatetime() if hasattr(values, "dt") else values.tolist()
    missing = values.isna().to_numpy(dtype=bool)
    texts = [
        None if is_missing else cells.clean_text(cells.as_text(value))
        for value, is_missing in zip(plain, missing, strict=True)
    ]
    return cells.strings(texts), False


def _filled(texts: pd.Series, placeholders: bool) -> tuple[np.ndarray, list[str]]:
    """Which texts say something, (n_rows,) bool, and a reason for each that doesn't, in order."""
    blank = cells.blank(texts).to_numpy(dtype=bool)
    stand_in = cells.placeholder(texts).to_numpy(dtype=bool) & placeholders
    keep = ~(blank | stand_in)
    reasons = [
        "the text is empty" if is_blank else f'the text is only "{str(text).strip()}", which stands for a missing value'
        for text, is_blank in zip(texts[~keep].tolist(), blank[~keep], strict=True)
    ]
    return keep, reasons


def _text_notes(texts: pd.Series, numbers: np.ndarray) -> list[str]:
    notes = []
    n_copies = int(texts.duplicated().sum())
    if n_copies:
        what = "row is an exact copy" if n_copies == 1 else "rows are exact copies"
        notes.append(f"{n_copies:,} {what} of an earlier text; kept.")
    long = (texts.str.len() > _LONG_TEXT).to_numpy(dtype=bool)
    if long.any():
        notes.append(
            f"{counted(int(long.sum()), 'text')} longer than {_LONG_TEXT:,} characters, kept "
            f"whole: {row_list(numbers[long])}; models read only the beginning of such texts."
        )
    return notes
