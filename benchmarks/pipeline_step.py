"""One process of the pipeline measurement: times its steps, notes the peak of its memory, writes both as JSON.

python -m benchmarks.pipeline_step ours|preview|textbook|atlas TABLE.csv FOLDER STARTED, where STARTED is the
time.time() at which the process was asked for. The maps go to FOLDER as .npy.
"""

import json
import resource
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np

N_CLUSTERS = 20
N_NEIGHBORS = 15


class Steps:
    """Seconds and the peak of the memory so far (MB) by step; the first is the start of Python."""

    def __init__(self, started: float) -> None:
        self.started = started
        self.seconds: dict[str, float] = {}
        self.peak_mb: dict[str, float] = {}
        self.note("start Python", time.time() - started)

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        start = time.perf_counter()
        yield
        self.note(name, time.perf_counter() - start)

    def note(self, name: str, seconds: float) -> None:
        self.seconds[name] = seconds
        self.peak_mb[name] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6

    def write(self, folder: Path) -> None:
        content = {"seconds": self.seconds, "peak_mb": self.peak_mb}
        (folder / "steps.json").write_text(json.dumps(content), encoding="utf-8")


def ours(steps: Steps, table: Path, folder: Path, *, model: str | None) -> None:
    """From CSV to map with embedcore, as the README shows it; the preview is the same by the static model."""
    with steps.step("import"):
        import embedcore as ec
    with steps.step("read the table"):
        dataset = ec.read_table(table)
    with steps.step("embed"):
        space = ec.embed(dataset, model=model) if model else ec.embed(dataset)
    np.save(folder / "vectors.npy", space.vectors)
    if model is None:
        with steps.step("PCA map"):
            np.save(folder / "pca.npy", ec.project(space, method="pca").coordinates)
    with steps.step("groups with names"):
        ec.cluster(space)
    for method in ("umap",) if model else ("umap", "tsne"):
        with steps.step({"umap": "UMAP map", "tsne": "t-SNE map"}[method]):
            np.save(folder / f"{method}.npy", ec.project(space, method=method).coordinates)


def atlas(steps: Steps, table: Path, folder: Path) -> None:
    """What `embedding-atlas table.csv` does before it opens its page."""
    from benchmarks.pipeline import model_folder

    with steps.step("import"):
        import pandas as pd
        from embedding_atlas.projection import compute_projection
    with steps.step("read the table"):
        frame = pd.read_csv(table)
    with steps.step("embed, UMAP map, neighbours"):
        made = compute_projection(
            frame, inputs="text", modality="text", model=str(model_folder()), cache_root=folder / "atlas"
        )
    np.save(folder / "umap.npy", made[["projection_x", "projection_y"]].to_numpy(dtype=np.float32))


def textbook(steps: Steps, table: Path, folder: Path) -> None:
    """What a tutorial does: defaults everywhere."""
    from benchmarks.pipeline import model_folder

    with steps.step("import"):
        import pandas as pd
        from sentence_transformers import SentenceTransformer
        from sklearn.cluster import KMeans
        from sklearn.manifold import TSNE
        from sklearn.neighbors import NearestNeighbors
    with steps.step("read the table"):
        frame = pd.read_csv(table)
    with steps.step("embed"):
        vectors = SentenceTransformer(str(model_folder())).encode(frame["text"].tolist())
    with steps.step("t-SNE map"):
        tsne = TSNE(n_components=2).fit_transform(vectors)
    with steps.step(f"{N_CLUSTERS} groups"):
        KMeans(n_clusters=N_CLUSTERS).fit(vectors)
    with steps.step(f"{N_NEIGHBORS} neighbours of every row"):
        NearestNeighbors(n_neighbors=N_NEIGHBORS, metric="cosine").fit(vectors).kneighbors()
    np.save(folder / "vectors.npy", vectors)
    np.save(folder / "tsne.npy", tsne)


def main() -> None:
    who, table, folder, started = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]), float(sys.argv[4])
    steps = Steps(started)
    if who in ("textbook", "atlas"):
        {"textbook": textbook, "atlas": atlas}[who](steps, table, folder)
    else:
        ours(steps, table, folder, model="all-MiniLM-L6-v2-static" if who == "preview" else None)
    steps.write(folder)


if __name__ == "__main__":
    main()
