"""One piece of long work, its state, progress and an estimate; and whose is next, since visitors take turns."""

import time
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from math import exp
from typing import Any
from uuid import uuid4

from embedcore.jobs.process import WorkerProcess
from embedcore.jobs.recent import Recent
from embedcore.jobs.task import Task

VISITORS_KNOWN = 1_000
SMOOTHED_S, SLOWED = 6.0, 2.0
"""Of estimates: a new one counts for most of it after so many seconds, at once where it is so many times as long."""


@dataclass(eq=False)
class Job:
    """One piece of long work. state: queued, running, done, failed or cancelled.

    task: without its args once it is over. n_bytes: memory that it takes, the task on its way or then the result.
    worker: the process that does it. abandoned: since when no visitor is there who waits for it.
    """

    key: str
    task: Task
    sessions: set[str] = field(default_factory=set)
    id: str = field(default_factory=lambda: uuid4().hex)
    state: str = "queued"
    done: int = 0
    total: int = 0
    what: str = ""
    error: str = ""
    result: Any = None
    cancelling: bool = False
    starts: int = 0
    worker: WorkerProcess | None = None
    abandoned: float | None = None
    n_bytes: int = 0
    _pace: deque[tuple[float, int]] = field(default_factory=lambda: deque(maxlen=60))
    _left: tuple[float, float] | None = None

    @property
    def lane(self) -> tuple[str, bool]:
        """Where it waits: for which kind of worker, and whether among short work."""
        return self.task.role, self.task.quick

    @property
    def active(self) -> bool:
        return self.state in ("queued", "running")

    @property
    def progress_ratio(self) -> float:
        return min(self.done / self.total, 1.0) if self.total else 0.0

    @property
    def seconds_left(self) -> float | None:
        """An estimate from the pace of the last reports; None while nothing can be said.

        It is smoothed and does not grow, but for work that has become much slower or reports nothing any more.
        """
        if self._left is None or self.state != "running":
            return None
        now, (at, left) = time.monotonic(), self._left
        by_pace = self._left_by_pace(now)
        return max(left - (now - at), by_pace / SLOWED if by_pace is not None else 0.0)

    def report(self, done: int, total: int, what: str) -> None:
        now = time.monotonic()
        if what != self.what:
            self._pace.clear()
            self._left = None
        self.done, self.total, self.what = done, total, what
        self._pace.append((now, done))
        if (by_pace := self._left_by_pace(now)) is not None:
            self._left = now, self._smoothed(by_pace, now)

    def _left_by_pace(self, now: float) -> float | None:
        """By the pace of the last reports up to now; None while nothing can be said."""
        (then, before), (_, after) = self._pace[0], self._pace[-1]
        if len(self._pace) < 3 or after <= before:
            return None
        return (self.total - after) * (now - then) / (after - before)

    def _smoothed(self, by_pace: float, now: float) -> float:
        if self._left is None:
            return by_pace
        at, before = self._left
        expected = max(before - (now - at), 0.0)
        if by_pace > SLOWED * expected:
            return by_pace
        new = expected + (1 - exp((at - now) / SMOOTHED_S)) * (by_pace - expected)
        return min(new, before)

    def start(self, worker: WorkerProcess) -> None:
        self.state, self.worker = "running", worker
        self.starts += 1

    def finish(self, state: str, *, result: Any = None, n_bytes: int = 0, error: str = "") -> None:
        self.state, self.task, self.worker = state, replace(self.task, args=()), None
        self.result, self.n_bytes, self.error = result, n_bytes, error


class Turns(list[Job]):
    """Jobs that wait for one kind of worker: the visitor who was served longest ago is next, with their shortest.

    Work that several visitors wait for counts for the one whose turn comes first.
    """

    def __init__(self) -> None:
        super().__init__()
        self._served: Recent[str, int] = Recent(VISITORS_KNOWN)
        self._turn = 0

    def next(self) -> Job | None:
        """Takes the job whose turn it is; None where none waits."""
        if not self:
            return None
        job = _first(self, self._served_by_now())
        self.remove(job)
        self._turn += 1
        for session in job.sessions:
            self._served.put(session, self._turn)
        return job

    def before(self, job: Job) -> int:
        """How many jobs will be taken before this one, if no others come."""
        waiting, served = list(self), self._served_by_now()
        for place in range(len(waiting)):
            taken = _first(waiting, served)
            if taken is job:
                return place
            waiting.remove(taken)
            served.update(dict.fromkeys(taken.sessions, self._turn + place + 1))
        return 0

    def _served_by_now(self) -> dict[str, int]:
        sessions = {session for job in self for session in job.sessions}
        return {session: self._served.get(session) or 0 for session in sessions}


def _first(waiting: list[Job], served: Mapping[str, int]) -> Job:
    """What was begun already, and has to begin anew, goes first; min takes the oldest of equal ones."""

    def rank(job: Job) -> tuple[bool, int, float]:
        return not job.starts, min((served[session] for session in job.sessions), default=0), job.task.seconds

    return min(waiting, key=rank)
