"""ZIP files: workbooks, NPZ, images, or one packed table."""

import contextlib
import io
import re
import zipfile
from dataclasses import replace
from functools import partial
from typing import Protocol

from embedcore.errors import DataError, ParameterError
from embedcore.files import UNREADABLE, suffix
from embedcore.phrases import did_you_mean, quoted
from embedcore.reading import excel
from embedcore.reading.item_titles import with_item_titles
from embedcore.reading.numpy_arrays import read_npz
from embedcore.reading.options import WORKBOOK, Choice, ReadOptions
from embedcore.reading.pictures import IMAGE_ENDINGS, PackedFile, Unusable, is_system_file, table_of_pictures
from embedcore.reading.raw_table import RawTable
from embedcore.reading.source import TABLE_ENDINGS, damaged, not_a_table
from embedcore.reading.unpacking import MAX_ENTRIES, check_unpacked, megabytes

_PLAIN_ENDINGS = (".txt", ".log", ".md")
_DESCRIBES = re.compile(r"(^|/)[^/]*(read[-_ ]?me|licen[cs]e|changelog|citation|checksum|manifest)[^/]*$")
_RATED = re.compile(r"rating|interaction|purchase|listen|plays|playcount|events|clicks|\bu\.data$")
_MOST_JOINED = 128 << 20
_MOST_TRIED = 5
PROJECT_PART, PROJECT_FORMAT = "project.json", "embedding-explorer-project"
"""The part of a ZIP that says of it that it is a project, and how it begins to say so; see embedcore.saved."""
# What the files of other programs are told by; those with a workbook in them are read before.
_PROGRAMS = {
    "data.pkl": "a PyTorch file, which could run code and is never opened",
    "META-INF/MANIFEST.MF": "a program",
    "AndroidManifest.xml": "a program",
}
_ENCRYPTED = 0x1
_NO_LIST = "its end, which lists its parts, is missing or damaged"
_SPREADSHEET = b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet"


class ReadTable(Protocol):
    """Reads a table that is packed in an archive."""

    def __call__(self, data: bytes, name: str, *, options: ReadOptions) -> RawTable: ...


def read_zip(
    data: bytes, name: str, array: str | None, read_table: ReadTable, options: ReadOptions | None = None
) -> RawTable:
    """A raw table from the bytes of a ZIP file, by what is in it. read_table: reads a table that is packed in it.

    Raises DataError if it is damaged, a bomb, or holds nothing that can be read.
    """
    options = options or ReadOptions()
    n_entries = data.count(b"PK\x01\x02")
    if n_entries > MAX_ENTRIES:
        raise DataError(f"{name} must hold at most {MAX_ENTRIES:,} files (got {n_entries:,}); pack fewer of them")
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        parts = [part for part in archive.infolist() if not part.is_dir()]
    except UNREADABLE as error:
        if suffix(name) in (".xlsx", ".xlsm", ".xlsb", ".ods"):
            raise excel.damaged(name, _NO_LIST) from error
        raise damaged(name, "ZIP archive", _NO_LIST, "pack or download it again") from error
    with archive:
        if any(part.filename.startswith(("xl/", "[Content_Types]")) for part in parts):
            options.check(WORKBOOK, "a workbook")
            return excel.read_zipped_workbook(data, name, options)
        files = [part for part in parts if not is_system_file(part.filename)]
        if not files:
            raise not_a_table(name, "a ZIP archive with nothing in it")
        if files[0].filename == "mimetype":
            if data[:200].find(_SPREADSHEET) > 0:
                options.check(WORKBOOK, "a workbook")
                return excel.read_zipped_workbook(data, name, options)
            raise not_a_table(name, "an OpenDocument or EPUB file")
        if other := next((kind for path, kind in _PROGRAMS.items() if _holds(parts, path)), None):
            raise not_a_table(name, other)
        if any(part.filename == PROJECT_PART and _is_of_project(archive, part) for part in files):
            raise DataError(
                f"{name} must hold a table (got a project: data, vectors, maps and groups); open it with ec.load()"
            )
        check_unpacked(name, sum(part.file_size for part in parts), len(data))
        if all(part.filename.endswith(".npy") for part in files):
            arrays = {part.filename.removesuffix(".npy"): partial(read_part, archive, part) for part in files}
            options.check((), "a NumPy file")
            return read_npz(arrays, name, array)
        if options.member is None and any(part.filename.lower().endswith(IMAGE_ENDINGS) for part in files):
            options.check((), "a ZIP of images")
            packed = [PackedFile(p.filename, p.file_size, partial(read_part, archive, p)) for p in parts]
            return table_of_pictures(packed, name)
        return _read_chosen_table(archive, files, name, read_table, options)


def _holds(parts: list[zipfile.ZipInfo], path: str) -> bool:
    return any(part.filename.startswith(path) or part.filename.endswith(f"/{path}") for part in parts)


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
        raise Unusable("damaged in the archive") from error


def _read_chosen_table(
    archive: zipfile.ZipFile,
    files: list[zipfile.ZipInfo],
    name: str,
    read_table: ReadTable,
    options: ReadOptions,
) -> RawTable:
    """The largest table of an archive, or the one that was asked for, with the titles of its items from another."""
    tables = [part for part in files if _is_table(part)]
    # Under any other name a ZIP is the format of some program, and the files in it are not meant as tables.
    if tables and suffix(name) not in ("", ".zip"):
        raise not_a_table(name, f"a ZIP archive of {_names(files)}")
    if options.member is None and not tables:
        raise not_a_table(name, f"a ZIP archive without images or a table in it, but {_names(files)}")
    wanted = [_asked_for(files, options.member, name)] if options.member is not None else _likeliest_first(tables)
    part, table = _first_readable(archive, wanted, name, read_table, options.without("member"))
    others = [other for other in tables if other is not part]
    reason = "it says most of the tables in the archive" if others else "the only table in the archive"
    paths = tuple(other.filename for other in others)
    sizes = [megabytes(other.file_size) for other in others]
    sure = not any(_is_close(other, part) for other in others)
    if not sure:
        reason += ", but others are about as large"
    member = Choice.of("member", part.filename, reason, options, others=paths, sizes=sizes, sure=sure)
    notes = [
        f'Read "{part.filename}" from the archive: {megabytes(part.file_size)} from {megabytes(part.compress_size)}.'
    ]
    joined: list[zipfile.ZipInfo] = []
    for other in others:
        if joined or other.file_size > _MOST_JOINED:
            continue
        with contextlib.suppress(DataError, ParameterError):
            beside = _read_member(archive, other, name, read_table, ReadOptions())
            if (with_titles := with_item_titles(table, beside)) is not None:
                table, joined = with_titles, [other]
                notes.append(f'What "{other.filename}" says of each item was put beside it.')
    if unread := [other for other in files if other is not part and other not in joined]:
        choose = "; another table of the archive can be chosen instead" if others else ""
        notes.append(f"Not read: {_names(unread)}{choose}.")
    return replace(table, name=name, notes=(*notes, *table.notes), used=(member, *table.used))


def _is_close(other: zipfile.ZipInfo, part: zipfile.ZipInfo) -> bool:
    """Whether another table is about as large as the one that was read, and no less likely by its name."""
    return 2 * other.file_size >= part.file_size and _place(other)[:2] <= _place(part)[:2]


def _is_table(part: zipfile.ZipInfo) -> bool:
    path = part.filename.lower()
    return path.endswith(TABLE_ENDINGS) and not _DESCRIBES.search(path)


def _likeliest_first(tables: list[zipfile.ZipInfo]) -> list[zipfile.ZipInfo]:
    """The largest first, but who rated what before what the things are, and plain text last."""
    return sorted(tables, key=_place)


def _place(part: zipfile.ZipInfo) -> tuple[bool, bool, int]:
    path = part.filename.lower()
    return path.endswith(_PLAIN_ENDINGS), not _RATED.search(path.rsplit("/", 1)[-1]), -part.file_size


def _first_readable(
    archive: zipfile.ZipFile, parts: list[zipfile.ZipInfo], name: str, read_table: ReadTable, options: ReadOptions
) -> tuple[zipfile.ZipInfo, RawTable]:
    """The first of these tables that can be read. Raises the first one's error where none can."""
    problem: DataError | None = None
    for part in parts[:_MOST_TRIED]:
        try:
            return part, _read_member(archive, part, name, read_table, options)
        except DataError as error:
            problem = problem or error
    raise problem or not_a_table(name, "a ZIP archive without a table in it")


def _asked_for(files: list[zipfile.ZipInfo], member: str, name: str) -> zipfile.ZipInfo:
    fitting = [part for part in files if part.filename == member]
    fitting = fitting or [part for part in files if part.filename.replace("\\", "/").rsplit("/", 1)[-1] == member]
    if not fitting:
        known = [part.filename for part in files]
        hint = did_you_mean(member, known) or "; choose one"
        raise ParameterError(f"member must be a file in {name}: {quoted(known)} (got {member!r}){hint}")
    return fitting[0]


def _read_member(
    archive: zipfile.ZipFile, part: zipfile.ZipInfo, name: str, read_table: ReadTable, options: ReadOptions
) -> RawTable:
    try:
        content = read_part(archive, part)
    except Unusable as reason:
        raise DataError(
            f'{name} must be a ZIP archive that can be unpacked (got "{part.filename}", {reason})'
        ) from reason
    return read_table(content, part.filename.replace("\\", "/").rsplit("/", 1)[-1], options=options)


def _names(parts: list[zipfile.ZipInfo]) -> str:
    return quoted(part.filename for part in parts)
