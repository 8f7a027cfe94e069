"""One worker process: starts it, sends tasks and the spaces they need, hands on its messages, notices its end.

And the typed queries on their way: who waits for which answer of which worker.
"""

import logging
import os
import pickle
import subprocess
import sys
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeout
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from queue import SimpleQueue
from threading import Lock, Thread
from typing import Any
from uuid import uuid4

from embedcore.errors import BackendMissingError
from embedcore.jobs import wire
from embedcore.jobs.recent import Recent
from embedcore.jobs.task import Failure, Task, attempt
from embedcore.space.space import EmbeddingSpace

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


class WorkerProcess:
    """A running `python -m embedcore.jobs.worker`.

    on_message gets every message; on_end gets a sentence that says why the process ended, once. on_unsent gets the id
    of a task that can't be sent, and why. They are called from this object's own threads.
    """

    def __init__(
        self,
        on_message: Callable[[wire.Message], None],
        on_unsent: Callable[[str, Failure], None],
        on_end: Callable[[str], None],
    ) -> None:
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
            env={**os.environ, **_ENVIRONMENT},
        )
        self._stderr_reader = Thread(target=self._read_stderr, daemon=True)
        for thread in (self._stderr_reader, Thread(target=self._read, daemon=True)):
            thread.start()
        # Apart, since a worker that is still starting reads nothing, and a large table fills the pipe.
        Thread(target=self._write, daemon=True).start()

    @property
    def pid(self) -> int:
        return self._process.pid

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
            if isinstance(parcel, Failure):
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
            wire.packed("keep", key, (space.vectors, texts), self._spaces).write(self._process.stdin)
        for old in self._sent.put(key, None):
            wire.packed("drop", old, None, self._spaces).write(self._process.stdin)

    def _read(self) -> None:
        assert self._process.stdout is not None
        try:
            while (message := wire.read(self._process.stdout, self._spaces, shared=True)) is not None:
                self._on_message(message)
        except (EOFError, OSError, ValueError, pickle.UnpicklingError):
            self._process.kill()  # nothing that follows can be understood
        code = self._process.wait()
        self._outbox.put(None)
        self._stderr_reader.join(timeout=2)
        self._on_end(self._why(code))

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


@dataclass(frozen=True, eq=False)
class _Asked:
    worker: WorkerProcess
    task: Task
    answer: "Future[Any]"


class Queries:
    """Questions that are answered while batch work goes on. Safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._asked: dict[str, _Asked] = {}

    def ask(self, worker: WorkerProcess, task: Task) -> str:
        """Sends the task; the id under which `answer` waits for its result."""
        query_id = uuid4().hex
        with self._lock:
            self._asked[query_id] = _Asked(worker, task, Future())
        worker.send("query", query_id, task)
        return query_id

    def answer(self, query_id: str, timeout_s: float) -> Any:
        """The result; raises what the worker raised, and BackendMissingError where no answer comes."""
        with self._lock:
            answer = self._asked[query_id].answer
        try:
            return answer.result(timeout=timeout_s)
        except FutureTimeout:
            raise BackendMissingError(
                f"the model must answer within {timeout_s:.0f} seconds (it did not); the server is busy: try again"
            ) from None
        finally:
            with self._lock:
                self._asked.pop(query_id, None)

    def take(self, query_id: str, found: Any) -> bool:
        """Whether it is a query that waits; then its result, or the Failure, is handed on."""
        with self._lock:
            asked = self._asked.get(query_id)
        if asked is None:
            return False
        if isinstance(found, Failure):
            asked.answer.set_exception(found.as_error())
        else:
            asked.answer.set_result(found)
        return True

    def worker_ended(self, worker: WorkerProcess, why: str, another: Callable[[], WorkerProcess] | None) -> None:
        """Those that wait for this worker ask another one, or are told that no answer will come."""
        with self._lock:
            left = [
                (query_id, asked)
                for query_id, asked in self._asked.items()
                if asked.worker is worker and not asked.answer.done()
            ]
            for query_id, asked in left:
                if another is not None:
                    self._asked[query_id] = _Asked(another(), asked.task, asked.answer)
                    self._asked[query_id].worker.send("query", query_id, asked.task)
        for _, asked in left if another is None else ():
            asked.answer.set_exception(BackendMissingError(f"the model's process stopped ({why}); search again"))
