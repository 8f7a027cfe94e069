"""python -m embedcore.jobs.worker: does tasks in a process of its own.

Tasks come as messages (see wire.py) on standard input, what is said of them goes to standard output. Typed queries are
answered between two batches of running work, and one short task is done there too. The process keeps its encoders,
spaces and compiled code between tasks, ends when its input ends, and may be killed at any time.
"""

import contextlib
import os
import pickle
import sys
import time
from collections import deque
from threading import Condition, Thread
from typing import IO

from embedcore.errors import Cancelled, EmbedcoreError
from embedcore.jobs import wire
from embedcore.jobs.task import Kept, attempt
from embedcore.memory import go_before_others, keep_little, release_freed
from embedcore.types import OnProgress

PROGRESS_EVERY_S = 0.1
QUERY, QUICK, LONG = KINDS = ("query", "quick", "long")
"""Kinds of task: typed queries go ahead of all, short and long ones take turns."""


class Inbox:
    """Tasks as they arrive, by kind; the spaces that they need; and what was cancelled."""

    def __init__(self, source: IO[bytes]) -> None:
        self.spaces = wire.Spaces()
        self.cancelled: set[str] = set()
        self._waiting: dict[str, deque[wire.Message]] = {kind: deque() for kind in KINDS}
        self._last = LONG
        self._ended = False
        self._changed = Condition()
        Thread(target=self._read, args=(source,), daemon=True).start()

    def next(self) -> wire.Message | None:
        """The next task, waiting for one; None when the input has ended."""
        with self._changed:
            self._changed.wait_for(lambda: self._ended or any(self._waiting.values()))
            order = (QUERY, LONG, QUICK) if self._last == QUICK else (QUERY, QUICK, LONG)
            self._last = next((kind for kind in order if self._waiting[kind]), self._last)
            return self._waiting[self._last].popleft() if self._waiting[self._last] else None

    def next_of(self, kind: str) -> wire.Message | None:
        with self._changed:
            return self._waiting[kind].popleft() if self._waiting[kind] else None

    def _take(self, message: wire.Message) -> None:
        with self._changed:
            if message.kind == "cancel":
                self.cancelled.add(message.id)
            elif message.kind == "keep":
                self.spaces.keep(message.id, *message.open())
            elif message.kind == "drop":
                self.spaces.drop(message.id)
            else:
                self._waiting[message.kind].append(message)
            self._changed.notify()

    def _read(self, source: IO[bytes]) -> None:
        try:
            while (message := wire.read(source, self.spaces, shared=False)) is not None:
                self._take(message)
        except (EOFError, KeyError, ValueError, pickle.UnpicklingError) as error:
            # What follows can't be understood, and waiting on would hang for ever. What came is not shown: it may
            # hold a key.
            sys.stderr.write(f"the worker ends: its input is not a message ({type(error).__name__})\n")
            sys.stderr.flush()
            os._exit(1)
        with self._changed:
            self._ended = True
            self._changed.notify()
        # Whoever asked is gone; running work has nobody to serve.
        time.sleep(2)
        os._exit(0)


class Worker:
    """Runs tasks one after the other and reports on them."""

    def __init__(self, inbox: Inbox, out: IO[bytes]) -> None:
        self._inbox, self._out = inbox, out
        self._kept = Kept()

    def run(self) -> None:
        while (message := self._inbox.next()) is not None:
            self._do(message)

    def _do(self, message: wire.Message) -> None:
        def result() -> wire.Parcel:
            done = message.open().run(self._kept, self._progress(message))
            return wire.packed("result", message.id, done, self._inbox.spaces)

        try:
            if message.id in self._inbox.cancelled:
                raise Cancelled
            found = attempt(result)
        except Cancelled:
            self._inbox.cancelled.discard(message.id)
            self._tell("cancelled", message.id)
        else:
            if isinstance(found, EmbedcoreError):
                self._tell("failed", message.id, found)
            else:
                found.write(self._out)
        release_freed()

    def _tell(self, kind: str, id: str, body: object = None) -> None:
        wire.packed(kind, id, body, self._inbox.spaces).write(self._out)

    def _progress(self, message: wire.Message) -> OnProgress:
        last = 0.0

        def report(done: int, total: int, what: str) -> None:
            nonlocal last
            if message.id in self._inbox.cancelled:
                raise Cancelled
            self._do_what_is_short(message.kind)
            now = time.monotonic()
            if now - last >= PROGRESS_EVERY_S or done == total:
                last = now
                self._tell("progress", message.id, (done, total, what))

        return report

    def _do_what_is_short(self, kind: str) -> None:
        """Answers all queries; during long work also does one short task, so that both go on."""
        while kind != QUERY and (query := self._inbox.next_of(QUERY)) is not None:
            self._do(query)
        if kind == LONG and (short := self._inbox.next_of(QUICK)) is not None:
            self._do(short)


def main() -> None:
    keep_little()
    go_before_others(500)  # what it did can be done again; without the server everything is gone
    with contextlib.suppress(AttributeError, OSError):  # Windows has no nice
        os.nice(5)  # the page answers first
    # Libraries, those in C included, print to standard output; messages must be alone there.
    out = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    sys.stdout = sys.stderr
    # A reader of its own: Python, when it ends, waits for whoever reads from sys.stdin.
    Worker(Inbox(os.fdopen(os.dup(sys.stdin.fileno()), "rb")), out).run()


if __name__ == "__main__":
    main()
