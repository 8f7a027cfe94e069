"""What this machine has: memory, cores; and giving back memory that was freed."""

import contextlib
import ctypes
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Lock
from typing import TypeVar

from embedcore.parameters import setting

T = TypeVar("T")
U = TypeVar("U")

_LIMIT_FILES = (Path("/sys/fs/cgroup/memory.max"), Path("/sys/fs/cgroup/memory/memory.limit_in_bytes"))
_UNKNOWN = 4 << 30
_SCARCE = 4 << 30
_MOST_THREADS = 8
_alone = Lock()
_POOLS, _LARGE = (-8, 2), (-3, 16 << 20)
"""M_ARENA_MAX and M_MMAP_THRESHOLD of glibc's mallopt."""


def total_memory() -> int:
    """Bytes of memory this process may use: the machine's, or its container's, or EMBEDCORE_MEMORY_MB, whichever is
    least.

    4 GB where the system does not tell. Raises ParameterError where EMBEDCORE_MEMORY_MB is no number of at least 0.
    """
    known = [int(setting("EMBEDCORE_MEMORY_MB", 0) * 1e6)]
    with contextlib.suppress(AttributeError, OSError, ValueError):  # Windows has no sysconf
        known.append(os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE"))
    for file in _LIMIT_FILES:
        with contextlib.suppress(OSError, ValueError):  # "max": no limit
            known.append(int(file.read_text(encoding="ascii")))
    return min((size for size in known if size > 0), default=_UNKNOWN)


def is_scarce() -> bool:
    """Whether memory is so short (below 4 GB) that nothing should be kept ready on the chance that it is needed."""
    return total_memory() < _SCARCE


def n_threads() -> int:
    """How many threads work that can be split should have: OMP_NUM_THREADS, or one for each core that this process may
    use, at most 8."""
    if (asked := os.environ.get("OMP_NUM_THREADS", "")).isdigit() and int(asked):
        return int(asked)
    usable = getattr(os, "sched_getaffinity", None)  # not on macOS and Windows
    return min(len(usable(0)) if usable is not None else os.cpu_count() or 1, _MOST_THREADS)


def in_threads(work: Callable[[T], U], items: Iterable[T]) -> Iterator[U]:
    """What work gives for each item, in their order, on all cores; matrix products in it use one thread each.

    Without that, each of them would start threads of its own, which wait for each other: ten times the time.
    """
    from threadpoolctl import threadpool_limits

    with contextlib.ExitStack() as ends:
        if _alone.acquire(blocking=False):  # limits that overlap would not be lifted again
            ends.callback(_alone.release)
            ends.enter_context(threadpool_limits(1, "blas"))
        yield from ends.enter_context(ThreadPoolExecutor(n_threads())).map(work, items)


def release_freed() -> None:
    """Gives freed memory back to the system where Arrow and the C library can (glibc), which else keep it for later."""
    if "pyarrow" in sys.modules:
        import pyarrow

        pyarrow.default_memory_pool().release_unused()
    if sys.platform == "linux":
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
        if trim is not None:
            trim(0)


def go_before_others(how_soon: int) -> None:
    """Where the system ends a process for want of memory, it should be this one. how_soon: 1 to 1000."""
    with contextlib.suppress(OSError):  # Linux alone
        Path("/proc/self/oom_score_adj").write_text(str(how_soon), encoding="ascii")


def keep_little() -> None:
    """Tells the C library (glibc) to give an array of 16 MB and more back to the system once it is freed, and to have
    two pools for the others; by itself it comes to keep arrays of up to 32 MB, in a pool for every few threads."""
    if sys.platform == "linux":
        tune = getattr(ctypes.CDLL(None), "mallopt", None)
        if tune is not None:
            for option, value in (_POOLS, _LARGE):
                tune(option, value)
