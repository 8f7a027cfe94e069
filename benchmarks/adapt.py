"""Adapting to labels: how many questions of banking77 5 nearest labelled neighbours get right, before and after.

Of the training part only so many rows of each class have a label; three draws. sklearn.neighbors classifies, so the
figures do not come from the code that is measured.
"""

import argparse
import csv
import time
from statistics import mean
from typing import Any

import numpy as np

from benchmarks import data, report
from benchmarks.report import Report, Table

N_NEIGHBORS, DRAWS = 5, 3
LABELLED = (5, 10, 20, 50)


def add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--model", default="all-MiniLM-L6-v2")
    parser.add_argument("--labelled", type=int, nargs="+", default=LABELLED, help="labelled rows of each class")


def measure(options: argparse.Namespace) -> Report:
    import embedcore as ec

    (texts, kinds), (asked, truth) = _read("train.csv"), _read("test.csv")
    conditions = report.conditions(
        packages=("numpy", "scipy", "scikit-learn"),
        rows=f"{len(texts):,} to learn from, {len(asked):,} to be told",
        data="banking77",
    )
    space, queries = ec.embed(texts, model=options.model), ec.embed(asked, model=options.model).vectors
    figures = {str(n): [_of(space, kinds, queries, truth, n, draw) for draw in range(DRAWS)] for n in options.labelled}
    rows = [
        [
            n,
            f"{mean(one['plain'] for one in found):.3f}",
            f"{mean(one['adapted'] for one in found):.3f}",
            ", ".join(f"{one['plain']:.3f} → {one['adapted']:.3f}" for one in found),
            ", ".join(f"{one['said_before']:.3f} → {one['said_after']:.3f}" for one in found),
            f"{mean(one['seconds'] for one in found):.1f}",
        ]
        for n, found in figures.items()
    ]
    head = ["labelled rows a class", "plain", "adapted", "each draw", "what the report says", "seconds"]
    title = f"Share of the test questions told right, {options.model}, means of {DRAWS} draws"
    return Report(
        name="adapt",
        title="Adapting to labels",
        conditions=conditions,
        tables=[Table(title, head, rows)],
        figures=figures,
    )


def _read(name: str) -> tuple[list[str], np.ndarray]:
    with data.csv_path(name).open(encoding="utf-8", newline="") as source:
        rows = list(csv.DictReader(source))
    return [row["text"] for row in rows], np.array([row["category"] for row in rows])


def _of(
    space: Any, kinds: np.ndarray, queries: np.ndarray, truth: np.ndarray, n_labelled: int, draw: int
) -> dict[str, float]:
    """One draw. Where adapting is refused, the plain vectors stay."""
    import embedcore as ec

    rng = np.random.default_rng(draw)
    places = [np.flatnonzero(kinds == kind) for kind in np.unique(kinds)]
    drawn = np.concatenate([rng.choice(one, min(n_labelled, len(one)), replace=False) for one in places])
    labels = np.full(len(kinds), None, dtype=object)
    labels[drawn] = kinds[drawn]
    plain = _told_right(space.vectors[drawn], kinds[drawn], queries, truth)
    start = time.perf_counter()
    try:
        adapted = ec.adapt(space, labels=labels)
    except ec.NoGainError as error:
        found, seconds, after = error.report, time.perf_counter() - start, plain
    else:
        seconds = time.perf_counter() - start
        found = ec.adapt_report(adapted)
        after = _told_right(adapted.vectors[drawn], kinds[drawn], adapted.encoder.adjustment.applied(queries), truth)
    return {
        "plain": plain,
        "adapted": after,
        "said_before": found.before,
        "said_after": found.after,
        "seconds": seconds,
    }


def _told_right(known: np.ndarray, kinds: np.ndarray, queries: np.ndarray, truth: np.ndarray) -> float:
    from sklearn.neighbors import KNeighborsClassifier

    # Of labels that are equally frequent among the neighbours, the closer ones: scikit-learn's own way is the alphabet.
    model = KNeighborsClassifier(N_NEIGHBORS, metric="cosine", weights=_votes).fit(known, kinds)
    return float((model.predict(queries) == truth).mean())


def _votes(distances: np.ndarray) -> np.ndarray:
    """A vote each, and a thousandth of the similarity."""
    return 1 + (1 - distances) / 1000
