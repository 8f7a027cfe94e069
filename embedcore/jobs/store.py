"""What one visitor may ask of the server, and the jobs that are known: for whom, for how long, within these limits."""

import os
import time
from collections import Counter, OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, replace

from embedcore.errors import DataError, EmbedcoreError
from embedcore.jobs.job import Job
from embedcore.jobs.task import Task
from embedcore.parameters import setting

MB = 1 << 20
LEFT_S = 5.0
"""How long a visitor may be away before their work is stopped: a reload, or a moment without a network."""
ORPHANS_KEPT_S = 120.0
"""How long results and files are kept after the last visitor who wanted them has left."""


@dataclass(frozen=True, kw_only=True)
class Limits:
    """For each visitor; the defaults suit a public demo with 1 GB of memory.

    jobs: pieces of work that run or wait at once. rows: of one piece of work. memory: bytes of work on its way, results
    and uploaded files that are kept; old results go first. results: finished pieces of work that are kept.
    files: uploaded files that are kept.
    """

    jobs: int = 8
    rows: int = 50_000
    memory: int = 256 * MB
    results: int = 24
    files: int = 3

    @classmethod
    def here(cls) -> "Limits":
        """Generous ones where people use the explorer on their own machine: EMBEDCORE_PRIVATE_USE=1.

        EMBEDCORE_VISITOR_ROWS and EMBEDCORE_VISITOR_MB say otherwise. Raises ParameterError where one of them is no
        number of at least 0.
        """
        usual = cls()
        if os.environ.get("EMBEDCORE_PRIVATE_USE") == "1":
            usual = cls(jobs=64, rows=5_000_000, memory=16 << 30, results=64, files=64)
        rows = int(setting("EMBEDCORE_VISITOR_ROWS", usual.rows))
        return replace(usual, rows=rows, memory=int(setting("EMBEDCORE_VISITOR_MB", usual.memory / MB) * MB))

    def check_task(self, task: Task, *, n_active: int, n_bytes: int) -> None:
        """n_active, n_bytes: what the visitor has already. Raises EmbedcoreError where the task would be too much."""
        if n_active >= self.jobs:
            raise EmbedcoreError(
                f"at most {self.jobs} pieces of work may run or wait for one visitor (this would be one more); wait "
                "until one has ended, or cancel one"
            )
        if task.n_rows > self.rows:
            raise DataError(
                f"at most {self.rows:,} rows can be worked on for one visitor (got {task.n_rows:,}); load fewer rows, "
                "or run the explorer on your own computer"
            )
        self._check_memory(n_bytes + task.n_bytes)

    def check_file(self, *, n_files: int, n_bytes: int) -> None:
        """n_files, n_bytes: what the visitor would have with it. Raises DataError where that is too much."""
        if n_files > self.files:
            raise DataError(
                f"at most {self.files} uploaded files are kept for one visitor (this would be one more); go on with "
                "one of them, or reload the page to begin anew"
            )
        self._check_memory(n_bytes)

    def why_too_large(self, n_bytes: int) -> str:
        """A sentence where so many bytes are more than a visitor may have; else empty."""
        if n_bytes <= self.memory:
            return ""
        return (
            f"at most {self.memory / MB:,.0f} MB of data are kept for one visitor (this would make "
            f"{n_bytes / MB:,.0f} MB); load less, or run the explorer on your own computer"
        )

    def _check_memory(self, n_bytes: int) -> None:
        if why := self.why_too_large(n_bytes):
            raise DataError(why)


class JobStore(OrderedDict[str, Job]):
    """Jobs by their key, those used last at the end. Its user holds a lock."""

    def __init__(self, limits: Limits) -> None:
        super().__init__()
        self._limits = limits

    def joined(self, key: str, session: str) -> Job | None:
        """The job of that key, from now on this visitor's too; None where they need a new one.

        A job that ended badly is shown to those who asked for it; others get a fresh one.
        """
        job = self.get(key)
        if job is None:
            return None
        if session not in job.sessions and job.state != "done" and (job.cancelling or not job.active):
            return None
        self.move_to_end(key)
        job.sessions.add(session)
        return job

    def add(self, key: str, task: Task, session: str, *, n_bytes: int) -> Job:
        """A new job. n_bytes: what the visitor has beside jobs.

        Lets old results go where that makes room. Raises EmbedcoreError or DataError where it does not.
        """
        self.forget_old(coming={session: task.n_bytes + n_bytes})
        own = [job for job in self.values() if session in job.sessions]
        n_active = sum(job.active for job in own)
        self._limits.check_task(task, n_active=n_active, n_bytes=n_bytes + self.n_bytes(session))
        job = self[key] = Job(key, task, {session}, n_bytes=task.n_bytes)
        return job

    def n_bytes(self, session: str) -> int:
        """What this visitor's jobs and results take."""
        return sum(job.n_bytes for job in self.values() if session in job.sessions)

    def forget_old(self, coming: dict[str, int] | None = None) -> None:
        """Lets results go that are over the limits of all their visitors, but never a visitor's last one.

        coming: bytes that a visitor is about to need; then the last one may go too.
        """
        coming = coming or {}
        n_jobs, n_bytes = Counter[str](), Counter[str](coming)
        for job in self.values():
            n_bytes.update(dict.fromkeys(job.sessions, job.n_bytes if job.active else 0))
        for job in reversed(list(self.values())):
            if job.active:
                continue
            n_jobs.update(job.sessions)
            n_bytes.update(dict.fromkeys(job.sessions, job.n_bytes))
            if all(
                n_jobs[session] > self._limits.results
                or (n_bytes[session] > self._limits.memory and (n_jobs[session] > 1 or session in coming))
                for session in job.sessions
            ):
                n_bytes.subtract(dict.fromkeys(job.sessions, job.n_bytes))
                del self[job.key]

    def take_abandoned(self, is_alive: Callable[[str], bool]) -> list[Job]:
        """Removes and returns the jobs of visitors who left, so that those who come back get fresh ones."""
        now, gone = time.monotonic(), []
        for job in list(self.values()):
            if any(map(is_alive, job.sessions)):
                job.abandoned = None
                continue
            job.abandoned = job.abandoned or now
            if now - job.abandoned > (LEFT_S if job.active else ORPHANS_KEPT_S):
                del self[job.key]
                gone.append(job)
        return gone
