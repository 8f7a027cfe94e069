"""The queue at its door, with real workers and tasks that take no time: sharing, turns, cancelling, crashes, idling."""

import os
import signal
import time
from collections.abc import Callable
from dataclasses import fields, replace
from functools import partial
from itertools import pairwise
from pathlib import Path
from threading import Timer

import numpy as np
import pytest

import embedcore as ec
from embedcore.files import file_of
from embedcore.jobs import ENCODER, MAPPER, Job, JobQueue, Limits, Recent
from embedcore.jobs import queue as queue_module
from embedcore.jobs import store as store_module
from embedcore.jobs.task import Task
from embedcore.reading import large_files
from tests.core.jobs.conftest import cancelled, count, endless, over, wait
from tests.core.jobs.toy_tasks import counting, odd_task, unsendable, where


def alive(pid: int) -> bool:
    status = Path(f"/proc/{pid}/stat")
    return status.exists() and status.read_text().rsplit(")", 1)[1].split()[0] != "Z"


def pid_of(queue: JobQueue) -> int:
    worker = queue._workers[MAPPER]
    assert worker is not None
    return worker._process.pid


def odd(queue: JobQueue, how: str) -> Job:
    job = over(queue.submit(how, lambda: odd_task(how), session="me"))
    queue.forget(how)
    return job


# Sharing and results


def test_the_same_work_is_done_once_for_two_sessions(shared: JobQueue) -> None:
    made: list[Task] = []

    def make() -> Task:
        made.append(counting(name="same"))
        return made[-1]

    first = shared.submit("same", make, session="a")
    assert shared.submit("same", make, session="b") is first
    assert first.sessions == {"a", "b"}
    assert over(first).state == "done"
    assert first.result[0] == "same"
    assert shared.submit("same", make, session="c") is first
    assert len(made) == 1
    assert made[0].args and first.task.args == ()  # what the work was made of is let go with its end


def test_the_worker_lives_on_between_tasks(shared: JobQueue) -> None:
    assert over(count(shared, "one")).result[1] == over(count(shared, "two")).result[1] == pid_of(shared)


# Whatever goes wrong


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ("raises", "something unforeseen (KeyError); run it again"),
        ("full disk", "something unforeseen (No space left on device); run it again"),
        ("no memory", "something unforeseen (memory ran out); run it again"),
        ("can't be sent", "something unforeseen (AttributeError)"),
        ("can't be read", "something unforeseen (ZeroDivisionError)"),
    ],
)
def test_whatever_goes_wrong_ends_one_job_with_a_sentence(
    how: str, said: str, shared: JobQueue, caplog: pytest.LogCaptureFixture
) -> None:
    pid = over(count(shared, "before")).result[1]
    job = odd(shared, how)
    assert job.state == "failed"
    assert said in job.error
    assert over(count(shared, f"after {how}")).result == (f"after {how}", pid)  # the same worker goes on
    # The log says where it was, and neither a person nor the log gets to see what the exception said.
    assert "toy_tasks.py" in caplog.text or how == "can't be sent"
    assert "a secret of the data" not in job.error + caplog.text
    assert "/home/someone" not in job.error + caplog.text


def test_a_task_that_can_not_be_sent_fails_alone(shared: JobQueue) -> None:
    job = over(shared.submit("unsendable", unsendable, session="me"))
    assert job.state == "failed"
    assert "something unforeseen" in job.error
    assert over(count(shared, "after it")).state == "done"


def test_a_worker_maps_the_file_of_the_vectors(
    shared: JobQueue, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(large_files, "MAPPED_BYTES", 1_000)
    np.save(tmp_path / "own.npy", np.random.default_rng(0).normal(size=(500, 20)).astype(np.float32))
    mapped = ec.with_vectors(ec.read_table(tmp_path / "own.npy")).space()
    for space in (mapped, ec.EmbeddingSpace(np.eye(3))):
        job = over(shared.submit(f"where {space.fingerprint}", partial(where, space), session="me"))
        assert (job.state, job.result) == ("done", file_of(space.vectors))
    assert file_of(mapped.vectors) is not None


def test_a_bad_parameter_is_told_as_it_is(shared: JobQueue) -> None:
    assert odd(shared, "bad parameter").error == "this must be that (got 5); change it"
    with pytest.raises(ec.ParameterError, match=r"^this must be that \(got 5\); change it$"):
        shared.ask(odd_task("bad parameter"))


def test_what_a_library_prints_is_no_message(shared: JobQueue) -> None:
    assert odd(shared, "prints").result == "printed"


def test_a_worker_that_ends_by_itself_fails_its_job(shared: JobQueue) -> None:
    job = odd(shared, "ends")
    assert job.state == "failed"
    assert job.error.startswith("The worker process stopped: it ended with code 3. Nothing that was finished is lost")
    assert over(count(shared, "with another worker")).state == "done"


def test_a_killed_worker_fails_its_long_job_and_loses_nothing_else(shared: JobQueue) -> None:
    before = over(count(shared, "finished before"))
    slow = endless(shared)
    short = count(shared, "a short one", n_steps=3, rest_s=0.3, deaf=True)
    waiting = count(shared, "waiting", about_s=600)
    os.kill(pid_of(shared), signal.SIGKILL)
    assert over(slow).state == "failed"
    assert "the system stopped it, most likely because memory ran out" in slow.error
    assert "run it again" in slow.error
    assert over(waiting).state == over(short).state == "done"
    assert shared.find(before.key) is before
    assert before.result is not None
    shared.forget(slow.key)
    again = endless(shared)
    assert again is not slow
    cancelled(shared, again)


def test_the_end_of_an_old_worker_does_not_fail_what_the_new_one_does(own: Callable[..., JobQueue]) -> None:
    queue = own()
    over(count(queue, "first"))
    with queue._lock:  # as the housekeeping does when it ends an idle worker while somebody clicks
        queue._end_worker(MAPPER, "it had nothing to do")
        job = count(queue, "second")
    assert over(job).state == "done", job.error


# Cancelling


def test_running_work_stops_within_two_seconds_and_the_next_begins(shared: JobQueue) -> None:
    slow = endless(shared)
    pid, begun = pid_of(shared), time.monotonic()
    assert shared.cancel(slow, session="me")
    assert over(slow).state == "cancelled"
    assert time.monotonic() - begun < 2.0
    assert (slow.result, slow.seconds_left) == (None, None)
    assert over(count(shared, "next", about_s=600)).result[1] == pid  # asked first, and it listened
    shared.forget(slow.key)


def test_work_that_does_not_listen_is_killed_and_what_ran_beside_it_begins_anew(
    shared: JobQueue, tmp_path: Path
) -> None:
    log = str(tmp_path / "log")
    slow = endless(shared, "half deaf", rest_s=5.0)  # it looks every 5 seconds
    short = count(shared, "short", n_steps=1, rest_s=0.3, log=log)  # waits for its next look
    pid, begun = pid_of(shared), time.monotonic()
    shared.cancel(slow, session="me")
    assert over(slow).state == "cancelled"
    assert time.monotonic() - begun < 2.0
    assert over(short).state == "done"
    assert short.result[1] != pid
    assert Path(log).read_text().splitlines() == ["short begins", "short ends"]
    shared.forget(slow.key)


def test_a_cancelled_short_job_is_over_at_once_and_costs_no_worker(shared: JobQueue) -> None:
    pid = over(count(shared, "warm")).result[1]
    short = count(shared, "short and deaf", n_steps=4, rest_s=0.2, deaf=True)
    wait(lambda: short.state == "running")
    assert shared.cancel(short, session="me")
    assert short.state == "cancelled"
    assert over(count(shared, "next short")).result == ("next short", pid)
    shared.forget(short.key)


def test_a_cancelled_job_runs_again_after_forget_and_for_others_at_once(shared: JobQueue) -> None:
    slow = endless(shared)
    shared.cancel(slow, session="me")
    assert over(slow).state == "cancelled"
    assert count(shared, slow.key) is slow  # until it is forgotten
    other = endless(shared, session="another")
    assert other is not slow
    cancelled(shared, other)
    again = endless(shared)
    assert again is not slow
    shared.forget(again.key)  # what is active can't be forgotten
    assert shared.find(again.key) is again
    cancelled(shared, again)


def test_who_comes_while_a_job_is_being_cancelled_gets_a_fresh_one(shared: JobQueue) -> None:
    slow = endless(shared, session="a", rest_s=0.3)
    shared.cancel(slow, session="a")
    assert slow.state == "running"
    fresh = count(shared, slow.key, session="b", n_steps=100_000, rest_s=0.01, about_s=600)
    assert fresh is not slow
    wait(lambda: fresh.state == "running")
    assert slow.state == "cancelled"
    cancelled(shared, fresh)


def test_what_is_done_is_there_for_those_who_turned_to_something_else(own: Callable[..., JobQueue]) -> None:
    queue = own()
    first = over(count(queue, "first"))
    assert queue.cancel(first, session="me", leave=True)
    over(count(queue, "second"))  # when work ends, what nobody wants any more goes
    assert count(queue, "first") is first
    assert first.sessions == {"me"}


def test_one_of_two_sessions_can_not_cancel_for_the_other(shared: JobQueue) -> None:
    slow = endless(shared, session="a")
    count(shared, slow.key, session="b")
    assert not shared.cancel(slow, session="a")
    assert slow.sessions == {"b"}
    time.sleep(queue_module.CANCEL_GRACE_S + 0.3)
    assert slow.state == "running"
    cancelled(shared, slow)


# Turns


def test_places_progress_and_cancelling_of_what_waits(shared: JobQueue) -> None:
    slow = endless(shared)
    waiting = [count(shared, name, about_s=600) for name in ("first", "second", "third")]
    assert [job.state for job in waiting] == ["queued"] * 3
    assert [shared.place_in_queue(job) for job in (slow, *waiting)] == [0, 1, 2, 3]
    assert [shared.runs_before(job) for job in (slow, *waiting)] == [None, slow, slow, slow]
    assert 0 <= slow.progress_ratio <= 1
    assert slow.done <= slow.total
    assert slow.what == "counting"
    assert slow.seconds_left is None or 0 <= slow.seconds_left < 36_000
    assert shared.cancel(waiting[1], session="me")
    assert waiting[1].state == "cancelled"
    assert [shared.place_in_queue(job) for job in waiting] == [1, 0, 2]
    cancelled(shared, slow)
    assert [over(job).state for job in waiting] == ["done", "cancelled", "done"]
    shared.forget("second")


def test_visitors_take_turns(shared: JobQueue, tmp_path: Path) -> None:
    log = tmp_path / "log"
    slow = endless(shared, session="many")
    jobs = [count(shared, f"many {n}", session="many", about_s=600, log=str(log)) for n in range(3)]
    jobs += [count(shared, "lone", session="one", about_s=600, log=str(log))]
    jobs += [count(shared, f"two {n}", session="two", about_s=600, log=str(log)) for n in range(2)]
    assert [shared.place_in_queue(job) for job in jobs] == [3, 5, 6, 1, 2, 4]
    cancelled(shared, slow)
    assert [over(job).state for job in jobs] == ["done"] * 6
    begun = [line.removesuffix(" begins") for line in log.read_text().splitlines() if line.endswith("begins")]
    assert begun == ["lone", "two 0", "many 0", "two 1", "many 1", "many 2"]


def test_of_one_visitor_s_jobs_the_shortest_is_first(shared: JobQueue) -> None:
    slow = endless(shared, session="other")
    jobs = [count(shared, f"takes {s} s", about_s=s) for s in (600, 6, 60)]
    assert [shared.place_in_queue(job) for job in jobs] == [3, 1, 2]
    cancelled(shared, slow)
    assert [over(job).state for job in jobs] == ["done"] * 3


def test_short_work_is_done_between_two_steps_of_long_work_which_goes_on(shared: JobQueue) -> None:
    slow = endless(shared, session="long")
    before = slow.done
    jobs = [count(shared, f"short {n}", session=f"visitor {n % 2}", n_steps=2, rest_s=0.02) for n in range(10)]
    pid = pid_of(shared)
    assert {over(job).result[1] for job in jobs} == {pid}
    assert slow.state == "running"
    wait(lambda: slow.done > before + 10)
    cancelled(shared, slow)


def test_a_query_is_answered_while_long_and_short_work_goes_on(shared: JobQueue) -> None:
    slow = endless(shared)
    short = count(shared, "rather long for a short one", n_steps=200, rest_s=0.02)
    assert shared.ask(counting(name="query")) == ("query", pid_of(shared))
    assert short.active
    assert slow.state == "running"
    cancelled(shared, slow, short)


# Visitors who left


def test_work_of_visitors_who_left_stops_unless_others_wait_for_it(
    own: Callable[..., JobQueue], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store_module, "LEFT_S", 0.5)
    dead: set[str] = set()
    queue = own(is_alive=lambda session: session not in dead)
    slow = endless(queue, session="a")
    lonely = count(queue, "lonely", session="a", about_s=600)
    both = count(queue, "both", session="a", about_s=600)
    count(queue, "both", session="b")
    dead.add("a")
    begun = time.monotonic()
    wait(lambda: not slow.active and not lonely.active)
    assert time.monotonic() - begun < 4.0
    assert (slow.state, lonely.state) == ("cancelled", "cancelled")
    assert over(both).state == "done"
    dead.clear()
    assert count(queue, "lonely", session="a") is not lonely  # who comes back gets a fresh one


def test_who_deletes_everything_leaves_only_what_others_want(own: Callable[..., JobQueue]) -> None:
    queue = own()
    mine, others = over(count(queue, "mine", session="a")), over(count(queue, "others", session="a"))
    count(queue, "others", session="b")
    running = endless(queue, "long", session="tab 2")
    path = queue.keep_file("words.txt", b"the 1 2", session="a")
    shared_path = queue.keep_file("other.txt", b"of 3 4", session="a")
    queue.keep_file("other.txt", b"of 3 4", session="b")
    assert queue.leave({"a", "tab 2"}) == 2
    assert queue.find(mine.key) is None
    assert queue.find(others.key) is others
    assert others.sessions == {"b"}
    assert over(running).state == "cancelled"
    assert not path.exists()
    assert shared_path.exists()


def test_a_visitor_who_is_back_in_time_loses_nothing(
    own: Callable[..., JobQueue], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store_module, "LEFT_S", 2.0)
    dead: set[str] = set()
    queue = own(is_alive=lambda session: session not in dead)
    slow = endless(queue, session="a")
    dead.add("a")
    wait(lambda: slow.abandoned is not None)
    dead.clear()
    wait(lambda: slow.abandoned is None)
    assert slow.state == "running"


def test_results_of_visitors_who_left_go_after_a_while(
    own: Callable[..., JobQueue], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store_module, "ORPHANS_KEPT_S", 0.1)
    dead: set[str] = set()
    queue = own(is_alive=lambda session: session not in dead)
    over(count(queue, "a's", session="a"))
    over(count(queue, "b's", session="b"))
    dead.add("a")
    wait(lambda: queue.find("a's") is None, 10)
    assert queue.find("b's") is not None


# Limits


def test_limits_say_what_is_too_much(own: Callable[..., JobQueue]) -> None:
    queue = own(limits=Limits(jobs=2, rows=100, memory=1_000_000))
    endless(queue)
    count(queue, "second", about_s=600)
    with pytest.raises(ec.EmbedcoreError, match="at most 2 pieces of work may run or wait for one visitor"):
        count(queue, "third")
    assert count(queue, "second").state == "queued"  # what is there already may be asked for again
    assert over(count(queue, "third", session="another", rows=100)).state == "done"
    with pytest.raises(
        ec.DataError, match=r"at most 100 rows can be worked on for one visitor \(got 101\); load fewer"
    ):
        count(queue, "rows", session="another", rows=101)
    with pytest.raises(ec.DataError, match=r"at most 1 MB of data are kept for one visitor \(this would make 2 MB\)"):
        count(queue, "memory", session="another", size=2 << 20)


def test_a_result_that_is_too_large_is_said(own: Callable[..., JobQueue]) -> None:
    queue = own(limits=Limits(memory=1_000))
    job = over(count(queue, "x" * 1_500))
    assert job.state == "failed"
    assert "at most 0 MB of data are kept for one visitor" in job.error


def test_old_results_make_room_for_new_work(own: Callable[..., JobQueue]) -> None:
    queue = own(limits=Limits(memory=10_000))
    done = [over(count(queue, f"{n}" * 3_000)) for n in range(5)]
    other = over(count(queue, "other", session="another"))
    assert [queue.find(job.key) is not None for job in done] == [False, False, True, True, True]
    over(count(queue, "large", size=6_000))
    assert [queue.find(job.key) is not None for job in done] == [False, False, False, False, True]
    over(count(queue, "larger", size=9_900))
    assert not any(queue.find(job.key) for job in done)
    assert queue.find("other") is other  # another visitor's are not touched


def test_only_the_last_results_of_a_visitor_are_kept(own: Callable[..., JobQueue]) -> None:
    queue = own(limits=Limits(results=3))
    other = over(count(queue, "other", session="another"))
    done = [over(count(queue, f"{n}")) for n in range(5)]
    over(count(queue, "2"))  # looked at again
    over(count(queue, "5"))
    assert [queue.find(job.key) is not None for job in done] == [False, False, True, False, True]
    assert queue.find("other") is other


def test_limits_are_generous_for_private_use(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EMBEDCORE_PRIVATE_USE", "1")
    private = Limits.here()
    monkeypatch.delenv("EMBEDCORE_PRIVATE_USE")
    assert Limits.here() == Limits()
    for field in fields(Limits):
        assert getattr(private, field.name) > getattr(Limits(), field.name), field.name
    monkeypatch.setenv("EMBEDCORE_VISITOR_ROWS", "2000")
    monkeypatch.setenv("EMBEDCORE_VISITOR_MB", "0.5")
    assert (Limits.here().rows, Limits.here().memory, Limits.here().jobs) == (2_000, 1 << 19, Limits().jobs)
    monkeypatch.setenv("EMBEDCORE_VISITOR_ROWS", "many")
    with pytest.raises(ec.ParameterError, match=r"EMBEDCORE_VISITOR_ROWS must be a number of at least 0 \(got 'many'"):
        Limits.here()


# Uploaded files


def test_a_file_is_kept_once_by_its_content_while_its_visitor_is_there(
    own: Callable[..., JobQueue], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queue_module, "ORPHANS_KEPT_S", 0.1)
    dead: set[str] = set()
    queue = own(is_alive=lambda session: session not in dead)
    path = queue.keep_file("words.txt", b"the 1 2", session="a")
    assert path.name.endswith("-words.txt")
    assert queue.keep_file("other.txt", memoryview(b"the 1 2"), session="b") == path
    assert path.read_bytes() == b"the 1 2"
    dead.add("a")
    time.sleep(1.5)
    assert path.exists()
    dead.add("b")
    wait(lambda: not path.exists(), 10)


@pytest.mark.parametrize(
    ("name", "end"),
    [
        ("ä" * 300 + ".txt.gz", "ää.txt.gz"),
        ("a\x00b.txt", "-ab.txt"),
        ("../../etc/passwd", "-passwd"),
        ("..\\evil.txt", "-evil.txt"),
        ("", "-table"),
        ("\x00", "-table"),
        ("two\nlines.vec", "-twolines.vec"),
        ("\ud83d.bin", "-?.bin"),
    ],
)
def test_any_name_of_a_file_will_do(name: str, end: str, shared: JobQueue) -> None:
    path = shared.keep_file(name, name.encode("utf-8", "replace"), session=f"brings {end}")
    assert path.parent == shared.folder / "files"
    assert path.name.endswith(end)
    assert path.exists()


def test_uploads_have_limits_too(own: Callable[..., JobQueue]) -> None:
    queue = own(limits=Limits(files=2, memory=3_000_000))
    queue.keep_file("a", b"a", session="me")
    queue.keep_file("b", b"b", session="me")
    queue.keep_file("a", b"a", session="me")
    with pytest.raises(ec.DataError, match="at most 2 uploaded files are kept for one visitor"):
        queue.keep_file("c", b"c", session="me")
    with pytest.raises(ec.DataError, match=r"at most 3 MB of data are kept for one visitor \(this would make 4 MB\)"):
        queue.keep_file("large", bytes(4 << 20), session="another")
    queue.keep_file("large", bytes(2 << 20), session="another")
    with pytest.raises(ec.DataError, match="at most 3 MB of data are kept"):
        count(queue, "beside the file", session="another", size=1 << 20)


def test_recent_keeps_what_was_used_last() -> None:
    kept = Recent[str, int](2)
    kept.put("a", 1)
    kept.put("b", 2)
    assert kept.get("a") == 1
    assert kept.put("c", 3) == ["b"]
    assert (kept.get("a"), kept.get("b"), kept.get("c")) == (1, None, 3)
    assert list(kept) == ["a", "c"]


# Beginning and end


def test_idle_workers_end_and_come_back(own: Callable[..., JobQueue]) -> None:
    queue = own(idle_s=0.4)
    pid = over(count(queue, "first")).result[1]
    assert queue.is_warm(MAPPER)
    wait(lambda: not any(queue._workers.values()), 20)
    wait(lambda: not alive(pid), 10)
    assert not queue.is_warm(MAPPER)
    assert over(count(queue, "second")).result[1] != pid


def test_where_memory_is_scarce_one_worker_makes_room_for_another_unless_it_is_busy(
    own: Callable[..., JobQueue], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queue_module, "is_scarce", lambda: True)
    queue, of_the_model = own(), replace(counting(name="of the model"), role=ENCODER)
    mapper = over(count(queue, "first")).result[1]
    queue.warm(of_the_model)  # nobody has asked for it yet
    wait(lambda: not queue._soon)
    assert alive(mapper)
    encoder = queue.ask(of_the_model)[1]
    wait(lambda: not alive(mapper))
    running = endless(queue)
    wait(lambda: not alive(encoder))
    queue.ask(of_the_model)
    assert running.state == "running"


def test_warming_is_done_once_for_a_worker(own: Callable[..., JobQueue], tmp_path: Path) -> None:
    queue, log = own(), tmp_path / "log"
    for after_s in (0.2, 0.2, 0.0, 0.0):
        queue.warm(counting(name="warm", log=str(log)), after_s=after_s)
    wait(lambda: queue.is_warm(MAPPER))
    over(count(queue, "work"))
    time.sleep(0.3)
    assert log.read_text().splitlines() == ["warm begins", "warm ends"]


def test_close_ends_everything(own: Callable[..., JobQueue]) -> None:
    queue = own()
    slow, short = endless(queue), count(queue, "short and deaf", n_steps=50, rest_s=0.1, deaf=True)
    pid = pid_of(queue)
    queue.close()
    assert over(slow).state == over(short).state == "failed"
    assert "the server is closing" in slow.error
    wait(lambda: not alive(pid), 10)
    assert not any(queue._workers.values())
    assert not queue.folder.exists()


def test_a_query_fails_with_a_sentence_when_the_worker_stops(shared: JobQueue) -> None:
    over(count(shared, "warm"))
    pid = pid_of(shared)
    os.kill(pid, signal.SIGSTOP)  # so that it can't answer before it ends
    Timer(0.3, lambda: os.kill(pid, signal.SIGKILL)).start()
    with pytest.raises(ec.BackendMissingError, match=r"the model's process stopped .*; search again"):
        shared.ask(counting())
    with pytest.raises(ec.BackendMissingError, match="must answer within 0 seconds"):
        shared.ask(counting(), timeout_s=0.0)


def test_a_query_goes_to_the_next_worker_when_one_is_killed_to_cancel_other_work(shared: JobQueue) -> None:
    slow = endless(shared, "half deaf", rest_s=5.0)
    pid = pid_of(shared)
    Timer(0.2, lambda: shared.cancel(slow, session="me")).start()
    name, other = shared.ask(counting(name="query"))
    assert name == "query"
    assert other != pid
    assert over(slow).state == "cancelled"
    shared.forget(slow.key)


def test_progress_and_time_left_by_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [100.0]
    monkeypatch.setattr(queue_module.time, "monotonic", lambda: now[0])
    job = Job("key", counting(), state="running")
    assert (job.progress_ratio, job.seconds_left) == (0.0, None)
    for second, done in enumerate((0, 10, 20)):
        now[0] = 100.0 + second
        job.report(done, 100, "drawing")
    assert job.progress_ratio == 0.2
    assert job.seconds_left == pytest.approx(8.0)
    now[0] += 2  # nothing was reported for two seconds: what is left goes down, or by the pace up to now half of 16
    assert job.seconds_left == pytest.approx(8.0)
    now[0] += 4
    assert job.seconds_left == pytest.approx(16.0)
    job.report(1, 10, "placing")  # another step: its pace is not known yet
    assert job.seconds_left is None
    job.report(12, 10, "placing")
    assert job.progress_ratio == 1.0


def test_time_left_does_not_jump_with_the_pace(monkeypatch: pytest.MonkeyPatch) -> None:
    now, left = [0.0], list[float]()
    monkeypatch.setattr(queue_module.time, "monotonic", lambda: now[0])
    job = Job("key", counting(), state="running")
    rng, done = np.random.default_rng(3), 0.0
    for _ in range(120):  # a second each, at 2 to 14 a second
        now[0] += 1
        done += rng.uniform(2, 14)
        job.report(round(done), 2_000, "reading")
        left += [job.seconds_left] if job.seconds_left is not None else []
    assert max(after - before for before, after in pairwise(left)) <= 0
    for _ in range(8):  # five times as slow: a reason to say more
        now[0] += 10
        done += 10
        job.report(round(done), 2_000, "reading")
    later = job.seconds_left
    assert later is not None
    assert later > left[-1]
