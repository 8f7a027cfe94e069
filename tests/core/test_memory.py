"""How much memory there is: the least of what the machine and its container have."""

import os
from pathlib import Path

import pytest

from embedcore import memory


def test_a_container_s_limit_counts_where_it_is_less(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    limit = tmp_path / "memory.max"
    monkeypatch.setattr(memory, "_LIMIT_FILES", (limit, tmp_path / "absent"))
    machine = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    assert memory.total_memory() == machine
    for written, expected in (("max\n", machine), ("0\n", machine), ("1048576\n", 1 << 20), (f"{2**62}\n", machine)):
        limit.write_text(written)
        assert memory.total_memory() == expected, written
    assert not memory.is_scarce() or machine < 4 << 30
    monkeypatch.setenv("EMBEDCORE_MEMORY_MB", "690")
    assert memory.total_memory() == 690 * 10**6
    assert memory.is_scarce()


def test_a_system_that_tells_nothing_has_4_gb(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "_LIMIT_FILES", (tmp_path / "absent",))
    monkeypatch.delattr(os, "sysconf")
    assert memory.total_memory() == 4 << 30


def test_freed_memory_is_given_back_without_an_error() -> None:
    assert memory.release_freed() is None


def test_split_work_has_a_thread_for_each_core_up_to_eight(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OMP_NUM_THREADS", raising=False)
    for cores, threads in ((1, 1), (3, 3), (64, 8)):
        monkeypatch.setattr(os, "sched_getaffinity", lambda _pid, cores=cores: set(range(cores)), raising=False)
        assert memory.n_threads() == threads
    for asked, threads in (("2", 2), ("16", 16), ("0", 8), ("", 8), ("two", 8)):
        monkeypatch.setenv("OMP_NUM_THREADS", asked)
        assert memory.n_threads() == threads
    monkeypatch.delenv("OMP_NUM_THREADS")
    monkeypatch.delattr(os, "sched_getaffinity", raising=False)
    for found, threads in ((None, 1), (4, 4), (64, 8)):
        monkeypatch.setattr(os, "cpu_count", lambda found=found: found)
        assert memory.n_threads() == threads
