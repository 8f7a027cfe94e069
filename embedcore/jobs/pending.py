"""Typed queries on their way: who waits for which answer of which worker."""

from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeout
from threading import Lock
from typing import Any
from uuid import uuid4

from embedcore.errors import BackendMissingError, DataError, EmbedcoreError, ParameterError
from embedcore.jobs.process import WorkerProcess

_ERRORS: dict[str, type[EmbedcoreError]] = {
    error.__name__: error for error in (DataError, ParameterError, BackendMissingError, EmbedcoreError)
}


class Queries:
    """Questions that are answered while batch work goes on. Safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._asked: dict[str, tuple[Future[dict[str, Any]], WorkerProcess]] = {}

    def ask(self, worker: WorkerProcess, task: dict[str, Any]) -> str:
        """Sends the task; the id under which `answer` waits for its result."""
        query_id = uuid4().hex
        with self._lock:
            self._asked[query_id] = Future(), worker
        worker.send({"id": query_id, **task})
        return query_id

    def answer(self, query_id: str, timeout_s: float) -> dict[str, Any]:
        """The result; raises what the worker raised, and BackendMissingError where no answer comes."""
        with self._lock:
            future = self._asked[query_id][0]
        try:
            return future.result(timeout=timeout_s)
        except FutureTimeout:
            raise BackendMissingError(
                f"the model must answer within {timeout_s:.0f} seconds (it did not); the server is busy: try again"
            ) from None
        finally:
            with self._lock:
                self._asked.pop(query_id, None)

    def take(self, event: dict[str, Any]) -> bool:
        """Whether the event answers a query; then it is handed on."""
        with self._lock:
            if event["id"] not in self._asked:
                return False
            future = self._asked[event["id"]][0]
        if "result" in event:
            future.set_result(event["result"])
        else:
            future.set_exception(_ERRORS.get(event.get("kind", ""), DataError)(event.get("error", "cancelled")))
        return True

    def worker_ended(self, worker: WorkerProcess | None, why: str) -> None:
        """Lets those that wait for this worker know that no answer will come."""
        with self._lock:
            left = [future for future, asked in self._asked.values() if asked is worker and not future.done()]
        for future in left:
            future.set_exception(BackendMissingError(f"the model's process stopped ({why}); search again"))
