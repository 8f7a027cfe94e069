"""Which model, which settings: ec.compare and ec.compare_dimensions on banking77, with scikit-learn beside them.

Full against static is a real difference, full against the same vectors rounded to float16 is noise.
"""

import argparse
import time
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from benchmarks import report, truth
from benchmarks.report import Report, Table, seconds

if TYPE_CHECKING:
    import embedcore as ec
    from embedcore.trust import Comparison, DimensionComparison

FULL, STATIC, LARGE = "all-MiniLM-L6-v2", "all-MiniLM-L6-v2-static", "all-mpnet-base-v2"
N_NEIGHBORS = 10
LABEL = "category"


def add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--part", default="train", choices=["train", "test"], help="of banking77 (default train)")
    parser.add_argument("--rows", type=int, help="so many of them, drawn at random (default all)")


def measure(options: argparse.Namespace) -> Report:
    import embedcore as ec

    part = truth.questions(f"{options.part}.csv")
    rows = np.arange(part.dataset.n_rows)
    if options.rows is not None and options.rows < len(rows):
        rows = np.sort(np.random.default_rng(0).choice(len(rows), options.rows, replace=False))
    conditions = report.conditions(
        packages=("numpy", "scipy", "scikit-learn", "openvino"), rows=f"{len(rows):,}", data=f"banking77 {options.part}"
    )
    labels = part.labels[rows]
    compare = partial(ec.compare, labels=labels)
    models = [FULL, STATIC, *([LARGE] if LARGE in truth.models_here() else [])]
    spaces = {name: _space(ec.embed(part.dataset, model=name), rows) for name in models}
    spaces["float16"] = ec.EmbeddingSpace(spaces[FULL].vectors.astype(np.float16))
    pairs = [(FULL, other) for other in spaces if other != FULL]
    compared, tables = {}, []
    for pair in pairs:
        print(f"{pair[0]} and {pair[1]} ...", flush=True)
        compared[pair] = _timed(partial(compare, *(spaces[one] for one in pair), names=pair))
    theirs = {name: _by_scikit_learn(space, labels) for name, space in spaces.items()}
    print("dimensions ...", flush=True)
    curve, curve_s = _timed(partial(ec.compare_dimensions, spaces[FULL], labels=labels))
    tables = [_verdicts(compared), _beside(compared, theirs), _curve(curve)]
    notes = [
        "Accuracy: the most frequent intent among the 10 rows nearest to each one, itself left out. scikit-learn: "
        "NearestNeighbors(metric='cosine', algorithm='brute') and the vote of KNeighborsClassifier (the mode); of "
        "equal votes it takes the first class by name, ours that of the nearest row.",
        "Seconds of ours: all of ec.compare (neighbours in both, groups, the paired test, times of a query).",
        f"Dimensions: {curve_s:.1f} s. {curve.describe()}",
    ]
    if LARGE not in models:
        notes.append(f"{LARGE} was left out: its weights are not on this machine (`python -m embedcore get {LARGE}`).")
    return Report(
        name="compare",
        title="Which model, which settings",
        conditions=conditions,
        tables=tables,
        figures={
            "compared": {" and ".join(pair): _figures(*found) for pair, found in compared.items()},
            "scikit-learn": theirs,
            "dimensions": [
                {"way": one.way, "n_dims": one.n_dims, "kept": one.kept, "accuracy": one.accuracy.ratio,
                 "megabytes": one.megabytes, "query_ms": one.query_ms}
                for one in curve.tried if one.accuracy is not None
            ],
            "knee": {way: curve.knee(way).n_dims for way in curve.ways},
        },
        notes=notes,
    )  # fmt: skip


def _space(space: "ec.EmbeddingSpace", rows: NDArray[np.int64]) -> "ec.EmbeddingSpace":
    import embedcore as ec

    assert space.dataset is not None
    texts = [space.dataset.texts[row] for row in rows]
    return ec.EmbeddingSpace(space.vectors[rows], texts=texts, encoder=space.encoder)


def _timed(work: Callable[[], Any]) -> tuple[Any, float]:
    start = time.perf_counter()
    return work(), time.perf_counter() - start


def _by_scikit_learn(space: "ec.EmbeddingSpace", labels: NDArray[np.str_]) -> dict[str, float]:
    """Leave-one-out accuracy and seconds: the mode of the 10 nearest of each row, itself left out."""
    from scipy.stats import mode
    from sklearn.neighbors import NearestNeighbors

    start = time.perf_counter()
    codes = np.unique(labels, return_inverse=True)[1]
    found = NearestNeighbors(n_neighbors=N_NEIGHBORS, metric="cosine", algorithm="brute").fit(space.vectors)
    near = found.kneighbors(return_distance=False)
    return {
        "accuracy": float((mode(codes[near], axis=1).mode == codes).mean()),
        "seconds": time.perf_counter() - start,
    }


def _verdicts(compared: "dict[tuple[str, str], tuple[Comparison, float]]") -> Table:
    rows = []
    for (a, b), (found, _) in compared.items():
        labels = found.labels
        assert labels is not None
        low, high = labels.interval
        rows.append(
            [
                f"{a}, {b}",
                f"{labels.a.ratio:.3f} ({labels.a.low:.3f} to {labels.a.high:.3f})",
                f"{labels.b.ratio:.3f} ({labels.b.low:.3f} to {labels.b.high:.3f})",
                f"{labels.difference:+.3f} ({low:+.3f} to {high:+.3f})",
                f"{labels.p_value:.2g}",
                f"{found.overlap:.3f}",
                f"{found.groups.score:.2f} of {found.groups.of_one:.2f}",
                found.verdict,
            ]
        )
    columns = ["pair", "accuracy of the first", "of the second", "difference", "p", "same neighbours", "groups (AMI)"]
    return Table(f"Two spaces beside each other, by {LABEL}", [*columns, "verdict"], rows)


def _beside(compared: "dict[tuple[str, str], tuple[Comparison, float]]", theirs: dict[str, dict[str, float]]) -> Table:
    rows = []
    for (_, b), (found, took) in compared.items():
        assert found.labels is not None
        for name, ours, ours_s in ((FULL, found.labels.a, None), (b, found.labels.b, took)):
            if ours_s is None and rows:
                continue
            peer = theirs[name]
            said = "" if ours_s is None else seconds(ours_s)
            rows.append([name, f"{ours.ratio:.4f}", f"{peer['accuracy']:.4f}", said, seconds(peer["seconds"])])
    columns = [
        "vectors",
        "accuracy",
        "scikit-learn's",
        f"ec.compare with {FULL}, s",
        "scikit-learn, neighbours alone, s",
    ]
    return Table("scikit-learn beside it", columns, rows)


def _curve(curve: "DimensionComparison") -> Table:
    rows = [
        [
            one.way, f"{one.n_dims}{' (knee)' if one == curve.knee(one.way) else ''}", f"{one.kept:.3f}",
            f"{one.kept_seen:.3f}", f"{one.accuracy.ratio:.3f}", f"{one.megabytes:.1f}", f"{one.query_ms:.2f}",
        ]
        for one in curve.tried if one.accuracy is not None
    ]  # fmt: skip
    columns = ["way", "dimensions", "neighbours kept", "of rows learned from", "accuracy", "MB", "ms a query"]
    return Table(f"{FULL} in fewer dimensions, {curve.n_asked:,} rows asked", columns, rows)


def _figures(found: "Comparison", took: float) -> dict[str, Any]:
    labels = found.labels
    assert labels is not None
    return {
        "accuracy": [labels.a.ratio, labels.b.ratio], "difference": labels.difference, "interval": labels.interval,
        "p_value": labels.p_value, "only": [labels.only_a, labels.only_b], "overlap": found.overlap,
        "groups": vars(found.groups), "query_ms": [found.a.query_ms, found.b.query_ms],
        "megabytes": [found.a.megabytes, found.b.megabytes], "seconds": took, "verdict": found.verdict,
    }  # fmt: skip
