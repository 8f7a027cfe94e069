"""Saving a whole project to one file and opening it again, and its rows in each format, in turn: seconds and bytes."""

import argparse
import io
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import numpy as np

from benchmarks import report
from benchmarks.report import Report, Table

ROWS = (10_000, 100_000)
ROUNDS = 5
N_DIMS = 384

Found = dict[str, tuple[list[float], int]]
"""By step: the seconds of each round, and the bytes of the file."""


def add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--rows", type=int, nargs="*", default=list(ROWS), help="rows of each project")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help=f"rounds (default {ROUNDS})")
    parser.add_argument("--formats", nargs="*", help="of ec.export (default: all)")


def measure(options: argparse.Namespace) -> Report:
    conditions = report.conditions(
        packages=("numpy", "pandas", "pyarrow", "openpyxl"),
        rows=", ".join(f"{n:,}" for n in options.rows),
        data=f"made here: ids, texts of eight words, dates and numbers, {N_DIMS} random numbers a row, map, groups",
    )
    tables, figures = [], {}
    for n_rows in options.rows:
        print(f"{n_rows:,} rows ...", flush=True)
        found = _measured(n_rows, options.rounds, options.formats)
        figures[str(n_rows)] = {name: {"seconds": each, "bytes": size} for name, (each, size) in found.items()}
        tables.append(_table(n_rows, found))
    return Report(
        name="saving",
        title="A project saved and opened, and its rows for other programs",
        conditions=conditions,
        tables=tables,
        figures=figures,
        notes=[
            f"Median (least to most) of {options.rounds} rounds; the steps take turns in each. Saving waits until the "
            "disk has it (fsync); opening checks everything, and reads a file that the system has in memory.",
            "“opened as an upload” is what the dashboard does with a file: first in a process within limits, "
            "then in the server.",
            "That scores, labels and coordinates come back to the bit is held by tests/core/saved.",
        ],
    )


def _measured(n_rows: int, rounds: int, formats: list[str] | None) -> Found:
    import embedcore as ec
    from embedcore import jobs
    from embedcore.exports import FORMATS

    project = _project(n_rows)
    found: Found = {}

    def timed(name: str, do: Callable[[], int]) -> None:
        begun = time.perf_counter()
        size = do()
        found.setdefault(name, ([], size))[0].append(time.perf_counter() - begun)

    def exported(name: str) -> int:
        return ec.export(project, io.BytesIO(), format=name).n_bytes

    def opened(how: Callable[[Path], object], path: Path) -> int:
        how(path)
        return path.stat().st_size

    with TemporaryDirectory() as folder:
        path = Path(folder) / "project.embx"
        ec.save(project, path)
        jobs.load_apart(path)  # the process that reads has everything imported from now on
        for number in range(rounds):
            print(f"  round {number + 1} of {rounds}", flush=True)
            timed("saved", lambda: (ec.save(project, path), path.stat().st_size)[1])
            timed("opened", lambda: opened(ec.load, path))
            timed("opened as an upload", lambda: opened(jobs.load_apart, path))
            for name in FORMATS if formats is None else formats:
                timed(name, lambda name=name: exported(name))  # type: ignore[misc]
    return found


def _project(n_rows: int) -> "ec.Project":  # type: ignore[name-defined]  # noqa: F821
    import embedcore as ec

    rng = np.random.default_rng(0)
    words = ["parcel", "card", "password", "refund", "late", "broken", "app", "slow", "invoice", "change"]
    texts = (" ".join(rng.choice(words, 8)) for _ in range(n_rows))
    lines = (
        f"{row:07d},{text} {row},2026-{row % 12 + 1:02d}-{row % 28 + 1:02d},{row / 4}" for row, text in enumerate(texts)
    )
    dataset = ec.read_table("\n".join(["id,text,day,price", *lines]).encode(), filename="rows.csv")
    space = ec.EmbeddingSpace(rng.standard_normal((n_rows, N_DIMS)).astype(np.float32), dataset=dataset)
    labels = rng.integers(0, 50, n_rows)
    sizes = tuple(np.bincount(labels, minlength=50).tolist())
    names = tuple(f"group {number}" for number in range(50))
    groups = ec.Clustering(labels, names, ((),) * 50, sizes, ((),) * 50, 0.1)
    tags = {"later": np.arange(1, n_rows, 3)}
    return ec.Project(space=space, maps=(ec.project(space, method="pca"),), clustering=groups, tags=tags)


def _table(n_rows: int, found: Found) -> Table:
    rows = [
        (name, f"{median(each):.2f} s ({min(each):.2f} to {max(each):.2f})", f"{size / 1e6:,.1f} MB")
        for name, (each, size) in found.items()
    ]
    return Table(f"{n_rows:,} rows", ("step", "time", "file"), rows)
