"""From a file of any known format, or a folder of images, to a raw table."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from embedcore.errors import DataError
from embedcore.files import suffix
from embedcore.net.download import fetch
from embedcore.reading.arrow import read_arrow
from embedcore.reading.decode import decode
from embedcore.reading.delimited import read_delimited
from embedcore.reading.excel import read_workbook
from embedcore.reading.header import ProjectorFile
from embedcore.reading.html_table import is_html_table, read_html
from embedcore.reading.interpret import interpret
from embedcore.reading.json_table import is_json, read_json
from embedcore.reading.large_files import read_mapped
from embedcore.reading.numpy_arrays import read_npy
from embedcore.reading.options import JSON, TEXT, VALUES, WORKBOOK, ReadOptions
from embedcore.reading.pictures import read_folder
from embedcore.reading.rating_blocks import unblocked
from embedcore.reading.raw_table import RawTable
from embedcore.reading.source import binary_format, folder_of, is_url, load_bytes, not_a_table
from embedcore.reading.unpacking import gunzip, megabytes
from embedcore.reading.word_vectors import read_word_vectors
from embedcore.reading.zip_file import read_zip

_NAMED = {
    **dict.fromkeys((".csv", ".tsv", ".txt", ".tab", ".psv"), ("csv", "tsv", "text")),
    **dict.fromkeys((".json", ".jsonl", ".ndjson", ".jsonlines", ".geojson"), ("json", "jsonl")),
    **dict.fromkeys((".arrow", ".arrows", ".feather", ".ipc"), ("arrow",)),
    ".pq": ("parquet",),
    ".xlsm": ("xlsx",),
    **{f".{kind}": (kind,) for kind in ("parquet", "xlsx", "xlsb", "xls", "ods", "npy", "npz")},
}
"""The formats that the ending of a name promises."""


def read_raw(
    source: object,
    filename: str | None = None,
    *,
    array: str | None = None,
    projector: ProjectorFile | None = None,
    options: ReadOptions | None = None,
) -> RawTable:
    """Everything a file holds, its format told by its content first and its name second.

    array: which array of an NPZ file holds the vectors. projector: which of the Embedding Projector's files it is.
    options: what the caller says of the file; None where all is to be found out.
    Raises ParameterError if source is no path, web address, bytes or binary file, or an option does not fit the file;
    DataError if it holds no table that can be read.
    """
    options = options or ReadOptions()
    if is_url(source):
        fetched = fetch(str(source))
        name = fetched.name if filename is None else filename
        table = read_raw(fetched.data, name, array=array, projector=projector, options=options)
        return replace(table, notes=(*fetched.notes, *table.notes))
    name = "the folder"
    try:
        folder = folder_of(source)
        if folder is not None:
            options.check((), "a folder of images")
            return read_folder(folder)
        name = "the file"
        if projector is None and (mapped := read_mapped(source, filename)) is not None:
            options.check(VALUES, "a file of vectors")
            table = _with_kind_said(mapped)
        else:
            data, name = load_bytes(source, filename)
            table = _read_data(data, name, array, projector, options)
        return table if projector is not None or table.format in ("npy", "npz") else interpret(table, options)
    except (MemoryError, RecursionError) as error:
        raise DataError(
            f"{name} must fit in memory (got more than this machine can hold); load a part of it"
        ) from error


def _read_data(
    data: bytes,
    name: str,
    array: str | None,
    projector: ProjectorFile | None,
    options: ReadOptions,
    *,
    packed: bool = False,
) -> RawTable:
    """The table in a file. packed: the file comes out of an archive, in which a gzip archive is refused."""
    if projector is None and is_html_table(data, name):
        options.check((*WORKBOOK, "encoding"), "a table in HTML")
        return read_html(data, name, options)
    kind = binary_format(data, name)
    if kind == "gzip" and packed:
        raise not_a_table(name, "a gzip archive in an archive")
    read_packed = partial(_read_data, array=array, projector=projector, packed=True)
    if kind == "gzip":
        table = _read_gzip(data, name, partial(read_packed, options=options))
    elif kind == "zip":
        table = read_zip(data, name, array, read_packed, options)
    elif kind == "xls":
        options.check(WORKBOOK, "a workbook")
        table = read_workbook(data, name, "xls", options)
    elif kind == "npy":
        options.check((), "a NumPy file")
        table = read_npy(data, name)
    elif kind is not None:
        options.check(VALUES, "a Parquet or Arrow file")
        table = read_arrow(data, name, kind)
    else:
        table = _read_text(data, name, projector, options)
    return _with_kind_said(table)


def _read_text(data: bytes, name: str, projector: ProjectorFile | None, options: ReadOptions) -> RawTable:
    decoded = decode(data, name, options)
    told = {"delimiter", "quote", "skip_rows", "header_rows"} & set(options.given)  # so the caller knows it as a table
    if projector is None and not told and is_json(decoded, name):
        options.check(JSON, "JSON")
        return read_json(decoded, name, options)
    options.check(TEXT, "a text file")
    if projector is None and not options.given:
        if (blocks := unblocked(decoded)) is not None:
            lines, note = blocks
            table = read_delimited(lines, name, None, options)
            return replace(table, notes=(note, *table.notes))
        if (words := read_word_vectors(decoded, name)) is not None:
            return words
    return read_delimited(decoded, name, projector, options)


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
