"""Published accuracy reached: MTEB's Banking77Classification, for each model of texts on this machine."""

import argparse
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from benchmarks import data, report
from benchmarks.report import Report, Table

if TYPE_CHECKING:
    import embedcore as ec

PUBLISHED = {"all-MiniLM-L6-v2": 0.8004}
"""MTEB's leaderboard (Muennighoff et al. 2022)."""
TOLERANCE = 0.01
N_DRAWS, PER_CLASS, SEED, MAX_ITER = 10, 8, 42, 100

Labels = NDArray[np.str_]


@dataclass(frozen=True, eq=False)
class Questions:
    """One part of banking77: texts as a dataset, and (n_rows,) the intent of each."""

    dataset: "ec.Dataset"
    labels: Labels


def add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--models", nargs="+", help="names (default: each model of texts on this machine)")


def measure(options: argparse.Namespace) -> Report:
    names = options.models or models_here()
    conditions = report.conditions(
        packages=("numpy", "scikit-learn", "openvino", "torch", "gensim"),
        rows="10,003 to learn from, 3,080 to test on",
        data="banking77",
    )
    train, test = questions("train.csv"), questions("test.csv")
    figures = {}
    for name in names:
        print(f"{name} ...", flush=True)
        figures[name] = _accuracy_of(name, train, test)
    return Report(
        name="truth",
        title="MTEB's Banking77Classification",
        conditions=conditions,
        tables=[
            Table(
                f"Accuracy on the test part, mean of {N_DRAWS} draws of {PER_CLASS} examples an intent",
                ["model", "dimensions", "accuracy", "least and most", "published", f"within {TOLERANCE}"],
                [_row(name, found) for name, found in figures.items()],
            )
        ],
        figures=figures,
        notes=[
            f"As MTEB does it: logistic regression (scikit-learn, max_iter={MAX_ITER}) on the vectors of {PER_CLASS} "
            f"questions of each of the 77 intents, tested on all {len(test.labels):,} test questions; {N_DRAWS} draws, "
            "each from the order that the one before left, shuffled further.",
            "The vectors come from ec.embed. Models that learn from the data have seen the texts of the training part, "
            "but no intents.",
        ],
    )


def models_here() -> list[str]:
    """The models of texts that work on this machine, without a network and without options."""
    import embedcore as ec

    return [card.name for card in ec.list_models() if card.available and card.modality == "text" and not card.remote]


def questions(file: str) -> Questions:
    import embedcore as ec

    dataset = ec.read_table(data.csv_path(file), text_column="text")
    return Questions(dataset, np.array(dataset.frame["category"].tolist()))


def embedded(name: str, train: Questions, test: Questions) -> "tuple[ec.EmbeddingSpace, ec.EmbeddingSpace]":
    """Both parts in one model; one that learns has learned from the training part."""
    import embedcore as ec

    space = ec.embed(train.dataset, model=name)
    assert space.encoder is not None
    return space, ec.embed(test.dataset, model=space.encoder)


def draws(labels: Labels) -> list[NDArray[np.int64]]:
    """The rows of each draw: the first PER_CLASS of each label in an order that is shuffled on from draw to draw."""
    rng = np.random.RandomState(SEED)  # MTEB shuffles with numpy's older generator
    order, chosen = np.arange(len(labels)), []
    for _ in range(N_DRAWS):
        rng.shuffle(order)
        taken: dict[str, int] = {}
        rows = []
        for row in order.tolist():
            label = labels[row]
            if taken.get(label, 0) < PER_CLASS:
                taken[label] = taken.get(label, 0) + 1
                rows.append(row)
        chosen.append(np.array(rows))
    return chosen


def _accuracy_of(name: str, train: Questions, test: Questions) -> dict[str, Any]:
    from sklearn.linear_model import LogisticRegression

    space, asked = embedded(name, train, test)
    accuracies = []
    for rows in draws(train.labels):
        classifier = LogisticRegression(random_state=SEED, max_iter=MAX_ITER)
        classifier.fit(space.vectors[rows], train.labels[rows])
        accuracies.append(float(classifier.score(asked.vectors, test.labels)))
    return {"n_dims": space.n_dims, "accuracy": float(np.mean(accuracies)), "draws": accuracies}


def _row(name: str, found: dict[str, Any]) -> list[str]:
    published = PUBLISHED.get(name)
    verdict = report.verdict(abs(found["accuracy"] - published), TOLERANCE) if published else ""
    return [
        name,
        str(found["n_dims"]),
        f"{found['accuracy']:.4f}",
        f"{min(found['draws']):.3f} to {max(found['draws']):.3f}",
        f"{published:.4f}" if published else "",
        verdict,
    ]
