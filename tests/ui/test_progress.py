"""What a page says of work under way: one bar for several jobs, what a job waits for, and how long it takes."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from embedcore import jobs
from tests.core.jobs.conftest import endless
from tests.core.jobs.toy_tasks import counting
from ui import cache, progress, session


@pytest.fixture
def queue(monkeypatch: pytest.MonkeyPatch) -> Iterator[jobs.JobQueue]:
    """A queue of its own in place of the server's, asked by one visitor."""
    queue = jobs.JobQueue()
    monkeypatch.setattr(cache, "job_queue", lambda: queue)
    monkeypatch.setattr(session, "id", lambda: "me")
    yield queue
    queue.close()


def waiting(queue: jobs.JobQueue, name: str) -> jobs.Job:
    return queue.submit(name, lambda: counting(name=name, about_s=600), session="me")


def test_what_a_job_waits_for_is_said(queue: jobs.JobQueue) -> None:
    first = endless(queue, "first")
    first.task = replace(first.task, until="the groups are found")
    next_one, last = waiting(queue, "next"), waiting(queue, "last")
    assert progress._says(next_one) == "waiting until the groups are found"
    assert progress._says(last) == "waiting until the groups are found, then for 1 other job"
    assert progress._says(first).startswith("counting: ")
    first.sessions = {"somebody else"}
    assert progress._says(next_one) == "waiting until the work of another visitor is done"


def test_what_has_an_estimate_above_it_says_no_other() -> None:
    job = jobs.Job("a", jobs.COMPILE)
    job.state = "running"
    for done in (1, 5, 10):
        job.report(done, 40, "rows")
    assert progress._says(job) == "rows: 10 of 40 · a few seconds left"
    assert progress._says(job, timed=False) == "rows: 10 of 40"


def test_of_several_jobs_only_one_bar_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    names = ("a", "b", "c")
    work = [jobs.Job(name, jobs.COMPILE) for name in names]
    shown: list[str] = []
    monkeypatch.setattr(progress, "show", lambda job, title, key: shown.append(key))

    def now(*states: str) -> list[str]:
        shown.clear()
        for job, state in zip(work, states, strict=True):
            job.state = state
        said = progress.show_next(*((job, "title", job.key) for job in work))
        assert said is bool(shown)
        return list(shown)

    assert now("queued", "running", "queued") == ["b"]
    assert now("queued", "done", "queued") == ["a"]
    assert now("failed", "done", "running") == ["a", "c"]
    assert now("done", "done", "done") == []
