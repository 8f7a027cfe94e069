"""The ZIP that a project lies in: project.json first, then arrays as NPY and tables as Arrow, each stored as it is."""

import io
import json
import zipfile
from collections.abc import Callable, Mapping
from typing import IO, Any, BinaryIO, NoReturn

import numpy as np
import pyarrow as pa
import pyarrow.ipc as ipc

from embedcore.errors import DataError
from embedcore.files import UNREADABLE
from embedcore.reading.arrow import arrow_table
from embedcore.reading.numpy_arrays import parse_npy
from embedcore.reading.pictures import Unusable, is_system_file
from embedcore.reading.source import damaged
from embedcore.reading.unpacking import MAX_ENTRIES, check_unpacked, most_unpacked
from embedcore.reading.zip_file import PROJECT_FORMAT, PROJECT_PART, read_part
from embedcore.saved.versions import VERSION, migrated
from embedcore.saved.words import Words

_READABLE = 0o644 << 16
_BATCH_ROWS = 1 << 16
_LONGEST_HEAD = 1 << 30


class _Counted(io.RawIOBase):
    """A file to write to that knows how far it is, which Arrow asks and a part of a ZIP does not say."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file, self._written = file, 0

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._file.write(data)
        self._written += memoryview(data).nbytes
        return memoryview(data).nbytes

    def tell(self) -> int:
        return self._written


class Parts:
    """What goes into a project beside project.json, by name; written at the end, so that nothing is held twice."""

    def __init__(self) -> None:
        self._writers: dict[str, Callable[[IO[bytes]], None]] = {}
        self._arrays: dict[int, tuple[np.ndarray, str]] = {}

    def add_array(self, path: str, array: np.ndarray) -> str:
        """The name under which the array is kept; one that several things share is kept once.

        Raises DataError for one of Python objects.
        """
        if id(array) in self._arrays:
            return self._arrays[id(array)][1]
        if array.dtype.hasobject:
            raise DataError(f"{path} must hold plain numbers or texts to be saved (got Python objects); convert it")
        name = self._add(f"{path}.npy", lambda file: np.lib.format.write_array(file, array, allow_pickle=False))
        self._arrays[id(array)] = (array, name)
        return name

    def add_table(self, path: str, table: pa.Table) -> str:
        """The name under which the table is kept."""

        def write(file: IO[bytes]) -> None:
            counted = _Counted(file)
            with ipc.new_file(counted, table.schema) as made:
                made.write_table(table, max_chunksize=_BATCH_ROWS)

        return self._add(f"{path}.arrow", write)

    def _add(self, name: str, write: Callable[[IO[bytes]], None]) -> str:
        self._writers[name] = write
        return name

    def write(self, file: BinaryIO, head: Mapping[str, Any]) -> None:
        """The whole ZIP; the same for the same content."""
        content = {"format": PROJECT_FORMAT, "version": VERSION, **head}
        with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
            archive.writestr(_info(PROJECT_PART), json.dumps(content, allow_nan=False, separators=(",", ":")))
            for name, write in self._writers.items():
                with archive.open(_info(name), "w", force_zip64=True) as part:
                    write(part)


def _info(name: str) -> zipfile.ZipInfo:
    """Of no time and no system, so that the same project is the same file."""
    info = zipfile.ZipInfo(name)
    info.create_system, info.external_attr = 3, _READABLE
    return info


class Archive:
    """The parts of a project file. Every error is a DataError that names the file.

    head: what project.json says. n_bytes: the size of the file.
    """

    def __init__(self, file: BinaryIO, name: str, n_bytes: int, words: Words) -> None:
        self.name, self.words = name, words
        if not n_bytes:
            raise DataError(f"{name} must be {words.written} (got an empty file); choose another file")
        try:
            self._zip = zipfile.ZipFile(file)
        except UNREADABLE as error:
            raise self._another("something else, or one that is cut off or damaged") from error
        parts = [part for part in self._zip.infolist() if not part.is_dir() and not is_system_file(part.filename)]
        if len(parts) > MAX_ENTRIES:
            raise DataError(f"{name} must hold at most {MAX_ENTRIES:,} files (got {len(parts):,}); save it again")
        self._parts = {part.filename: part for part in parts}
        self._unused = set(self._parts) - {PROJECT_PART}
        self._arrays: dict[str, np.ndarray] = {}
        if PROJECT_PART not in self._parts:
            raise self._another("a ZIP archive of something else")
        if len(self._parts) < len(parts):
            self.refuse("a part stands in it twice")
        n_unpacked = sum(part.file_size for part in parts)
        check_unpacked(name, n_unpacked, n_bytes, most=max(most_unpacked(), n_bytes))
        self.head = self._head()

    def _head(self) -> dict[str, Any]:
        if self._parts[PROJECT_PART].file_size > _LONGEST_HEAD:
            self.refuse(f"{PROJECT_PART} is longer than any")
        try:
            head = json.loads(self._bytes(PROJECT_PART), parse_constant=_no_constant)
        except (ValueError, RecursionError) as error:
            self.refuse(f"{PROJECT_PART}: {error}")
        if not isinstance(head, dict) or head.get("format") != PROJECT_FORMAT:
            raise self._another("a file of another program")
        version = head.get("version")
        if type(version) is not int or version < 1:
            self.refuse(f"version {version!r:.40}")
        if version > VERSION:
            raise DataError(
                f"{self.name} must be of version {VERSION} of the format or an earlier one (got {version}: it was made "
                f"by a newer {self.words.newer}"
            )
        return migrated(head, version)

    def array(self, part: object, dtype: type[np.generic] | None = None, n_axes: int | None = None) -> np.ndarray:
        """The array of a part, read-only and one object however often it is asked for. dtype, n_axes: what it must be;
        None: anything."""
        array = self._arrays.get(part) if isinstance(part, str) else None
        if array is None:
            array = self._arrays[str(part)] = parse_npy(self._bytes(part), f'{self.name} ("{part}")')
        if (dtype is not None and array.dtype != dtype) or (n_axes is not None and array.ndim != n_axes):
            self.refuse(f"{part} has the shape {array.shape} of {array.dtype}")
        return array

    def table(self, part: object) -> pa.Table:
        """The table of a part, its offsets, indices and characters checked. Each is asked for once."""
        if isinstance(part, str) and part in self._parts and part not in self._unused:
            self.refuse(f'"{part:.100}" is named twice')
        return arrow_table(self._bytes(part), f'{self.name} ("{part}")')

    def check_all_read(self) -> None:
        """Raises DataError where a part was not asked for: it is not of this project."""
        if self._unused:
            self.refuse(f'"{min(self._unused):.100}" does not belong in it')

    def refuse(self, what: object) -> NoReturn:
        """Raises the DataError for content that a project file can't have."""
        raise broken(self.name, what, self.words)

    def _another(self, got: str) -> DataError:
        return DataError(f"{self.name} must be {self.words.written} (got {got}); {self.words.otherwise}")

    def _bytes(self, part: object) -> bytes:
        if not isinstance(part, str) or part not in self._parts:
            self.refuse(f'its part "{part!s:.100}" is missing')
        self._unused.discard(part)
        try:
            return read_part(self._zip, self._parts[part])
        except Unusable as reason:
            self.refuse(f'"{part}" is {reason}')


def broken(name: str, what: object, words: Words) -> DataError:
    """The error for a project file that isn't whole. what: what is wrong in it, or the error that says."""
    if words.details:
        return damaged(name, "project file", what, "save it again")
    return DataError(f"{name} must be {words.written} (got one that is cut off or damaged); {words.otherwise}")


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number")
