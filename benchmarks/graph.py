"""All pairs of 15 neighbours, ours beside scikit-learn and FAISS, and the time of one query."""

import argparse
import time
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks import data, growth, mixture, report
from benchmarks.report import Report, Table, seconds

N_NEIGHBORS = 15
GRAPH_ROWS = (1_000, 10_000, 50_000)
APPROXIMATE_ROWS, CHECKED_ROWS = 100_000, 1_000
"""Rows of 256 numbers whose graph is approximate, and for how many of them it is compared with the exact one."""
QUERY_ROWS = (10_000, 100_000, 1_000_000)
N_QUERIES = 100
N_DIMS = 384
NOISE = 0.02
"""Standard deviation of each coordinate's noise in a tiled copy; the vectors have length 1."""

Vectors = NDArray[np.float32]
Indices = NDArray[np.int64]


def add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--rows", type=int, help="leave out the sizes beyond this number of rows")
    parser.add_argument("--exact-rows", type=int, default=max(GRAPH_ROWS), help="the same for all pairs, exact")
    parser.add_argument("--repeat", type=int, default=1, help="runs of each; the fastest is reported (default 1)")


def measure(options: argparse.Namespace) -> Report:
    most = options.rows or max(QUERY_ROWS)
    graph_rows = [n for n in GRAPH_ROWS if n <= min(most, options.exact_rows)] or [most]
    query_rows = [n for n in QUERY_ROWS if n <= most] or [most]
    conditions = report.conditions(
        packages=("numpy", "scikit-learn", "faiss-cpu"),
        rows=f"{_listed(graph_rows)} (all pairs); {_listed(query_rows)} (query)",
        data=f"{data.NAME} in all-MiniLM-L6-v2 (all pairs), random unit vectors (query), {N_DIMS} dimensions",
    )
    base = data.space(min(max(graph_rows), data.ALL_ROWS)).vectors
    graphs = [row for n in graph_rows for row in _graphs(_tiled(base, n), options.repeat)]
    approximate = [_approximate(name, vectors) for name, vectors in _large(min(APPROXIMATE_ROWS, most))]
    queries = [_queries(n) for n in query_rows]
    return Report(
        name="graph",
        title=f"{N_NEIGHBORS} neighbours of every row, and one query",
        conditions=conditions,
        tables=[_graph_table(graphs), _approximate_table(approximate), _query_table(queries)],
        figures={"graphs": graphs, "approximate": approximate, "queries": queries},
        notes=[
            f"Beyond {data.ALL_ROWS:,} rows the vectors are the real ones again, tiled, with normal noise of "
            f"{NOISE} a coordinate, and brought back to length 1: the time of such data, not its meaning.",
            "Times of all pairs include making the index. Ours gives scores exact in float64 with ties in row order; "
            "the others decide in float32. Same neighbours: the share of our neighbours that they list too.",
            "The approximate graph is that of `ec.neighbor_graph` beyond 20,000 rows; the share of the true neighbours "
            f"is measured here once more, on {CHECKED_ROWS:,} rows by exact search, beside the share that it says.",
            "A query asks for the 10 closest rows of a random vector by `ec.search`; the first one also makes the "
            "rows ready (unit length), which is kept for those after it.",
        ],
    )


def _listed(sizes: list[int]) -> str:
    return ", ".join(f"{n:,}" for n in sizes)


def _tiled(base: Vectors, n_rows: int) -> Vectors:
    if n_rows <= len(base):
        return np.ascontiguousarray(base[np.arange(n_rows) * len(base) // n_rows])
    rng = np.random.default_rng(0)
    more = base[np.arange(n_rows - len(base)) % len(base)]
    more = more + rng.normal(scale=NOISE, size=more.shape).astype(np.float32)
    more /= np.linalg.norm(more, axis=1, keepdims=True)
    return np.concatenate([base, more])


def _graphs(vectors: Vectors, repeat: int) -> list[dict[str, Any]]:
    """One row a competitor: seconds, and the share of our neighbours that it found."""
    competitors: dict[str, Callable[[Vectors], Indices]] = {"ours (exact_graph)": _ours, "scikit-learn": _sklearn}
    if find_spec("faiss") is not None:
        competitors["FAISS IndexFlatIP"] = _faiss
    true, rows = None, []
    for name, find in competitors.items():
        print(f"{len(vectors):,} rows: {name} ...", flush=True)
        times = []
        for _ in range(repeat):
            start = time.perf_counter()
            found = find(vectors)
            times.append(time.perf_counter() - start)
        true = found if true is None else true
        rows.append({"rows": len(vectors), "by": name, "seconds": min(times), "all": times, "same": _same(true, found)})
    return rows


def _ours(vectors: Vectors) -> Indices:
    from embedcore.metrics import Metric
    from embedcore.space.neighbors import exact_graph

    return exact_graph(vectors, Metric.COSINE, N_NEIGHBORS).indices


def _sklearn(vectors: Vectors) -> Indices:
    from sklearn.neighbors import NearestNeighbors

    search = NearestNeighbors(n_neighbors=N_NEIGHBORS, algorithm="brute", metric="cosine").fit(vectors)
    return np.asarray(search.kneighbors(return_distance=False))


def _faiss(vectors: Vectors) -> Indices:
    """As it is used: one neighbour more is asked for, and the row itself is taken out."""
    import faiss

    index = faiss.IndexFlatIP(vectors.shape[1])
    index.add(vectors)
    found = np.asarray(index.search(vectors, N_NEIGHBORS + 1)[1])
    own = found == np.arange(len(found))[:, None]
    own[:, -1] |= ~own.any(axis=1)
    return found[~own].reshape(len(found), N_NEIGHBORS)


def _same(true: Indices, found: Indices) -> float:
    return float(np.mean([len(np.intersect1d(a, b)) / N_NEIGHBORS for a, b in zip(true, found, strict=True)]))


def _queries(n_rows: int) -> dict[str, Any]:
    import embedcore as ec

    print(f"{n_rows:,} rows: {N_QUERIES} queries ...", flush=True)
    rng = np.random.default_rng(0)
    vectors = rng.standard_normal((n_rows, N_DIMS), dtype=np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    space = ec.EmbeddingSpace(vectors)
    times = []
    for query in rng.standard_normal((N_QUERIES + 1, N_DIMS), dtype=np.float32):
        start = time.perf_counter()
        ec.search(space, query, n_neighbors=10)
        times.append(time.perf_counter() - start)
    p50, p95 = np.percentile(times[1:], [50, 95])
    return {"rows": n_rows, "first_s": times[0], "p50_s": float(p50), "p95_s": float(p95)}


def _large(n_rows: int) -> Iterator[tuple[str, Vectors]]:
    """Made-up groups, and texts whose neighbours are hardly nearer than others; 256 dimensions."""
    import embedcore as ec

    yield "200 Gaussians on the sphere", np.concatenate(list(mixture.blocks(n_rows)))
    with TemporaryDirectory() as folder:
        texts = ec.read_table(growth.write_texts(Path(folder) / "texts.csv", n_rows), text_column="text")
    yield "pairs of questions, static model", ec.embed(texts, model="all-MiniLM-L6-v2-static").vectors


def _approximate(name: str, vectors: Vectors) -> dict[str, Any]:
    import embedcore as ec

    print(f"{len(vectors):,} rows: {name} ...", flush=True)
    space = ec.EmbeddingSpace(vectors)
    start, work = time.perf_counter(), time.process_time()
    graph = ec.neighbor_graph(space, n_neighbors=N_NEIGHBORS, exact=False)
    took, cpu = time.perf_counter() - start, time.process_time() - work
    hits = []
    for row in np.random.default_rng(1).choice(len(vectors), CHECKED_ROWS, replace=False).tolist():
        true = ec.search(space, row, n_neighbors=N_NEIGHBORS)
        hits.append(float((graph.scores[row] >= true.scores[-1]).mean()))
    return {
        "data": name, "rows": len(vectors), "seconds": took, "cpu_seconds": cpu, "found": float(np.mean(hits)),
        "note": graph.notes[0],
    }  # fmt: skip


def _approximate_table(found: list[dict[str, Any]]) -> Table:
    rows = [
        [f"{row['rows']:,}", row["data"], seconds(row["seconds"]), seconds(row["cpu_seconds"]), f"{row['found']:.3f}"]
        for row in found
    ]
    columns = ["rows", "data", "seconds", "of all cores together", "share of the true neighbours"]
    return Table("All pairs, approximate, 256 dimensions", columns, rows)


def _graph_table(graphs: list[dict[str, Any]]) -> Table:
    rows = [[f"{row['rows']:,}", row["by"], seconds(row["seconds"]), f"{row['same']:.4f}"] for row in graphs]
    return Table("All pairs", ["rows", "by", "seconds", "same neighbours as ours"], rows)


def _query_table(queries: list[dict[str, Any]]) -> Table:
    rows = [
        [f"{row['rows']:,}", f"{row['p50_s'] * 1e3:.1f}", f"{row['p95_s'] * 1e3:.1f}", f"{row['first_s'] * 1e3:.0f}"]
        for row in queries
    ]
    return Table("One query, milliseconds", ["rows", "p50", "p95", "first query"], rows)
