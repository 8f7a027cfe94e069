"""Memory: how much this machine has, and giving back what was freed."""

import contextlib
import ctypes
import os
import sys
from pathlib import Path

_LIMIT_FILES = (Path("/sys/fs/cgroup/memory.max"), Path("/sys/fs/cgroup/memory/memory.limit_in_bytes"))
_UNKNOWN = 4 << 30


def total_memory() -> int:
    """Bytes of memory this process may use: the machine's, or its container's where that is less.

    4 GB where the system does not tell.
    """
    known = []
    with contextlib.suppress(AttributeError, OSError, ValueError):  # Windows has no sysconf
        known.append(os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE"))
    for file in _LIMIT_FILES:
        with contextlib.suppress(OSError, ValueError):  # "max": no limit
            known.append(int(file.read_text(encoding="ascii")))
    return min((size for size in known if size > 0), default=_UNKNOWN)


def release_freed() -> None:
    """Gives freed memory back to the system where Arrow and the C library can (glibc), which else keep it for later."""
    if "pyarrow" in sys.modules:
        import pyarrow

        pyarrow.default_memory_pool().release_unused()
    if sys.platform == "linux":
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
        if trim is not None:
            trim(0)
