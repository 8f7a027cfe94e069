"""A process as a small host would run it: within a memory limit, on a read-only system, without any right.

Linux alone, as root, where control groups can be made. Files may be read as by root, since a Python in root's home
could not be started otherwise; nothing can be written but below the folders that are named.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

USER = 10001
"""Of no rights, as in the Dockerfile."""
_SCRIPT = """
set -e
group=$1 root=$2 n=$3
shift 3
echo $$ > "$group/cgroup.procs"
mount --bind "$group" "$root"
while [ "$n" -gt 0 ]; do mount --bind "$1" "$1"; shift; n=$((n - 1)); done
mount -o remount,bind,ro /
exec "$@"
"""
# With CAP_DAC_READ_SEARCH alone.
WITHOUT_RIGHTS = (
    *("setpriv", f"--reuid={USER}", f"--regid={USER}", "--clear-groups", "--no-new-privs"),
    *(f"--{kind}=-all,+dac_read_search" for kind in ("inh-caps", "ambient-caps", "bounding-set")),
)


@dataclass(frozen=True)
class Files:
    """Of a version of control groups: where they lie, and the names of what is read and set."""

    root: Path
    limit: str
    peak: str
    events: str


_VERSIONS = (
    Files(Path("/sys/fs/cgroup/memory"), "memory.limit_in_bytes", "memory.max_usage_in_bytes", "memory.oom_control"),
    Files(Path("/sys/fs/cgroup"), "memory.max", "memory.peak", "memory.events"),
)


@dataclass(frozen=True)
class Confined:
    """before: to be put before a command. group: the control group of all that it starts."""

    before: tuple[str, ...]
    group: Path
    _files: Files

    @property
    def limit(self) -> int:
        """Bytes, as the system took it."""
        return int((self.group / self._files.limit).read_text(encoding="ascii"))

    @property
    def peak(self) -> int:
        """The most bytes so far, with files that the system keeps in memory as long as there is room for them."""
        return int((self.group / self._files.peak).read_text(encoding="ascii"))

    @property
    def n_killed(self) -> int:
        """Processes that the system ended for want of memory."""
        lines = (self.group / self._files.events).read_text(encoding="ascii").splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("oom_kill "))


def why_not() -> str:
    """Why nothing can be confined here; empty where it can."""
    if sys.platform != "linux" or os.geteuid() != 0:
        return "it takes Linux and root"
    if missing := [name for name in ("unshare", "setpriv", "mount") if shutil.which(name) is None]:
        return f"it takes {', '.join(missing)}"
    return "" if _version() is not None else "no control group can be made here"


@contextmanager
def confined(memory: int, writable: Sequence[Path]) -> Iterator[Confined]:
    """A control group of so many bytes, which ends with the block; only the folders can be written to.

    What runs in it sees its limit as in a container. Raises OSError where why_not() says why.
    """
    version = _version()
    if version is None:
        raise OSError(why_not())
    group = version.root / f"confined-{os.getpid()}"
    group.mkdir()
    try:
        (group / version.limit).write_text(str(memory), encoding="ascii")
        for folder in writable:
            folder.mkdir(parents=True, exist_ok=True)
            subprocess.run(["chown", "-R", f"{USER}:{USER}", str(folder)], check=True)
        folders = [str(len(writable)), *map(str, writable)]
        script = ["unshare", "--mount", "sh", "-c", _SCRIPT, "sh", str(group), str(version.root), *folders]
        yield Confined((*script, *WITHOUT_RIGHTS), group, version)
    finally:
        with suppress(OSError):  # something in it has not ended
            group.rmdir()


def _version() -> Files | None:
    for version in _VERSIONS:
        probe = version.root / f"probe-{os.getpid()}"
        with suppress(OSError):
            probe.mkdir()
            try:
                if (probe / version.limit).exists():
                    return version
            finally:
                probe.rmdir()
    return None
