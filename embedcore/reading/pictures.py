"""A folder, or the files of an archive, as a table of pictures."""

import contextlib
import os
import re
import stat
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pandas as pd

from embedcore import images
from embedcore.errors import DataError
from embedcore.phrases import counted, listed
from embedcore.reading import cells
from embedcore.reading.raw_table import RawTable, assemble
from embedcore.reading.report import LeftOutRow
from embedcore.reading.source import is_archive
from embedcore.reading.unpacking import MAX_ENTRIES, megabytes, most_unpacked

_ROLES = {"file": "id", "folder": "category", "width": "number", "height": "number", "image": "image"}
IMAGE_ENDINGS = (".png", ".jpg", ".jpeg", ".gif", ".bmp", ".webp", ".tif", ".tiff")
_SYSTEM_NAMES = ("__macosx", "thumbs.db", "desktop.ini")
_DRIVE = re.compile(r"[A-Za-z]:")
_LISTED = 5
_MOST_PIXELS, _PIXELS_A_BYTE = 1_000_000_000, 200  # photographs have about 5 pixels a byte, drawings up to 100


class _TooManyPixelsError(DataError):
    """All pictures together would take too long to unpack."""


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
    return any(part.startswith(".") or part.lower() in _SYSTEM_NAMES for part in parts_of(path))


def parts_of(path: str) -> list[str]:
    """The names along a path, without those that could lead out of a folder. Nothing is ever written there."""
    parts = [part for part in re.split(r"[/\\]", cells.clean_text(path)) if part not in ("", ".", "..")]
    return parts[1:] if parts and _DRIVE.fullmatch(parts[0]) else parts


def table_of_pictures(files: Iterable[PackedFile], name: str) -> RawTable:
    """A row a picture: file, folder (where any has one), width, height, image (its bytes, as they came).

    Files that are no pictures, or can't be read, are left out by name with the reason; those that systems add
    are no rows at all. Row numbers count the files in their order.
    Raises DataError where no picture is left.
    """
    notes: list[str] = []
    kept: list[tuple[int, list[str], tuple[int, int], bytes]] = []
    left_out: list[LeftOutRow] = []
    ignored: list[str] = []
    number = n_outside = n_pixels = n_bytes = 0
    for file in files:
        if is_system_file(file.path):
            ignored.append(file.path)
            continue
        number += 1
        n_outside += ".." in re.split(r"[/\\]", file.path) or file.path[:1] in ("/", "\\")
        parts = parts_of(file.path) or ["(no name)"]
        try:
            content = _picture(file)
            size = images.image_size(content)
            n_pixels, n_bytes = n_pixels + size[0] * size[1], n_bytes + len(content)
            if n_pixels > max(_MOST_PIXELS, _PIXELS_A_BYTE * n_bytes):
                raise _TooManyPixelsError(
                    f"{name} must hold pictures that take about as much room as they show (got {n_pixels / 1e6:,.0f} "
                    f"million pixels in {megabytes(n_bytes)}); load a part of them, or make them smaller"
                )
            kept.append((number, parts, size, content))
        except _TooManyPixelsError:
            raise
        except (Unusable, DataError) as reason:
            why = str(reason).split("; ")[0] if isinstance(reason, DataError) else reason  # the row says which file
            left_out.append(LeftOutRow(number, f"{'/'.join(parts)}: {why}"))
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
    numbers, paths, sizes, contents = zip(*kept, strict=True)
    columns = {"file": cells.TypedColumn(cells.strings([path[-1] for path in paths]))}
    if any(len(path) > 1 for path in paths):
        columns["folder"] = cells.TypedColumn(cells.strings(["/".join(path[:-1]) or None for path in paths]))
    for place, side in enumerate(("width", "height")):
        columns[side] = cells.TypedColumn(pd.Series([size[place] for size in sizes], dtype="int64"))
    columns["image"] = cells.TypedColumn(pd.Series(contents, dtype=object))
    return assemble(
        columns,
        numbers=numbers,
        name=name,
        kind="images",
        notes=notes,
        left_out=left_out,
        roles={column: _ROLES[column] for column in columns},
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
    return table_of_pictures(files, folder.resolve().name or "images")


def _files_in(folder: Path) -> Iterator[PackedFile]:
    paths = (Path(where) / name for where, _, names in os.walk(folder) for name in names)
    for count, path in enumerate(paths, start=1):
        if count > MAX_ENTRIES:
            raise DataError(
                f"a folder must hold at most {MAX_ENTRIES:,} files (got more in {str(folder)[:200]!r}); "
                "name a part of it"
            )
        with contextlib.suppress(OSError):  # it has just gone
            size = path.lstat().st_size
            yield PackedFile(path.relative_to(folder).as_posix(), size, partial(_content, path))


def _content(path: Path) -> bytes:
    try:
        if not stat.S_ISREG(path.lstat().st_mode):
            raise Unusable("a link or a device, which isn't followed")
        return path.read_bytes()
    except OSError as error:
        raise Unusable(error.strerror or type(error).__name__) from error
