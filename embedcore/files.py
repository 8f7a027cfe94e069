"""Files: names, where the package keeps its own, and how one is written so that it is seen whole or not at all."""

import lzma
import os
import struct
import sys
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePath
from typing import IO, Any, BinaryIO
from uuid import uuid4

import platformdirs

UNREADABLE = (
    OSError, ValueError, LookupError, OverflowError, EOFError, TypeError, MemoryError, RuntimeError, struct.error,
    zlib.error, lzma.LZMAError, zipfile.BadZipFile,
)  # fmt: skip
"""What numpy and zipfile raise on .npz files with any byte changed (RuntimeError: encrypted, or oddly packed)."""


def cache_dir() -> Path:
    """Where the cache lies: EMBEDCORE_CACHE_DIR, or the user's cache folder."""
    chosen = os.environ.get("EMBEDCORE_CACHE_DIR")
    return Path(chosen) if chosen else Path(platformdirs.user_cache_dir("embedcore", appauthor=False))


def models_dir() -> Path:
    """Where fetched models lie: below EMBEDCORE_DATA_DIR or the user's data folder, not in the cache."""
    chosen = os.environ.get("EMBEDCORE_DATA_DIR")
    return Path(chosen or platformdirs.user_data_dir("embedcore", appauthor=False), "models")


def take_lock(file: IO[Any]) -> bool:
    """Whether this process has the open file for itself now, until it is closed; the system frees it at its end."""
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


@contextmanager
def write_whole(path: Path, *, durable: bool = False) -> Iterator[BinaryIO]:
    """A file to write to, which takes the place of `path` when the block ends; its folder is made.

    Until then, and where the block raises, what `path` was stays. durable: it must outlive a power cut, for
    which the disk is waited for. Raises OSError where the disk refuses.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{uuid4().hex}.part")  # its own name would be too long where that of `path` nearly is
    try:
        with part.open("xb") as file:
            yield file
            if durable:
                file.flush()
                os.fsync(file.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def base_name(name: object) -> str:
    """The last part of a path, "table" where there is none (a stream's name may be a number)."""
    if not isinstance(name, str):
        return "table"
    last = PurePath(name.replace("\\", "/")).name
    return last.encode("utf-8", "replace").decode("utf-8") or "table"


def suffix(name: str) -> str:
    return PurePath(name).suffix.lower()
