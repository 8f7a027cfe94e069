"""Reading an uploaded file in a process of its own, with reading it in the server itself in turn: time, and the memory
of the server."""

import argparse
import json
import subprocess
import sys
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from benchmarks import data, report
from benchmarks.report import Report, Table, seconds

ROUNDS = 5
SIZES = (100, 100_000, 1_000_000)
WAYS = ("here", "apart")

Found = dict[str, list[dict[str, float]]]
"""What each round measured, by way."""


def add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--rounds", type=int, default=ROUNDS, help=f"readings of each file (default {ROUNDS})")
    parser.add_argument("--sizes", type=int, nargs="*", default=list(SIZES), help="rows of each file")


def measure(options: argparse.Namespace) -> Report:
    conditions = report.conditions(
        packages=("pandas", "pyarrow"),
        rows=", ".join(f"{n_rows:,}" for n_rows in options.sizes),
        data="made here: ids, texts of seven words, numbers and dates, as CSV",
    )
    found: dict[int, Found] = {n_rows: {way: [] for way in WAYS} for n_rows in options.sizes}
    with TemporaryDirectory() as folder:
        for n_rows in options.sizes:
            path = Path(folder) / f"{n_rows}.csv"
            path.write_text(_csv(n_rows), encoding="utf-8")
            for number in range(options.rounds):
                print(f"{n_rows:,} rows, round {number + 1} of {options.rounds} ...", flush=True)
                for way in WAYS:
                    found[n_rows][way].append(_run(way, path))
    return Report(
        name="apart",
        title="A file read in a process of its own, and in the server itself",
        conditions=conditions,
        tables=[_table(found)],
        figures={"found": {str(n_rows): each for n_rows, each in found.items()}},
        notes=[
            f"Median of {options.rounds} rounds, in turn. The process that reads waits with everything imported, as in "
            "the dashboard. Memory: how far the server rose above what it had, its copy of the dataset included.",
        ],
    )


def _csv(n_rows: int) -> str:
    lines = (
        f"{row},please help me with order {row} today,{row / 2},2026-01-{row % 28 + 1:02d}" for row in range(n_rows)
    )
    return "\n".join(("id,text,number,day", *lines))


def _run(way: str, path: Path) -> dict[str, float]:
    command = [sys.executable, "-m", "benchmarks.apart_step", way, str(path)]
    done = subprocess.run(command, cwd=data.ROOT, capture_output=True, text=True, check=True)
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def _table(found: dict[int, Found]) -> Table:
    rows = []
    for n_rows, ways in found.items():
        times = {way: median(one["seconds"] for one in ways[way]) for way in WAYS}
        ratio = median(b["seconds"] / a["seconds"] for a, b in zip(ways["here"], ways["apart"], strict=True))
        peaks = [f"{median(one['peak_mb'] for one in ways[way]):,.0f}" for way in WAYS]
        rows.append([f"{n_rows:,}", *(seconds(times[way]) for way in WAYS), f"{ratio:.2f}", *peaks])
    return Table("", ["rows", "here, s", "apart, s", "ratio", "server rises by, here, MB", "apart, MB"], rows)
