"""A folder, or the files of an archive, as a table of pictures."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from embedcore import images
from embedcore.errors import DataError
from embedcore.phrases import counted, listed
from embedcore.reading import cells
from embedcore.reading.raw_table import RawTable, assemble
from embedcore.reading.report import LeftOutRow
from embedcore.reading.source import is_archive
from embedcore.reading.unpack_limits import MAX_ENTRIES, megabytes, most_unpacked

ROLES = {"file": "id", "folder": "category", "width": "number", "height": "number", "image": "image"}
IMAGE_ENDINGS = (".png", ".jpg", ".jpeg", ".gif", ".bmp", ".webp", ".tif", ".tiff")
_SYSTEM_FOLDERS = ("__MACOSX",)
_SYSTEM_FILES = ("thumbs.db", "desktop.ini")
_DRIVE = re.compile(r"[A-Za-z]:")
_LISTED = 5


class Unusable(Exception):
    """A file that can't be read; the message says why."""


@dataclass(frozen=True)
class PackedFile:
    """A file in a folder or an archive. read gives its bytes, or raises Unusable."""

    path: str
    n_bytes: int
    read: Callable[[], bytes]


def is_system_file(path: str) -> bool:
    """Whether a path is one of those that systems add by themselves, such as __MACOSX/ and .DS_Store."""
    *folders, file = parts_of(path) or [""]
    hidden = any(part.startswith(".") for part in (*folders, file))
    return hidden or any(folder in _SYSTEM_FOLDERS for folder in folders) or file.lower() in _SYSTEM_FILES


def parts_of(path: str) -> list[str]:
    """The names along a path, without those that could lead out of a folder. Nothing is ever written there."""
    parts = [part for part in re.split(r"[/\\]", cells.clean_text(path)) if part not in ("", ".", "..")]
    return parts[1:] if parts and _DRIVE.fullmatch(parts[0]) else parts


def table_of_pictures(files: Iterable[PackedFile], *, name: str, kind: str, notes: Iterable[str] = ()) -> RawTable:
    """A row a picture: file, folder (where any has one), width, height, image (its bytes, as they came).

    Files that are no pictures, or can't be read, are left out by name with the reason; those that systems add
    are no rows at all. Row numbers count the files in their order.
    Raises DataError where no picture is left.
    """
    notes = list(notes)
    kept: list[tuple[int, list[str], tuple[int, int], bytes]] = []
    left_out: list[LeftOutRow] = []
    ignored: list[str] = []
    number = n_outside = 0
    for file in files:
        if is_system_file(file.path):
            ignored.append(file.path)
            continue
        number += 1
        n_outside += ".." in re.split(r"[/\\]", file.path) or file.path[:1] in ("/", "\\")
        parts = parts_of(file.path) or ["(no name)"]
        try:
            content = _picture(file)
            kept.append((number, parts, images.image_size(content), content))
        except (Unusable, DataError) as reason:
            left_out.append(LeftOutRow(number, f"{'/'.join(parts)}: {_short(reason)}"))
    if not kept:
        raise DataError(
            f"{name} must hold at least one image that can be read (got {counted(number, 'file')}, "
            f"the first: {left_out[0].reason}); choose another"
        )
    if ignored:
        notes.append(
            f"{counted(len(ignored), 'file')} that the system added ignored: "
            f"{listed(map(cells.clean_text, ignored), most=_LISTED)}."
        )
    if n_outside:
        notes.append(f"{counted(n_outside, 'name')} led out of the archive; only what follows was kept of it.")
    columns = _columns([row[1] for row in kept], [row[2] for row in kept], [row[3] for row in kept])
    return assemble(
        columns,
        numbers=np.array([row[0] for row in kept], dtype=np.int64),
        name=name,
        kind=kind,
        notes=notes,
        left_out=tuple(left_out),
        roles={column: ROLES[column] for column in columns},
    )


def _picture(file: PackedFile) -> bytes:
    content = file.read()
    if not content:
        raise Unusable("the file is empty")
    if is_archive(content):
        raise Unusable("an archive inside; unpack it first")
    if images.image_format(content) is None:
        raise Unusable("no PNG, JPEG, GIF, BMP, WebP or TIFF image")
    return content


def _short(reason: Exception) -> str:
    """A reason without what is to be done: the row says which file."""
    return str(reason).split("; ")[0] if isinstance(reason, DataError) else str(reason)


def _columns(
    paths: list[list[str]], sizes: list[tuple[int, int]], contents: list[bytes]
) -> dict[str, cells.TypedColumn]:
    columns = {"file": cells.TypedColumn(cells.strings([parts[-1] for parts in paths]))}
    if any(len(parts) > 1 for parts in paths):
        columns["folder"] = cells.TypedColumn(cells.strings(["/".join(parts[:-1]) or None for parts in paths]))
    columns["width"] = cells.TypedColumn(pd.Series([width for width, _ in sizes], dtype="int64"))
    columns["height"] = cells.TypedColumn(pd.Series([height for _, height in sizes], dtype="int64"))
    columns["image"] = cells.TypedColumn(pd.Series(contents, dtype=object))
    return columns


def read_folder(folder: Path) -> RawTable:
    """The pictures in a folder and the folders in it, in the order of their paths; links are not followed.

    Raises DataError if there is none, or they are too many or too large together.
    """
    shown = repr(str(folder)[:200])
    files = sorted(_files_in(folder), key=lambda file: file.path)
    visible = [file for file in files if not is_system_file(file.path)]
    if not any(file.path.lower().endswith(IMAGE_ENDINGS) for file in visible):
        raise DataError(
            f"source must be a file (got the folder {shown}, in which there are no images); "
            "name a file in it, or a folder of images"
        )
    size = sum(file.n_bytes for file in visible)
    if size > most_unpacked():
        raise DataError(
            f"a folder must hold at most {megabytes(most_unpacked())} of files on this machine (got {megabytes(size)} "
            f"in {shown}); name a part of it, or make the images smaller"
        )
    return table_of_pictures(files, name=folder.resolve().name or "images", kind="images")


def _files_in(folder: Path) -> Iterator[PackedFile]:
    count = 0
    for where, _, names in os.walk(folder):
        for name in names:
            path = Path(where) / name
            try:
                status = path.lstat()
            except OSError:
                continue
            count += 1
            if count > MAX_ENTRIES:
                raise DataError(
                    f"a folder must hold at most {MAX_ENTRIES:,} files (got more in {str(folder)[:200]!r}); "
                    "name a part of it"
                )
            yield PackedFile(path.relative_to(folder).as_posix(), status.st_size, _reader(path, status.st_mode))


def _reader(path: Path, mode: int) -> Callable[[], bytes]:
    def read() -> bytes:
        if not stat.S_ISREG(mode):
            raise Unusable("a link or a device, which isn't followed")
        try:
            return path.read_bytes()
        except OSError as error:
            raise Unusable(error.strerror or type(error).__name__) from error

    return read
