"""How far a map can be believed: time and memory beside scikit-learn's trustworthiness; which kind of map keeps most.

Each measurement is in a process of its own, in turn, with vectors and map from files.
"""

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks import data, report
from benchmarks.report import Report, Table, seconds, verdict

if TYPE_CHECKING:
    from embedcore.space.space import EmbeddingSpace

SIZES, NOISE = (1_000, 5_000, 10_000, 20_000), 0.02
METHODS = {"pca": "PCA", "tsne": "t-SNE", "umap": "UMAP"}
SAMPLES = ("support_tickets", "product_reviews")
LIMIT_ROWS, LIMIT_S, APART = 10_000, 5.0, 1e-6


def add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--rows", type=int, default=max(SIZES), help="sizes beyond are left out")


def measure(options: argparse.Namespace) -> Report:
    sizes = [size for size in SIZES if size <= options.rows] or [options.rows]
    conditions = report.conditions(
        packages=("numpy", "scipy", "scikit-learn"),
        rows=", ".join(f"{size:,}" for size in sizes),
        data=f"{data.NAME} in all-MiniLM-L6-v2, 384 dimensions, and the samples of texts",
    )
    base = data.space(min(data.ALL_ROWS, options.rows))
    beside = {str(size): _beside(base.vectors, size) for size in sizes}
    spaces = {data.NAME: base, **{name: _sample(name) for name in SAMPLES}}
    maps = {name: {method: _kept(space, method) for method in METHODS} for name, space in spaces.items()}
    return Report(
        name="trust",
        title="How far a map can be believed",
        conditions=conditions,
        tables=[_times(beside), *(_maps(name, spaces[name].n_rows, found) for name, found in maps.items())],
        figures={"beside": beside, "maps": maps},
        notes=[
            "scikit-learn computes trustworthiness alone, in float64; ours also continuity, each row's score with its "
            "false and missing neighbours, and the rank correlation of distances. The map is PCA's, 15 neighbours, "
            "cosine. Where rows are equally far, scikit-learn ranks them as its sort leaves them, and ours all at "
            "their best rank; in banking77 some questions stand twice.",
            f"20,000 rows are those of banking77 again with normal noise of {NOISE} a coordinate.",
            "kept: the mean share of the 15 true neighbours of a row that are among its 15 nearest on the map.",
        ],
    )


def _beside(base: np.ndarray, n_rows: int) -> dict[str, dict[str, Any]]:
    import embedcore as ec

    vectors = _as_many(base, n_rows)
    with TemporaryDirectory() as folder:
        files = Path(folder) / "vectors.npy", Path(folder) / "map.npy"
        np.save(files[0], vectors)
        np.save(files[1], ec.project(ec.EmbeddingSpace(vectors), method="pca").coordinates)
        first = _run("ours", *files)
        theirs, again = _run("sklearn", *files), _run("ours", *files)
    return {"ours": min(first, again, key=lambda one: one["seconds"]), "scikit-learn": theirs}


def _as_many(base: np.ndarray, n_rows: int) -> np.ndarray:
    """Evenly spread over the rows, which are sorted by category; of more than there are, each again with noise."""
    if n_rows <= len(base):
        return base[np.arange(n_rows) * len(base) // n_rows]
    made = base[np.arange(n_rows) % len(base)].copy()
    noise = np.random.default_rng(0).normal(scale=NOISE, size=(n_rows - len(base), base.shape[1]))
    made[len(base) :] += noise.astype(np.float32)
    return made


def _sample(name: str) -> "EmbeddingSpace":
    import embedcore as ec
    from ui import samples

    dataset, vectors = samples.read(samples.find(f"{name}.csv"))
    return ec.EmbeddingSpace(vectors, dataset=dataset)


def _kept(space: "EmbeddingSpace", method: str) -> dict[str, float]:
    import embedcore as ec

    found = ec.map_trust(space, ec.project(space, method=method))
    return {
        "kept": found.kept_ratio,
        "trustworthiness": found.trustworthiness,
        "continuity": found.continuity,
        "far": found.far,
    }


def _times(beside: dict[str, dict[str, dict[str, Any]]]) -> Table:
    rows = []
    for size, found in beside.items():
        ours, theirs = found["ours"], found["scikit-learn"]
        apart = abs(ours["trustworthiness"] - theirs["trustworthiness"])
        within = verdict(ours["seconds"], LIMIT_S) if int(size) == LIMIT_ROWS else ""
        rows.append([
            f"{int(size):,}", seconds(ours["seconds"]), seconds(ours["cpu_seconds"]), seconds(theirs["seconds"]),
            f"{theirs['seconds'] / ours['seconds']:.1f}", f"{ours['peak_mb']:,.0f}", f"{theirs['peak_mb']:,.0f}",
            f"{ours['trustworthiness']:.7f}", f"{apart:.1e}", verdict(apart, APART), within,
        ])  # fmt: skip
    return Table(
        "Beside scikit-learn's trustworthiness",
        ["rows", "seconds", "of all cores", "scikit-learn, seconds", "times ours", "peak MB", "scikit-learn, peak MB",
         "trustworthiness", "apart", f"within {APART:.0e}", f"at most {LIMIT_S:.0f} s"],
        rows,
    )  # fmt: skip


def _maps(name: str, n_rows: int, found: dict[str, dict[str, float]]) -> Table:
    order = sorted(found, key=lambda method: -found[method]["kept"])
    rows = [[METHODS[method], *(f"{value:.3f}" for value in found[method].values())] for method in order]
    title = f"Which map keeps {name} best ({n_rows:,} rows)"
    return Table(title, ["", "kept", "trustworthiness", "continuity", "far (Spearman)"], rows)


def _run(way: str, *files: Path) -> dict[str, Any]:
    env = {**os.environ, "PYTHONPATH": str(data.ROOT)}
    command = [sys.executable, "-m", "benchmarks.trust_step", way, *map(str, files)]
    done = subprocess.run(command, cwd=data.ROOT, env=env, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{way} must end well (got {done.stderr.strip().splitlines()[-1:]}); see what it needs")
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found
