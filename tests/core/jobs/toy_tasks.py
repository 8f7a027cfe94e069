"""Tasks that take no time and load nothing, for tests of the queue and its workers."""

import os
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import embedcore as ec
from embedcore.jobs.task import MAPPER, Kept, Task
from embedcore.types import OnProgress

SECRET = "a secret of the data in /home/someone"


@dataclass(frozen=True, kw_only=True)
class Count(Task):
    """Counts to n_steps, resting between two of them; gives its name and the process that did it.

    log: a file that gets the name at the beginning and at the end. deaf: never looks whether it was cancelled.
    """

    name: str = ""
    n_steps: int = 1
    rest_s: float = 0.0
    about_s: float = 0.0
    rows: int = 0
    size: int = 0
    log: str = ""
    deaf: bool = False
    role: ClassVar[str] = MAPPER

    @property
    def seconds(self) -> float:
        return self.about_s

    @property
    def n_rows(self) -> int:
        return self.rows

    @property
    def n_bytes(self) -> int:
        return self.size

    def run(self, kept: Kept, report: OnProgress) -> tuple[str, int]:
        self._write(f"{self.name} begins")
        for step in range(self.n_steps):
            if not self.deaf:
                report(step, self.n_steps, "counting")
            time.sleep(self.rest_s)
        self._write(f"{self.name} ends")
        return self.name, os.getpid()

    def _write(self, line: str) -> None:
        if self.log:
            with Path(self.log).open("a", encoding="utf-8") as file:
                file.write(f"{line}\n")


class Unreadable:
    """An object that can be sent, but not read again."""

    def __reduce__(self) -> Any:
        return _explode, ()


def _explode() -> None:
    raise ZeroDivisionError(SECRET)


@dataclass(frozen=True, kw_only=True)
class Odd(Task):
    """Goes wrong in the way that is asked for."""

    how: str
    role: ClassVar[str] = MAPPER

    def run(self, kept: Kept, report: OnProgress) -> Any:
        if self.how == "raises":
            raise KeyError(SECRET)
        if self.how == "full disk":
            raise OSError(28, "No space left on device", SECRET)
        if self.how == "no memory":
            raise MemoryError
        if self.how == "bad parameter":
            raise ec.ParameterError("this must be that (got 5); change it")
        if self.how == "can't be sent":
            return lambda: None
        if self.how == "can't be read":
            return Unreadable()
        if self.how == "prints":
            os.write(1, b"\x00\x00\x00\x05 not a message")
            sys.stdout.write("nor this\n")
            return "printed"
        if self.how == "ends":
            os._exit(3)
        return self.how


@dataclass(frozen=True, kw_only=True)
class Unsendable(Task):
    """A task that can't be sent to a worker."""

    what: Any = None

    def run(self, kept: Kept, report: OnProgress) -> None:
        return None
