"""Files: names, where the package keeps its own, how one is written so that it is seen whole or not at all, and
vectors that stay in their file."""

import lzma
import os
import struct
import sys
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import IO, Any, BinaryIO
from uuid import uuid4
from weakref import finalize

import numpy as np
import platformdirs

from embedcore.errors import DataError, EmbedcoreError, ParameterError
from embedcore.types import Vectors

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


@contextmanager
def written(path: object, *, durable: bool = False) -> Iterator[BinaryIO]:
    """What a caller named to write to, open: a path as in write_whole, or a file opened in binary mode as it is.

    Raises DataError where it can't be written, ParameterError for anything else.
    """
    if not isinstance(path, (str, os.PathLike)):
        yield _writable(path)
        return
    try:
        with write_whole(Path(path), durable=durable) as file:
            yield file
    except EmbedcoreError:
        raise
    except (OSError, ValueError, TypeError) as error:  # ValueError: a NUL in the path; TypeError: a path of bytes
        reason = getattr(error, "strerror", None) or error
        raise DataError(
            f"path must be a file that can be written (got {path!r:.200}: {reason}); choose another one"
        ) from error


def _writable(file: Any) -> BinaryIO:
    if not callable(getattr(file, "write", None)):
        raise ParameterError(
            f"path must be a path or a file opened in binary mode (got {type(file).__name__}); name the file"
        )
    try:
        file.write(b"")
    except TypeError as error:
        raise ParameterError(
            f"path must be a path or a file opened in binary mode (got {type(file).__name__}, which takes texts); open "
            "it with mode 'wb'"
        ) from error
    except (OSError, ValueError) as error:  # it is closed, or open for reading
        raise DataError(
            f"path must be an open file that can be written (got: {error}); open it again with mode 'wb'"
        ) from error
    opened: BinaryIO = file
    return opened


def base_name(name: object) -> str:
    """The last part of a path, "table" where there is none (a stream's name may be a number)."""
    if not isinstance(name, str):
        return "table"
    last = PurePath(name.replace("\\", "/")).name
    return last.encode("utf-8", "replace").decode("utf-8") or "table"


def suffix(name: str) -> str:
    return PurePath(name).suffix.lower()


@dataclass(frozen=True)
class VectorsInFile:
    """Where vectors lie in a file: float32, row after row, from `offset` on.

    Mapped, they take memory only while they are read, which the system takes back when it is short of it; and another
    process that maps the same file shares it. size, changed_ns: of the file, by which a later change is noticed. A
    file must not be written to while it is mapped.
    """

    path: str
    offset: int
    shape: tuple[int, int]
    size: int
    changed_ns: int

    @classmethod
    def of(cls, path: Path, offset: int, shape: tuple[int, int]) -> "VectorsInFile":
        """Raises OSError where there is no such file."""
        found = path.stat()
        return cls(str(path.resolve()), offset, shape, found.st_size, found.st_mtime_ns)

    @property
    def is_unchanged(self) -> bool:
        try:
            return self == VectorsInFile.of(Path(self.path), self.offset, self.shape)
        except OSError:
            return False

    def open(self) -> Vectors:
        """The vectors, read-only and mapped. Raises DataError where the file has changed or can't be read."""
        try:
            vectors = np.memmap(self.path, np.float32, "r", self.offset, self.shape)
        except (OSError, ValueError) as error:
            raise DataError(f"the file of the vectors must be readable (got {error}); load it again") from error
        if not self.is_unchanged:
            raise DataError("the file of the vectors must stay as it was (it has changed); load it again")
        start = vectors.ctypes.data
        _mapped[start] = self
        finalize(vectors, _mapped.pop, start, None)
        return vectors


_mapped: dict[int, VectorsInFile] = {}
"""What is mapped now, by where it begins in memory."""


def file_of(vectors: np.ndarray) -> VectorsInFile | None:
    """Where these vectors (n_rows, n_dims), or the mapped ones that they are a block of, lie; None for others."""
    if vectors.ndim != 2 or vectors.dtype != np.float32 or not vectors.flags.c_contiguous:
        return None
    if (found := mapped_at(vectors.ctypes.data, vectors.nbytes)) is None:
        return None
    known, begins = found
    n_rows, n_dims = vectors.shape
    return VectorsInFile(known.path, known.offset + begins, (n_rows, n_dims), known.size, known.changed_ns)


def mapped_at(address: int, n_bytes: int) -> tuple[VectorsInFile, int] | None:
    """The mapped vectors that this memory is a part of, and how many bytes after their beginning it begins."""
    for at, known in list(_mapped.items()):
        if n_bytes and at <= address and address + n_bytes <= at + 4 * known.shape[0] * known.shape[1]:
            return known, address - at
    return None
