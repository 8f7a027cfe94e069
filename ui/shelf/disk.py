"""What visitors work on, kept on the disk for when the server or the browser starts anew: bounded in bytes, number and
age, written in the background, one file at a time. Knows nothing of Streamlit."""

import json
import os
import shutil
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from threading import Condition, Thread
from typing import Any, BinaryIO

from embedcore.errors import EmbedcoreError
from embedcore.files import cache_dir, write_whole
from embedcore.net import private_use
from embedcore.parameters import setting
from ui.shelf.shelf import HOUR, MB

FOLDER = "saved"
DAY = 24 * HOUR
FREE_BYTES = 256 * MB
"""So much room stays free on the disk."""
CALM_S = 2.0
"""What changes meanwhile is written once."""
_CONTENT, _ABOUT = ".embx", ".json"

Write = Callable[[BinaryIO], None]


@dataclass(frozen=True, kw_only=True)
class DiskLimits:
    """memory: bytes for all visitors; 0: nothing is saved. items: files of each visitor. age_s: seconds since it was
    saved last."""

    memory: int = 0
    items: int = 10
    age_s: float = 30 * DAY

    @classmethod
    def here(cls) -> "DiskLimits":
        """Nothing is saved where visitors may be strangers, whatever else is set; else 4 GB for 30 days, or what
        EMBEDDING_EXPLORER_SAVED_MB and EMBEDDING_EXPLORER_SAVED_DAYS say.

        Raises ParameterError where one of them is no number of at least 0.
        """
        if not private_use():
            return cls()
        memory = int(setting("EMBEDDING_EXPLORER_SAVED_MB", 4_096) * MB)
        return cls(memory=memory, age_s=setting("EMBEDDING_EXPLORER_SAVED_DAYS", 30) * DAY)

    @property
    def is_on(self) -> bool:
        return self.memory > 0 and self.age_s > 0


@dataclass(frozen=True)
class OnDisk:
    """A file of a visitor's. saved: when, in seconds since 1970. about: what was said of it, as JSON has it."""

    id: str
    name: str
    path: Path
    saved: float
    n_bytes: int
    about: Mapping[str, Any]


@dataclass
class _Wish:
    """What is to be written. write: the content; None: it is as it was, what is said of it alone is new."""

    name: str
    about: Mapping[str, Any]
    write: Write | None


@dataclass(eq=False)
class Disk:
    """Files by their visitor's key and an id. To be used from several threads.

    limits, folder: where and how much; by default as the environment says. calm_s: how long a change may wait.
    """

    limits: DiskLimits = field(default_factory=DiskLimits.here)
    folder: Path = field(default_factory=lambda: cache_dir() / FOLDER)
    clock: Callable[[], float] = time.time
    calm_s: float = CALM_S

    def __post_init__(self) -> None:
        self._changed = Condition()
        self._wishes: OrderedDict[tuple[str, str], _Wish] = OrderedDict()
        self._problems: dict[tuple[str, str], str] = {}
        self._writing: tuple[str, str] | None = None
        self._hurry = self._works = False

    def save_later(self, visitor: str, id: str, name: str, about: Mapping[str, Any], write: Write | None) -> None:
        """Has a thing written soon, or its newer state in place of the one that waits; returns at once.

        write: as of Wish. It is called in another thread, and may raise EmbedcoreError, which `problem` then says.
        """
        if not self.limits.is_on:
            return
        with self._changed:
            waiting = self._wishes.pop((visitor, id), None)
            write = write or (waiting.write if waiting is not None else None)
            starts, self._works = not self._works, True
            self._wishes[visitor, id] = _Wish(name, about, write)
            if starts:
                Thread(target=self._work, name="autosave", daemon=True).start()

    def items(self, visitor: str) -> list[OnDisk]:
        """What is there of this visitor, the last saved first."""
        if not self.limits.is_on:
            return []
        found = [self._read(about) for about in self._own(visitor).glob(f"*{_ABOUT}")]
        return sorted((one for one in found if one is not None), key=lambda one: -one.saved)

    def take(self, visitor: str, id: str) -> OnDisk | None:
        """The thing of that id; None where this visitor has none."""
        return self._read(self._path(visitor, id).with_suffix(_ABOUT)) if self.limits.is_on else None

    def problem(self, visitor: str, id: str) -> str:
        """Why a thing could not be written last, as a clause; empty where it was, or nothing is known."""
        return self._problems.get((visitor, id), "")

    def empty(self, visitor: str) -> int:
        """Deletes all of this visitor, also what waits to be written; how many files there were."""
        with self._changed:
            for key in [key for key in self._wishes if key[0] == visitor]:
                del self._wishes[key]
            self._changed.wait_for(lambda: self._writing is None or self._writing[0] != visitor)
            n = len(self.items(visitor))
            shutil.rmtree(self._own(visitor), ignore_errors=True)
            return n

    def finish(self, timeout: float | None = None) -> bool:
        """Writes what waits, now; whether all is written within so many seconds."""
        with self._changed:
            self._hurry = True
            self._changed.notify_all()
            done = self._changed.wait_for(lambda: not self._wishes and self._writing is None, timeout)
            self._hurry = False
            return done

    def _work(self) -> None:
        """Writes one thing after the other until nothing waits."""
        more = True
        try:
            while more:
                more = self._write_next()
        finally:
            if more:  # something unforeseen ended it; the next wish starts another thread
                with self._changed:
                    self._works = False

    def _write_next(self) -> bool:
        """Whether there is more to do; where not, this thread ends and the next wish starts another."""
        with self._changed:
            self._changed.wait_for(lambda: self._hurry, self.calm_s)
            if not self._wishes:
                self._works = False
                return False
            key, wish = self._wishes.popitem(last=False)
            self._writing = key
        why = "something unforeseen ended the writing"
        try:
            why = self._write(*key, wish)
        except (EmbedcoreError, OSError, MemoryError) as error:
            why = getattr(error, "strerror", None) or str(error)
        finally:
            with self._changed:
                self._problems[key] = why
                self._writing = None
                self._changed.notify_all()
        with self._changed:
            self._works = bool(self._wishes)
            return self._works

    def _write(self, visitor: str, id: str, wish: _Wish) -> str:
        path = self._path(visitor, id)
        if wish.write is None and not path.exists():
            return "its content was never written"
        self._make_folder(path.parent)
        if wish.write is not None:
            with write_whole(path, durable=True) as file:
                wish.write(file)
        said = json.dumps({"id": id, "name": wish.name, "saved": self.clock(), "about": wish.about})
        with write_whole(path.with_suffix(_ABOUT), durable=True) as file:
            file.write(said.encode())
        return self._make_room(visitor, path)

    def _make_folder(self, own: Path) -> None:
        for folder in (self.folder, own):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def _make_room(self, visitor: str, path: Path) -> str:
        """Deletes what is too old or too much, this file last; why this one could not stay."""
        own = self.items(visitor)
        for one in own[self.limits.items :]:
            _delete(one.path)
        everything = [found for about in self.folder.glob(f"*/*{_ABOUT}") if (found := self._read(about)) is not None]
        everything.sort(key=lambda one: (one.path != path, -one.saved))
        taken, why = 0, ""
        for one in everything:
            taken += one.n_bytes
            full = taken > self.limits.memory or shutil.disk_usage(self.folder).free < FREE_BYTES
            if full:
                _delete(one.path)
                taken -= one.n_bytes
            if full and one.path == path:
                most = f"{self.limits.memory / MB:,.0f} MB are kept for everybody"
                why = f"it takes {one.n_bytes / MB:,.0f} MB; {most}, and the disk must keep some room"
        return why

    def _read(self, about: Path) -> OnDisk | None:
        """What a file says; None where it is none, or too old and therefore deleted."""
        path = about.with_suffix(_CONTENT)
        try:
            said = json.loads(about.read_text(encoding="utf-8"))
            found = OnDisk(said["id"], said["name"], path, said["saved"], path.stat().st_size, said["about"])
        except (OSError, ValueError, KeyError, TypeError):
            return None
        if self.clock() - found.saved > self.limits.age_s:
            _delete(path)
            return None
        return found

    def _own(self, visitor: str) -> Path:
        return self.folder / _digest(visitor)

    def _path(self, visitor: str, id: str) -> Path:
        return self._own(visitor) / f"{_digest(id)}{_CONTENT}"


def _digest(name: str) -> str:
    return sha256(name.encode("utf-8", "backslashreplace")).hexdigest()[:40]


def _delete(path: Path) -> None:
    for one in (path.with_suffix(_ABOUT), path):
        with suppress(OSError):
            os.unlink(one)
