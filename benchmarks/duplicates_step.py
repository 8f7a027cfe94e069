"""One process that looks for what repeats: `duplicates` starts one for each way.

python -m benchmarks.duplicates_step ours|loop|semhash VECTORS.npy THRESHOLD: prints one line of JSON.
"""

import json
import sys
import time
from typing import Any

import numpy as np

from benchmarks.growth_step import peak_mb


def ours(vectors: np.ndarray, threshold: float) -> dict[str, Any]:
    import embedcore as ec

    space = ec.EmbeddingSpace(vectors)
    ec.find_duplicates(ec.EmbeddingSpace(vectors[:100]), threshold=threshold).groups  # noqa: B018  imports are not timed
    start, work = time.perf_counter(), time.process_time()
    report = ec.find_duplicates(space, threshold=threshold)
    groups = report.groups
    seconds, cpu_seconds = time.perf_counter() - start, time.process_time() - work
    start = time.perf_counter()
    stricter = len(report.rethreshold(threshold + 0.01).groups)
    again = time.perf_counter() - start
    found = {"pairs": len(report.pairs), "groups": len(groups), "redundant": report.n_redundant}
    return {
        "seconds": seconds,
        "cpu_seconds": cpu_seconds,
        "rethreshold_seconds": again,
        "groups_then": stricter,
        **found,
    }


def loop(vectors: np.ndarray, threshold: float) -> dict[str, Any]:
    """As in most tutorials: each row against all later ones."""
    from sklearn.metrics.pairwise import cosine_similarity

    start = time.perf_counter()
    pairs = []
    for row in range(len(vectors) - 1):
        scores = cosine_similarity(vectors[row : row + 1], vectors[row + 1 :])[0]
        pairs += [(row, row + 1 + other, scores[other]) for other in np.flatnonzero(scores >= threshold)]
    return {"seconds": time.perf_counter() - start, "pairs": len(pairs)}


def semhash(vectors: np.ndarray, threshold: float) -> dict[str, Any]:
    """By an approximate index; each row has a name of its own, so that vectors alone decide."""
    from semhash import SemHash

    start = time.perf_counter()
    index = SemHash.from_embeddings(vectors, [f"row {row}" for row in range(len(vectors))], model=None)
    found = index.self_deduplicate(threshold=threshold)
    return {"seconds": time.perf_counter() - start, "redundant": len(found.filtered)}


def main() -> None:
    way, file, threshold = sys.argv[1:]
    vectors = np.load(file)
    found = {"ours": ours, "loop": loop, "semhash": semhash}[way](vectors, float(threshold))
    print(json.dumps({**found, "peak_mb": peak_mb()}))


if __name__ == "__main__":
    main()
