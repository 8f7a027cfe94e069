"""A dataset, with everything that was read of its file: another text column can still be chosen."""

from typing import Any

import numpy as np
import pandas as pd

from embedcore.errors import DataError
from embedcore.reading.raw_table import RawTable
from embedcore.saved.archive import Archive, Parts
from embedcore.saved.columns import decode_table, encode_table, same_cells
from embedcore.saved.values import decode_fields, encode_fields, listing, mapping
from embedcore.table.dataset import Dataset
from embedcore.types import ROLES

_READ, _WRITTEN = "as read", "as written"
"""Where the cells of a column that is not kept twice lie: in the table that was read, or beside it as they stood."""


def encode_dataset(dataset: Dataset, parts: Parts, path: str) -> dict[str, Any]:
    """A dataset as JSON and parts. Raises DataError for a column that can't come back as it is."""
    kept = _columns_kept(dataset)
    own = {name: column for name, column in _named(dataset.frame).items() if name not in kept}
    return {
        **encode_fields(dataset, parts, path, leave=("frame", "raw", "row_numbers")),
        "row_numbers": parts.add_array(f"{path}/row_numbers", np.asarray(dataset.row_numbers, dtype=np.int64)),
        "order": [str(name) for name in dataset.frame.columns],
        "kept": kept,
        "own": encode_table(own, parts, f"{path}/own") if own else None,
        "raw": _encode_raw(dataset.raw, parts, f"{path}/raw") if dataset.raw is not None else None,
    }


def decode_dataset(value: object, archive: Archive, path: str) -> Dataset:
    """The dataset again. Raises DataError where its parts don't fit together."""
    content = mapping(value, archive, path)
    numbers = archive.array(content.pop("row_numbers", None), np.int64, 1)
    order, kept = (content.pop(name, None) for name in ("order", "kept"))
    own, raw = (content.pop(name, None) for name in ("own", "raw"))
    table = _decode_raw(raw, archive, f"{path}/raw") if raw is not None else None
    columns = {} if own is None else decode_table(own, archive, f"{path}/own", len(numbers))
    columns |= _decode_kept(mapping(kept, archive, path), table, numbers, archive, path)
    names = listing(order, archive, path)
    if set(names) != set(columns) or len(names) != len(columns):
        archive.refuse(f"{path} has other columns than it names")
    frame = pd.DataFrame({name: columns[name] for name in names}, copy=False)
    made = decode_fields(Dataset, content, archive, path, frame=frame, row_numbers=numbers, raw=table)
    _check(made, archive, path)
    return made


def _check(dataset: Dataset, archive: Archive, path: str) -> None:
    report, text = dataset.report, dataset.text_column
    if report.n_rows_read != report.n_rows_kept + len(report.left_out):
        archive.refuse(f"{path} has a report of {report.n_rows_read} rows that leaves some out unsaid")
    if not set(dataset.column_roles.values()) <= set(ROLES):
        archive.refuse(f"{path} has an unknown role of a column")
    if text is not None and (text not in dataset.frame.columns or dataset.frame[text].isna().any()):
        archive.refuse(f"{path} has no text in every row")


def _columns_kept(dataset: Dataset) -> dict[str, str]:
    """Which columns are those of the table that was read, without the rows that were left out; and where these lie."""
    raw = dataset.raw
    if raw is None:
        return {}
    keep = np.isin(raw.row_numbers, dataset.row_numbers)
    if not np.array_equal(raw.row_numbers[keep], dataset.row_numbers):
        return {}
    kept = {}
    places = {_READ: _named(raw.frame), _WRITTEN: dict(raw.as_written)}
    for name in map(str, dataset.frame.columns):
        for place, columns in places.items():
            if name in columns and same_cells(_rows(columns[name], keep), dataset.frame[name]):
                kept[name] = place
                break
    return kept


def _decode_kept(
    kept: dict[str, Any], raw: RawTable | None, numbers: np.ndarray, archive: Archive, path: str
) -> dict[str, pd.Series]:
    if not kept:
        return {}
    if raw is None:
        archive.refuse(f"{path} has columns of a table that is not there")
    keep = np.isin(raw.row_numbers, numbers)
    if not np.array_equal(raw.row_numbers[keep], numbers):
        archive.refuse(f"{path} has rows that are not in the table that was read")
    places = {_READ: _named(raw.frame), _WRITTEN: dict(raw.as_written)}
    if wrong := [name for name, place in kept.items() if name not in places.get(str(place), {})]:
        archive.refuse(f"{path} has no column {wrong[0]!r:.60}")
    return {name: _rows(places[place][name], keep) for name, place in kept.items()}


def _named(frame: pd.DataFrame) -> dict[str, pd.Series]:
    """The columns by name. Raises DataError where two have the same, or one has a name that is no text."""
    columns = {name: column for name, column in frame.items() if isinstance(name, str)}
    if len(columns) < len(frame.columns):
        raise DataError(
            f"names of columns must be texts that differ to be saved (got {list(frame.columns)!r:.200}); rename them"
        )
    return columns


def _rows(column: pd.Series, keep: np.ndarray) -> pd.Series:
    return column if keep.all() else column[keep].reset_index(drop=True)


def _encode_raw(raw: RawTable, parts: Parts, path: str) -> dict[str, Any]:
    return {
        **encode_fields(raw, parts, path, leave=("frame", "as_written", "row_numbers")),
        "row_numbers": parts.add_array(f"{path}/row_numbers", np.asarray(raw.row_numbers, dtype=np.int64)),
        "frame": encode_table(_named(raw.frame), parts, f"{path}/read"),
        "as_written": encode_table(dict(raw.as_written), parts, f"{path}/written") if raw.as_written else None,
    }


def _decode_raw(value: object, archive: Archive, path: str) -> RawTable:
    content = mapping(value, archive, path)
    numbers = archive.array(content.pop("row_numbers", None), np.int64, 1)
    if len(numbers) and (numbers[1:] <= numbers[:-1]).any():
        archive.refuse(f"{path} has row numbers that do not rise")
    read, written = content.pop("frame", None), content.pop("as_written", None)
    columns = decode_table(read, archive, f"{path}/read", len(numbers))
    as_written = {} if written is None else decode_table(written, archive, f"{path}/written", len(numbers))
    if not set(as_written) <= set(columns):
        archive.refuse(f"{path} has other columns as written than were read")
    frame = pd.DataFrame(columns, copy=False)
    given: dict[str, Any] = {"frame": frame, "as_written": as_written, "row_numbers": numbers}
    return decode_fields(RawTable, content, archive, path, **given)
