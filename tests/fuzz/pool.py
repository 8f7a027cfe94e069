"""Runs cases side by side, each in a fork of this process with limits of memory and time."""

import gc
import os
import pickle
import resource
import tempfile
import time
import traceback
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, NoReturn

from tests.fuzz import breaking, journey

MOST_S, MOST_MB = 20.0, 1_500
OUTCOMES = REFUSED, LATER, THROUGH, UNCAUGHT, SLOW, LARGE = (
    "refused", "refused later", "all the way", "uncaught", "slow", "large",
)  # fmt: skip
N_WORKERS = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
_LIMIT_S, _LIMIT_BYTES = 60, 4 << 30
_MOST_ON_THE_CLOCK_S = 900
_LOOK_S = 0.02


@dataclass(frozen=True)
class Result:
    """What became of a variant. seconds: of computing, with the processes it started. details: why."""

    kind: str
    number: int
    outcome: str
    seconds: float
    megabytes: int
    details: str

    @property
    def failed(self) -> bool:
        return self.outcome in (UNCAUGHT, SLOW, LARGE)


def run(cases: Iterable[tuple[str, int]], seed: int, n_workers: int = N_WORKERS) -> Iterator[Result]:
    """The results, in the order in which they come. Linux alone."""
    waiting, running = iter(cases), dict[int, tuple[str, int, IO[bytes], float]]()
    with tempfile.TemporaryDirectory(prefix="fuzz-") as folder:
        os.environ["EMBEDCORE_CACHE_DIR"] = folder
        _import_all()
        gc.collect()
        gc.freeze()
        try:
            while True:
                while len(running) < n_workers and (case := next(waiting, None)) is not None:
                    said = tempfile.TemporaryFile()  # noqa: SIM115  # closed where it is read
                    if (pid := os.fork()) == 0:
                        _run_here(*case, seed, said)
                    running[pid] = (*case, said, time.monotonic())
                if not running:
                    return
                pid, status = os.waitpid(-1, os.WNOHANG)
                if pid in running:
                    yield _result(*running.pop(pid)[:3], os.waitstatus_to_exitcode(status))
                    continue
                for pid, (*_, begun) in running.items():
                    if time.monotonic() - begun > _MOST_ON_THE_CLOCK_S:
                        os.kill(pid, 9)
                time.sleep(_LOOK_S)
        finally:
            for pid in running:
                os.kill(pid, 9)


def _run_here(kind: str, number: int, seed: int, said: IO[bytes]) -> NoReturn:
    """Runs one case in this process, which is a fork, and ends it."""
    try:
        resource.setrlimit(resource.RLIMIT_CPU, (_LIMIT_S, _LIMIT_S))
        resource.setrlimit(
            resource.RLIMIT_DATA if hasattr(resource, "RLIMIT_DATA") else resource.RLIMIT_AS, (_LIMIT_BYTES,) * 2
        )
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, 2)
        name, data = breaking.broken(kind, number, seed)
        begun = _seconds()
        try:
            step, details = journey.travel(data, name)
            outcome = THROUGH if not step else REFUSED if step == journey.STEPS[0] else LATER
            details = f"{step}: {details}"
        except BaseException:  # noqa: BLE001  # whatever it is, it is what is looked for
            outcome, details = UNCAUGHT, traceback.format_exc()
        pickle.dump((outcome, _seconds() - begun, _most_megabytes(), details), said)
        said.flush()
    finally:
        os._exit(0)


def _seconds() -> float:
    return sum(sum(resource.getrusage(who)[:2]) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))


def _most_megabytes() -> int:
    """Of this process since it was forked, or of one that it started."""
    status = Path("/proc/self/status").read_text(encoding="ascii", errors="replace")
    own = int(status.split("VmHWM:")[1].split()[0])
    return max(own, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss) // 1024


def _result(kind: str, number: int, said: IO[bytes], code: int) -> Result:
    with said:
        said.seek(0)
        try:
            outcome, seconds, megabytes, details = pickle.load(said)
        except (EOFError, pickle.UnpicklingError):
            slow = code in (-24, -9)
            return Result(kind, number, SLOW if slow else UNCAUGHT, 0.0, 0, f"the process ended with code {code}")
    if outcome != UNCAUGHT and seconds > MOST_S:
        outcome = SLOW
    elif outcome != UNCAUGHT and megabytes > MOST_MB:
        outcome = LARGE
    return Result(kind, number, outcome, seconds, megabytes, details)


def _import_all() -> None:
    """Everything that a file may need, so that each fork has it: one whole file of each kind of data goes its way."""
    from tests.fuzz import whole

    for kind in ("csv", "ratings", "zip", "npy", "parquet", "json"):
        for name, data in whole.files(kind):
            journey.travel(data, name)
    for kind in whole.FORMATS:
        whole.files(kind)
