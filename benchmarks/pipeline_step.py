"""One process of the pipeline measurement: times its steps, notes the peak of its memory, writes both as JSON.

python -m benchmarks.pipeline_step textbook|warmed|unwarmed TABLE.csv FOLDER STARTED, where STARTED is the
time.time() at which the process was asked for. The maps go to FOLDER as .npy.
"""

import json
import resource
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

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


def ours(steps: Steps, table: Path, folder: Path, *, warmed: bool) -> None:
    """From CSV to map with embedcore, as the README shows it."""
    with steps.step("import"):
        import embedcore as ec
    with steps.step("read the table"):
        dataset = ec.read_table(table)
    warming = Thread(target=_warm_up, daemon=True)
    if warmed:
        warming.start()
    with steps.step("embed"):
        space = ec.embed(dataset)
    np.save(folder / "vectors.npy", space.vectors)
    with steps.step("PCA map"):
        pca = ec.project(space, method="pca")
    with steps.step(f"{N_CLUSTERS} groups with names"):
        ec.cluster(space, n_clusters=N_CLUSTERS)
    with steps.step("UMAP map"):
        if warmed:
            warming.join()
        umap = ec.project(space, method="umap")
    with steps.step("t-SNE map"):
        tsne = ec.project(space, method="tsne")
    for name, projection in (("pca", pca), ("umap", umap), ("tsne", tsne)):
        np.save(folder / f"{name}.npy", projection.coordinates)


def _warm_up() -> None:
    """What the dashboard's mapper process does while a person chooses a file and the texts are embedded."""
    from embedcore.projection import warm_up

    warm_up()


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
    if who == "textbook":
        textbook(steps, table, folder)
    else:
        ours(steps, table, folder, warmed=who == "warmed")
    steps.write(folder)


if __name__ == "__main__":
    main()
