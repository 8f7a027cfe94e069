"""Typed queries on their way: who waits for which answer of which worker."""

from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeout
from dataclasses import dataclass
from threading import Lock
from typing import Any
from uuid import uuid4

from embedcore.errors import BackendMissingError
from embedcore.jobs.process import WorkerProcess
from embedcore.jobs.task import Failure, Task


@dataclass(frozen=True, eq=False)
class _Asked:
    worker: WorkerProcess
    task: Task
    answer: "Future[Any]"


class Queries:
    """Questions that are answered while batch work goes on. Safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._asked: dict[str, _Asked] = {}

    def ask(self, worker: WorkerProcess, task: Task) -> str:
        """Sends the task; the id under which `answer` waits for its result."""
        query_id = uuid4().hex
        with self._lock:
            self._asked[query_id] = _Asked(worker, task, Future())
        worker.send("query", query_id, task)
        return query_id

    def answer(self, query_id: str, timeout_s: float) -> Any:
        """The result; raises what the worker raised, and BackendMissingError where no answer comes."""
        with self._lock:
            answer = self._asked[query_id].answer
        try:
            return answer.result(timeout=timeout_s)
        except FutureTimeout:
            raise BackendMissingError(
                f"the model must answer within {timeout_s:.0f} seconds (it did not); the server is busy: try again"
            ) from None
        finally:
            with self._lock:
                self._asked.pop(query_id, None)

    def take(self, query_id: str, found: Any) -> bool:
        """Whether it is a query that waits; then its result, or the Failure, is handed on."""
        with self._lock:
            asked = self._asked.get(query_id)
        if asked is None:
            return False
        if isinstance(found, Failure):
            asked.answer.set_exception(found.as_error())
        else:
            asked.answer.set_result(found)
        return True

    def worker_ended(self, worker: WorkerProcess, why: str, another: Callable[[], WorkerProcess] | None) -> None:
        """Those that wait for this worker ask another one, or are told that no answer will come."""
        with self._lock:
            left = [
                (query_id, asked)
                for query_id, asked in self._asked.items()
                if asked.worker is worker and not asked.answer.done()
            ]
            for query_id, asked in left:
                if another is not None:
                    self._asked[query_id] = _Asked(another(), asked.task, asked.answer)
                    self._asked[query_id].worker.send("query", query_id, asked.task)
        for _, asked in left if another is None else ():
            asked.answer.set_exception(BackendMissingError(f"the model's process stopped ({why}); search again"))
