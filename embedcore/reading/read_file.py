"""From a file of any known format, or a folder of images, to a raw table."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from embedcore.errors import DataError
from embedcore.files import suffix
from embedcore.net.download import fetch
from embedcore.reading.arrow import read_arrow
from embedcore.reading.decode import decode
from embedcore.reading.delimited import ProjectorFile, read_delimited
from embedcore.reading.excel import read_workbook
from embedcore.reading.json_table import is_json, read_json
from embedcore.reading.large_files import read_mapped
from embedcore.reading.numpy_arrays import read_npy
from embedcore.reading.pictures import read_folder
from embedcore.reading.raw_table import RawTable
from embedcore.reading.source import binary_format, folder_of, is_url, load_bytes, not_a_table
from embedcore.reading.unpacking import gunzip, megabytes
from embedcore.reading.zip_file import read_zip

_NAMED = {
    **dict.fromkeys((".csv", ".tsv", ".txt"), ("csv", "tsv", "text")),
    **dict.fromkeys((".json", ".jsonl"), ("json", "jsonl")),
    **dict.fromkeys((".arrow", ".feather"), ("arrow",)),
    **{f".{kind}": (kind,) for kind in ("parquet", "xlsx", "xlsb", "xls", "ods", "npy", "npz")},
}
"""The formats that the ending of a name promises."""


def read_raw(
    source: object, filename: str | None = None, *, array: str | None = None, projector: ProjectorFile | None = None
) -> RawTable:
    """Everything a file holds, its format told by its content first and its name second.

    array: which array of an NPZ file holds the vectors. projector: which of the Embedding Projector's files it is.
    Raises ParameterError if source is no path, web address, bytes or binary file; DataError if it holds
    no table that can be read.
    """
    if is_url(source):
        fetched = fetch(str(source))
        name = fetched.name if filename is None else filename
        table = read_raw(fetched.data, name, array=array, projector=projector)
        return replace(table, notes=(*fetched.notes, *table.notes))
    name = "the folder"
    try:
        folder = folder_of(source)
        if folder is not None:
            return read_folder(folder)
        name = "the file"
        if projector is None and (mapped := read_mapped(source, filename)) is not None:
            return _with_kind_said(mapped)
        data, name = load_bytes(source, filename)
        return _read_data(data, name, array, projector)
    except (MemoryError, RecursionError) as error:
        raise DataError(
            f"{name} must fit in memory (got more than this machine can hold); load a part of it"
        ) from error


def _read_data(
    data: bytes, name: str, array: str | None, projector: ProjectorFile | None, *, packed: bool = False
) -> RawTable:
    """The table in a file. packed: the file comes out of an archive, in which a gzip archive is refused."""
    kind = binary_format(data, name)
    if kind == "gzip" and packed:
        raise not_a_table(name, "a gzip archive in an archive")
    read_packed = partial(_read_data, array=array, projector=projector, packed=True)
    if kind == "gzip":
        table = _read_gzip(data, name, read_packed)
    elif kind == "zip":
        table = read_zip(data, name, array, read_packed)
    elif kind == "xls":
        table = read_workbook(data, name, "xls")
    elif kind == "npy":
        table = read_npy(data, name)
    elif kind is not None:
        table = read_arrow(data, name, kind)
    else:
        decoded = decode(data, name)
        as_json = projector is None and is_json(decoded, name)
        table = read_json(decoded, name) if as_json else read_delimited(decoded, name, projector)
    return _with_kind_said(table)


def _with_kind_said(table: RawTable) -> RawTable:
    """With a note where its name promises another format than the content has."""
    ending = suffix(table.name)
    if ending not in _NAMED or table.format in _NAMED[ending]:
        return table
    note = f"The name ends in {ending}, but the content is {table.format}; it was read as that."
    return replace(table, notes=(*table.notes, note))


def _read_gzip(data: bytes, name: str, read_packed: Callable[[bytes, str], RawTable]) -> RawTable:
    unpacked = gunzip(data, name)
    if not unpacked:
        raise DataError(f"{name} must hold a table (got a gzip archive of an empty file); choose another file")
    table = read_packed(unpacked, name.removesuffix(".gz"))
    note = f"The file was unpacked from gzip: {megabytes(len(unpacked))} from {megabytes(len(data))}."
    return replace(table, name=name, notes=(note, *table.notes))
