"""One worker process: starts it, sends tasks and the spaces they need, hands on its messages, notices its end.

And a typed query on its way.
"""

import logging
import os
import pickle
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from queue import SimpleQueue
from threading import Thread
from typing import Any
from uuid import uuid4

from embedcore.errors import BackendMissingError, EmbedcoreError
from embedcore.files import cache_dir
from embedcore.jobs import wire
from embedcore.jobs.recent import Recent
from embedcore.jobs.task import Task, attempt
from embedcore.space import EmbeddingSpace

ROOT = Path(__file__).resolve().parents[2]
STDERR_LINES = 40
SPACES_KEPT = 2
"""By a worker. Short and long tasks take turns there, so what waits to be begun never needs an older one."""
_ENVIRONMENT = {
    "PYTHONUNBUFFERED": "1",
    "HF_HUB_OFFLINE": "1",
    "TOKENIZERS_PARALLELISM": "false",
    # Threads that wait for each other sleep instead of spinning: several processes share few cores here.
    "OMP_WAIT_POLICY": "PASSIVE",
    # torch keeps compiled code for each shape of input: 270 MB for texts of many lengths, and no quicker for it.
    "ONEDNN_PRIMITIVE_CACHE_CAPACITY": "8",
}
logger = logging.getLogger(__name__)


def environment() -> dict[str, str]:
    """That of a worker. What numba compiles is kept beside the code, or in the cache where the code is read-only.

    By itself numba would take the home folder then, and refuse to work where that can't be written to, either.
    """
    numba = find_spec("numba")
    code = [ROOT / "embedcore", *(Path(place) for place in (numba.submodule_search_locations if numba else None) or ())]
    beside = all(os.access(folder, os.W_OK) for folder in code)
    return {**({} if beside else {"NUMBA_CACHE_DIR": str(cache_dir() / "compiled")}), **os.environ, **_ENVIRONMENT}


class WorkerProcess:
    """A running `python -m embedcore.jobs.worker`.

    on_message gets every message; on_end gets a sentence that says why the process ended, once. on_unsent gets the id
    of a task that can't be sent, and why. They are called from this object's own threads. loaded: what it was warmed
    with.
    """

    def __init__(
        self,
        role: str,
        on_message: Callable[["WorkerProcess", wire.Message], None],
        on_unsent: Callable[[str, EmbedcoreError], None],
        on_end: Callable[["WorkerProcess", str], None],
    ) -> None:
        self.role, self.last_used = role, time.monotonic()
        self.has_answered, self.loaded = False, set[Task]()
        self._on_message, self._on_unsent, self._on_end = on_message, on_unsent, on_end
        self._spaces, self._sent = wire.Spaces(), Recent[str, None](SPACES_KEPT)
        self._stderr: deque[str] = deque(maxlen=STDERR_LINES)
        self._outbox: SimpleQueue[tuple[str, str, Any] | None] = SimpleQueue()
        self._killed_because = ""
        # subprocess, not multiprocessing: spawn would run app.py again in the child.
        self._process = subprocess.Popen(
            [sys.executable, "-m", "embedcore.jobs.worker"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environment(),
        )
        self._stderr_reader = Thread(target=self._read_stderr, daemon=True)
        for thread in (self._stderr_reader, Thread(target=self._read, daemon=True)):
            thread.start()
        # Apart, since a worker that is still starting reads nothing, and a large table fills the pipe.
        Thread(target=self._write, daemon=True).start()

    @property
    def running(self) -> bool:
        return self._process.poll() is None

    def send(self, kind: str, id: str, body: object = None) -> None:
        """Sends a message; that the process has just ended is learnt through on_end, not here."""
        self._outbox.put((kind, id, body))

    def kill(self, because: str) -> None:
        self._killed_because = because
        self._process.kill()

    def _write(self) -> None:
        assert self._process.stdin is not None
        while (message := self._outbox.get()) is not None:
            parcel = attempt(partial(wire.packed, *message, self._spaces))
            if isinstance(parcel, EmbedcoreError):
                self._on_unsent(message[1], parcel)
                continue
            try:
                for space in parcel.spaces:
                    self._make_known(space)
                parcel.write(self._process.stdin)
            except (OSError, ValueError):
                return  # it has ended

    def _make_known(self, space: EmbeddingSpace) -> None:
        """Sends a space that the worker does not have, and lets it drop an older one."""
        assert self._process.stdin is not None
        key = wire.space_key(space)
        if key not in self._sent:
            texts = list(space.texts) if space.texts is not None else None
            wire.packed("keep", key, (wire.vectors_to_send(space), texts), self._spaces).write(self._process.stdin)
        for old in self._sent.put(key, None):
            wire.packed("drop", old, None, self._spaces).write(self._process.stdin)

    def _read(self) -> None:
        assert self._process.stdout is not None
        try:
            while (message := wire.read(self._process.stdout, self._spaces, shared=True)) is not None:
                self._on_message(self, message)
        except (EOFError, OSError, ValueError, pickle.UnpicklingError):
            self._process.kill()  # nothing that follows can be understood
        code = self._process.wait()
        self._outbox.put(None)
        self._stderr_reader.join(timeout=2)
        self._on_end(self, self._why(code))

    def _read_stderr(self) -> None:
        assert self._process.stderr is not None
        for line in self._process.stderr:
            self._stderr.append(line.decode("utf-8", "replace").rstrip())

    def _why(self, code: int) -> str:
        if self._killed_because:
            return self._killed_because
        if code == -9:
            return "the system stopped it, most likely because memory ran out"
        logger.warning("a worker ended with code %d; it said last:\n%s", code, "\n".join(self._stderr))
        return f"it ended with code {code}"


@dataclass(eq=False)
class Query:
    """A question that is answered while batch work goes on. worker: the one that was asked last."""

    task: Task
    id: str = field(default_factory=lambda: uuid4().hex)
    worker: WorkerProcess | None = None
    _answer: "Future[Any]" = field(default_factory=Future)

    def send(self, worker: WorkerProcess) -> None:
        self.worker = worker
        worker.send("query", self.id, self.task)

    def end(self, found: Any) -> None:
        """Hands on the result, or why there is none."""
        if self._answer.done():
            return
        if isinstance(found, EmbedcoreError):
            self._answer.set_exception(found)
        else:
            self._answer.set_result(found)

    def answer(self, timeout_s: float) -> Any:
        """Waits for the result; raises why there is none, and BackendMissingError where nothing comes."""
        try:
            return self._answer.result(timeout=timeout_s)
        except TimeoutError:
            raise BackendMissingError(
                f"the model must answer within {timeout_s:.0f} seconds (it did not); the server is busy: try again"
            ) from None
