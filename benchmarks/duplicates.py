"""What repeats: ours beside the textbook's loop and SemHash on the same vectors, and 100,000 rows with the peak memory.

Each in a process of its own, in turn, with the vectors from a file.
"""

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from benchmarks import data, report
from benchmarks.report import Report, Table, seconds, verdict

THRESHOLD = 0.95
LARGE_ROWS, NOISE, COPIED = 100_000, 0.01, 0.02
LIMIT_S, TIMES, LARGE_LIMIT_S, LARGE_LIMIT_MB = 1.0, 50.0, 60.0, 1_500.0


def add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--rows", type=int, default=data.ALL_ROWS, help="of banking77 train")
    parser.add_argument("--large-rows", type=int, default=LARGE_ROWS, help="of the large table")
    parser.add_argument(
        "--semhash", help="the folder of `pip install semhash --target FOLDER`; without it SemHash rests"
    )


def measure(options: argparse.Namespace) -> Report:
    conditions = report.conditions(
        packages=("numpy", "scipy", "scikit-learn"),
        rows=f"{options.rows:,}; {options.large_rows:,}",
        data=f"{data.NAME} in all-MiniLM-L6-v2, 384 dimensions",
    )
    base = data.space(options.rows).vectors
    with TemporaryDirectory() as folder:
        small, large = Path(folder) / "small.npy", Path(folder) / "large.npy"
        np.save(small, base)
        np.save(large, _tiled(base, options.large_rows))
        found = {"ours": _run("ours", small)}
        if options.semhash:
            found["SemHash"] = _run("semhash", small, path=options.semhash)
        found["the textbook's loop"] = _run("loop", small)
        found["ours again"] = _run("ours", small)
        big = _run("ours", large)
    best, slow = min(found["ours"]["seconds"], found["ours again"]["seconds"]), found["the textbook's loop"]["seconds"]
    return Report(
        name="duplicates",
        title=f"Which rows repeat others, from {THRESHOLD} on",
        conditions=conditions,
        tables=[_beside(found, best, options.rows), _large(big, options.large_rows)],
        figures={"found": found, "large": big, "times_the_loop": slow / best},
        notes=[
            f"Ours at {options.rows:,} rows: at most {LIMIT_S:.0f} s ({verdict(best, LIMIT_S)}), and the loop at least "
            f"{TIMES:.0f} times as long ({verdict(TIMES, slow / best)}).",
            "The loop is scikit-learn's `cosine_similarity` of each row with all later ones. Ours and the loop are "
            "exact; SemHash asks an approximate index for the near neighbours of each row and keeps the first of each "
            "neighbourhood; ours counts all rows but one of each connected group.",
            f"The large table is the small one again and again with normal noise of {NOISE} a coordinate, brought back "
            f"to length 1, and {COPIED:.0%} of the rows exact copies of others. The peak is of the whole process, its "
            "vectors included.",
        ],
    )


def _beside(found: dict[str, dict[str, Any]], best: float, n_rows: int) -> Table:
    rows = [
        [name, seconds(one["seconds"]), f"{one['seconds'] / best:,.1f}", *_found(one)] for name, one in found.items()
    ]
    return Table(
        f"{n_rows:,} rows", ["", "seconds", "times ours", "pairs", "rows that could go", "peak memory, MB"], rows
    )


def _large(big: dict[str, Any], n_rows: int) -> Table:
    took, peak, again = big["seconds"], big["peak_mb"], 1_000 * big["rethreshold_seconds"]
    rows = [
        ["seconds", seconds(took), f"{LARGE_LIMIT_S:.0f}", verdict(took, LARGE_LIMIT_S)],
        ["seconds of all cores together", seconds(big["cpu_seconds"]), "", ""],
        ["peak memory, MB", f"{peak:,.0f}", f"{LARGE_LIMIT_MB:,.0f}", verdict(peak, LARGE_LIMIT_MB)],
        ["pairs", f"{big['pairs']:,}", "", ""],
        ["milliseconds to the groups at a stricter threshold, from the pairs that are there", f"{again:.0f}", "", ""],
    ]
    return Table(f"{n_rows:,} rows", ["", "measured", "at most", "holds"], rows)


def _found(one: dict[str, Any]) -> list[str]:
    return [*(f"{one[name]:,}" if name in one else "" for name in ("pairs", "redundant")), f"{one['peak_mb']:,.0f}"]


def _tiled(base: np.ndarray, n_rows: int) -> np.ndarray:
    rng = np.random.default_rng(0)
    made = base[np.arange(n_rows) % len(base)]
    made += rng.normal(scale=NOISE, size=made.shape).astype(np.float32)
    made /= np.linalg.norm(made, axis=1, keepdims=True)
    copies = rng.choice(n_rows, int(COPIED * n_rows), replace=False)
    made[copies] = made[rng.integers(0, n_rows, len(copies))]
    return made


def _run(way: str, file: Path, *, path: str = "") -> dict[str, Any]:
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, [path, str(data.ROOT)]))}
    command = [sys.executable, "-m", "benchmarks.duplicates_step", way, str(file), str(THRESHOLD)]
    done = subprocess.run(command, cwd=data.ROOT, env=env, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{way} must end well (got {done.stderr.strip().splitlines()[-1:]}); see what it needs")
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found
