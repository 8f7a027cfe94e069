"""Where memory is scarce, what waits ends for what is needed: the processes that read, and those of the queue."""

import sys
from collections.abc import Callable, Iterator

import pytest

from embedcore import jobs
from embedcore.jobs import JobQueue, room
from embedcore.jobs.reading import apart
from embedcore.jobs.reading.reader import Reader
from tests.core.jobs.conftest import count, endless, over

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere nothing waits for files")
FILE = b"text\none\n"


@pytest.fixture
def reader(monkeypatch: pytest.MonkeyPatch) -> Iterator[Reader]:
    made = Reader()
    monkeypatch.setattr(apart, "_reader", made)
    yield made
    made.close()


@pytest.mark.parametrize("scarce", [True, False])
def test_a_file_and_a_job_make_room_for_each_other(
    reader: Reader, own: Callable[..., JobQueue], monkeypatch: pytest.MonkeyPatch, scarce: bool
) -> None:
    monkeypatch.setattr(room, "is_scarce", lambda: scarce)
    queue = own()
    over(count(queue, "one"))
    assert jobs.read_apart(FILE).n_rows == 1
    assert any(queue._workers.values()) is not scarce
    over(count(queue, "two"))
    assert (reader._forker is None) is scarce
    assert jobs.read_apart(FILE).n_rows == 1


def test_what_is_busy_goes_on(reader: Reader, own: Callable[..., JobQueue], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "is_scarce", lambda: True)
    queue = own()
    running = endless(queue)
    assert jobs.read_apart(FILE).n_rows == 1
    assert running.state == "running"
    with reader.reading():
        over(count(queue, "beside"))
        assert reader._forker is not None


def test_who_is_gone_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "is_scarce", lambda: True)
    monkeypatch.setattr(room, "_waiting", [])
    kept = Reader()
    room.join(Reader().rest)
    room.make_room(object())
    assert [entry() for entry in room._waiting] == [kept.rest]
