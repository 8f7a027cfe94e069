"""Long work for the whole server: one queue a kind of worker, progress, estimate, cancel.

The server imports neither torch nor umap: an "encoder" process embeds, a "mapper" process maps and
groups. Work with the same key is done once, whichever session asks. Knows nothing of Streamlit.
"""

import shutil
import tempfile
import time
from collections import OrderedDict, deque
from collections.abc import Callable
from hashlib import blake2b
from pathlib import Path
from threading import RLock, Thread, Timer
from typing import Any

import numpy as np

from embedcore.errors import EmbedcoreError
from embedcore.jobs.job import Job
from embedcore.jobs.pending import Queries
from embedcore.jobs.process import WorkerProcess
from embedcore.jobs.space_folders import SpaceFolders
from embedcore.space.space import EmbeddingSpace
from embedcore.types import Tokens, Vectors

ENCODER, MAPPER = "encoder", "mapper"
IDLE_S = 180.0
QUERY_S = 120.0
CANCEL_GRACE_S = 1.0
"""How long a worker may take to stop by itself before it is killed."""
JOBS_KEPT = 24
ORPHANS_KEPT_S = 120.0
"""How long a result is kept after the last session that asked for it has ended."""
_CANCELLED = "cancelled"


class JobQueue:
    """Runs jobs in worker processes, one at a time each, first come first served.

    is_alive: says whether a browser session still exists; jobs that only ended sessions wait for are
    taken out of the queue.
    """

    def __init__(self, *, idle_s: float = IDLE_S, is_alive: Callable[[str], bool] = lambda session: True) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="embedding-explorer-"))
        self._idle_s, self._is_alive = idle_s, is_alive
        self._lock = RLock()
        self._jobs: OrderedDict[str, Job] = OrderedDict()
        self._waiting: dict[str, deque[Job]] = {ENCODER: deque(), MAPPER: deque()}
        self._running: dict[str, Job | None] = {ENCODER: None, MAPPER: None}
        self._workers: dict[str, WorkerProcess | None] = {ENCODER: None, MAPPER: None}
        self._sent_to: dict[str, WorkerProcess | None] = {ENCODER: None, MAPPER: None}
        self._queries = Queries()
        self._spaces = SpaceFolders(self.folder)
        self._last_used = dict.fromkeys((ENCODER, MAPPER), time.monotonic())
        self._loaded: set[str] = set()
        self._soon: set[str] = set()
        self._closed = False
        Thread(target=self._housekeeping, daemon=True).start()

    # What a page asks for

    def submit(
        self, key: str, role: str, task: dict[str, Any], load: Callable[[dict[str, Any]], Any], *, session: str
    ) -> Job:
        """The job with that key: this session's, one that others wait for, or a new one.

        A job that ended badly is shown to the sessions that asked for it; others get a fresh one.
        """
        with self._lock:
            job = self._jobs.get(key)
            if job is None or not (session in job.sessions or job.can_be_joined):
                job = Job(key, role, task, load)
                self._jobs[key] = job
                self._waiting[role].append(job)
                self._forget_old()
            self._jobs.move_to_end(key)
            job.sessions.add(session)
            self._start_next(role)
            return job

    def find(self, key: str) -> Job | None:
        with self._lock:
            return self._jobs.get(key)

    def place_in_queue(self, job: Job) -> int:
        """How many jobs run or wait before this one."""
        with self._lock:
            waiting = self._waiting[job.role]
            return waiting.index(job) + (self._running[job.role] is not None) if job in waiting else 0

    def cancel(self, job: Job, *, session: str, leave: bool = False) -> bool:
        """Ends the job, unless another session waits for it too; running work stops within about a second.

        leave: the session wants no more of it; otherwise it goes on to see that the job was cancelled.
        Returns whether the job ends.
        """
        with self._lock:
            others = any(map(self._is_alive, job.sessions - {session}))
            if leave or others:
                job.sessions.discard(session)
            if not job.active or others:
                return not job.active
            job.cancelling = True
            if job.state == "queued":
                self._waiting[job.role].remove(job)
                self._finish(job, "cancelled")
            elif (worker := self._workers[job.role]) is not None:
                worker.send({"cancel": job.id})
                Timer(CANCEL_GRACE_S, self._kill_if_running, (job, worker)).start()
            return True

    def forget(self, key: str) -> None:
        """Lets a failed or cancelled job be submitted again."""
        with self._lock:
            job = self._jobs.get(key)
            if job is not None and job.state in ("failed", "cancelled"):
                del self._jobs[key]

    def encode(self, model: dict[str, Any], items: list[str], *, timeout_s: float = QUERY_S) -> Vectors:
        """Vectors of a few typed texts, ahead of batch work. Waits for the model where it is not loaded yet.

        model: what a task says of it (ModelChoice.task).
        """
        answer = self._ask({**model, "task": "encode", "items": items}, timeout_s)
        return np.asarray(answer["vectors"], dtype=np.float32)

    def tokens(self, model: dict[str, Any], text: str, *, timeout_s: float = QUERY_S) -> Tokens | None:
        """What a model that learned from the data saw of a text."""
        found = self._ask({**model, "task": "tokens", "items": [text]}, timeout_s)["tokens"]
        return Tokens.from_json(found) if found is not None else None

    def _ask(self, task: dict[str, Any], timeout_s: float) -> dict[str, Any]:
        with self._lock:
            query_id = self._queries.ask(self._worker(ENCODER), task)
            self._last_used[ENCODER] = time.monotonic()
        return self._queries.answer(query_id, timeout_s)

    def warm(self, role: str, *, after_s: float = 0.0, **task: Any) -> None:
        """Starts a worker, where none runs, and lets it load what it will need.

        after_s: only then, so that a page that is just being drawn has the processor to itself.
        """
        known = f"{role} {sorted(task.items())}"
        with self._lock:
            self._last_used[role] = time.monotonic()
            ready = self._workers[role] is not None and known in self._loaded
            if ready or self._closed or (after_s > 0 and known in self._soon):
                return
            self._soon.add(known)
        if after_s > 0:
            later = Timer(after_s, self._load, (role, known, task))
            later.daemon = True
            later.start()
        else:
            self._load(role, known, task)

    def _load(self, role: str, known: str, task: dict[str, Any]) -> None:
        with self._lock:
            self._soon.discard(known)
            if not self._closed and (self._workers[role] is None or known not in self._loaded):
                self._worker(role).send({"id": f"warm {known}", "task": "warm", **task})
                self._loaded.add(known)

    def is_warm(self, role: str) -> bool:
        """Whether a worker of that role has answered already."""
        with self._lock:
            return self._workers[role] is not None and f"{role} ready" in self._loaded

    def space_folder(self, space: EmbeddingSpace) -> Path:
        """Where the workers find the vectors and texts of a space; kept as long as work needs it."""
        with self._lock:
            needed = {str(job.task.get("space")) for job in self._jobs.values() if job.active}
        return self._spaces.folder(space, needed=needed)

    def keep_file(self, name: str, content: bytes | memoryview) -> Path:
        """A file in the server's own folder, named by its content; written once."""
        digest = blake2b(content, digest_size=12).hexdigest()
        path = self.folder / "files" / f"{digest}-{Path(name).name}"
        if not path.exists():
            path.parent.mkdir(exist_ok=True)
            part = path.with_suffix(f"{path.suffix}.part")
            part.write_bytes(content)
            part.replace(path)
        return path

    def worker_pids(self) -> dict[str, int]:
        with self._lock:
            return {role: worker.pid for role, worker in self._workers.items() if worker is not None}

    def close(self) -> None:
        """Ends the workers and removes the files."""
        with self._lock:
            self._closed = True
            for role in self._workers:
                self._end_worker(role, "the server is closing")
        shutil.rmtree(self.folder, ignore_errors=True)

    # What runs behind it

    def _worker(self, role: str) -> WorkerProcess:
        worker = self._workers[role]
        if worker is None or not worker.running:
            worker = WorkerProcess(
                on_event=lambda event: self._on_event(role, event),
                on_end=lambda why: self._on_end(role, worker, why),
            )
            self._workers[role] = worker
            self._loaded = {known for known in self._loaded if not known.startswith(role)}
        return worker

    def _start_next(self, role: str) -> None:
        if self._running[role] is not None or not self._waiting[role] or self._closed:
            return
        job = self._waiting[role].popleft()
        self._running[role] = job
        job.state, job.started = "running", time.monotonic()
        worker = self._sent_to[role] = self._worker(role)
        worker.send({"id": job.id, **job.task})

    def _on_event(self, role: str, event: dict[str, Any]) -> None:
        if "result" in event:
            event = self._loaded_result(role, event)
        with self._lock:
            self._last_used[role] = time.monotonic()
            self._loaded.add(f"{role} ready")
            if self._queries.take(event):
                return
            job = self._running[role]
            if job is None or job.id != event["id"]:
                return
            if "progress" in event:
                job.report(*event["progress"])
                return
            if "result" in event:
                self._finish(job, "done")
            elif "error" in event:
                job.error = event["error"]
                self._finish(job, "failed")
            else:
                self._finish(job, "cancelled")
            self._running[role] = None
            self._start_next(role)

    def _loaded_result(self, role: str, event: dict[str, Any]) -> dict[str, Any]:
        """Reads a job's result from its files, outside the lock, since that may take a while for many rows."""
        job = self._running[role]
        if job is not None and job.id == event["id"]:
            try:
                job.result = job.load(event["result"])
            except EmbedcoreError as error:
                return {"id": event["id"], "error": str(error), "kind": type(error).__name__}
        return event

    def _on_end(self, role: str, worker: WorkerProcess | None, why: str) -> None:
        with self._lock:
            if self._workers[role] is worker:
                self._workers[role] = None
            # Work may have gone to a new worker already, before the end of this one was known.
            self._queries.worker_ended(worker, why)
            job = self._running[role]
            if job is not None and self._sent_to[role] is worker:
                job.error = f"The worker process stopped: {why}. Nothing that was finished is lost; run it again."
                self._finish(job, "cancelled" if why == _CANCELLED else "failed")
                self._running[role] = None
            self._start_next(role)

    def _leave(self, job: Job) -> None:
        """Nobody waits for this job any more: a queued one is dropped, an old result freed."""
        if job.state == "queued":
            self._waiting[job.role].remove(job)
            self._finish(job, "cancelled")
            del self._jobs[job.key]
        elif not job.active and time.monotonic() - job.finished > ORPHANS_KEPT_S:
            del self._jobs[job.key]

    def _finish(self, job: Job, state: str) -> None:
        job.state, job.finished = state, time.monotonic()

    def _kill_if_running(self, job: Job, worker: WorkerProcess) -> None:
        with self._lock:
            if job.state == "running":
                worker.kill(_CANCELLED)

    def _end_worker(self, role: str, because: str) -> None:
        worker = self._workers[role]
        if worker is not None:
            worker.kill(because)
            self._workers[role] = None

    def _forget_old(self) -> None:
        for key in [key for key, job in self._jobs.items() if not job.active][: max(len(self._jobs) - JOBS_KEPT, 0)]:
            out = self._jobs.pop(key).task.get("out")
            if out is not None:
                Path(out).unlink(missing_ok=True)

    def _housekeeping(self) -> None:
        while not self._closed:
            time.sleep(min(self._idle_s / 4, 5.0))
            with self._lock:
                for role, worker in self._workers.items():
                    idle = time.monotonic() - self._last_used[role]
                    if worker is not None and self._running[role] is None and idle > self._idle_s:
                        self._end_worker(role, "it had nothing to do")
                for job in list(self._jobs.values()):
                    if not any(map(self._is_alive, job.sessions)):
                        self._leave(job)
