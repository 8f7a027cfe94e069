"""A table, vectors, or both, written to an open file. What is changed by it is counted in `changes`."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable, Iterator
from datetime import date
from typing import IO, TYPE_CHECKING, Any

import numpy as np

from embedcore.errors import require
from embedcore.spreadsheets import add_sheet, check_length, csv_bytes, without_formulas
from embedcore.types import Vectors

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

VECTOR_COLUMN = "vector"
_FIXED = (1980, 1, 1, 0, 0, 0)
_LARGEST_EXACT = 2**53


def write_csv(table: pd.DataFrame, file: IO[bytes]) -> None:
    file.write(csv_bytes(table))


def write_excel(table: pd.DataFrame, file: IO[bytes], text_column: str | None) -> None:
    """Raises BackendMissingError without openpyxl, DataError for more rows than a sheet can hold."""
    require("openpyxl", extra="excel", to="write Excel files")
    from openpyxl import Workbook

    check_length(len(table))
    book = Workbook(write_only=True)
    columns = list(map(str, table.columns))
    wide = [place for place, name in enumerate(columns) if name == text_column]
    add_sheet(book, "Rows", columns, _lines(table), wide=wide)
    book.save(file)


def write_json_lines(table: pd.DataFrame, file: IO[bytes]) -> None:
    names = list(map(str, table.columns))
    for line in _lines(table):
        values = [_for_json(value) for value in line]
        written = json.dumps(dict(zip(names, values, strict=True)), ensure_ascii=False, allow_nan=False)
        file.write(written.encode("utf-8", "backslashreplace") + b"\n")


def write_parquet(table: pd.DataFrame, file: IO[bytes], vectors: Vectors | None, name: str = VECTOR_COLUMN) -> None:
    """vectors: a column of lists, all of one length, beside the others; None: without."""
    import pyarrow as pa
    import pyarrow.parquet as parquet

    arrays = [_arrow_column(table.iloc[:, place]) for place in range(table.shape[1])]
    names = list(map(str, table.columns))
    if vectors is not None:
        arrays.append(pa.FixedSizeListArray.from_arrays(pa.array(vectors.ravel()), vectors.shape[1]))
        names.append(name)
    # Vectors are as good as random: a dictionary of their numbers would be larger than they are.
    parquet.write_table(pa.table(arrays, names=names), file, use_dictionary=list(map(str, table.columns)))


def write_npy(vectors: Vectors, file: IO[bytes]) -> None:
    np.lib.format.write_array(file, np.ascontiguousarray(vectors), allow_pickle=False)


def write_projector(table: pd.DataFrame, vectors: Vectors, file: IO[bytes]) -> None:
    """Its pair of TSVs; with one column the metadata have no header, as the projector wants it."""
    import pyarrow as pa
    from pyarrow import csv

    def lines_of(columns: pa.Table, *, header: bool) -> Callable[[IO[bytes]], None]:
        options = csv.WriteOptions(include_header=header, delimiter="\t", quoting_style="none", quoting_header="none")
        return lambda part: csv.write_csv(columns, part, options)

    texts = _on_one_line(without_formulas(table))
    numbers = pa.table([pa.array(column) for column in vectors.T], names=list(map(str, range(vectors.shape[1]))))
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, write in (
            ("vectors.tsv", lines_of(numbers, header=False)),
            ("metadata.tsv", lines_of(texts, header=texts.num_columns > 1)),
        ):
            with archive.open(zipfile.ZipInfo(name, _FIXED), "w", force_zip64=True) as part:
                write(part)


def _on_one_line(table: pd.DataFrame) -> pa.Table:
    """All cells as texts without tabs, line breaks and quotes."""
    import pyarrow as pa

    columns = []
    for place in range(table.shape[1]):
        column = table.iloc[:, place]
        gaps = column.isna().to_numpy(dtype=bool)
        cells = ["" if gap else str(value) for value, gap in zip(column.tolist(), gaps, strict=True)]
        plain = [" ".join(cell.replace('"', "'").splitlines()).replace("\t", " ") for cell in cells]
        columns.append(pa.array(plain, pa.large_string()))
    names = [" ".join(str(name).replace('"', "'").split()) for name in table.columns]
    return pa.table(columns, names=names)


def _lines(table: pd.DataFrame) -> Iterator[tuple[Any, ...]]:
    """The rows as Python's own values; None where there is none."""
    columns = []
    for place in range(table.shape[1]):
        column = table.iloc[:, place]
        gaps = column.isna().to_numpy(dtype=bool)
        columns.append([None if gap else _own(value) for value, gap in zip(column.tolist(), gaps, strict=True)])
    return zip(*columns, strict=True)


def _own(value: Any) -> Any:
    if isinstance(value, np.generic):
        value = value.item()
    if callable(to_python := getattr(value, "to_pydatetime", None)):
        return to_python(warn=False)
    return value if isinstance(value, (str, bool, int, float, date)) else str(value)


def _for_json(value: Any) -> Any:
    if isinstance(value, date):
        written = value.isoformat()
        return written.removesuffix("T00:00:00")
    if isinstance(value, float) and value in (float("inf"), float("-inf")):
        return str(value)
    return value


def _arrow_column(column: pd.Series) -> pa.Array | pa.ChunkedArray:
    """As Arrow has it; cells that it has no type for become texts."""
    import pyarrow as pa

    try:
        return pa.array(column, from_pandas=True)
    except (pa.ArrowException, ValueError, TypeError):
        gaps = column.isna().to_numpy(dtype=bool)
        return pa.array([None if gap else str(value) for value, gap in zip(column.tolist(), gaps, strict=True)])
