"""A table on its way from the process that read it to the one that asked, in memory no more than once on either side.

First come the arrays, each as it lies in memory, and once where several columns share it; then everything else,
pickled, which is never whole in memory. Vectors that are mapped stay in their file, and are mapped on the other side.
"""

import copyreg
import pickle
from collections.abc import Iterator
from typing import IO, Any

import numpy as np

from embedcore.files import VectorsInFile, mapped_at

_Place = tuple[VectorsInFile, int]


class _Nowhere:
    def write(self, data: Any) -> int:
        return len(data)


class _Pickler(pickle.Pickler):
    def reducer_override(self, value: object) -> Any:
        """Columns in Arrow's memory as they are: pandas would copy them first, also those that are mapped."""
        from pandas.arrays import ArrowExtensionArray

        if not isinstance(value, ArrowExtensionArray) or not vars(value)["_pa_array"].num_chunks:
            return NotImplemented
        state = {name: {} if name == "_cache" else part for name, part in vars(value).items()}
        return copyreg.__newobj__, (type(value),), state  # type: ignore[attr-defined]  # missing in the stubs


def write(table: object, out: IO[bytes]) -> None:
    """Raises MemoryError, OSError where the other side is gone, and what can't be pickled."""
    found: list[pickle.PickleBuffer] = []
    _Pickler(_Nowhere(), 5, buffer_callback=found.append).dump(table)
    which: list[int] = []
    places: dict[tuple[int, int], int] = {}
    parts: list[memoryview] = []
    for buffer in found:
        view = buffer.raw()
        key = (np.frombuffer(view, np.uint8).ctypes.data if view.nbytes else 0, view.nbytes)
        which.append(places.setdefault(key, len(parts)))
        if which[-1] == len(parts):
            parts.append(view)
    mapped = [mapped_at(address, n_bytes) for address, n_bytes in places]
    pickle.dump((which, [part.nbytes for part in parts], mapped), out)
    for part, place in zip(parts, mapped, strict=True):
        if place is None:
            out.write(part)
    _Pickler(out, 5, buffer_callback=lambda _: None).dump(table)
    out.flush()


def read(stream: IO[bytes]) -> Any:
    """Raises EOFError where the other side ended before its end, DataError where a mapped file has changed."""
    which, sizes, mapped = pickle.load(stream)
    parts = list(_parts(stream, sizes, mapped))
    return pickle.Unpickler(stream, buffers=(parts[at] for at in which)).load()


def _parts(stream: IO[bytes], sizes: list[int], mapped: list[_Place | None]) -> Iterator[np.ndarray]:
    for size, place in zip(sizes, mapped, strict=True):
        if place is not None:
            file, offset = place
            yield np.asarray(file.open()).reshape(-1).view(np.uint8)[offset : offset + size]
            continue
        part = np.empty(size, np.uint8)
        view, done = part.data, 0
        while done < size:
            if not (got := stream.readinto(view[done:])):  # type: ignore[attr-defined]  # every binary stream has it
                raise EOFError("a table must be whole")
            done += got
        yield part
