"""ZIP files: workbooks, NPZ, images, or one packed table."""

import io
import zipfile
from collections.abc import Callable
from dataclasses import replace
from functools import partial

from embedcore.errors import DataError
from embedcore.files import UNREADABLE, suffix
from embedcore.phrases import counted, quoted
from embedcore.reading import excel
from embedcore.reading.numpy_arrays import read_npz
from embedcore.reading.pictures import IMAGE_ENDINGS, PackedFile, Unusable, is_system_file, table_of_pictures
from embedcore.reading.raw_table import RawTable
from embedcore.reading.source import damaged, not_a_table
from embedcore.reading.unpacking import MAX_ENTRIES, check_unpacked, megabytes

_TABLE_ENDINGS = (
    ".csv", ".tsv", ".tab", ".txt", ".json", ".jsonl", ".ndjson", ".parquet", ".pq", ".xlsx", ".xlsb", ".xls", ".ods",
    ".arrow", ".arrows", ".feather", ".ipc", ".npy", ".npz", ".gz",
)  # fmt: skip
PROJECT_PART, PROJECT_FORMAT = "project.json", "embedding-explorer-project"
"""The part of a ZIP that says of it that it is a project, and how it begins to say so; see embedcore.saved."""
_ENCRYPTED = 0x1
_SPREADSHEET = b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet"


def read_zip(data: bytes, name: str, array: str | None, read_table: Callable[[bytes, str], RawTable]) -> RawTable:
    """A raw table from the bytes of a ZIP file, by what is in it. read_table: reads a table that is packed in it.

    Raises DataError if it is damaged, a bomb, or holds nothing that can be read.
    """
    n_entries = data.count(b"PK\x01\x02")
    if n_entries > MAX_ENTRIES:
        raise DataError(f"{name} must hold at most {MAX_ENTRIES:,} files (got {n_entries:,}); pack fewer of them")
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        parts = [part for part in archive.infolist() if not part.is_dir()]
    except UNREADABLE as error:
        if suffix(name) in (".xlsx", ".xlsm", ".xlsb", ".ods"):
            raise excel.damaged(name, type(error).__name__) from error
        raise damaged(name, "ZIP archive", type(error).__name__, "pack or download it again") from error
    with archive:
        if any(part.filename.startswith(("xl/", "[Content_Types]")) for part in parts):
            return excel.read_zipped_workbook(data, name)
        files = [part for part in parts if not is_system_file(part.filename)]
        if not files:
            raise not_a_table(name, "a ZIP archive with nothing in it")
        if files[0].filename == "mimetype":
            if data[:200].find(_SPREADSHEET) > 0:
                return excel.read_zipped_workbook(data, name)
            raise not_a_table(name, "an OpenDocument or EPUB file")
        if any(part.filename == PROJECT_PART and _is_of_project(archive, part) for part in files):
            raise DataError(
                f"{name} must hold a table (got a project: data, vectors, maps and groups); open it with ec.load()"
            )
        check_unpacked(name, sum(part.file_size for part in parts), len(data))
        if all(part.filename.endswith(".npy") for part in files):
            arrays = {part.filename.removesuffix(".npy"): partial(read_part, archive, part) for part in files}
            return read_npz(arrays, name, array)
        if any(part.filename.lower().endswith(IMAGE_ENDINGS) for part in files):
            packed = [PackedFile(p.filename, p.file_size, partial(read_part, archive, p)) for p in parts]
            return table_of_pictures(packed, name)
        return _read_one_table(archive, files, name, read_table)


def _is_of_project(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    try:
        with archive.open(part) as content:
            return PROJECT_FORMAT.encode() in content.read(100)
    except (NotImplementedError, *UNREADABLE):
        return False


def read_part(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bytes:
    """The bytes of one file of an archive; never more than the archive's directory says.

    Raises Unusable if it is encrypted, damaged, or packed by a method that isn't known.
    """
    if part.flag_bits & _ENCRYPTED:
        raise Unusable("encrypted with a password; pack it without one")
    try:
        return archive.read(part)
    except NotImplementedError as error:
        raise Unusable("packed by a method that isn't known here; pack it as ordinary ZIP") from error
    except MemoryError as error:
        raise Unusable("more than this machine can hold") from error
    except UNREADABLE as error:
        raise Unusable(f"damaged in the archive ({type(error).__name__})") from error


def _read_one_table(
    archive: zipfile.ZipFile,
    files: list[zipfile.ZipInfo],
    name: str,
    read_table: Callable[[bytes, str], RawTable],
) -> RawTable:
    """The only table of an archive, where the archive's own name doesn't claim to be something else."""
    tables = [part for part in files if part.filename.lower().endswith(_TABLE_ENDINGS)]
    if not tables:
        raise not_a_table(name, f"a ZIP archive without images or a table in it, but {_names(files)}")
    if len(tables) > 1:
        raise not_a_table(name, f"a ZIP archive of {counted(len(tables), 'table')}: {_names(tables)}")
    (part,) = tables
    # Under any other name a ZIP is the format of some program, and the files in it are not meant as tables.
    if suffix(name) not in ("", ".zip"):
        raise not_a_table(name, f"a ZIP archive of {_names(files)}")
    try:
        content = read_part(archive, part)
    except Unusable as reason:
        raise DataError(
            f'{name} must be a ZIP archive that can be unpacked (got "{part.filename}", {reason})'
        ) from reason
    table = read_table(content, part.filename.replace("\\", "/").rsplit("/", 1)[-1])
    notes = [
        f'Read "{part.filename}" from the archive: {megabytes(len(content))} from {megabytes(part.compress_size)}.'
    ]
    if others := [other for other in files if other is not part]:
        notes.append(f"Not read: {_names(others)}.")
    return replace(table, name=name, notes=(*notes, *table.notes))


def _names(parts: list[zipfile.ZipInfo]) -> str:
    return quoted(part.filename for part in parts)
