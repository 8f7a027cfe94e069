"""The server's side of the processes that read: starts them, and ends them."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Lock
from typing import IO, Protocol

from embedcore.jobs import room
from embedcore.jobs.reading.limits import Limits
from embedcore.jobs.reading.request import ENDED, NO_MEMORY, TOO_LONG

ROOT = Path(__file__).resolve().parents[3]
_PROGRAM = "embedcore.jobs.reading.process"
# Fork is safe where no other thread runs.
_ENVIRONMENT = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1", "PYTHONUNBUFFERED": "1"}


class Reading(Protocol):
    """A process that reads one file. requests, answers: to write to, and to read from."""

    @property
    def requests(self) -> IO[bytes]: ...

    @property
    def answers(self) -> IO[bytes]: ...

    def code(self) -> int:
        """Waits for its end: the exit code, or the number of a signal below 0."""

    def over(self, limits: Limits) -> int | None:
        """NO_MEMORY or TOO_LONG where it has taken more than it may and the system does not see to that."""

    def kill(self) -> None: ...


class _Forked:
    def __init__(self, requests: int, answers: int, life: socket.socket) -> None:
        self.requests, self.answers = os.fdopen(requests, "wb"), os.fdopen(answers, "rb")
        self._life = life

    def code(self) -> int:
        told = self._life.recv(ENDED.size)
        return int(ENDED.unpack(told)[0]) if len(told) == ENDED.size else -9

    def over(self, limits: Limits) -> int | None:  # noqa: ARG002  # the system sees to it
        return None

    def kill(self) -> None:
        with suppress(OSError):
            self._life.shutdown(socket.SHUT_WR)


class _Started:
    def __init__(self) -> None:
        pipe = subprocess.PIPE
        command = [sys.executable, "-m", _PROGRAM]
        self._process = subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe)
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self.requests, self.answers = self._process.stdin, self._process.stdout

    def code(self) -> int:
        return self._process.wait()

    def over(self, limits: Limits) -> int | None:
        try:
            import psutil
        except ImportError:  # the limits of contents alone hold there
            return None
        with suppress(psutil.Error):  # it has just ended
            seen = psutil.Process(self._process.pid)
            spent = seen.cpu_times()
            if seen.memory_info().rss > limits.n_bytes:
                return NO_MEMORY
            return TOO_LONG if spent.user + spent.system > limits.seconds else None
        return None

    def kill(self) -> None:
        self._process.kill()


class Reader:
    """Gives a process for each file: where that is safe a fork of one that waits with everything imported."""

    def __init__(self, *, forks: bool = sys.platform == "linux") -> None:
        self._forks = forks
        self._lock = Lock()
        self._n_open = 0
        room.join(self.rest)
        self._forker: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None

    def start(self) -> None:
        """Starts the process that waits, so that the first file need not."""
        if self._forks:
            with self._lock:
                self._start()

    @contextmanager
    def reading(self) -> Iterator[Reading]:
        """A process that reads, until it is left. Where memory is scarce others that wait end for it."""
        room.make_room(self)
        with self._lock:
            self._n_open += 1
        try:
            yield self._fork() if self._forks else _Started()
        finally:
            with self._lock:
                self._n_open -= 1

    def rest(self) -> None:
        """Ends the process that waits, where no file is read just now."""
        with self._lock:
            if not self._n_open:
                self._end()

    def close(self) -> None:
        """Ends the process that waits, and all that read."""
        with self._lock:
            self._end()

    def _end(self) -> None:
        if self._control is not None:
            self._control.close()
        if self._forker is not None:
            self._forker.wait()
        self._forker = self._control = None

    def _start(self) -> socket.socket:
        """Where to ask for forks; the process that forks is started anew where it has ended."""
        if self._control is not None and self._forker is not None and self._forker.poll() is None:
            return self._control
        if self._control is not None:
            self._control.close()
        ours, theirs = socket.socketpair()
        with theirs:
            self._forker = subprocess.Popen(
                [sys.executable, "-W", "ignore::DeprecationWarning", "-m", _PROGRAM, str(theirs.fileno())],
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                env={**os.environ, **_ENVIRONMENT},
                pass_fds=[theirs.fileno()],
            )
        self._control = ours
        return ours

    def _fork(self) -> _Forked:
        asked, requests = os.pipe()
        answers, answered = os.pipe()
        life, theirs = socket.socketpair()
        with theirs, self._lock:
            try:
                sent = [asked, answered, theirs.fileno()]
                try:
                    socket.send_fds(self._start(), [b"r"], sent)
                except OSError:  # it was just about to end
                    self._control = None
                    socket.send_fds(self._start(), [b"r"], sent)
            finally:
                os.close(asked)
                os.close(answered)
        return _Forked(requests, answers, life)
