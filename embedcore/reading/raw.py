"""From a file of any known format to a raw table."""

from __future__ import annotations

from dataclasses import replace

from embedcore.errors import DataError
from embedcore.reading.decode import decode
from embedcore.reading.delimited import read_delimited
from embedcore.reading.json_table import is_json, read_json
from embedcore.reading.source import binary_format, is_url, load_bytes, suffix
from embedcore.reading.table import RawTable

_NAMED = {
    ".csv": ("csv", "tsv", "text"),
    ".tsv": ("csv", "tsv", "text"),
    ".txt": ("csv", "tsv", "text"),
    ".json": ("json", "jsonl"),
    ".jsonl": ("json", "jsonl"),
    ".parquet": ("parquet",),
    ".xlsx": ("xlsx",),
    ".xls": ("xls",),
}


def read_raw(source: object, filename: str | None = None) -> RawTable:
    """Everything a file holds, its format told by its content first and its name second.

    Raises ParameterError if source is no path, web address, bytes or binary file; DataError if it holds
    no table that can be read.
    """
    if is_url(source):
        return _read_address(str(source), filename)
    data, name = load_bytes(source, filename)
    kind = binary_format(data, name)
    try:
        table = _read_as(kind, data, name)
    except (MemoryError, RecursionError) as error:
        raise DataError(
            f"{name} must fit in memory (got more than this machine can hold); load a part of it"
        ) from error
    return table


def _read_address(address: str, filename: str | None) -> RawTable:
    from embedcore.reading.url import fetch

    fetched = fetch(address)
    table = read_raw(fetched.data, fetched.name if filename is None else filename)
    return replace(table, notes=(*fetched.notes, *table.notes))


def _read_as(kind: str | None, data: bytes, name: str) -> RawTable:
    if kind == "parquet":
        from embedcore.reading.parquet import read_parquet

        return _with_name_note(read_parquet(data, name))
    if kind == "xlsx":
        from embedcore.reading.excel import read_excel

        return _with_name_note(read_excel(data, name))
    decoded = decode(data, name)
    if is_json(decoded.text, name):
        return _with_name_note(read_json(decoded, name))
    return _with_name_note(read_delimited(decoded, name))


def _with_name_note(table: RawTable) -> RawTable:
    """Says so where the name promises another format than the content has."""
    ending = suffix(table.name)
    if ending not in _NAMED or table.format in _NAMED[ending]:
        return table
    note = f"The name ends in {ending}, but the content is {table.format}; it was read as that."
    return replace(table, notes=(*table.notes, note))
