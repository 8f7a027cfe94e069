"""What the tests of jobs share: a queue whose workers stay warm, and queues of one's own that end with the test."""

import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from embedcore.jobs import Job, JobQueue
from tests.core.jobs.toy_tasks import counting

DEADLINE_S = 240.0


def wait(what: Callable[[], object], seconds: float = DEADLINE_S) -> None:
    end = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.01)


def over(job: Job) -> Job:
    wait(lambda: not job.active)
    return job


def count(queue: JobQueue, name: str, *, session: str = "me", **options: Any) -> Job:
    """A job that counts under that name."""
    return queue.submit(name, lambda: counting(name=name, **options), session=session)


def endless(queue: JobQueue, name: str = "endless", *, session: str = "me", **options: Any) -> Job:
    """A long job that has a worker, has told how far it is, and does not end by itself while a test waits."""
    job = count(queue, name, session=session, **{"n_steps": 100_000, "rest_s": 0.01, "about_s": 600, **options})
    wait(lambda: job.total > 0 or not job.active)
    assert job.state == "running", job.error
    return job


def cancelled(queue: JobQueue, *jobs: Job) -> None:
    """Ends the jobs and lets the next test begin them anew."""
    for job in jobs:
        for session in list(job.sessions):
            queue.cancel(job, session=session)
    for job in jobs:
        assert over(job).state == "cancelled"
        queue.forget(job.key)


@pytest.fixture(scope="module")
def shared() -> Iterator[JobQueue]:
    """One queue whose workers stay warm; every test leaves it with nothing running."""
    queue = JobQueue(idle_s=600)
    yield queue
    queue.close()


@pytest.fixture
def own() -> Iterator[Callable[..., JobQueue]]:
    """Makes queues that are closed after the test."""
    made: list[JobQueue] = []

    def make(**options: Any) -> JobQueue:
        made.append(JobQueue(**options))
        return made[-1]

    yield make
    for queue in made:
        queue.close()
