"""Long work for the whole server: who waits for what, what runs where, and what is kept of it."""

import logging
import time
from collections.abc import Callable
from pathlib import Path
from threading import RLock, Thread, Timer
from typing import Any

from embedcore.errors import BackendMissingError, EmbedcoreError
from embedcore.jobs import room, wire
from embedcore.jobs.job import Job, Turns
from embedcore.jobs.kept_files import KeptFile, KeptFiles
from embedcore.jobs.process import Query, WorkerProcess
from embedcore.jobs.server_folder import ServerFolder, Uploads
from embedcore.jobs.store import ORPHANS_KEPT_S, JobStore, Limits
from embedcore.jobs.task import ROLES, Task, UnforeseenError, attempt
from embedcore.memory import is_scarce, release_freed

IDLE_S = 180.0
QUERY_S = 120.0
CANCEL_GRACE_S = 1.0
"""How long a worker may take to stop work by itself before it is killed."""
QUICK_GRACE_S = 10.0
"""The same for short work, which nobody waits for any more, but long work of others may be going on around it."""
LANES = [(role, quick) for role in ROLES for quick in (True, False)]
_CANCELLED = "cancelled"
logger = logging.getLogger(__name__)


def _given(*_arguments: object) -> None:
    """What was to be done for a result that was there before: nothing."""


class JobQueue:
    """Runs jobs in worker processes: for each role one long job at a time, and beside it one short one.

    is_alive: whether a visitor (a browser session) is still there. limits: of each visitor.
    """

    def __init__(
        self,
        *,
        idle_s: float = IDLE_S,
        is_alive: Callable[[str], bool] = lambda session: True,
        limits: Limits | None = None,
    ) -> None:
        self._folder = ServerFolder()
        self._idle_s, self._is_alive, self._limits = idle_s, is_alive, limits or Limits.here()
        self._uploads = Uploads(self.folder / "files", self._limits)
        self._tables = KeptFiles(self.folder / "tables")
        self._lock = RLock()
        self._jobs = JobStore(self._limits)
        self._turns = {lane: Turns() for lane in LANES}
        self._running: dict[tuple[str, bool], Job | None] = dict.fromkeys(LANES)
        self._workers: dict[str, WorkerProcess | None] = dict.fromkeys(ROLES)
        self._queries: dict[str, Query] = {}
        self._soon: set[Task] = set()
        self._closed = self._answered = False
        room.join(self._give_back)
        Thread(target=self._housekeeping, daemon=True).start()

    # What a page asks for

    @property
    def folder(self) -> Path:
        """The server's own folder, which ends with it."""
        return self._folder.path

    def submit(self, key: str, make: Callable[[], Task], *, session: str) -> Job:
        """The job with that key: this session's, one that others wait for, or a new one. make: called for a new one.

        Raises EmbedcoreError or DataError where a limit of the visitor bites.
        """
        with self._lock:
            if (job := self._jobs.joined(key, session)) is not None:
                return job
        task = make()  # outside the lock, since it may have to read a whole table
        with self._lock:
            job = self._jobs.joined(key, session)
            if job is None:
                job = self._jobs.add(key, task, session, n_bytes=self._uploads.n_bytes(session))
                self._turns[job.lane].append(job)
                self._start_next(job.lane)
            return job

    def give(self, key: str, result: Any, *, session: str) -> None:
        """Makes work known that was done before, as a job that is done."""
        with self._lock:
            if self._jobs.joined(key, session) is None:
                job = self._jobs[key] = Job(key, Task(work=_given), {session})
                job.finish("done", result=result)

    def jobs(self) -> list[Job]:
        """All that are known, those used last at the end."""
        with self._lock:
            return list(self._jobs.values())

    def find(self, key: str) -> Job | None:
        with self._lock:
            return self._jobs.get(key)

    def place_in_queue(self, job: Job) -> int:
        """How many jobs run or wait before this one."""
        with self._lock:
            turns = self._turns[job.lane]
            return turns.before(job) + (self._running[job.lane] is not None) if job in turns else 0

    def runs_before(self, job: Job) -> Job | None:
        """The job that runs where this one waits; None where it waits for none."""
        with self._lock:
            return self._running[job.lane] if job in self._turns[job.lane] else None

    def cancel(self, job: Job, *, session: str, leave: bool = False) -> bool:
        """Ends the job, unless another session waits for it too; running work stops within about a second.

        leave: the session wants no more of it; otherwise it goes on to see that the job was cancelled. What is done is
        kept for those who come back to it.
        Returns whether the job ends.
        """
        with self._lock:
            others = any(map(self._is_alive, job.sessions - {session}))
            if job.state == "done":
                return True
            if leave or others:
                job.sessions.discard(session)
            if job.active and not others:
                self._stop(job)
                return True
            return not job.active

    def forget(self, key: str) -> None:
        """Lets a job that is over be submitted again."""
        with self._lock:
            job = self._jobs.get(key)
            if job is not None and not job.active:
                del self._jobs[key]

    def leave(self, sessions: set[str]) -> int:
        """Drops all work and files of these sessions at once, except what others still want; how many pieces ended."""
        with self._lock:
            n_ended = 0
            for job in [job for job in self._jobs.values() if job.sessions & sessions]:
                job.sessions -= sessions
                if not any(map(self._is_alive, job.sessions)):
                    self._stop(job)
                    del self._jobs[job.key]
                    n_ended += 1
        self._uploads.leave(sessions)
        return n_ended

    def ask(self, task: Task, *, timeout_s: float = QUERY_S) -> Any:
        """The result of a typed query, ahead of batch work. Waits for the model where it is not loaded yet.

        Raises what the task raises, and BackendMissingError where no answer comes.
        """
        query = Query(task)
        with self._lock:
            query.send(self._worker(task.role))
            self._queries[query.id] = query
        try:
            return query.answer(timeout_s)
        finally:
            with self._lock:
                del self._queries[query.id]

    def warm(self, task: Task, *, after_s: float = 0.0) -> None:
        """Starts a worker, where none runs, and lets it do the task that loads what it will need.

        after_s: only then, so that a page that is just being drawn has the processor to itself.
        """
        with self._lock:
            if self._is_loaded(task) or self._closed or (after_s > 0 and task in self._soon):
                return
            self._soon.add(task)
        later = Timer(after_s, self._load, (task,))
        later.daemon = True
        later.start()

    def is_warm(self, role: str) -> bool:
        """Whether a worker of that role has answered already."""
        worker = self._workers[role]
        return worker is not None and worker.has_answered

    def keep_file(self, name: str, content: bytes | memoryview, *, session: str) -> Path:
        """A file in the server's own folder, named by its content; kept while its visitor is there.

        Raises DataError where a limit of the visitor bites.
        """
        with self._lock:
            others = self._jobs.n_bytes(session)
        return self._uploads.keep(name, content, session=session, others=others)

    def keep_table(
        self, name: str, content: bytes | memoryview, *, source: str | None = None, notes: tuple[str, ...] = ()
    ) -> KeptFile | None:
        """The file of a table, as long as anything refers to it; None where the server has no room for it."""
        return self._tables.keep(name, content, source=source, notes=notes)

    def close(self) -> None:
        """Ends the workers and removes the files."""
        with self._lock:
            self._closed = True
            for role in self._workers:
                self._end_worker(role, "the server is closing")
        self._folder.close()

    # Workers and what they do

    def _worker(self, role: str) -> WorkerProcess:
        room.make_room(self)
        worker = self._workers[role]
        if worker is None or not worker.running:
            if is_scarce():  # which the model and the maps together would need more of than a small machine has
                self._end_idle("the memory was needed")
            worker = self._workers[role] = WorkerProcess(role, self._on_message, self._on_answer, self._on_end)
        worker.last_used = time.monotonic()
        return worker

    def _start_next(self, lane: tuple[str, bool]) -> None:
        if self._running[lane] is not None or self._closed or (job := self._turns[lane].next()) is None:
            return
        self._running[lane] = job
        worker = self._worker(job.task.role)
        job.start(worker)
        worker.send("quick" if job.task.quick else "long", job.id, job.task)

    def _stop(self, job: Job) -> None:
        """Ends a job that waits or runs; one that is over stays as it is."""
        if job in self._turns[job.lane]:
            self._turns[job.lane].remove(job)
            job.finish("cancelled")
            return
        if job.cancelling or job.worker is None:
            return
        worker, job.cancelling = job.worker, True
        worker.send("cancel", job.id)
        Timer(QUICK_GRACE_S if job.task.quick else CANCEL_GRACE_S, self._kill_if_running, (job, worker)).start()
        if job.task.quick:  # its worker ends it soon; the visitor need not wait for that
            job.finish("cancelled")

    def _kill_if_running(self, job: Job, worker: WorkerProcess) -> None:
        with self._lock:
            if self._running[job.lane] is job:
                worker.kill(_CANCELLED)

    def _on_message(self, worker: WorkerProcess, message: wire.Message) -> None:
        worker.last_used, worker.has_answered = time.monotonic(), True
        found = attempt(message.open)
        if message.kind == "progress" and not isinstance(found, EmbedcoreError):
            with self._lock:
                job = self._running_job(message.id)
                if job is not None and job.active:
                    job.report(*found)
        else:
            self._on_answer(message.id, found, cancelled=message.kind == "cancelled", n_bytes=message.n_bytes)

    def _on_answer(self, id: str, found: Any, *, cancelled: bool = False, n_bytes: int = 0) -> None:
        if isinstance(found, UnforeseenError):
            logger.error("a task ended by something unforeseen: %s", found.details)
        with self._lock:
            if id in self._queries:
                self._queries[id].end(found)
            if (job := self._running_job(id)) is None:
                return
            self._running[job.lane] = None
            if cancelled or job.cancelling:
                job.finish("cancelled")
            elif isinstance(found, EmbedcoreError):
                job.finish("failed", error=str(found))
            elif why := self._limits.why_too_large(n_bytes):
                job.finish("failed", error=why)
            else:
                job.finish("done", result=found, n_bytes=n_bytes)
            self._jobs.forget_old()
            self._start_next(job.lane)
            self._answered = True

    def _running_job(self, id: str) -> Job | None:
        return next((job for job in self._running.values() if job is not None and job.id == id), None)

    def _on_end(self, worker: WorkerProcess, why: str) -> None:
        with self._lock:
            if self._workers[worker.role] is worker:
                self._workers[worker.role] = None
            for lane, job in self._running.items():
                # Work may have gone to a new worker already, before the end of this one was known.
                if lane[0] == worker.role and job is not None and (job.worker is worker or not job.active):
                    self._running[lane] = None
                    self._after_the_end(job, why)
            for query in [query for query in self._queries.values() if query.worker is worker]:
                if why == _CANCELLED and not self._closed:
                    query.send(self._worker(worker.role))
                else:
                    query.end(BackendMissingError(f"the model's process stopped ({why}); search again"))
            for lane in LANES:
                self._start_next(lane)

    def _after_the_end(self, job: Job, why: str) -> None:
        """What becomes of a job whose worker ended: only what may have been the reason for it is over."""
        if job.cancelling:
            job.finish("cancelled")
        elif not self._closed and (why == _CANCELLED or (job.task.quick and job.starts < 2)):
            job.state = "queued"
            self._turns[job.lane].append(job)
        else:
            said = f"The worker process stopped: {why}. Nothing that was finished is lost; run it again."
            job.finish("failed", error=said)

    def _load(self, task: Task) -> None:
        with self._lock:
            self._soon.discard(task)
            if is_scarce() and any(role != task.role and worker is not None for role, worker in self._workers.items()):
                return  # it would take the place of what was needed just now
            if not self._closed and not self._is_loaded(task):
                worker = self._worker(task.role)
                worker.send("quick", "warm", task)
                worker.loaded.add(task)

    def _is_loaded(self, task: Task) -> bool:
        """Whether the worker for it has been warmed with it; then it is kept warm."""
        worker = self._workers[task.role]
        if worker is None or task not in worker.loaded:
            return False
        worker.last_used = time.monotonic()
        return True

    def _end_worker(self, role: str, because: str) -> None:
        if (worker := self._workers[role]) is not None:
            worker.kill(because)
            self._workers[role] = None

    def _give_back(self) -> None:
        with self._lock:
            self._end_idle("the memory was needed")

    def _end_idle(self, because: str, *, after_s: float = 0.0) -> None:
        """Ends the workers that have had nothing to do for so long."""
        asked = {query.worker for query in self._queries.values()}
        for role, worker in self._workers.items():
            busy = any(self._running[role, quick] is not None for quick in (True, False)) or worker in asked
            if worker is not None and not busy and time.monotonic() - worker.last_used > after_s:
                self._end_worker(role, because)

    def _housekeeping(self) -> None:
        while not self._closed:
            time.sleep(min(self._idle_s / 4, 1.0))
            with self._lock:
                self._end_idle("it had nothing to do", after_s=self._idle_s)
                for job in self._jobs.take_abandoned(self._is_alive):
                    self._stop(job)
            self._uploads.forget(self._is_alive, ORPHANS_KEPT_S)
            if self._answered:  # a page has shown what came, and what it needed on the way is free again
                self._answered = False
                release_freed()
