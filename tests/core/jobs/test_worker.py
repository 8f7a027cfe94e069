"""python -m embedcore.jobs.worker as a process: when it ends, and what it says then. What it does: test_queue.py."""

import subprocess
import sys
from collections.abc import Iterator
from typing import IO

import pytest

from embedcore.jobs import wire
from tests.core.conftest import ROOT
from tests.core.jobs.toy_tasks import counting

Worker = subprocess.Popen[bytes]


@pytest.fixture
def worker() -> Iterator[Worker]:
    process = subprocess.Popen(
        [sys.executable, "-m", "embedcore.jobs.worker"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    yield process
    process.kill()
    process.wait(10)
    for stream in (process.stdin, process.stdout, process.stderr):
        if stream is not None:
            stream.close()


def into(worker: Worker) -> IO[bytes]:
    assert worker.stdin is not None
    return worker.stdin


def next_kind(worker: Worker) -> str:
    assert worker.stdout is not None
    message = wire.read(worker.stdout, wire.Spaces(), shared=True)
    assert message is not None
    return message.kind


def test_an_idle_worker_ends_with_its_input(worker: Worker) -> None:
    into(worker).close()
    assert worker.wait(15) == 0  # its start included


def test_a_working_worker_ends_with_its_input(worker: Worker) -> None:
    wire.packed("long", "1", counting(n_steps=1_000, rest_s=0.1), wire.Spaces()).write(into(worker))
    assert next_kind(worker) == "progress"
    into(worker).close()
    assert worker.wait(5) == 0


def test_a_worker_that_nobody_listens_to_ends(worker: Worker) -> None:
    """As when the server was killed: its end of both pipes is gone while a result is on its way."""
    wire.packed("long", "1", counting(n_steps=4, rest_s=0.3), wire.Spaces()).write(into(worker))
    assert next_kind(worker) == "progress"
    assert worker.stdout is not None
    worker.stdout.close()
    assert worker.wait(15) == 1  # by itself, though the other pipe is still open
    into(worker).close()


def test_a_task_cancelled_while_it_waits_is_not_begun(worker: Worker, tmp_path: object) -> None:
    log = f"{tmp_path}/log"
    wire.packed("cancel", "1", None, wire.Spaces()).write(into(worker))
    wire.packed("long", "1", counting(log=log), wire.Spaces()).write(into(worker))
    wire.packed("long", "2", counting(name="second", log=log), wire.Spaces()).write(into(worker))
    assert next_kind(worker) == "cancelled"
    while next_kind(worker) != "result":
        pass
    with open(log, encoding="utf-8") as file:
        assert file.read().splitlines() == ["second begins", "second ends"]


@pytest.mark.parametrize(
    "content",
    [b"no message at all", b"\x00\x00\x00\x02", b"\x00\x00\x00\x01" + b"\x00" * 7 + b"\x05" + b"a key"],
    ids=["text", "cut off", "not pickled"],
)
def test_what_is_not_a_message_does_not_leave_a_hanging_process(content: bytes, worker: Worker) -> None:
    into(worker).write(content)
    into(worker).close()
    assert worker.wait(15) == 1
    assert worker.stderr is not None
    said = worker.stderr.read().decode()
    assert "the worker ends: its input is not a message" in said
    assert "message at all" not in said  # it may hold a key
    assert "a key" not in said
