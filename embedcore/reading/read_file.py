"""From a file of any known format, or a folder of images, to a raw table."""

from dataclasses import replace

from embedcore.errors import DataError
from embedcore.files import suffix
from embedcore.net.download import fetch
from embedcore.reading.arrow import read_arrow
from embedcore.reading.decode import decode
from embedcore.reading.delimited import ProjectorFile, read_delimited
from embedcore.reading.excel import read_workbook
from embedcore.reading.json_table import is_json, read_json
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
        return _read_address(str(source), filename, array, projector)
    name = "the folder"
    try:
        folder = folder_of(source)
        if folder is not None:
            return read_folder(folder)
        name = "the file"
        data, name = load_bytes(source, filename)
        return _with_name_note(_read_as(binary_format(data, name), data, name, array, projector))
    except (MemoryError, RecursionError) as error:
        raise DataError(
            f"{name} must fit in memory (got more than this machine can hold); load a part of it"
        ) from error


def _read_address(address: str, filename: str | None, array: str | None, projector: ProjectorFile | None) -> RawTable:
    fetched = fetch(address)
    name = fetched.name if filename is None else filename
    table = read_raw(fetched.data, name, array=array, projector=projector)
    return replace(table, notes=(*fetched.notes, *table.notes))


def _read_as(kind: str | None, data: bytes, name: str, array: str | None, projector: ProjectorFile | None) -> RawTable:
    """The table in data of that kind, as binary_format names them."""
    if kind == "gzip":
        return _read_gzip(data, name, array, projector)
    if kind == "zip":
        return read_zip(data, name, array, lambda inner, title: _read_inner(inner, title, array, projector))
    if kind == "xls":
        return read_workbook(data, name, "xls")
    if kind == "npy":
        return read_npy(data, name)
    if kind is not None:
        return read_arrow(data, name, kind)
    decoded = decode(data, name)
    if projector is None and is_json(decoded, name):
        return read_json(decoded, name)
    return read_delimited(decoded, name, projector)


def _read_gzip(data: bytes, name: str, array: str | None, projector: ProjectorFile | None) -> RawTable:
    unpacked = gunzip(data, name)
    if not unpacked:
        raise DataError(f"{name} must hold a table (got a gzip archive of an empty file); choose another file")
    table = _read_inner(unpacked, name.removesuffix(".gz"), array, projector)
    note = f"The file was unpacked from gzip: {megabytes(len(unpacked))} from {megabytes(len(data))}."
    return replace(table, name=name, notes=(note, *table.notes))


def _read_inner(data: bytes, name: str, array: str | None, projector: ProjectorFile | None) -> RawTable:
    """The table in a file that was packed; archives in archives are refused."""
    kind = binary_format(data, name)
    if kind == "gzip":
        raise not_a_table(name, "a gzip archive in an archive")
    return _with_name_note(_read_as(kind, data, name, array, projector))


def _with_name_note(table: RawTable) -> RawTable:
    """Says so where the name promises another format than the content has."""
    ending = suffix(table.name)
    if ending not in _NAMED or table.format in _NAMED[ending]:
        return table
    note = f"The name ends in {ending}, but the content is {table.format}; it was read as that."
    return replace(table, notes=(*table.notes, note))
