"""A summary as an Excel workbook: summary, groups, rows and duplicates, with real dates and numbers."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from embedcore.duplicates import copy_numbers
from embedcore.errors import require
from embedcore.facets.values import number_values, time_values
from embedcore.phrases import row_list
from embedcore.spreadsheets import add_sheet, check_length
from embedcore.summary.repeats import groups_among
from embedcore.summary.result import Summary
from embedcore.table import free_name

if TYPE_CHECKING:
    import pandas as pd

    from embedcore.summary.basis import Basis

PERCENT = ("share", "change")


def workbook_of(summary: Summary) -> bytes:
    """The file. Raises as Summary.to_workbook() does."""
    require("openpyxl", extra="excel", to="write Excel files")
    from openpyxl import Workbook

    basis = summary.basis
    check_length(len(basis.rows))
    book = Workbook(write_only=True)
    add_sheet(book, "Summary", ("section", "sentence", "rows", "row_numbers"), _sentences(summary), wide=(1, 3))
    add_sheet(book, "Groups", *_groups(summary), wide=(0, 7), percent=PERCENT)
    columns, lines = _table(basis)
    text = basis.space.dataset.text_column if basis.space.dataset is not None else None
    add_sheet(book, "Rows", columns, lines, wide=[place for place, name in enumerate(columns) if name == text])
    add_sheet(book, "Duplicates", ("group", "row_number", "copy", "text"), _duplicates(basis), wide=(3,))
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _sentences(summary: Summary) -> Iterator[tuple[str, str, int, str]]:
    basis = summary.basis
    for section in summary.sections:
        for sentence in section.sentences:
            every = len(sentence.rows) == len(basis.rows)
            numbers = "all" if every else row_list(basis.numbers(sentence.rows))
            yield section.heading, str(sentence), len(sentence.rows), numbers


def _groups(summary: Summary) -> tuple[tuple[str, ...], Iterator[tuple[Any, ...]]]:
    basis = summary.basis
    names = basis.time_line[1]
    columns = ("group", "rows", "share", "is_an_issue", "kind", "trend", "change", "typical", "words", *names)
    keywords = basis.clustering.keywords

    def lines() -> Iterator[tuple[Any, ...]]:
        for issue in summary.issues:
            change = issue.change if np.isfinite(issue.change) else None
            words = ", ".join(keywords[issue.group]) if keywords else ""
            yield (
                issue.name, len(issue.rows), issue.share, issue.is_issue, issue.kind, issue.trend, change,
                basis.text(issue.typical), words, *issue.by_time,
            )  # fmt: skip

    return columns, lines()


def _table(basis: Basis) -> tuple[list[str], Iterator[list[Any]]]:
    """Every row that is spoken of, with its group, under the table's own columns."""
    dataset, rows = basis.space.dataset, basis.rows
    labels = basis.clustering.labels[rows]
    added: dict[str, Sequence[Any]] = {
        "row_number": basis.numbers(rows).tolist(),
        "group": [basis.clustering.names[label] if label >= 0 else "" for label in labels.tolist()],
        "is_an_issue": [bool(label >= 0 and basis.is_issue[label]) for label in labels.tolist()],
    }
    if basis.tags:
        inside = {tag: np.isin(rows, tagged) for tag, tagged in basis.tags.items()}
        added["tags"] = ["; ".join(tag for tag in inside if inside[tag][place]) for place in range(len(rows))]
    own: dict[str, Sequence[Any]] = {}
    if dataset is not None:
        for column, role in dataset.column_roles.items():
            if column in dataset.frame and role not in ("image", "vector"):
                own[column] = _typed(dataset.frame[column].iloc[rows], role)
    columns = [free_name(name, own) for name in added]
    return [*columns, *own], (list(line) for line in zip(*added.values(), *own.values(), strict=True))


def _typed(values: pd.Series, role: str) -> list[Any]:
    """Dates as dates and numbers as numbers, by the column's role; a cell that is neither stays as it was written."""
    gap, written = values.isna().to_numpy(dtype=bool), values.tolist()
    plain = [None if missing else _plain(value) for value, missing in zip(written, gap, strict=True)]
    if role == "time":
        times = time_values(values)
        return [value if np.isnat(time) else time for value, time in zip(plain, times, strict=True)]
    if role in ("number", "rating"):
        numbers = number_values(values).tolist()
        return [value if number != number else number for value, number in zip(plain, numbers, strict=True)]
    return plain


def _plain(value: object) -> object:
    return value if isinstance(value, (str, bool, int, float)) else str(value)


def _duplicates(basis: Basis) -> Iterator[tuple[int, int, bool, str]]:
    """A line for each row of each group of repeats: copy says whether it is one of an earlier row, word for word."""
    if basis.duplicates is None:
        return
    copies = copy_numbers(basis.space)
    for number, group in enumerate(groups_among(basis, basis.duplicates), start=1):
        seen: set[int] = set()
        for row, row_number in zip(group.tolist(), basis.numbers(group).tolist(), strict=True):
            yield number, row_number, int(copies[row]) in seen, basis.text(row)
            seen.add(int(copies[row]))
