"""Messages between the server and its workers, pickled, through the pipes of a process that the server started.

Nothing that comes from outside is ever read here. Arrays go as they are, without a copy. A space goes once, and after
that by its name: a worker keeps the last ones, and what it sends back of a space arrives with the server's own.
"""

import pickle
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import IO, Any
from weakref import WeakKeyDictionary, WeakValueDictionary

from embedcore.files import VectorsInFile, file_of
from embedcore.space import EmbeddingSpace
from embedcore.types import Vectors

Name = tuple[str, str]
"""Of a space: its key, the same whatever its metric, and the metric."""

_COUNT, _LENGTH = struct.Struct("!I"), struct.Struct("!Q")
_keys: "WeakKeyDictionary[EmbeddingSpace, str]" = WeakKeyDictionary()


def space_key(space: EmbeddingSpace) -> str:
    """What names the vectors and texts of a space, whatever its metric; made once for each space."""
    if space not in _keys:
        _keys[space] = space.memo("key", lambda: space.with_metric("cosine").fingerprint, reads=("texts", "encoder"))
    return _keys[space]


def keep_apart(space: EmbeddingSpace, whose: str) -> None:
    """Gives a space that nothing was asked of yet a key of its own: what is given for it may be other than what would
    be computed, and must not reach those who have the same vectors and texts.
    """
    _keys[space] = space.memo(
        "key", lambda: f"{space.with_metric('cosine').fingerprint} {whose}", reads=("texts", "encoder")
    )


def vectors_to_send(space: EmbeddingSpace) -> Vectors | VectorsInFile:
    """The vectors of a space; where they are mapped, the place in the file that the other process then maps, too."""
    place = file_of(space.vectors)
    return place if place is not None and place.is_unchanged else space.vectors


class Spaces:
    """The spaces that a process knows by name."""

    def __init__(self) -> None:
        self._kept: dict[str, EmbeddingSpace] = {}
        self._known: WeakValueDictionary[Name, EmbeddingSpace] = WeakValueDictionary()

    def name(self, space: EmbeddingSpace) -> Name:
        name = space_key(space), str(space.metric)
        self._known[name] = space
        return name

    def find(self, name: Name) -> EmbeddingSpace:
        """Raises KeyError for one that nobody holds any more."""
        found = self._known.get(name)
        if found is None:
            found = self._known[name] = self._kept[name[0]].with_metric(name[1])
            _keys[found] = name[0]
        return found

    def keep(self, key: str, vectors: Any, texts: Sequence[str] | None) -> None:
        """Makes a space known that another process has; kept until it is dropped. vectors: as `vectors_to_send`."""
        self._kept[key] = EmbeddingSpace(vectors.open() if isinstance(vectors, VectorsInFile) else vectors, texts=texts)

    def drop(self, key: str) -> None:
        self._kept.pop(key, None)


@dataclass(frozen=True, eq=False)
class Message:
    """One message as it came. kind: what it is. id: what it is about. Its body is read by `open`, which may fail."""

    kind: str
    id: str
    _body: bytearray
    _buffers: tuple[memoryview, ...]
    _spaces: Spaces

    @property
    def n_bytes(self) -> int:
        return len(self._body) + sum(buffer.nbytes for buffer in self._buffers)

    def open(self) -> Any:
        """The body. Raises whatever its objects raise when they are made."""
        find = self._spaces.find

        class Unpickler(pickle.Unpickler):
            def persistent_load(self, name: Name) -> EmbeddingSpace:
                return find(name)

        return Unpickler(BytesIO(self._body), buffers=self._buffers).load()


@dataclass(frozen=True, eq=False)
class Parcel:
    """A message ready to be written, and the spaces that it names, which the other side must know first."""

    parts: tuple[Any, ...]
    spaces: tuple[EmbeddingSpace, ...]

    def write(self, stream: IO[bytes]) -> None:
        stream.write(_COUNT.pack(len(self.parts)) + b"".join(_LENGTH.pack(len(part)) for part in self.parts))
        for part in self.parts:
            stream.write(part)
        stream.flush()


def packed(kind: str, id: str, body: object, spaces: Spaces) -> Parcel:
    """The message in parts: what it is, its body, and the arrays in it. Raises what can't be pickled."""
    file, buffers, met = BytesIO(), list[pickle.PickleBuffer](), list[EmbeddingSpace]()

    class Pickler(pickle.Pickler):
        def persistent_id(self, obj: object) -> Name | None:
            if not isinstance(obj, EmbeddingSpace):
                return None
            met.append(obj)
            return spaces.name(obj)

    Pickler(file, protocol=5, buffer_callback=buffers.append).dump(body)
    raw = (buffer.raw() for buffer in buffers)
    return Parcel((pickle.dumps((kind, id)), file.getbuffer(), *raw), tuple(met))


def read(stream: IO[bytes], spaces: Spaces, *, shared: bool) -> Message | None:
    """The next message; None at the end of the stream. shared: its arrays can't be changed.

    Raises EOFError for a message that stops in its middle, pickle.UnpicklingError for what is not a message.
    """
    first = stream.read(_COUNT.size)
    if not first:
        return None
    if len(first) < _COUNT.size:
        raise EOFError("a message must be whole")
    lengths = [_LENGTH.unpack(_exactly(stream, _LENGTH.size))[0] for _ in range(_COUNT.unpack(first)[0])]
    head, body, *arrays = (_exactly(stream, length) for length in lengths)
    kind, id = pickle.loads(head)
    views = (memoryview(array) for array in arrays)
    return Message(kind, id, body, tuple(view.toreadonly() if shared else view for view in views), spaces)


def _exactly(stream: IO[bytes], n_bytes: int) -> bytearray:
    part = bytearray(n_bytes)
    view, done = memoryview(part), 0
    while done < n_bytes:
        if not (got := stream.readinto(view[done:])):  # type: ignore[attr-defined]  # every binary stream has it
            raise EOFError("a message must be whole")
        done += got
    return part
