"""Memory of the dashboard's server and of its workers: started, with the sample, at the peak, idle."""

import argparse
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event, Lock, Thread

from playwright.sync_api import Browser

from benchmarks import data, report
from benchmarks.dashboard import Visitor, running_server
from benchmarks.report import Report, Table, verdict
from driving.running import App, running_browser

SERVER_LIMIT_MB = 350
DEMO_LIMIT_MB = 690
SESSION_LIMIT_MB = 15
SESSIONS = 10
PEAK_LIMIT_MB = 900
IDLE_LIMIT_MB = 500
PHRASE = "my parcel never arrived"
SAMPLE_EVERY_S = 0.2
IDLE_S = 120.0
"""Shorter than the product's, to wait less; longer than the map takes, so that both workers count in the peak."""
IDLE_SLACK_S = 60


@dataclass(frozen=True)
class Memory:
    """MB (10^6 bytes) of one process. pss: pages shared with others counted in part, so sums are right."""

    rss: float
    pss: float


Reading = dict[str, Memory]
"""By role: server, encoder, mapper, reader (of uploaded files), worker (one that has not loaded its libraries yet)."""


def add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--rows", type=int, default=data.ALL_ROWS, help="rows of the uploaded table (default: all)")
    parser.add_argument(
        "--idle",
        type=float,
        default=IDLE_S,
        help=f"seconds until idle workers end (default {IDLE_S:.0f}; the product's is longer)",
    )


def measure(options: argparse.Namespace) -> Report:
    conditions = report.conditions(
        packages=("streamlit", "openvino", "sentence-transformers", "umap-learn", "numba", "playwright"),
        rows=f"{options.rows:,} uploaded",
        data=f"the support tickets sample, then {data.NAME}",
    )
    with TemporaryDirectory() as temporary:
        folder = Path(temporary)
        with (
            running_server(folder, EMBEDDING_EXPLORER_IDLE_S=str(options.idle)) as server,
            running_browser() as browser,
        ):
            table = data.write_csv(folder / "banking77.csv", options.rows)
            phases, workers_ended = _visit(server, browser, table, options.idle)
    return Report(
        name="memory",
        title="Memory of the dashboard",
        conditions=conditions,
        tables=[_limits(phases), *(_phase_table(title, reading) for title, reading in phases.items())],
        figures={
            "workers_ended_when_idle": workers_ended,
            "phases": {
                title: {role: vars(memory) for role, memory in reading.items()} for title, reading in phases.items()
            },
        },
        notes=[
            "RSS counts pages shared between processes in each of them, PSS shares them out: sums of PSS are what "
            "the machine really gives. MB is 10^6 bytes. The browser is not counted.",
            f"The peak is the reading with the greatest sum of PSS, taken every {SAMPLE_EVERY_S} s from the upload "
            "to the drawn map (embedding, UMAP, groups). A worker that is missing there had gone idle before.",
            f"Idle: {'all workers have ended' if workers_ended else 'WORKERS WERE STILL RUNNING'} when it was read; "
            f"EMBEDDING_EXPLORER_IDLE_S was {options.idle:g}. The browser's session stays open.",
        ],
    )


def _visit(server: App, browser: Browser, table: Path, idle_s: float) -> tuple[dict[str, Reading], bool]:
    """The phases in their order, and whether the workers ended in the last one."""
    phases = {"after start, nobody there": read(server.pid)}
    print("sample ...", flush=True)
    visitor = Visitor(browser, server.url)
    with Sampler(server.pid) as sampler:
        visitor.open_first_sample()
        visitor.wait_for_map()
        time.sleep(2)
        phases["sample open, map drawn"] = read(server.pid)
        visitor.go("Search")
        visitor.search(PHRASE)
        visitor.settled()
        visitor.go("Map")
        visitor.method("UMAP")
        visitor.wait_for_map()
    phases["peak of the demo: sample, phrase, UMAP map"] = sampler.peak
    phases["one session with the sample"] = read(server.pid)
    print("more sessions ...", flush=True)
    others = [Visitor(browser, server.url) for _ in range(SESSIONS - 1)]
    for other in others:
        other.open_first_sample()
    time.sleep(2)
    phases[f"{SESSIONS} sessions with the sample"] = read(server.pid)
    for other in (visitor, *others):
        other.close()
    print("upload, embedding, map ...", flush=True)
    visitor = Visitor(browser, server.url)
    with Sampler(server.pid) as sampler:
        visitor.upload_table(table)
        visitor.embed()
        visitor.until(lambda: visitor.on_map_page, "the Map page")
        visitor.method("UMAP")
        visitor.wait_for_map()
    phases["peak of upload, embedding and map"] = sampler.peak
    phases["map of the upload drawn"] = read(server.pid)
    print("idle ...", flush=True)
    deadline = time.monotonic() + idle_s + IDLE_SLACK_S
    while len(idle := read(server.pid)) > 1 and time.monotonic() < deadline:
        time.sleep(1)
    phases["workers gone idle"] = idle
    visitor.close()
    return phases, len(idle) == 1


class Sampler:
    """Reads the memory in a thread and keeps the reading with the greatest sum of PSS."""

    def __init__(self, pid: int) -> None:
        self._pid, self._ended, self._lock = pid, Event(), Lock()
        self._peak: Reading = {}
        self._thread = Thread(target=self._run, daemon=True)

    @property
    def peak(self) -> Reading:
        with self._lock:
            return self._peak

    def __enter__(self) -> "Sampler":
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._ended.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._ended.wait(SAMPLE_EVERY_S):
            reading = read(self._pid)
            if total(reading).pss > total(self._peak).pss:
                with self._lock:
                    self._peak = reading


def read(pid: int) -> Reading:
    """The server and the processes under it, as they are now."""
    import psutil

    found: Reading = {"server": _memory(pid)}
    for child in psutil.Process(pid).children(recursive=True):
        with suppress(OSError, psutil.Error):  # it may end while it is read
            role = _role(child.pid)
            before = found.get(role, Memory(0, 0))
            now = _memory(child.pid)
            found[role] = Memory(before.rss + now.rss, before.pss + now.pss)
    return found


def total(reading: Reading) -> Memory:
    return Memory(sum(memory.rss for memory in reading.values()), sum(memory.pss for memory in reading.values()))


def _memory(pid: int) -> Memory:
    kilobytes = {"Rss": 0.0, "Pss": 0.0}
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="utf-8").splitlines()[1:]:
        name, _, value = line.partition(":")
        if name in kilobytes:
            kilobytes[name] = float(value.split()[0])
    return Memory(kilobytes["Rss"] * 1024 / 1e6, kilobytes["Pss"] * 1024 / 1e6)


def _role(pid: int) -> str:
    """What a worker does is seen in the libraries that it has loaded: all have the same command line."""
    if b"embedcore.jobs.reading" in Path(f"/proc/{pid}/cmdline").read_bytes():
        return "reader"
    maps = Path(f"/proc/{pid}/maps").read_text(encoding="utf-8")
    roles = [role for role, library in (("encoder", "libopenvino"), ("mapper", "llvmlite")) if library in maps]
    return " and ".join(roles) or "worker"


def _limits(phases: dict[str, Reading]) -> Table:
    measured = [
        ("server with the sample", phases["sample open, map drawn"]["server"], SERVER_LIMIT_MB),
        ("all at the peak of the demo", total(phases["peak of the demo: sample, phrase, UMAP map"]), DEMO_LIMIT_MB),
        ("each further session with the sample", _each_session(phases), SESSION_LIMIT_MB),
        ("all at the peak", total(phases["peak of upload, embedding and map"]), PEAK_LIMIT_MB),
        ("all after idle", total(phases["workers gone idle"]), IDLE_LIMIT_MB),
    ]
    rows = [
        [what, f"{now.rss:.0f}", f"{now.pss:.0f}", f"{limit:,}", verdict(now.rss, limit), verdict(now.pss, limit)]
        for what, now, limit in measured
    ]
    return Table("", ["what", "RSS, MB", "PSS, MB", "limit, MB", "RSS within", "PSS within"], rows)


def _each_session(phases: dict[str, Reading]) -> Memory:
    one = phases["one session with the sample"]["server"]
    ten = phases[f"{SESSIONS} sessions with the sample"]["server"]
    return Memory((ten.rss - one.rss) / (SESSIONS - 1), (ten.pss - one.pss) / (SESSIONS - 1))


def _phase_table(title: str, reading: Reading) -> Table:
    rows = [[role, f"{memory.rss:.0f}", f"{memory.pss:.0f}"] for role, memory in reading.items()]
    whole = total(reading)
    return Table(
        title[:1].upper() + title[1:],
        ["process", "RSS, MB", "PSS, MB"],
        [*rows, ["all", f"{whole.rss:.0f}", f"{whole.pss:.0f}"]],
    )
