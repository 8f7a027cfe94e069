"""Large files of vectors on this computer: their vectors are mapped into memory, not read into it.

NPY files of float32 are mapped where they lie. Other numbers, and the columns of vectors in a Parquet file, are written
as such a file once, batch by batch, into the cache folder, where they are found again while the file has not changed.
"""

import os
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from hashlib import blake2b
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pyarrow.types as kinds

from embedcore.errors import DataError
from embedcore.files import UNREADABLE, VectorsInFile, base_name, cache_dir, write_whole
from embedcore.reading.arrow_columns import to_raw_table
from embedcore.reading.numpy_arrays import VECTOR_COLUMN, as_lists, checked_vectors, parse_npy, vectors_table
from embedcore.reading.parquet import open_parquet, parquet_table
from embedcore.reading.raw_table import WIDE, RawTable, check_length, check_width
from embedcore.reading.unpacking import BOMB_RATIO
from embedcore.types import Vectors

MAPPED_BYTES = 64 << 20
"""Vectors that take less than this as float32 are simply read."""
KEPT_BYTES = 32 << 30
"""What was written for files of vectors; those used longest ago go first."""
_BATCH_ROWS = 16_384
_FIRST_ROWS = 100
_NUMBERED = re.compile(r"(.*?)(\d{1,5})")


def read_mapped(source: object, filename: str | None) -> RawTable | None:
    """The table of a large NPY or Parquet file, its vectors mapped; None for everything else, which is read as usual.

    Raises DataError where the file is damaged or holds no vectors, or the cache folder has no room for them.
    """
    if not isinstance(source, (str, os.PathLike)):
        return None
    path = Path(os.fsdecode(source))
    try:
        with path.open("rb") as file:
            start = file.read(6)
    except (OSError, ValueError):  # what is wrong with it is said where it is read
        return None
    name = base_name(filename or str(path))
    if start == b"\x93NUMPY" and path.stat().st_size >= MAPPED_BYTES // 2:  # float16 takes half
        return _npy(path, name)
    return _parquet(path, name) if start[:4] == b"PAR1" else None


def _npy(path: Path, name: str) -> RawTable | None:
    content = np.memmap(path, np.uint8, "r")
    array = checked_vectors(parse_npy(content.data, name), name)
    shape = array.shape[0], array.shape[1]
    if 4 * array.size < MAPPED_BYTES:
        return None
    if array.dtype == np.float32 and array.flags.c_contiguous:
        offset = array.ctypes.data - content.ctypes.data
        return vectors_table(VectorsInFile.of(path, offset, shape).open(), name, [])
    blocks = (array[at : at + _BATCH_ROWS] for at in range(0, len(array), _BATCH_ROWS))
    vectors, note = _written_once(path, str(array.dtype), blocks, shape)
    return vectors_table(vectors, name, [note])


@dataclass(frozen=True)
class _Place:
    """The columns of a Parquet file that hold vectors: one of lists, or one for each dimension."""

    columns: tuple[str, ...]
    n_dims: int

    def batches(self, file: pq.ParquetFile) -> Iterator[Vectors]:
        """The vectors (n_rows, n_dims), NaN where there is none. Raises _UnevenError for another length."""
        for batch in file.iter_batches(batch_size=_BATCH_ROWS, columns=list(self.columns)):
            with np.errstate(over="ignore"):
                if len(self.columns) > 1:
                    cells = [batch.column(name).to_numpy(zero_copy_only=False) for name in self.columns]
                    yield np.column_stack(cells).astype(np.float32)
                    continue
                lists = batch.column(0)
                lengths = pc.fill_null(pc.list_value_length(lists), 0).to_numpy(zero_copy_only=False)
                if not np.isin(lengths, [0, self.n_dims]).all():
                    raise _UnevenError
                vectors = np.full((len(lengths), self.n_dims), np.nan, dtype=np.float32)
                vectors[lengths > 0] = lists.flatten().to_numpy(zero_copy_only=False).reshape(-1, self.n_dims)
            yield vectors


class _UnevenError(Exception):
    """Vectors of different lengths."""


def _parquet(path: Path, name: str) -> RawTable | None:
    """None also where the lists of a column differ in length, which is explained where they are read."""
    try:
        with open_parquet(str(path)) as file:
            n_bytes = path.stat().st_size
            n_rows, every = file.metadata.num_rows, list(file.schema_arrow.names)
            check_width(len(every))
            check_length(n_rows)
            places = [place for place in _places(file) if 4 * n_rows * place.n_dims >= MAPPED_BYTES]
            if not places or any(4 * n_rows * place.n_dims > BOMB_RATIO * n_bytes for place in places):
                return None
            moved = {column for place in places for column in place.columns}
            kept = [column for column in every if column not in moved]
            read = parquet_table(file, name, n_bytes, kept)
            columns = {column: read.column(column) for column in kept}
            order = {column: at for at, column in enumerate(every)}
            notes, roles = list[str](), dict[str, str]()
            for place in places:
                batches = place.batches(file)
                vectors, note = _written_once(path, " ".join(place.columns), batches, (n_rows, place.n_dims))
                title = place.columns[0]
                if len(place.columns) > 1:
                    title = _free(VECTOR_COLUMN, every)
                    first, last = place.columns[0], place.columns[-1]
                    note = f'The {place.n_dims:,} columns from "{first}" to "{last}" are "{title}". {note}'
                columns[title], roles[title] = pa.chunked_array([as_lists(vectors)]), "vector"
                order[title] = order[place.columns[0]]
                notes.append(note)
            placed = {title: columns[title] for title in sorted(columns, key=order.__getitem__)}
            table = to_raw_table(pa.table(placed), name, "parquet", n_bytes, notes)
            return replace(table, roles=roles)
    except DataError:
        raise
    except (pa.ArrowException, _UnevenError, *UNREADABLE):
        return None  # what is wrong is said where it is read


def _places(file: pq.ParquetFile) -> list[_Place]:
    """The columns of lists of numbers, and the first run of more than WIDE columns of floats (x_0, x_1, ...)."""
    schema = file.schema_arrow
    if len(set(schema.names)) < len(schema.names) or any("." in name for name in schema.names):
        return []
    runs: dict[str, dict[int, str]] = {}
    places = []
    for field in schema:
        kind = field.type
        if kinds.is_list(kind) or kinds.is_large_list(kind) or kinds.is_fixed_size_list(kind):
            if kinds.is_floating(kind.value_type) or kinds.is_integer(kind.value_type):
                places.append(_Place((field.name,), _list_length(file, field.name)))
        elif kinds.is_floating(kind) and (numbered := _NUMBERED.fullmatch(field.name)):
            runs.setdefault(numbered[1], {})[int(numbered[2])] = field.name
    for columns in runs.values():
        numbers = sorted(columns)
        if len(numbers) > WIDE and numbers[-1] - numbers[0] == len(numbers) - 1:
            return [*places, _Place(tuple(columns[number] for number in numbers), len(numbers))]
    return places


def _list_length(file: pq.ParquetFile, column: str) -> int:
    first = next(file.iter_batches(batch_size=_FIRST_ROWS, columns=[column]), None)
    return 0 if first is None else int(pc.max(pc.list_value_length(first.column(0))).as_py() or 0)


def _written_once(path: Path, what: str, blocks: Iterable[np.ndarray], shape: tuple[int, int]) -> tuple[Vectors, str]:
    """The vectors of a file, mapped from the cache folder, where they are written unless they are there; and a note.

    what: names them among those of the same file. Raises DataError where the cache folder has no room.
    """
    found = path.stat()
    begins = blake2b(f"{path.resolve()} {what}".encode(), digest_size=16).hexdigest()
    target = cache_dir() / "mapped" / f"{begins}-{found.st_size}-{found.st_mtime_ns}.npy"
    head = {"descr": "<f4", "fortran_order": False, "shape": shape}
    if not target.exists():
        try:
            _make_room(target, begins, 4 * shape[0] * shape[1])
            with write_whole(target) as file:
                np.lib.format.write_array_header_1_0(file, head)
                with np.errstate(over="ignore"):
                    for block in blocks:
                        file.write(np.ascontiguousarray(block, dtype=np.float32).data)
        except OSError as error:
            raise DataError(
                f"{path.name} must have room as NPY in the cache folder ({error.strerror or error}); free some, or let "
                "EMBEDCORE_CACHE_DIR name a larger one"
            ) from error
    with suppress(OSError):
        os.utime(target)
    offset = target.stat().st_size - 4 * shape[0] * shape[1]
    vectors = VectorsInFile.of(target, offset, shape).open()
    return vectors, "The vectors lie in the cache folder as NPY, written once, and are mapped from there."


def _make_room(target: Path, begins: str, n_bytes: int) -> None:
    """Removes what was written for the file as it was before, and what was used longest ago."""
    target.parent.mkdir(parents=True, exist_ok=True)
    known = sorted(target.parent.glob("*.npy"), key=lambda file: -file.stat().st_mtime)
    for file in known:
        n_bytes += file.stat().st_size
        if file.name.startswith(begins) or n_bytes > KEPT_BYTES:
            with suppress(OSError):  # still in use on Windows
                file.unlink()


def _free(name: str, taken: list[str]) -> str:
    while name in taken:
        name += "_"
    return name
