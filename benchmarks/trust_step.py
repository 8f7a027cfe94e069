"""One process that measures trust in a map: `trust` starts one for each way and size.

python -m benchmarks.trust_step ours|sklearn VECTORS.npy MAP.npy: prints one line of JSON.
"""

import json
import sys
import time
from dataclasses import replace
from typing import Any

import numpy as np

from benchmarks.growth_step import peak_mb

N_NEIGHBORS = 15


def ours(vectors: np.ndarray, coordinates: np.ndarray) -> dict[str, Any]:
    import embedcore as ec

    few = ec.EmbeddingSpace(vectors[:100])
    ec.map_trust(few, ec.project(few, method="pca"))  # imports are not timed
    space = ec.EmbeddingSpace(vectors)
    picture = replace(ec.project(few, method="pca"), coordinates=coordinates, space=space)
    start, work = time.perf_counter(), time.process_time()
    found = ec.map_trust(space, picture, n_neighbors=N_NEIGHBORS)
    took = {"seconds": time.perf_counter() - start, "cpu_seconds": time.process_time() - work}
    return {**took, "trustworthiness": found.trustworthiness, "continuity": found.continuity}


def sklearn(vectors: np.ndarray, coordinates: np.ndarray) -> dict[str, Any]:
    """Trustworthiness alone, the neighbours of no row and no other measure."""
    from sklearn.manifold import trustworthiness

    exact = vectors.astype(np.float64), coordinates.astype(np.float64)
    start, work = time.perf_counter(), time.process_time()
    found = trustworthiness(*exact, n_neighbors=N_NEIGHBORS, metric="cosine")
    took = {"seconds": time.perf_counter() - start, "cpu_seconds": time.process_time() - work}
    return {**took, "trustworthiness": float(found)}


def main() -> None:
    way, vectors, coordinates = sys.argv[1:]
    found = {"ours": ours, "sklearn": sklearn}[way](np.load(vectors), np.load(coordinates))
    print(json.dumps({**found, "peak_mb": peak_mb()}))


if __name__ == "__main__":
    main()
