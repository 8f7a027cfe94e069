"""What is saved on the disk: bounded, whole, its visitor's alone, written one after the other."""

import stat
import threading
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

import pytest

import embedcore as ec
from ui.shelf import DAY, MB, Disk, DiskLimits, is_of, keys, new_key


@pytest.fixture
def now() -> list[float]:
    """The clock, in seconds."""
    return [1_000.0]


@pytest.fixture
def disk(tmp_path: Path, now: list[float]) -> Disk:
    limits = DiskLimits(memory=10_000, items=2, age_s=DAY)
    return Disk(limits, tmp_path / "saved", lambda: now[0], calm_s=0.0)


def of(content: bytes) -> Callable[[BinaryIO], None]:
    def write(file: BinaryIO) -> None:
        file.write(content)

    return write


def kept(disk: Disk, visitor: str) -> list[str]:
    assert disk.finish(10)
    return [one.id for one in disk.items(visitor)]


def test_what_is_saved_is_there_for_its_visitor_and_the_next_server(disk: Disk, now: list[float]) -> None:
    disk.save_later("ann", "1", "a.csv", {"n_rows": 3}, of(b"first"))
    assert kept(disk, "ann") == ["1"] and kept(disk, "bob") == [] and disk.take("bob", "1") is None
    now[0] += 60
    disk.save_later("ann", "1", "a.csv", {"n_rows": 4}, None)  # the content stays
    assert kept(disk, "ann") == ["1"]
    found = Disk(disk.limits, disk.folder, disk.clock).take("ann", "1")
    assert found is not None and found.path.read_bytes() == b"first"
    assert (found.name, found.saved, found.about) == ("a.csv", 1_060.0, {"n_rows": 4})
    assert stat.S_IMODE(disk.folder.stat().st_mode) == 0o700 == stat.S_IMODE(found.path.parent.stat().st_mode)
    assert "ann" not in str(found.path)


def test_too_many_too_old_and_too_much_go_the_oldest_first(disk: Disk, now: list[float]) -> None:
    for number in range(3):
        disk.save_later("ann", str(number), f"{number}.csv", {}, of(b"x" * 3_000))
        assert disk.finish(10)
        now[0] += 1
    assert kept(disk, "ann") == ["2", "1"]
    disk.save_later("bob", "9", "b.csv", {}, of(b"x" * 5_000))
    assert kept(disk, "bob") == ["9"] and kept(disk, "ann") == ["2"]
    disk.save_later("bob", "8", "large.csv", {}, of(b"x" * 20_000))
    assert kept(disk, "bob") == ["9"] and "it takes" in disk.problem("bob", "8")
    now[0] += DAY + 2
    assert kept(disk, "ann") == kept(disk, "bob") == []
    assert not list(disk.folder.glob("*/*.embx"))


def test_a_failure_is_said_and_what_was_there_stays(disk: Disk) -> None:
    def fails(file: BinaryIO) -> None:
        file.write(b"half")
        raise ec.DataError("the column can't be saved")

    disk.save_later("ann", "1", "a.csv", {}, of(b"whole"))
    assert kept(disk, "ann") == ["1"]
    disk.save_later("ann", "1", "a.csv", {}, fails)
    assert kept(disk, "ann") == ["1"] and disk.problem("ann", "1") == "the column can't be saved"
    found = disk.take("ann", "1")
    assert found is not None and found.path.read_bytes() == b"whole"
    found.path.with_suffix(".json").write_text("{", encoding="utf-8")
    assert disk.items("ann") == []


def test_one_is_written_at_a_time_the_newest_state_once_and_nothing_after_deleting(disk: Disk) -> None:
    goes_on, begun, written = threading.Event(), threading.Event(), list[bytes]()

    def slow(file: BinaryIO) -> None:
        written.append(b"slow")
        begun.set()
        assert goes_on.wait(10)
        file.write(b"slow")

    def noted(content: bytes) -> Callable[[BinaryIO], None]:
        def write(file: BinaryIO) -> None:
            written.append(content)
            file.write(content)

        return write

    disk.save_later("ann", "1", "a.csv", {}, slow)
    assert begun.wait(10)
    for content in (b"one", b"two", b"three"):
        disk.save_later("ann", "1", "a.csv", {}, noted(content))
    assert written == [b"slow"] and [one.name for one in threading.enumerate()].count("autosave") == 1
    goes_on.set()
    assert kept(disk, "ann") == ["1"] and written == [b"slow", b"three"]
    disk.save_later("ann", "2", "b.csv", {}, noted(b"never seen"))
    assert disk.empty("ann") in (1, 2) and kept(disk, "ann") == [] and not list(disk.folder.glob("*/*"))


def test_nothing_is_saved_where_visitors_may_be_strangers(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("EMBEDCORE_CACHE_DIR", str(tmp_path))
    monkeypatch.setenv("EMBEDDING_EXPLORER_SAVED_MB", "100")
    monkeypatch.setenv("EMBEDCORE_PRIVATE_USE", "0")
    public = Disk()
    public.save_later("ann", "1", "a.csv", {}, of(b"x"))
    assert not public.limits.is_on and kept(public, "ann") == [] and not list(tmp_path.iterdir())
    monkeypatch.setenv("EMBEDCORE_PRIVATE_USE", "1")
    assert DiskLimits.here().memory == 100 * MB
    monkeypatch.setenv("EMBEDDING_EXPLORER_SAVED_MB", "0")
    assert not DiskLimits.here().is_on
    monkeypatch.setenv("EMBEDDING_EXPLORER_SAVED_MB", "x")
    with pytest.raises(ec.ParameterError, match="EMBEDDING_EXPLORER_SAVED_MB must be a number"):
        DiskLimits.here()


def test_the_next_server_knows_a_browser_where_work_is_saved(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("EMBEDCORE_CACHE_DIR", str(tmp_path))
    monkeypatch.delenv("EMBEDDING_EXPLORER_SAVED_MB")
    for private, knows in (("1", True), ("0", False)):
        monkeypatch.setenv("EMBEDCORE_PRIVATE_USE", private)
        keys._secret.cache_clear()
        key = new_key()
        assert is_of(key) and not is_of(key[:-1] + "g")
        keys._secret.cache_clear()
        assert is_of(key) is knows
    assert stat.S_IMODE((tmp_path / "saved" / "key").stat().st_mode) == 0o600
    keys._secret.cache_clear()
