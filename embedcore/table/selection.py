"""Which rows of a raw table a dataset holds, once its text column is chosen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from embedcore.errors import DataError, ParameterError
from embedcore.images import image_format
from embedcore.phrases import by_number, counted, quoted, row_list
from embedcore.reading import cells
from embedcore.reading.raw_table import RawTable
from embedcore.reading.report import LeftOutRow, ReadReport
from embedcore.reading.text_cells import n_distinct, told_empty
from embedcore.table.dataset import Dataset, checked_column
from embedcore.table.vector_columns import unreadable_vectors
from embedcore.words.plain_text import has_markup, plain_text

_LONG_TEXT = 10_000


def readable_column(raw: RawTable, column: object) -> str:
    """The name of a column that can be the text.

    Raises ParameterError if there is none of that name, or it holds pictures.
    """
    checked = checked_column(raw.frame, column)
    first = raw.frame[checked].dropna().iloc[:1].tolist()
    if first and isinstance(first[0], bytes) and image_format(first[0]):
        raise ParameterError(f'the text column must hold text (got "{checked}", which holds images); choose another')
    return checked


def raw_without_rows(raw: RawTable, reasons: Mapping[int, str]) -> RawTable:
    """The table without the rows of these numbers, which it then lists as left out."""
    keep = ~np.isin(raw.row_numbers, list(reasons))
    return replace(
        raw,
        frame=raw.frame[keep].reset_index(drop=True),
        row_numbers=raw.row_numbers[keep],
        as_written={name: values[keep].reset_index(drop=True) for name, values in raw.as_written.items()},
        left_out=left_out_too(raw.left_out, raw.row_numbers[~keep], reasons),
    )


def left_out_too(
    before: tuple[LeftOutRow, ...], numbers: np.ndarray, reasons: Mapping[int, str]
) -> tuple[LeftOutRow, ...]:
    """Rows left out before and these, in order."""
    return tuple(sorted((*before, *(LeftOutRow(number, reasons[number]) for number in numbers.tolist()))))


def select(
    raw: RawTable,
    column: str | None,
    roles: Mapping[str, str],
    reason: str,
    *,
    placeholders: bool = True,
    markup: str = "keep",
) -> Dataset:
    """The dataset of the rows that are usable under this text column."""
    notes = list(raw.notes)
    empty_columns = [name for name in raw.frame.columns if raw.frame[name].isna().all()]
    if empty_columns:
        notes.append(f"Empty in every row: {quoted(empty_columns)}.")
    for name, why in unreadable_vectors(raw.frame, roles).items():
        notes.append(f'The column "{name}" holds {why}.')
    frame = raw.frame
    if column is None:
        keep = frame.notna().any(axis=1).to_numpy(dtype=bool)
        reasons = ["every cell is empty"] * int((~keep).sum())
    else:
        texts, was_text = _texts_of(raw, column)
        if not was_text or column in raw.as_written:
            frame = frame.assign(**{column: texts})
        marked = _marked_up(texts)
        keep, reasons = _filled(texts, placeholders, marked if markup == "strip" else [])
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
        if marked:
            notes.append(_markup_note(column, len(marked), markup))
    empty = map(LeftOutRow, raw.row_numbers[~keep].tolist(), reasons)
    report = ReadReport(
        n_rows_read=raw.n_rows_read,
        n_rows_kept=len(kept),
        left_out=tuple(sorted((*raw.left_out, *empty))),
        format=raw.format,
        encoding=raw.encoding,
        delimiter=raw.delimiter,
        text_column_reason=reason,
        notes=tuple(notes),
        used=raw.used,
    )
    return Dataset(kept, column, dict(roles), numbers, raw.name, report, raw, markup)


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


def _filled(texts: pd.Series, placeholders: bool, marked: Sequence[int]) -> tuple[np.ndarray, list[str]]:
    """Which texts say something, (n_rows,) bool, and a reason for each that doesn't, in order.

    marked: the places of those that hold markup, which may be all that they hold.
    """
    blank, stand_in = told_empty(texts)
    unseen = np.zeros(len(texts), dtype=bool)
    unseen[[row for row in marked if not plain_text(str(texts.iloc[row]))]] = True
    blank = blank | unseen
    keep = ~(blank | (stand_in & placeholders))
    reasons = [
        "the text is empty" if is_blank else f'the text is only "{str(text).strip()}", which stands for a missing value'
        for text, is_blank in zip(texts[~keep].tolist(), blank[~keep], strict=True)
    ]
    return keep, reasons


def _marked_up(texts: pd.Series) -> list[int]:
    """The places of the texts that hold HTML's tags or entities."""
    suspects = np.flatnonzero(texts.str.contains(r"[<&]").fillna(False).to_numpy(dtype=bool))
    return [row for row in suspects.tolist() if has_markup(str(texts.iloc[row]))]


def _markup_note(column: str, n: int, markup: str) -> str:
    texts = f'{counted(n, "text")} of "{column}" {by_number(n, "holds", "hold")} HTML tags or entities'
    if markup == "keep":
        return f"{texts}; they are read as they stand."
    return f"{texts}; models and words read them without, and the cells stay as in the file."


def _text_notes(texts: pd.Series, numbers: np.ndarray) -> list[str]:
    notes = []
    n_copies = len(texts) - n_distinct(texts)
    if n_copies:
        copies = counted(n_copies, "row is an exact copy", "rows are exact copies")
        notes.append(f"{copies} of an earlier text; kept.")
    long = (texts.str.len() > _LONG_TEXT).to_numpy(dtype=bool)
    if long.any():
        notes.append(
            f"{counted(int(long.sum()), 'text')} longer than {_LONG_TEXT:,} characters, kept "
            f"whole: {row_list(numbers[long])}; models read only the beginning of such texts."
        )
    return notes
