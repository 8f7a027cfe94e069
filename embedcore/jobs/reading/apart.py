"""read_apart: read_table in a process of its own, within limits."""

import logging
import os
import pickle
import signal
import time
from collections.abc import Callable
from concurrent.futures import Future, wait
from contextlib import suppress
from pathlib import Path
from threading import BoundedSemaphore, Thread, Timer

from embedcore.errors import DataError, EmbedcoreError, ParameterError
from embedcore.files import base_name
from embedcore.jobs.reading import transfer
from embedcore.jobs.reading.limits import Limits, n_at_once
from embedcore.jobs.reading.reader import Reader, Reading
from embedcore.jobs.reading.request import (
    NO_MEMORY,
    READ,
    TOO_LONG,
    Asked,
    AsProject,
    AsTable,
    AsVectors,
    Found,
    TooMuchMemoryError,
)
from embedcore.jobs.task import UnforeseenError
from embedcore.memory import is_scarce, release_freed
from embedcore.net.download import fetch
from embedcore.precomputed import FileVectors
from embedcore.reading import ReadOptions, is_url
from embedcore.reading.unpacking import megabytes
from embedcore.saved import Project, Words, load_for
from embedcore.space import EmbeddingSpace
from embedcore.table import Dataset
from embedcore.table.dataset import checked_markup

LOOK_S = 0.1
_reader = Reader()
_places = BoundedSemaphore(n_at_once())
logger = logging.getLogger(__name__)


def start_reader(after_s: float = 0.0) -> None:
    """Starts what reads, so that the first file doesn't wait a second for it: so long from now, or with that file.

    Where memory is scarce the first file starts it: what waits takes 120 MB, and a demo may never get a file.
    """
    if is_scarce():
        return
    timer = Timer(after_s, _reader.start)
    timer.daemon = True
    timer.start()


def read_apart(
    source: object,
    *,
    filename: str | None = None,
    options: ReadOptions | None = None,
    text_column: str | None = None,
    markup: str = "strip",
    while_waiting: Callable[[], object] = lambda: None,
) -> Dataset:
    """The same as read_table, with its errors; whatever a file does, the process that asks goes on.

    source: as in read_table. while_waiting: called ten times a second; what it raises ends the reading, and leaves.
    Raises DataError also for a file that takes more memory or time than it may.
    """
    checked_markup(markup)
    if text_column is not None and not isinstance(text_column, str):
        raise ParameterError(f"text_column must be a str or None (got {type(text_column).__name__}); name a column")
    notes: tuple[str, ...] = ()
    if is_url(source):
        fetched = fetch(str(source))
        source, notes, filename = fetched.data, fetched.notes, fetched.name if filename is None else filename
    found = _apart(source, filename, AsTable(options or ReadOptions(), text_column, markup, notes), while_waiting)
    assert isinstance(found, Dataset)
    return found


def read_vectors_apart(
    source: object, *, filename: str | None = None, while_waiting: Callable[[], object] = lambda: None
) -> FileVectors:
    """The same as read_vectors, as read_apart is the same as read_table."""
    found = _apart(source, filename, AsVectors(), while_waiting)
    assert isinstance(found, FileVectors)
    return found


def load_apart(
    source: object,
    *,
    filename: str | None = None,
    words: Words | None = None,
    while_waiting: Callable[[], object] = lambda: None,
) -> Project | EmbeddingSpace:
    """The same as load, as read_apart is the same as read_table. words: those of its errors; None: as in load.

    The file is opened twice: first in a process within limits, then, where that went well, in this one.
    """
    path, content, name = _given(source, filename)
    words = words or Words()
    _apart(path or content, name, AsProject(words), while_waiting)
    return load_for(path or content, name, words)


def _apart(
    source: object, filename: str | None, wanted: AsTable | AsVectors | AsProject, while_waiting: Callable[[], object]
) -> Found:
    path, content, name = _given(source, filename)
    size = _size(path) if path is not None else len(content)
    limits = Limits.of(size)
    asked = Asked(str(path) if path is not None else len(content), name, wanted, limits, dict(os.environ))
    while not _places.acquire(timeout=LOOK_S):
        while_waiting()
    try:
        found = _read(asked, content, while_waiting)
    finally:
        _places.release()
    if isinstance(found, EmbedcoreError):
        raise _worded(found, asked, size)
    release_freed()
    return found


def _given(source: object, filename: str | None) -> tuple[Path | None, bytes | memoryview, str]:
    """The whole path of a source or its bytes, and its name. Raises as read_table does for what is no source."""
    from embedcore.reading.source import load_bytes

    if isinstance(source, (str, os.PathLike)):
        with suppress(OSError, ValueError, TypeError):
            path = Path(source)
            if path.exists():
                return path.absolute(), b"", filename or base_name(str(path))
    elif callable(buffer := getattr(source, "getbuffer", None)):  # an upload: not copied
        return None, buffer(), base_name(filename or getattr(source, "name", None))
    return None, *load_bytes(source, filename)


def _size(path: Path) -> int | None:
    return path.stat().st_size if path.is_file() else None


def _read(asked: Asked, content: bytes | memoryview, while_waiting: Callable[[], object]) -> Found | EmbedcoreError:
    """What came of it; it is over when this returns or raises."""
    answer: Future[Found | EmbedcoreError | int] = Future()
    with _reader.reading() as reading:
        Thread(target=_exchange, args=(reading, asked, content, answer), daemon=True).start()
        until, why = asked.limits.until, None
        try:
            while not wait([answer], LOOK_S).done:
                while_waiting()
                if why is None:
                    why = TOO_LONG if time.monotonic() > until else reading.over(asked.limits)
                    if why is not None:
                        reading.kill()
        except BaseException:
            reading.kill()
            raise
    found = answer.result()
    return _ended(why or found, asked) if isinstance(found, int) else found


def _exchange(
    reading: Reading,
    asked: Asked,
    content: bytes | memoryview,
    answer: "Future[Found | EmbedcoreError | int]",
) -> None:
    """Gives the answer, or how the process ended that gave none."""
    found: Found | EmbedcoreError | int
    with reading.answers:
        with suppress(OSError), reading.requests:  # it may have ended, or have seen that it can't take as much
            pickle.dump(asked, reading.requests)
            reading.requests.write(content)
        try:
            said = pickle.load(reading.answers)
            found = transfer.read(reading.answers) if said == READ else said
        except (EOFError, OSError, pickle.UnpicklingError):
            found = reading.code()
        except EmbedcoreError as error:
            found = error
        # MemoryError and the like: of this process, and for whoever asked.
        except Exception as error:  # noqa: BLE001
            reading.kill()
            answer.set_exception(error)
            return
    answer.set_result(found)


def _ended(code: int, asked: Asked) -> EmbedcoreError:
    """Why there is no answer."""
    if code == NO_MEMORY:
        return TooMuchMemoryError("memory")
    if code == TOO_LONG:
        return DataError(
            f"{asked.name} must be read within {asked.limits.seconds:,} seconds of computing (got one that takes "
            f"longer); {asked.wanted.remedy}"
        )
    if code == -signal.SIGABRT:  # what libraries do that get no memory
        return TooMuchMemoryError("memory")
    if code == -9:
        return DataError(
            f"{asked.name} must fit in the memory that is free on this machine (the system ended the reading of it, "
            f"most likely because memory ran out); {asked.wanted.remedy}"
        )
    logger.warning("the process that read a file ended with code %d", code)
    return _unreadable(asked, f"code {code}")


def _unreadable(asked: Asked, what: str) -> DataError:
    return DataError(
        f"{asked.name} must be a file that can be read (got one on which the reading ended by something unforeseen: "
        f"{what}); open it in the program that made it and save it again, or save it as CSV"
    )


def _worded(error: EmbedcoreError, asked: Asked, size: int | None) -> EmbedcoreError:
    if isinstance(error, TooMuchMemoryError):
        got = "" if size is None else f" from {megabytes(size)}"
        return DataError(
            f"{asked.name} must unfold to no more than {asked.limits.n_bytes >> 20:,} MB of memory on this machine "
            f"(got more{got}); {asked.wanted.remedy}"
        )
    if isinstance(error, UnforeseenError):
        logger.warning("reading a file ended by something unforeseen: %s", error.details)
        return _unreadable(asked, error.details.partition(" ")[0])
    return error
