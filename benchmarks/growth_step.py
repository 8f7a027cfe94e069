"""One process that measures how long each stage takes: `stages` and `million` start one for each size.

python -m benchmarks.growth_step texts|vectors SOURCE FOLDER [METHOD ...]: writes steps.json to FOLDER after each
stage, so that what was done is known where the time runs out. METHODs are the maps to make beside PCA, "umap" by
default; "none" for neither maps nor groups.
"""

import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from embedcore.space.space import EmbeddingSpace

MODEL = "all-MiniLM-L6-v2-static"
MOST_GRAPH_ROWS = 200_000
"""Of more rows no map takes the graph of all, so it is not made."""
N_QUERIES = 20


class Stages:
    """By stage: seconds on the clock, seconds of all cores together, and the peak of the memory so far (MB)."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "steps.json"
        self._known: dict[str, dict[str, float]] = {}
        self.notes: list[str] = []

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        start, work = time.perf_counter(), time.process_time()
        yield
        self.note(name, seconds=time.perf_counter() - start, cpu_seconds=time.process_time() - work)

    def note(self, name: str, **figures: float) -> None:
        self._known[name] = {**figures, "peak_mb": peak_mb()}
        self._file.write_text(json.dumps({"stages": self._known, "notes": self.notes}), encoding="utf-8")


def peak_mb() -> float:
    """The most memory that this process has had, the pages of mapped files included; Linux alone tells.

    Not by getrusage, which begins with the memory of the process that started this one.
    """
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) * 1024 / 1e6


def read(kind: str, source: Path, stages: Stages) -> "EmbeddingSpace":
    import embedcore as ec

    if kind == "vectors":
        with stages.stage("read"):
            return ec.with_vectors(ec.read_table(source)).space()
    with stages.stage("read"):
        dataset = ec.read_table(source, text_column="text")
    with stages.stage("embed"):
        return ec.embed(dataset, model=MODEL)


def search(space: "EmbeddingSpace", stages: Stages) -> None:
    """The first query makes the rows ready; the median is of those after it."""
    import embedcore as ec

    with stages.stage("first search"):
        ec.search(space, 0)
    seconds = []
    for row in np.random.default_rng(0).integers(space.n_rows, size=N_QUERIES).tolist():
        start = time.perf_counter()
        ec.search(space, row)
        seconds.append(time.perf_counter() - start)
    stages.note("search", seconds=float(np.median(seconds)), worst=max(seconds))


def main() -> None:
    kind, source, folder, methods = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]), sys.argv[4:] or ["umap"]
    stages = Stages(folder)
    with stages.stage("import"):
        import embedcore as ec
    space = read(kind, source, stages)
    search(space, stages)
    if methods == ["none"]:
        return
    if space.n_rows <= MOST_GRAPH_ROWS:
        with stages.stage("graph"):
            graph = ec.neighbor_graph(space)
        stages.notes += graph.notes
    with stages.stage("groups"):
        groups = ec.cluster(space)
    stages.notes += [f"{groups.n_clusters} groups", *groups.notes]
    for method in ["pca", *methods]:
        with stages.stage(method):
            made = ec.project(space, method=method)
        stages.notes += made.notes
        stages.note(f"{method} made")


if __name__ == "__main__":
    main()
