"""The formats: what each is called, what it holds, what reads it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Format:
    """name: as `export` takes it. ending: of its files. holds: what is in it. opens_in: what reads it.

    has_vectors: whether vectors are in it; has_table: whether the columns are; has_dates: it has a type for these.
    """

    name: str
    ending: str
    mime: str
    title: str
    holds: str
    opens_in: str
    has_vectors: bool = False
    has_table: bool = True
    has_dates: bool = False


_EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_ALL = (
    Format("csv", ".csv", "text/csv", "CSV", "the rows, cells as in the file", "spreadsheets, pandas"),
    Format(
        "excel", ".xlsx", _EXCEL, "Excel", "the rows, with real dates and numbers", "Excel, LibreOffice",
        has_dates=True,
    ),
    Format(
        "parquet", ".parquet", "application/vnd.apache.parquet", "Parquet", "the rows, typed", "pandas, DuckDB",
        has_dates=True,
    ),
    Format("jsonl", ".jsonl", "application/jsonl", "JSON Lines", "the rows, one object a line", "scripts, pandas"),
    Format(
        "parquet-vectors", ".vectors.parquet", "application/vnd.apache.parquet", "Parquet with vectors",
        "the rows, typed, and their vectors as one column of lists", "pandas, DuckDB, vector databases",
        has_vectors=True, has_dates=True,
    ),
    Format(
        "npy", ".npy", "application/octet-stream", "NumPy vectors",
        "the vectors alone, float32, a row for each row in their order", "NumPy", has_vectors=True, has_table=False,
    ),
    Format(
        "projector", ".zip", "application/zip", "Embedding Projector",
        "vectors.tsv and metadata.tsv in a ZIP", "projector.tensorflow.org, ec.read_projector", has_vectors=True,
    ),
)  # fmt: skip
FORMATS: Mapping[str, Format] = {one.name: one for one in _ALL}
"""By name."""
