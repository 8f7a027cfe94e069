"""What the reading of one file may take: memory and seconds of computing."""

import sys
import time
from dataclasses import dataclass
from pathlib import Path

from embedcore.memory import go_before_others, is_scarce, total_memory

_LEAST_BYTES = 256 << 20
_FIRST_S, _S_PER_MB = 60, 5
_FOLDER_S = 1_800
_LATE = 10


@dataclass(frozen=True)
class Limits:
    """n_bytes: memory above what the process has when it begins. seconds: of computing; those on the clock may be
    ten times as many, since others may need the cores, too."""

    n_bytes: int
    seconds: int

    @classmethod
    def of(cls, size: int | None) -> "Limits":
        """For a file of so many bytes; None for a folder, whose size nobody knows.

        A quarter of the machine's memory: beside the server and an encoder (some 600 MB) 256 MB fit into the 1 GB of a
        small machine, and the 6 GB of one of 24 are several times what a million rows take.
        """
        seconds = _FOLDER_S if size is None else _FIRST_S + _S_PER_MB * (size >> 20)
        return cls(max(total_memory() // 4, _LEAST_BYTES), seconds)

    @property
    def until(self) -> float:
        """The latest end of what begins now, in the time of time.monotonic()."""
        return time.monotonic() + _LATE * self.seconds

    def take(self) -> None:
        """Limits this process from now on. It then gets MemoryError, or is ended by SIGXCPU.

        On Linux alone: others do not keep to such limits.
        """
        if sys.platform != "linux":
            return
        import resource

        # Not RLIMIT_AS, which counts files that are mapped, of any size, and what is only set aside, such as 64 MB for
        # each thread.
        taken = int(
            Path("/proc/self/status").read_text(encoding="ascii", errors="replace").split("VmData:")[1].split()[0]
        )
        for kind, most in (
            (resource.RLIMIT_DATA, (taken << 10) + self.n_bytes),
            (resource.RLIMIT_CPU, int(time.process_time()) + self.seconds),
            (resource.RLIMIT_CORE, 0),
        ):
            _, hard = resource.getrlimit(kind)
            least = most if hard == resource.RLIM_INFINITY else min(most, hard)
            resource.setrlimit(kind, (least, hard))
        go_before_others(1_000)


def n_at_once() -> int:
    """How many files may be read at the same time, each with its limits."""
    return 1 if is_scarce() else 2
