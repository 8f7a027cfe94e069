"""One process of the latency benchmark: python -m benchmarks.latency_step VECTORS.npy QUERIES.json; prints JSON."""

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any


def main() -> None:
    start = time.perf_counter()
    import numpy as np

    import embedcore as ec

    vectors = np.load(sys.argv[1], mmap_mode="r", allow_pickle=False)
    queries = json.loads(Path(sys.argv[2]).read_text(encoding="utf-8"))
    encoder = ec.get_encoder("all-MiniLM-L6-v2")
    space = ec.EmbeddingSpace(vectors, encoder=encoder)
    ec.search(space, queries[0])
    cold = time.perf_counter() - start
    picture = ec.project(space, method="pca")
    picture.place(vectors[:1])
    times: dict[str, list[float]] = {"text to vector": [], "10 closest": [], "every row's score": [], "place": []}

    def timed(name: str, work: Callable[[], Any]) -> Any:
        begin = time.perf_counter()
        result = work()
        times[name].append(time.perf_counter() - begin)
        return result

    for query in queries:
        vector = timed("text to vector", lambda query=query: encoder.encode([query])[0])
        timed("10 closest", lambda vector=vector: ec.search(space, vector))
        timed("every row's score", lambda vector=vector: ec.search(space, vector, n_neighbors=None))
        timed("place", lambda vector=vector: picture.place(vector[None, :]))
    print(json.dumps({"cold": cold, "times": times}))


if __name__ == "__main__":
    main()
