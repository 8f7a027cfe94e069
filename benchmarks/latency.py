"""How long one typed query takes, cold and warm, by number of rows."""

import argparse
import json
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from benchmarks import data, report
from benchmarks.report import Report, Table

SIZES = (1_000, 10_000, 100_000)
QUERIES = 100
NOISE = 0.3


def add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--rows", type=int, nargs="+", default=list(SIZES), help="numbers of rows")


def measure(options: argparse.Namespace) -> Report:
    conditions = report.conditions(
        packages=("numpy", "openvino"),
        rows=", ".join(f"{n:,}" for n in options.rows),
        data=f"{data.NAME} in all-MiniLM-L6-v2; {QUERIES} test questions",
    )
    import embedcore as ec

    space = data.space(data.ALL_ROWS)
    asked = ec.read_table(data.csv_path("test.csv"), text_column="text").texts
    queries = asked[:: len(asked) // QUERIES][:QUERIES]
    found = {}
    for n_rows in options.rows:
        print(f"{n_rows:,} rows ...", flush=True)
        with TemporaryDirectory() as folder:
            np.save(Path(folder) / "vectors.npy", _vectors(space.vectors, n_rows))
            (Path(folder) / "queries.json").write_text(json.dumps(queries), encoding="utf-8")
            ran = subprocess.run(
                [sys.executable, "-m", "benchmarks.latency_step", f"{folder}/vectors.npy", f"{folder}/queries.json"],
                cwd=data.ROOT,
                capture_output=True,
                text=True,
                check=True,
            )
            found[n_rows] = json.loads(ran.stdout)
    return Report(
        name="latency",
        title="One typed query",
        conditions=conditions,
        tables=[
            Table(
                f"Warm: milliseconds, median and 95th percentile of {QUERIES} queries",
                ["step", *(f"{n:,} rows" for n in found)],
                [
                    [step, *(_spread(one["times"][step]) for one in found.values())]
                    for step in next(iter(found.values()))["times"]
                ],
            ),
            Table(
                "Cold: seconds from the start of Python's imports to the first answer, the model's loading included",
                ["", *(f"{n:,} rows" for n in found)],
                [["first answer", *(f"{one['cold']:.2f}" for one in found.values())]],
            ),
        ],
        figures={str(n): one for n, one in found.items()},
        notes=[
            "Text to vector: the model alone. 10 closest: exact, over all rows. Every row's score: what the Search "
            "page needs for its distribution. Place: the spot on a finished map, by the closest rows.",
            f"Beyond {data.ALL_ROWS:,} rows the vectors are repeated with noise (length {NOISE}), at length 1.",
        ],
    )


def _vectors(known: "np.ndarray", n_rows: int) -> "np.ndarray":
    if n_rows <= len(known):
        return np.ascontiguousarray(known[:: len(known) // n_rows][:n_rows])
    rng = np.random.default_rng(0)
    repeated = np.resize(known, (n_rows, known.shape[1]))
    noise = rng.normal(scale=NOISE / np.sqrt(known.shape[1]), size=repeated.shape).astype(np.float32)
    noise[: len(known)] = 0
    vectors = repeated + noise
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), dtype=np.float32)


def _spread(times: list[float]) -> str:
    p50, p95 = np.percentile(times, [50, 95]) * 1e3
    return f"{p50:.1f} / {p95:.1f}"
