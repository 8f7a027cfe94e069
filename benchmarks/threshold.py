"""How well the suggested threshold finds the rows of a query's category, on banking77 and subsets of it."""

import argparse
from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from benchmarks import data, report
from benchmarks.report import Report, Table

if TYPE_CHECKING:
    from embedcore.scores.calibration import ScoreScale
    from embedcore.types import Scores

SUBSETS = 24
FIXED = (0.5, 0.7, 0.9)
WINDOW = 500
SEEDS = (42, 7)
REACH = 0.49

Labels = NDArray[np.str_]
Rule = Callable[["Scores"], float]


def add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--subsets", type=int, default=SUBSETS, help=f"subsets measured (default {SUBSETS})")
    parser.add_argument("--queries", type=int, default=500, help="test questions for each subset (default 500)")


def measure(options: argparse.Namespace) -> Report:
    conditions = report.conditions(
        packages=("numpy", "scikit-learn", "openvino"),
        rows="10,003 as data, the 3,080 test questions as queries",
        data=f"{data.NAME} in all-MiniLM-L6-v2, cosine",
    )
    train, train_labels = _vectors("train.csv")
    test, test_labels = _vectors("test.csv")
    print("all of it ...", flush=True)
    calibrations, found = _measure(train, train_labels, test, test_labels, best_fixed=True)
    subsets = []
    rng = np.random.default_rng(0)
    for number in range(options.subsets):
        categories = rng.choice(np.unique(train_labels), int(rng.choice([10, 15, 20, 30, 40, 50, 60])), replace=False)
        low, high = ((30, 30), (30, 60), (50, 50), (60, 100), (100, 100), (30, 150))[number % 6]
        rows = np.concatenate(
            [rng.permutation(np.flatnonzero(train_labels == c))[: rng.integers(low, high + 1)] for c in categories]
        )
        asked = rng.permutation(np.flatnonzero(np.isin(test_labels, categories)))[: options.queries]
        title = f"{len(categories)} categories of {low}" + (f" to {high}" if high > low else "")
        print(f"{title} ...", flush=True)
        one = _measure(train[rows], train_labels[rows], test[asked], test_labels[asked])[1]
        subsets.append((title, len(rows), one))
    names = list(subsets[0][2]) if subsets else []
    return Report(
        name="threshold",
        title="The suggested threshold",
        conditions=conditions,
        tables=[
            Table(
                f"All of banking77: mean F1 of the rows that pass (suggested must reach {REACH})",
                ["threshold", "mean F1"],
                [[name, f"{value:.3f}"] for name, value in found.items()],
            ),
            Table(
                "Subsets: mean F1",
                ["subset", "rows", *names],
                [[title, f"{n:,}", *(f"{one[name]:.3f}" for name in names)] for title, n, one in subsets]
                + (
                    [["mean", "", *(f"{np.mean([one[name] for *_, one in subsets]):.3f}" for name in names)]]
                    * bool(names)
                ),
            ),
            Table(
                "What two values of random_state measure on all of banking77",
                ["random_state", "floor mean", "floor p95", "near-duplicate", "above chance", "rows a group"],
                [
                    [str(seed), *(f"{value:.3f}" for value in _figures(one)), f"{one.group_size:.0f}"]
                    for seed, one in zip(SEEDS, calibrations, strict=True)
                ],
            ),
        ],
        figures={"banking77": found, "subsets": [{"name": t, "rows": n, **one} for t, n, one in subsets]},
        notes=[
            "Right is a row of the query's own category; the suggestion sees no labels. F1 is the harmonic mean of "
            "precision and recall, over all rows, averaged over the queries.",
            f"Otsu, {WINDOW} best: a split of the {WINDOW} best scores whatever the data; the suggestion splits as "
            "many as 5 typical groups of the space have rows. Best fixed: the value, found afterwards with the labels, "
            "that is best for all queries together. Best cut: each query's own best, found with the labels.",
            "Subsets: categories and rows drawn at random from banking77 (seed 0).",
        ],
    )


def _measure(
    rows: NDArray[np.float32], labels: Labels, queries: NDArray[np.float32], wanted: Labels, *, best_fixed: bool = False
) -> tuple[list["ScoreScale"], dict[str, float]]:
    import embedcore as ec
    from embedcore.metrics import Metric
    from embedcore.scores.calibration import space_calibration
    from embedcore.scores.cut import otsu_cut

    encoder = ec.get_encoder("all-MiniLM-L6-v2") if best_fixed else None
    space = ec.EmbeddingSpace(rows, encoder=encoder, texts=_texts("train.csv") if best_fixed else None)
    calibrations = [space_calibration(space, random_state=seed) for seed in (SEEDS if best_fixed else SEEDS[:1])]
    rules: dict[str, Rule] = {
        "suggested": lambda scores: calibrations[0].threshold(scores)[0],
        f"Otsu, {WINDOW} best": lambda scores: otsu_cut(scores[:WINDOW], Metric.COSINE),
        **{f"fixed {value}": lambda scores, value=value: value for value in FIXED},
    }
    if best_fixed:
        rules |= {f"_{value:.2f}": lambda scores, value=value: value for value in np.arange(0.2, 0.9, 0.02)}
    reached: dict[str, list[float]] = {name: [] for name in [*rules, "best cut"]}
    for vector, label in zip(queries, wanted, strict=True):
        found = ec.search(space, vector, n_neighbors=None)
        right = np.cumsum(labels[found.indices] == label)
        f1 = 2 * right / (np.arange(1, len(right) + 1) + right[-1])
        for name, rule in rules.items():
            n_passing = int((found.scores >= rule(found.scores)).sum())
            reached[name].append(f1[n_passing - 1] if n_passing else 0.0)
        reached["best cut"].append(f1.max())
    means = {name: float(np.mean(values)) for name, values in reached.items()}
    tried = {name: means.pop(name) for name in list(means) if name.startswith("_")}
    if tried:
        best = max(tried, key=lambda name: tried[name])
        means[f"best fixed ({best[1:]})"] = tried[best]
    return calibrations, means


def _figures(one: "ScoreScale") -> tuple[float, float, float, float]:
    return one.floor.mean, one.floor.p95, one.near_duplicate, one.above_chance


def _texts(file: str) -> list[str]:
    import embedcore as ec

    return ec.read_table(data.csv_path(file), text_column="text").texts


def _vectors(file: str) -> tuple[NDArray[np.float32], Labels]:
    import embedcore as ec

    dataset = ec.read_table(data.csv_path(file), text_column="text")
    return ec.embed(dataset).vectors, np.array(dataset.frame["category"].tolist())
