"""A million vectors of 256 numbers from a file on this computer: read, searched, grouped, mapped; seconds and memory.

NPY and Parquet, each in a new process; Parquet twice, since it is converted at the first time.
"""

import argparse
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks import growth, mixture, report
from benchmarks.report import Report, Table, seconds, verdict

LIMIT_S, LIMIT_MB, SEARCH_S = 360.0, 6_000.0, 1.5


def add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--methods", nargs="+", default=["umap", "tsne"], help="maps beside PCA")
    parser.add_argument("--limit", type=float, default=1_200, help="seconds for each process")


def measure(options: argparse.Namespace) -> Report:
    conditions = report.conditions(
        packages=("numpy", "pyarrow", "scikit-learn", "numba"),
        rows=f"{options.rows:,}",
        data=f"a mixture of {mixture.N_SPOTS} Gaussians on the sphere, {mixture.N_DIMS} dimensions",
    )
    found: dict[str, Any] = {}
    with TemporaryDirectory() as place:
        folder, cache = Path(place), Path(place) / "cache"
        for name, methods in (("NPY", options.methods), ("Parquet", ["none"]), ("Parquet again", ["none"])):
            print(f"{name} ...", flush=True)
            source = folder / ("own.npy" if name == "NPY" else "own.parquet")
            if not source.exists():
                write = mixture.write_npy if name == "NPY" else mixture.write_parquet
                write(source, options.rows)
            found[name] = growth.measured("vectors", source, folder, *methods, limit_s=options.limit, cache=cache)
    stages = list(
        dict.fromkeys(stage for each in found.values() for stage in each["stages"] if not stage.endswith(" made"))
    )
    rows = [[stage, *(_cell(each, stage) for each in found.values())] for stage in stages]
    peaks = ["peak of the memory, MB", *(f"{_peak(each):,.0f}" for each in found.values())]
    npy = found["NPY"]["stages"]
    search_s = npy["search"]["worst"]
    kept = [[f"one search, at most {SEARCH_S} s", seconds(search_s), verdict(search_s, SEARCH_S)]]
    for method in ["pca", *options.methods]:
        if method in npy:
            map_s = npy["read"]["seconds"] + npy[method]["seconds"]
            kept.append([f"read and {method}, at most {LIMIT_S:.0f} s", seconds(map_s), verdict(map_s, LIMIT_S)])
    peak = _peak(found["NPY"])
    kept.append([f"peak of the memory, at most {LIMIT_MB:,.0f} MB", f"{peak:,.0f}", verdict(peak, LIMIT_MB)])
    return Report(
        name="million",
        title="A million vectors from a file on this computer",
        conditions=conditions,
        tables=[
            Table("Seconds on the clock (of all cores together)", ["stage", *found], [*rows, peaks]),
            Table("Against the limits", ["what", "measured", "kept"], kept),
        ],
        figures={"runs": found},
        notes=[
            *dict.fromkeys(note for each in found.values() for note in each.get("notes", ())),
            *(f"{name}: {each['ended']}" for name, each in found.items() if each["ended"]),
            "The memory counts the pages of the mapped file, which the system takes back when it is short of them. "
            "search: the median of 20 after the first; in the limits, the slowest.",
        ],
    )


def _cell(run: dict[str, Any], stage: str) -> str:
    found = run["stages"].get(stage)
    if found is None:
        return "-"
    work = f" ({seconds(found['cpu_seconds'])})" if "cpu_seconds" in found else ""
    return seconds(found["seconds"]) + work


def _peak(run: dict[str, Any]) -> float:
    return max((float(each["peak_mb"]) for each in run["stages"].values()), default=0.0)
