"""What each model of texts costs and finds on this machine: texts a second, and the intents of nearest neighbours.

And those that run on OpenVINO beside sentence-transformers' encode, in turn, with how near the vectors are.
"""

import argparse
import os
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks import report, truth
from benchmarks.report import Report, Table

if TYPE_CHECKING:
    import embedcore as ec

WHOLE, STATIC = "all-MiniLM-L6-v2", "all-MiniLM-L6-v2-static"
LEAST_RATIO, LEAST_ACCURACY = 40, 0.83
N_NEIGHBORS = 10
PEER_TEXTS, LONG_TEXTS, JOINED, PEER_ROUNDS = 1_024, 64, 20, 5
"""Short texts are questions; long ones are so many questions one after the other, 200 tokens and more."""


def add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--models", nargs="+", help="names (default: each model of texts on this machine)")
    parser.add_argument("--repeat", type=int, default=3, help="rounds of all models in turn (default 3)")


def measure(options: argparse.Namespace) -> Report:
    os.environ["OMP_WAIT_POLICY"] = "PASSIVE"
    names = options.models or truth.models_here()
    conditions = report.conditions(
        packages=("numpy", "scikit-learn", "openvino", "torch", "tokenizers", "gensim"),
        rows="10,003 to learn from and to find, 3,080 that ask",
        data="banking77",
    )
    train, test = truth.questions("train.csv"), truth.questions("test.csv")
    figures: dict[str, dict[str, Any]] = {}
    encoders: dict[str, ec.Encoder] = {}
    for name in names:
        print(f"{name} ...", flush=True)
        encoders[name], figures[name] = _found(name, train, test)
    texts = list(dict.fromkeys(test.dataset.texts))
    seconds: dict[str, list[float]] = {name: [] for name in names}
    for number in range(options.repeat):
        print(f"speed, round {number + 1} ...", flush=True)
        for name, encoder in encoders.items():
            start = time.perf_counter()
            encoder.encode(texts)
            seconds[name].append(time.perf_counter() - start)
    peers = {
        (name, kind): _beside_the_library(encoder, chosen)
        for name, encoder in encoders.items()
        if _folder(encoder)
        for kind, chosen in (("short", _spread_over(texts)), ("long", _long(texts)))
    }
    for name in names:
        figures[name] |= {"texts_per_second": len(texts) / float(np.median(seconds[name])), "seconds": seconds[name]}
    return Report(
        name="models",
        title="The models of texts",
        conditions=conditions,
        tables=[
            Table(
                f"Texts a second, and the share of intents that {N_NEIGHBORS} nearest neighbours know",
                ["model", "dimensions", "texts a second", f"times {WHOLE}", "learning, s", "accuracy"],
                [_row(name, figures) for name in names],
            ),
            *([_peers_table(peers)] if peers else []),
            *_limits(figures),
        ],
        figures={**figures, "beside_sentence_transformers": {" ".join(key): found for key, found in peers.items()}},
        notes=[
            f"Speed: all {len(texts):,} different test questions in one call of encode, the model loaded, no cache; "
            f"median of {options.repeat} rounds, in each of which the models take turns.",
            f"Accuracy: the most frequent intent among the {N_NEIGHBORS} nearest of 10,003 training questions, by "
            "cosine; chance is 0.013. Learning sees the training texts, but no intents.",
            f"Beside sentence-transformers: {PEER_TEXTS} of the test questions, evenly spread, and {LONG_TEXTS} texts "
            f"of {JOINED} questions each, in one call, {PEER_ROUNDS} rounds in turn after one that does not count; "
            "its defaults (float32, batches of 32). Where "
            "other work is going on, its threads wait for each other, which slows it more than ours: then the "
            "processor time says more. They wait asleep (OMP_WAIT_POLICY=PASSIVE), so that waiting is no processor "
            "time.",
        ],
    )


def _found(name: str, train: truth.Questions, test: truth.Questions) -> "tuple[ec.Encoder, dict[str, Any]]":
    from sklearn.neighbors import KNeighborsClassifier

    import embedcore as ec

    start = time.perf_counter()
    encoder = ec.get_encoder(name)
    learns = encoder.card.learns
    if learns:
        encoder.fit(train.dataset.texts)  # type: ignore[attr-defined]
    learning = time.perf_counter() - start
    space, asked = (ec.embed(part.dataset, model=encoder) for part in (train, test))
    neighbors = KNeighborsClassifier(N_NEIGHBORS, metric="cosine", algorithm="brute").fit(space.vectors, train.labels)
    return encoder, {
        "n_dims": space.n_dims,
        "learning_seconds": learning if learns else None,
        "accuracy": float(neighbors.score(asked.vectors, test.labels)),
    }


def _folder(encoder: "ec.Encoder") -> "Path | None":
    """Where the files of a model that runs on OpenVINO lie; None for other models."""
    from embedcore.encoders.transformer.encoder import TransformerEncoder

    return encoder.published.folder() if isinstance(encoder, TransformerEncoder) else None


def _beside_the_library(encoder: "ec.Encoder", chosen: Sequence[str]) -> dict[str, Any]:
    from sentence_transformers import SentenceTransformer

    name = encoder.card.name
    print(f"{name} beside sentence-transformers ...", flush=True)
    library = SentenceTransformer(str(_folder(encoder)), device="cpu", local_files_only=True)
    library.max_seq_length = encoder.card.max_tokens
    ways = {"ours": encoder.encode, "library": lambda items: library.encode(items, show_progress_bar=False)}
    vectors = {way: encode(chosen) for way, encode in ways.items()}
    seconds: dict[str, list[float]] = {way: [] for way in ways}
    processor: dict[str, list[float]] = {way: [] for way in ways}
    for _ in range(PEER_ROUNDS):
        for way, encode in ways.items():
            start, before = time.perf_counter(), time.process_time()
            encode(chosen)
            seconds[way].append(time.perf_counter() - start)
            processor[way].append(time.process_time() - before)
    cosines = (vectors["ours"] * vectors["library"]).sum(axis=1)
    return {
        "n_texts": len(chosen),
        "precision": encoder.card.precision,
        "seconds": seconds,
        "processor_seconds": processor,
        "ratios": _in_turn(seconds),
        "processor_ratios": _in_turn(processor),
        "mean_cosine": float(cosines.mean()),
        "least_cosine": float(cosines.min()),
    }


def _spread_over(texts: Sequence[str]) -> list[str]:
    return [texts[place * len(texts) // PEER_TEXTS] for place in range(PEER_TEXTS)]


def _long(texts: Sequence[str]) -> list[str]:
    return [" ".join(texts[place * JOINED : (place + 1) * JOINED]) for place in range(LONG_TEXTS)]


def _in_turn(seconds: dict[str, list[float]]) -> list[float]:
    """How many times as long the library takes, in each round."""
    return [library / ours for ours, library in zip(seconds["ours"], seconds["library"], strict=True)]


def _spread(ratios: list[float]) -> str:
    return f"{np.median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f})"


def _peers_table(peers: dict[tuple[str, str], dict[str, Any]]) -> Table:
    return Table(
        "Beside SentenceTransformer.encode",
        [
            "model",
            "texts",
            "computes in",
            "texts a second",
            "the library's",
            "times (least to most)",
            "times in processor time",
            "cosine, mean / least",
        ],
        [
            [
                name,
                f"{found['n_texts']} {kind}",
                found["precision"],
                *(f"{found['n_texts'] / float(np.median(found['seconds'][way])):,.0f}" for way in ("ours", "library")),
                _spread(found["ratios"]),
                _spread(found["processor_ratios"]),
                f"{found['mean_cosine']:.6f} / {found['least_cosine']:.6f}",
            ]
            for (name, kind), found in peers.items()
        ],
    )


def _row(name: str, figures: dict[str, dict[str, Any]]) -> list[str]:
    found = figures[name]
    learning = found["learning_seconds"]
    return [
        name,
        str(found["n_dims"]),
        f"{found['texts_per_second']:,.0f}",
        f"{_ratio(name, figures):.1f}" if WHOLE in figures else "",
        report.seconds(learning) if learning is not None else "",
        f"{found['accuracy']:.3f}",
    ]


def _ratio(name: str, figures: dict[str, dict[str, Any]]) -> float:
    """How many times as fast as the whole model: the median of the rounds, in each of which both ran."""
    rounds = zip(figures[WHOLE]["seconds"], figures[name]["seconds"], strict=True)
    return float(np.median([whole / own for whole, own in rounds]))


def _limits(figures: dict[str, dict[str, Any]]) -> list[Table]:
    if WHOLE not in figures or STATIC not in figures:
        return []
    ratio, accuracy = _ratio(STATIC, figures), figures[STATIC]["accuracy"]
    return [
        Table(
            "The static model must reach",
            ["", "measured", "at least", "reached"],
            [
                [f"times {WHOLE}", f"{ratio:.1f}", str(LEAST_RATIO), report.verdict(LEAST_RATIO, ratio)],
                ["accuracy", f"{accuracy:.3f}", str(LEAST_ACCURACY), report.verdict(LEAST_ACCURACY, accuracy)],
            ],
        )
    ]
