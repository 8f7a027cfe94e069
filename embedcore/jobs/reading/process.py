"""python -m embedcore.jobs.reading.process: reads one file; or, with the number of a socket, forks for each file.

A request comes as an `Asked`, pickled, and the bytes of the file; the answer is READ or an error, pickled, and what was
read. Requests come from the server alone, and its end ends all readings.
"""

import contextlib
import gc
import os
import pickle
import select
import signal
import socket
import sys
import time
from typing import IO

from embedcore.errors import DataError, EmbedcoreError
from embedcore.jobs.reading import transfer
from embedcore.jobs.reading.request import ENDED, N_HANDLES, NO_MEMORY, READ, Asked, Found, TooMuchMemoryError
from embedcore.jobs.task import attempt
from embedcore.memory import is_scarce, release_freed
from embedcore.table import Dataset

IDLE_S, SCARCE_IDLE_S = 900.0, 5.0
"""After so long without a file the process ends; the other where memory is scarce."""


def answer(requests: IO[bytes], out: IO[bytes]) -> None:
    """Reads one file as it is asked for, and says what came of it."""
    asked: Asked = pickle.load(requests)
    os.environ.clear()
    os.environ.update(asked.environment)
    with contextlib.suppress(AttributeError, OSError):  # Windows has no nice
        os.nice(5)  # the page answers first
    asked.limits.take()

    def read() -> Found:
        try:
            return asked.read(requests)
        except (MemoryError, DataError) as error:
            if isinstance(error, MemoryError) or isinstance(error.__cause__, MemoryError):
                raise TooMuchMemoryError("memory") from None
            raise

    found = attempt(read)
    with contextlib.suppress(BrokenPipeError):  # nobody waits any more
        if isinstance(found, EmbedcoreError):
            pickle.dump(found, out)
            out.flush()
            return
        release_freed()
        pickle.dump(READ, out)
        transfer.write(found, out)


class Forker:
    """Forks a process for each request, ends it when whoever asked is gone, and tells how it ended."""

    def __init__(self, control: socket.socket) -> None:
        self._control = control
        self._lives: dict[int, socket.socket] = {}
        self._woken, wake = socket.socketpair()
        for end in (self._woken, wake):
            end.setblocking(False)
        self._wake = wake
        signal.set_wakeup_fd(wake.fileno(), warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)

    def serve(self) -> None:
        """Until the server ends, or has asked for nothing for a while."""
        last, idle_s = time.monotonic(), SCARCE_IDLE_S if is_scarce() else IDLE_S
        while self._lives or time.monotonic() - last < idle_s:
            ready, _, _ = select.select([self._control, self._woken, *self._lives.values()], [], [], idle_s / 10)
            if self._woken in ready:
                with contextlib.suppress(BlockingIOError):
                    self._woken.recv(4096)
                self._reap()
            for pid, life in list(self._lives.items()):
                if life in ready:  # nothing is ever sent there
                    self._end(pid)
            if self._control in ready:
                last = time.monotonic()
                if not self._begin():
                    break
        for pid in self._lives:
            self._end(pid)

    def _begin(self) -> bool:
        """Begins to read a file. Whether the server is still there."""
        message, handles, _, _ = socket.recv_fds(self._control, 1, N_HANDLES)
        if not message:
            return False
        requests, out, life = handles
        pid = os.fork()
        if pid == 0:
            self._become_reading(requests, out, life)
        for handle in (requests, out):
            os.close(handle)
        self._lives[pid] = socket.socket(fileno=life)
        return True

    def _become_reading(self, requests: int, out: int, life: int) -> None:
        code = 1
        try:
            os.setpgid(0, 0)
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            os.close(life)
            for end in (self._control, self._woken, self._wake, *self._lives.values()):
                end.close()
            with os.fdopen(requests, "rb") as asked, os.fdopen(out, "wb") as answers:
                answer(asked, answers)
            code = 0
        except MemoryError:  # while the dataset was sent
            code = NO_MEMORY
        finally:
            # At once: what a file has brought about in memory is not to be taken apart.
            os._exit(code)

    def _reap(self) -> None:
        while self._lives:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if pid == 0:
                return
            life = self._lives.pop(pid)
            with contextlib.suppress(OSError):
                life.send(ENDED.pack(os.waitstatus_to_exitcode(status)))
            life.close()

    def _end(self, pid: int) -> None:
        """Ends a process and those that it started."""
        with contextlib.suppress(OSError):  # it has ended, or has no group yet
            os.killpg(pid, signal.SIGKILL)
        with contextlib.suppress(OSError):
            os.kill(pid, signal.SIGKILL)


def _import_all() -> None:
    """Everything that reading needs, by reading something."""
    import pyarrow.parquet

    from embedcore.reading.read_file import read_raw

    assert pyarrow.parquet
    Dataset.from_raw(read_raw(b"day,text\n2026-01-02,How do I change my address?\n2026-01-03,It is late\n", "a.csv"))
    release_freed()


def main() -> None:
    if len(sys.argv) > 1:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # a terminal sends it to all; the server's end is ours
        _import_all()
        gc.collect()
        gc.freeze()
        Forker(socket.socket(fileno=int(sys.argv[1]))).serve()
        return
    out = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    sys.stdout = sys.stderr
    answer(sys.stdin.buffer, out)


if __name__ == "__main__":
    main()
