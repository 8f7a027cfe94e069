"""The files that tables were read from, kept so that they can be read in another way without another upload."""

import secrets
import shutil
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path
from threading import Lock
from weakref import WeakValueDictionary, finalize

from embedcore.files import write_whole
from embedcore.jobs.server_folder import plain_name
from embedcore.net import private_use

MOST_BYTES = 1 << 30
"""Of all kept files together, unless the explorer is in private use."""
FREE_BYTES = 256 << 20
"""So much room stays free on the disk."""


class _Held:
    """A file that is deleted once nothing refers to this any more."""

    def __init__(self, path: Path, n_bytes: int) -> None:
        self.path, self.n_bytes = path, n_bytes
        finalize(self, path.unlink, missing_ok=True)


@dataclass(frozen=True, eq=False)
class KeptFile:
    """The file of a table. name: as its visitor calls it. source: its name, path or address, from which a script reads.

    notes: what there is to say of the way it came. A file that the server wrote is deleted when nothing refers to it
    any more; others stay where they are.
    """

    name: str
    path: Path
    source: str
    notes: tuple[str, ...] = ()
    held: _Held | None = field(default=None, repr=False)


class KeptFiles:
    """Files in a folder of the server's, each content once. To be used from several threads."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = Lock()
        self._held: WeakValueDictionary[str, _Held] = WeakValueDictionary()

    def keep(
        self, name: str, content: bytes | memoryview, *, source: str | None = None, notes: tuple[str, ...] = ()
    ) -> KeptFile | None:
        """The content as a file; None where there is no room for it."""
        digest = blake2b(content, digest_size=12).hexdigest()
        with self._lock:
            held = self._held.get(digest)
            if held is None:
                n_bytes = len(content)
                if not self._has_room(n_bytes):
                    return None
                # A name of its own each time: the file of the same content that was there before may just be going.
                path = self._folder / f"{digest}-{secrets.token_hex(4)}-{plain_name(name)}"
                try:
                    with write_whole(path) as out:
                        out.write(content)
                except OSError:  # the disk is full, or gone
                    return None
                held = self._held[digest] = _Held(path, n_bytes)
        return KeptFile(name, held.path, source or name, notes, held)

    def _has_room(self, n_bytes: int) -> bool:
        taken = sum(held.n_bytes for held in self._held.values())
        if not private_use() and taken + n_bytes > MOST_BYTES:
            return False
        self._folder.mkdir(parents=True, exist_ok=True)
        return shutil.disk_usage(self._folder).free >= n_bytes + FREE_BYTES
