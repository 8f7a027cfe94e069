"""Tasks that take no time and load nothing, for tests of the queue and its workers."""

import os
import sys
import time
from pathlib import Path
from typing import Any

import embedcore as ec
from embedcore.files import VectorsInFile, file_of
from embedcore.jobs.task import Kept, Task
from embedcore.types import OnProgress

SECRET = "a secret of the data in /home/someone"


def counting(
    name: str = "",
    *,
    n_steps: int = 1,
    rest_s: float = 0.0,
    about_s: float = 0.0,
    rows: int = 0,
    size: int = 0,
    log: str = "",
    deaf: bool = False,
) -> Task:
    """Counts to n_steps, resting between two of them; gives its name and the process that did it.

    log: a file that gets the name at the beginning and at the end. deaf: never looks whether it was cancelled.
    """
    args = (name, n_steps, rest_s, log, deaf)
    return Task(work=_count, args=args, seconds=about_s, n_rows=rows, n_bytes=size)


def _count(
    kept: Kept, report: OnProgress, name: str, n_steps: int, rest_s: float, log: str, deaf: bool
) -> tuple[str, int]:
    _write(log, f"{name} begins")
    for step in range(n_steps):
        if not deaf:
            report(step, n_steps, "counting")
        time.sleep(rest_s)
    _write(log, f"{name} ends")
    return name, os.getpid()


def _write(log: str, line: str) -> None:
    if log:
        with Path(log).open("a", encoding="utf-8") as file:
            file.write(f"{line}\n")


class Unreadable:
    """An object that can be sent, but not read again."""

    def __reduce__(self) -> Any:
        return _explode, ()


def _explode() -> None:
    raise ZeroDivisionError(SECRET)


def odd_task(how: str) -> Task:
    """Goes wrong in the way that is asked for."""
    return Task(work=_go_wrong, args=(how,))


def _go_wrong(kept: Kept, report: OnProgress, how: str) -> Any:
    if how == "raises":
        raise KeyError(SECRET)
    if how == "full disk":
        raise OSError(28, "No space left on device", SECRET)
    if how == "no memory":
        raise MemoryError
    if how == "bad parameter":
        raise ec.ParameterError("this must be that (got 5); change it")
    if how == "can't be sent":
        return lambda: None
    if how == "can't be read":
        return Unreadable()
    if how == "prints":
        os.write(1, b"\x00\x00\x00\x05 not a message")
        sys.stdout.write("nor this\n")
        return "printed"
    if how == "ends":
        os._exit(3)
    return how


def unsendable() -> Task:
    """A task that can't be sent to a worker."""
    return Task(work=_go_wrong, args=(lambda: None,))


def where(space: ec.EmbeddingSpace) -> Task:
    """Gives the place in a file where the worker has the vectors of the space mapped; None where they lie in memory."""
    return Task(work=_where, args=(space,))


def _where(kept: Kept, report: OnProgress, space: ec.EmbeddingSpace) -> VectorsInFile | None:
    return file_of(space.vectors)
