"""One piece of long work: its state, its progress and an estimate."""

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

ACTIVE = ("queued", "running")


@dataclass(eq=False)
class Job:
    """One piece of long work. state: queued, running, done, failed or cancelled."""

    key: str
    role: str
    task: dict[str, Any]
    load: Callable[[dict[str, Any]], Any]
    sessions: set[str] = field(default_factory=set)
    id: str = field(default_factory=lambda: uuid4().hex)
    state: str = "queued"
    done: int = 0
    total: int = 0
    what: str = ""
    error: str = ""
    result: Any = None
    started: float = 0.0
    finished: float = 0.0
    cancelling: bool = False
    _pace: deque[tuple[float, int]] = field(default_factory=lambda: deque(maxlen=60))

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
