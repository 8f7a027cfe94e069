"""The server's own temporary folder: what it is called, what it keeps there, and that none is left behind."""

import shutil
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path
from threading import Lock

from embedcore.files import base_name, take_lock, write_whole
from embedcore.jobs.store import Limits

PREFIX = "embedding-explorer-"
LOCK = "in-use"
NAME_BYTES = 100
"""Of an uploaded file's name are kept, the last ones."""
YOUNG_S = 60.0
"""A folder without a lock may be one that a server is just making."""


class ServerFolder:
    """A folder that ends with the server. One that was killed leaves it; the next to start removes it."""

    def __init__(self) -> None:
        for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
            if folder.is_dir() and not folder.is_symlink() and _is_left_behind(folder):
                shutil.rmtree(folder, ignore_errors=True)
        self.path = Path(tempfile.mkdtemp(prefix=PREFIX))
        self._lock = (self.path / LOCK).open("w")
        take_lock(self._lock)

    def close(self) -> None:
        self._lock.close()
        shutil.rmtree(self.path, ignore_errors=True)


def _is_left_behind(folder: Path) -> bool:
    try:
        if not (folder / LOCK).exists():
            return time.time() - folder.stat().st_mtime > YOUNG_S
        with (folder / LOCK).open("r+") as file:
            return take_lock(file)
    except OSError:  # of another user, or gone meanwhile
        return False


@dataclass(eq=False)
class _Upload:
    path: Path
    n_bytes: int
    sessions: set[str] = field(default_factory=set)
    last_used: float = field(default_factory=time.monotonic)


class Uploads:
    """Uploaded files, kept by their content for the visitors who brought them. Safe to use from several threads."""

    def __init__(self, folder: Path, limits: Limits) -> None:
        self._folder, self._limits = folder, limits
        self._lock = Lock()
        self._files: dict[str, _Upload] = {}

    def n_bytes(self, session: str) -> int:
        with self._lock:
            return sum(file.n_bytes for file in self._files.values() if session in file.sessions)

    def keep(self, name: str, content: bytes | memoryview, *, session: str, others: int = 0) -> Path:
        """The file in the server's folder; written once. others: bytes of the visitor's that are no files.

        Raises DataError where the visitor has too many files, or too much altogether.
        """
        digest = blake2b(content, digest_size=12).hexdigest()
        with self._lock:
            own = [file for key, file in self._files.items() if session in file.sessions and key != digest]
            n_bytes = sum(file.n_bytes for file in own) + len(content)
            self._limits.check_file(n_files=len(own) + 1, n_bytes=n_bytes + others)
            if digest not in self._files:
                path = self._folder / f"{digest}-{plain_name(name)}"
                with write_whole(path) as out:
                    out.write(content)
                self._files[digest] = _Upload(path, len(content))
            file = self._files[digest]
            file.sessions.add(session)
            file.last_used = time.monotonic()
            return file.path

    def leave(self, sessions: set[str]) -> None:
        """Removes the files that only these sessions brought."""
        with self._lock:
            for digest, file in list(self._files.items()):
                mine = bool(file.sessions & sessions)
                file.sessions -= sessions
                if mine and not file.sessions:
                    file.path.unlink(missing_ok=True)
                    del self._files[digest]

    def forget(self, is_alive: Callable[[str], bool], after_s: float) -> None:
        """Removes the files of visitors who left, so long after they were last there."""
        with self._lock:
            for digest, file in list(self._files.items()):
                if any(map(is_alive, file.sessions)):
                    file.last_used = time.monotonic()
                elif time.monotonic() - file.last_used > after_s:
                    file.path.unlink(missing_ok=True)
                    del self._files[digest]


def plain_name(name: str) -> str:
    """The end of a file's name, without what no file may have in its name."""
    printable = "".join(letter for letter in base_name(name.replace("\x00", "")) if letter.isprintable())
    return printable.encode("utf-8", "ignore")[-NAME_BYTES:].decode("utf-8", "ignore") or "file"
