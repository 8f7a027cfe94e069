"""python -m embedcore.jobs.worker: embeds, maps and groups in a process of its own.

Tasks come as JSON lines on standard input, events go as JSON lines to standard output, arrays through
files that are moved into place whole. The process keeps its model and its compiled code between
tasks, ends when its input ends, and may be killed at any time.

A task: {"id", "task": "embed" | "project" | "cluster" | "group_size" | "interactions" |
"recommend_quality" | "words" | "warm" | "encode" | "tokens", ...};
{"cancel": id} stops one. "encode" and "tokens" (of a typed query) are answered between two batches of running work.
A model is named by "model", its "options", and "learned", the folder with what it learned from the data.
An event: {"id", "progress": [done, total, what]}, {"id", "result": {...}}, {"id", "cancelled": true}, or
{"id", "error": message, "kind": class name}.
"""

import argparse
import contextlib
import json
import os
import sys
import time
from collections import deque
from threading import Condition, Thread
from typing import Any, TextIO

from embedcore.errors import Cancelled, EmbedcoreError
from embedcore.jobs.tasks import Report, Task, Tasks
from embedcore.memory import release_freed

PROGRESS_EVERY_S = 0.1
QUERIES = ("encode", "tokens")


class Inbox:
    """Tasks as they arrive, typed queries apart from batch work, and what was cancelled."""

    def __init__(self, source: TextIO) -> None:
        self.cancelled: set[str] = set()
        self._batch: deque[Task] = deque()
        self._queries: deque[Task] = deque()
        self._ended = False
        self._changed = Condition()
        Thread(target=self._read, args=(source,), daemon=True).start()

    def next(self) -> Task | None:
        """The next task, queries first; waits for one; None when the input has ended."""
        with self._changed:
            self._changed.wait_for(lambda: self._queries or self._batch or self._ended)
            if self._queries:
                return self._queries.popleft()
            return self._batch.popleft() if self._batch else None

    def next_query(self) -> Task | None:
        with self._changed:
            return self._queries.popleft() if self._queries else None

    def _take(self, task: Task) -> None:
        with self._changed:
            if "cancel" in task:
                self.cancelled.add(task["cancel"])
            elif task["task"] in QUERIES:
                self._queries.append(task)
            else:
                self._batch.append(task)
            self._changed.notify()

    def _read(self, source: TextIO) -> None:
        for line in source:
            try:
                self._take(json.loads(line))
            except (ValueError, TypeError, KeyError):
                # Whoever writes this will not understand an answer; waiting on would hang for ever. The line itself
                # is not shown: it may hold a key.
                sys.stderr.write(f"worker ends: a line of {len(line)} characters is no task\n")
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

    def __init__(self, inbox: Inbox, out: TextIO) -> None:
        self._inbox, self._out = inbox, out
        self._tasks = Tasks()

    def run(self) -> None:
        while (task := self._inbox.next()) is not None:
            self._do(task)

    def _do(self, task: Task) -> None:
        try:
            if task["id"] in self._inbox.cancelled:
                raise Cancelled
            self._tell(task, result=self._tasks.do(task, self._progress(task)))
        except Cancelled:
            self._tell(task, cancelled=True)
        except EmbedcoreError as error:
            self._tell(task, error=str(error), kind=type(error).__name__)
        release_freed()

    def _tell(self, task: Task, **event: Any) -> None:
        self._out.write(json.dumps({"id": task["id"], **event}) + "\n")
        self._out.flush()

    def _progress(self, task: Task) -> Report:
        last = 0.0

        def report(done: int, total: int, what: str) -> None:
            nonlocal last
            if task["id"] in self._inbox.cancelled:
                raise Cancelled
            while (query := self._inbox.next_query()) is not None:
                self._do(query)
            now = time.monotonic()
            if now - last >= PROGRESS_EVERY_S or done == total:
                last = now
                self._tell(task, progress=[done, total, what])

        return report


def main() -> None:
    parser = argparse.ArgumentParser(description="Embeds, maps and groups; tasks on standard input.")
    parser.parse_args()
    with contextlib.suppress(OSError):
        os.nice(5)  # the page answers first
    # Libraries print to standard output; events must be alone there.
    events, sys.stdout = sys.stdout, sys.stderr
    Worker(Inbox(sys.stdin), events).run()


if __name__ == "__main__":
    main()
