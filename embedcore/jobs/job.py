"""One piece of long work: its state, its progress and an estimate."""

import time
from collections import deque
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from embedcore.jobs.process import WorkerProcess
from embedcore.jobs.task import Task

ACTIVE = ("queued", "running")


@dataclass(eq=False)
class Job:
    """One piece of long work. state: queued, running, done, failed or cancelled.

    task: None once it is over. n_bytes: memory that it takes, the task on its way or then the result. worker: the
    process that does it. abandoned: since when no visitor is there who waits for it.
    """

    key: str
    task: Task | None
    sessions: set[str] = field(default_factory=set)
    id: str = field(default_factory=lambda: uuid4().hex)
    state: str = "queued"
    done: int = 0
    total: int = 0
    what: str = ""
    error: str = ""
    result: Any = None
    finished: float = 0.0
    cancelling: bool = False
    starts: int = 0
    worker: WorkerProcess | None = None
    abandoned: float | None = None
    role: str = field(init=False)
    quick: bool = field(init=False)
    seconds: float = field(init=False)
    n_bytes: int = field(init=False)
    _pace: deque[tuple[float, int]] = field(default_factory=lambda: deque(maxlen=60))

    def __post_init__(self) -> None:
        assert self.task is not None
        self.role, self.n_bytes = self.task.role, self.task.n_bytes
        self.quick, self.seconds = self.task.quick, self.task.seconds

    @property
    def lane(self) -> tuple[str, bool]:
        """Where it waits: for which kind of worker, and whether among short work."""
        return self.role, self.quick

    @property
    def active(self) -> bool:
        return self.state in ACTIVE

    @property
    def can_be_joined(self) -> bool:
        return self.state == "done" or (self.active and not self.cancelling)

    @property
    def progress_ratio(self) -> float:
        return min(self.done / self.total, 1.0) if self.total else 0.0

    @property
    def seconds_left(self) -> float | None:
        """An estimate from the pace of the last reports; None while nothing can be said."""
        if len(self._pace) < 3 or self.state != "running":
            return None
        (then, before), (_, after) = self._pace[0], self._pace[-1]
        if after <= before:
            return None
        # Up to this moment, so that the estimate grows while nothing is reported.
        return (self.total - after) * (time.monotonic() - then) / (after - before)

    def report(self, done: int, total: int, what: str) -> None:
        if what != self.what:
            self._pace.clear()
        self.done, self.total, self.what = done, total, what
        self._pace.append((time.monotonic(), done))

    def start(self, worker: WorkerProcess) -> None:
        self.state, self.worker = "running", worker
        self.starts += 1

    def finish(self, state: str, *, result: Any = None, n_bytes: int = 0, error: str = "") -> None:
        self.state, self.finished, self.task, self.worker = state, time.monotonic(), None, None
        self.result, self.n_bytes, self.error = result, n_bytes, error
