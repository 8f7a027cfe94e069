"""The queue with real worker processes: sharing, cancelling, crashes, idling, and what it keeps."""

import json
import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Timer

import numpy as np
import pytest

import embedcore as ec
from embedcore.encoders import DEFAULT_MODEL
from embedcore.jobs import queue as queue_module
from embedcore.jobs import requests, space_folders
from embedcore.jobs.job import Job
from embedcore.jobs.queue import ENCODER, MAPPER, JobQueue
from embedcore.jobs.remote_encoder import DEFAULT_CHOICE
from embedcore.jobs.requests import MapRequest

PCA = MapRequest("pca")
SLOW = MapRequest("tsne")
DEADLINE_S = 90.0


def wait(what: Callable[[], bool], seconds: float = DEADLINE_S) -> None:
    end = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.02)


def over(job: Job) -> Job:
    wait(lambda: not job.active)
    return job


def space(n_rows: int = 30, seed: int = 0) -> ec.EmbeddingSpace:
    vectors = np.random.default_rng(seed).normal(size=(n_rows, 8)).astype(np.float32)
    return ec.EmbeddingSpace(vectors)


def big() -> ec.EmbeddingSpace:
    """Rows enough for a t-SNE that takes much longer than a test waits."""
    return space(6_000, seed=1)


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

    def make(**options: object) -> JobQueue:
        made.append(JobQueue(**options))  # type: ignore[arg-type]
        return made[-1]

    yield make
    for queue in made:
        queue.close()


def slow_job(queue: JobQueue, session: str = "me") -> Job:
    """A job that has a worker and long to go."""
    job = requests.project(queue, big(), SLOW, session=session)
    assert job.state == "running"
    return job


def reporting(job: Job) -> Job:
    """The running job, once it has told how far it is."""
    wait(lambda: job.done > 0 or not job.active)
    assert job.state == "running", job.error
    return job


def cancelled(queue: JobQueue, job: Job) -> None:
    """Ends the job and lets the next test begin it anew."""
    for session in list(job.sessions):
        queue.cancel(job, session=session)
    assert over(job).state == "cancelled"
    queue.forget(job.key)


def alive(pid: int) -> bool:
    status = Path(f"/proc/{pid}/stat")
    return status.exists() and status.read_text().rsplit(")", 1)[1].split()[0] != "Z"


def test_the_same_work_is_done_once_for_two_sessions(shared: JobQueue) -> None:
    first = requests.project(shared, space(), PCA, session="a")
    second = requests.project(shared, space(), PCA, session="b")
    assert first is second
    assert first.sessions == {"a", "b"}
    assert over(first).state == "done"
    assert requests.project(shared, space(), PCA, session="c") is first
    assert first.result.coordinates == pytest.approx(ec.project(space(), method="pca").coordinates, abs=1e-5)


def test_groups_come_back_as_they_were_found(shared: JobQueue) -> None:
    texts = ["the cat sat", "a cat ran", "cat food here", "my dog barked", "dog walks", "the dog slept"]
    vectors = np.repeat(np.eye(2), 3, axis=0) + np.random.default_rng(0).normal(size=(6, 2)) * 0.01
    here = ec.EmbeddingSpace(vectors, dataset=ec.Dataset.from_texts(texts))
    job = over(requests.cluster(shared, here, 2, session="a"))
    expected = ec.cluster(here, n_clusters=2)
    assert job.result.labels.tolist() == expected.labels.tolist()
    assert (job.result.names, job.result.reasons, job.result.sizes) == (
        expected.names,
        expected.reasons,
        expected.sizes,
    )
    assert job.result.representatives == expected.representatives
    assert job.result.quality == pytest.approx(expected.quality)


def test_places_progress_and_cancelling_of_what_waits(shared: JobQueue) -> None:
    slow = reporting(slow_job(shared))
    waiting = [requests.project(shared, space(seed=seed), PCA, session="me") for seed in (11, 12, 13)]
    assert [job.state for job in waiting] == ["queued"] * 3
    assert [shared.place_in_queue(job) for job in (slow, *waiting)] == [0, 1, 2, 3]
    assert 0 <= slow.progress_ratio <= 1
    assert slow.done <= slow.total
    assert slow.what.strip()
    assert slow.seconds_left is None or 0 <= slow.seconds_left < 3_600
    assert shared.cancel(waiting[1], session="me")
    assert waiting[1].state == "cancelled"
    assert [shared.place_in_queue(job) for job in waiting] == [1, 0, 2]
    cancelled(shared, slow)
    assert [over(job).state for job in waiting] == ["done", "cancelled", "done"]


def test_running_work_stops_within_two_seconds_and_the_next_begins(shared: JobQueue) -> None:
    slow = reporting(slow_job(shared))
    begun = time.monotonic()
    assert shared.cancel(slow, session="me")
    assert over(slow).state == "cancelled"
    assert slow.finished - begun < 2.0
    assert slow.result is None
    assert slow.seconds_left is None
    assert over(requests.project(shared, space(seed=14), PCA, session="me")).state == "done"
    shared.forget(slow.key)


def test_a_cancelled_job_runs_again_after_forget_and_for_others_at_once(shared: JobQueue) -> None:
    slow = slow_job(shared)
    shared.cancel(slow, session="me")
    assert over(slow).state == "cancelled"
    assert requests.project(shared, big(), SLOW, session="me") is slow  # until it is forgotten
    other = slow_job(shared, session="another")
    assert other is not slow
    cancelled(shared, other)
    again = slow_job(shared)
    assert again is not slow
    shared.forget(again.key)  # what is active can't be forgotten
    assert shared.find(again.key) is again
    cancelled(shared, again)


def test_who_comes_while_a_job_is_being_cancelled_gets_a_fresh_one(shared: JobQueue) -> None:
    slow = reporting(slow_job(shared, session="a"))
    shared.cancel(slow, session="a")
    fresh = requests.project(shared, big(), SLOW, session="b")
    assert fresh is not slow
    wait(lambda: fresh.state == "running")
    assert slow.state == "cancelled"
    cancelled(shared, fresh)


def test_one_of_two_sessions_can_not_cancel_for_the_other(shared: JobQueue) -> None:
    slow = slow_job(shared, session="a")
    requests.project(shared, big(), SLOW, session="b")
    assert not shared.cancel(slow, session="a")
    assert slow.sessions == {"b"}
    time.sleep(queue_module.CANCEL_GRACE_S + 0.5)
    assert slow.state == "running"
    assert shared.cancel(slow, session="b")
    cancelled(shared, slow)


def test_a_killed_worker_fails_its_job_and_loses_nothing_else(shared: JobQueue) -> None:
    before = over(requests.project(shared, space(), PCA, session="me"))
    slow = reporting(slow_job(shared))
    waiting = requests.project(shared, space(seed=15), PCA, session="me")
    os.kill(shared.worker_pids()[MAPPER], signal.SIGKILL)
    assert over(slow).state == "failed"
    assert "the system stopped it, most likely because memory ran out" in slow.error
    assert "run it again" in slow.error
    assert over(waiting).state == "done"
    assert shared.find(before.key) is before
    assert before.result is not None
    shared.forget(slow.key)
    again = slow_job(shared)
    assert again is not slow
    cancelled(shared, again)


def test_an_unexpected_exception_is_told_by_its_last_line(shared: JobQueue) -> None:
    job = over(shared.submit("odd", MAPPER, {"task": "no such task"}, lambda answer: answer, session="me"))
    assert job.state == "failed"
    assert "it ended with code 1: KeyError: 'no such task'" in job.error
    assert over(requests.project(shared, space(seed=16), PCA, session="me")).state == "done"


def test_a_bad_option_is_the_job_s_error_and_the_worker_lives_on(shared: JobQueue) -> None:
    over(requests.project(shared, space(), PCA, session="me"))
    pid = shared.worker_pids()[MAPPER]
    job = over(requests.project(shared, space(), MapRequest("pca", options=(("perplexity", 5),)), session="me"))
    assert job.state == "failed"
    with pytest.raises(ec.ParameterError) as expected:
        ec.project(space(), method="pca", perplexity=5)
    assert job.error == str(expected.value)
    assert shared.worker_pids()[MAPPER] == pid


def test_a_result_that_can_not_be_read_fails_the_job(shared: JobQueue) -> None:
    def load(answer: object) -> object:
        raise ec.DataError("the answer must make sense")

    job = over(shared.submit("unreadable", MAPPER, {"task": "warm"}, load, session="me"))
    assert (job.state, job.error) == ("failed", "the answer must make sense")


def test_the_end_of_an_old_worker_does_not_fail_what_the_new_one_does(own: Callable[..., JobQueue]) -> None:
    queue = own()
    over(requests.project(queue, space(), PCA, session="me"))
    with queue._lock:  # as the housekeeping does when it ends an idle worker while somebody clicks
        queue._end_worker(MAPPER, "it had nothing to do")
        job = requests.project(queue, space(seed=17), PCA, session="me")
    assert over(job).state == "done", job.error


def test_idle_workers_end_and_come_back(own: Callable[..., JobQueue]) -> None:
    queue = own(idle_s=1.0)
    over(requests.project(queue, space(), PCA, session="me"))
    pid = queue.worker_pids()[MAPPER]
    assert queue.is_warm(MAPPER)
    wait(lambda: not queue.worker_pids(), 20)
    wait(lambda: not alive(pid), 10)
    assert not queue.is_warm(MAPPER)
    assert over(requests.project(queue, space(seed=18), PCA, session="me")).state == "done"
    assert queue.worker_pids()[MAPPER] != pid


def test_work_that_only_dead_sessions_wait_for_leaves_the_queue(own: Callable[..., JobQueue]) -> None:
    dead: set[str] = set()
    queue = own(idle_s=2.0, is_alive=lambda session: session not in dead)
    slow = slow_job(queue, session="a")
    lonely = requests.project(queue, space(seed=19), PCA, session="b")
    both = requests.project(queue, space(seed=20), PCA, session="b")
    requests.project(queue, space(seed=20), PCA, session="a")
    dead.add("b")
    wait(lambda: lonely.state == "cancelled", 20)
    assert both.state == "queued"
    assert slow.state == "running"
    queue.cancel(slow, session="a")
    assert over(both).state == "done"


def test_folders_that_waiting_work_needs_are_kept(own: Callable[..., JobQueue]) -> None:
    queue = own()
    slow = slow_job(queue)
    needed = requests.project(queue, space(seed=99), PCA, session="me")
    idle = queue.space_folder(space(seed=98))
    made = [queue.space_folder(space(seed=seed)) for seed in range(100, 100 + space_folders.KEPT + 3)]
    assert Path(needed.task["space"]).exists()
    assert Path(slow.task["space"]).exists()
    assert not idle.exists()
    assert [folder.exists() for folder in made] == [False] * 3 + [True] * space_folders.KEPT
    queue.cancel(slow, session="me")
    assert over(needed).state == "done"


def test_a_space_is_written_once_whatever_its_metric(shared: JobQueue) -> None:
    texts = [f"text number {row}" for row in range(30)]
    here = ec.EmbeddingSpace(space().vectors, dataset=ec.Dataset.from_texts(texts))
    folder = shared.space_folder(here)
    assert shared.space_folder(here.with_metric("euclidean")) == folder
    assert np.array_equal(np.load(folder / "vectors.npy", allow_pickle=False), here.vectors)
    assert json.loads((folder / "texts.json").read_text(encoding="utf-8")) == texts


def test_old_results_are_let_go(own: Callable[..., JobQueue], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queue_module, "JOBS_KEPT", 3)
    queue = own()
    done = [over(requests.project(queue, space(seed=seed), PCA, session="me")) for seed in range(5)]
    kept = [queue.find(job.key) is not None for job in done]
    assert kept == [False, False, True, True, True]
    assert list(queue.folder.glob("*.npy")) == []  # each result was taken from its file


def test_close_ends_everything(own: Callable[..., JobQueue]) -> None:
    queue = own()
    slow = slow_job(queue)
    pid = queue.worker_pids()[MAPPER]
    queue.close()
    assert over(slow).state == "failed"
    assert "the server is closing" in slow.error
    wait(lambda: not alive(pid), 10)
    assert queue.worker_pids() == {}
    assert not queue.folder.exists()


def test_progress_and_time_left_by_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [100.0]
    monkeypatch.setattr(queue_module.time, "monotonic", lambda: now[0])
    job = Job("key", MAPPER, {}, lambda answer: answer, state="running")
    assert (job.progress_ratio, job.seconds_left) == (0.0, None)
    for second, done in enumerate((0, 10, 20)):
        now[0] = 100.0 + second
        job.report(done, 100, "drawing")
    assert job.progress_ratio == 0.2
    assert job.seconds_left == pytest.approx(8.0)
    now[0] += 2  # nothing was reported for two seconds: the estimate grows
    assert job.seconds_left == pytest.approx(16.0)
    job.report(1, 10, "placing")  # another step: its pace is not known yet
    assert job.seconds_left is None
    job.report(12, 10, "placing")
    assert job.progress_ratio == 1.0


def test_a_typed_query_goes_ahead_of_a_running_embed(shared: JobQueue) -> None:
    words = ["refund", "parcel", "invoice", "password", "camera", "delivery", "broken", "late"]
    random = np.random.default_rng(3)
    texts = [f"{row} " + " ".join(random.choice(words, 20)) for row in range(2_000)]
    embedding = requests.embed(shared, ec.Dataset.from_texts(texts), DEFAULT_CHOICE, session="me")
    assert requests.embed(shared, ec.Dataset.from_texts(["other"]), DEFAULT_CHOICE, session="me") is not embedding
    wait(lambda: embedding.done > 0 or not embedding.active)
    vectors = shared.encode({"model": DEFAULT_MODEL}, ["where is my parcel", "my camera is broken"])
    assert embedding.state == "running", embedding.error
    assert vectors.shape == (2, 384)
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1, abs=1e-3)
    cancelled(shared, embedding)


def test_errors_of_a_query_keep_their_class(shared: JobQueue) -> None:
    with pytest.raises(ec.ParameterError, match="no-such-model"):
        shared.encode({"model": "no-such-model"}, ["a"])


def test_a_query_fails_with_a_sentence_when_the_model_stops(shared: JobQueue) -> None:
    shared.warm(ENCODER, model=DEFAULT_MODEL)
    worker = shared._workers[ENCODER]
    assert worker is not None
    os.kill(worker.pid, signal.SIGSTOP)  # so that it can't answer before it ends
    Timer(0.3, lambda: os.kill(worker.pid, signal.SIGKILL)).start()
    with pytest.raises(ec.BackendMissingError, match=r"the model's process stopped .*; search again"):
        shared.encode({"model": DEFAULT_MODEL}, ["a"])
    with pytest.raises(ec.BackendMissingError, match="must answer within 0 seconds"):
        shared.encode({"model": DEFAULT_MODEL}, ["a"], timeout_s=0.0)
