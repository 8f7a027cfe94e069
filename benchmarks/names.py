"""Names of groups beside BERTopic's: do they say what the group is about, and do they point to it?

On true groups and on k-means groups, with the same vectors and the same model in one run.
"""

import argparse
import csv
import re
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks import data, report
from benchmarks.report import Report, Table
from embedcore.groups import cluster
from embedcore.groups.group_names import group_names
from embedcore.groups.middles import group_middles
from embedcore.metrics import unit_rows
from embedcore.space import EmbeddingSpace
from embedcore.words import naming_words, same_word, stretches

LEAST_NEAREST, LEAST_PHRASES, LEAST_TEXTS = 0.95, 0.9, 3
SECTIONS = (
    "python perl haskell rust golang javascript java science ruby gnu-r games sound php graphics fonts ocaml lisp math "
    "mail editors database kernel video electronics hamradio gnome kde web"
)
"""Of Debian's, those that say what a package is about (not "misc", "utils", "libs")."""
MOST_OF_SECTION = 300


def add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--rows", type=int, default=data.ALL_ROWS, help="of banking77 train")
    parser.add_argument("--debian", help="what `apt-cache dumpavail` prints on Debian, as a file: a second data set")
    parser.add_argument(
        "--bertopic", help="the folder of `pip install --no-deps bertopic --target FOLDER`; without it the peers rest"
    )


def measure(options: argparse.Namespace) -> Report:
    conditions = report.conditions(
        packages=("numpy", "scipy", "scikit-learn", "openvino"),
        rows=f"{options.rows:,}" + ("; 28 sections of Debian" if options.debian else ""),
        data=f"{data.NAME}" + (", package descriptions of Debian" if options.debian else "") + " in all-MiniLM-L6-v2",
    )
    if options.bertopic:
        sys.path.append(options.bertopic)  # behind the packages that are installed
    sets = [(data.NAME, *_banking(options.rows))]
    if options.debian:
        sets.append(("Debian's packages by section", *_debian(Path(options.debian))))
    found = []
    for name, space, categories in sets:
        kinds = np.unique(categories, return_inverse=True)[1].ravel().astype(np.int64)
        k = int(kinds.max()) + 1
        for way, labels in (("true", kinds), ("k-means", cluster(space, n_clusters=k).labels)):
            found.append({"data": name, "groups": way, **_measured(space, labels, categories, bool(options.bertopic))})
    return Report(
        name="names",
        title="Names of groups",
        conditions=conditions,
        tables=[_words(found), _ours(found)],
        figures={"found": found},
        notes=[
            "A word of a category is one that tells something; it is held where one of the name is the same word, or a "
            "form of it (`same_word`). The category of a group is the one most of its rows have.",
            "The peers are cut, group by group, to as many words as our name has, small words counted; class-based "
            "TF-IDF's first term stands beside them. BERTopic's own defaults; with stop words: scikit-learn's English "
            "ones left out. KeyBERTInspired through `update_topics`, since BERTopic 0.17.4's `fit` with vectors looks "
            "at the vectors of other texts than it chose.",
            "A name is nearest to its own group where the cosine of its vector, by the model of the texts, is greatest "
            "with the middle of that group. A phrase stands in a text where its words do, side by side, in any case.",
        ],
    )


def _banking(n_rows: int) -> tuple[EmbeddingSpace, list[str]]:
    space = data.space(n_rows)
    with data.csv_path().open(encoding="utf-8", newline="") as source:
        rows = list(csv.DictReader(source))
    category = {row["text"]: row["category"] for row in rows}
    return space, [category[text] for text in space.texts or ()]


def _debian(file: Path) -> tuple[EmbeddingSpace, list[str]]:
    """Each description once, at most 300 of a section, spread over the alphabet."""
    import embedcore as ec

    sections: dict[str, set[str]] = {name: set() for name in SECTIONS.split()}
    for block in file.read_text(encoding="utf-8").split("\n\n"):
        fields = dict(re.findall(r"^(Section|Description): (.*)$", block, re.MULTILINE))
        section = fields.get("Section", "").rpartition("/")[2]
        if section in sections and fields.get("Description"):
            sections[section].add(fields["Description"].strip())
    texts, categories = list[str](), list[str]()
    for section, ours in sections.items():
        ordered = sorted(ours)
        some = ordered[:: max(1, len(ordered) // MOST_OF_SECTION)][:MOST_OF_SECTION]
        texts += some
        categories += [section] * len(some)
    return ec.embed(texts), categories


def _measured(
    space: EmbeddingSpace, labels: np.ndarray[Any, Any], categories: Sequence[str], with_peers: bool
) -> dict[str, Any]:
    n_groups = int(labels.max()) + 1
    named = group_names(space, labels, n_groups)
    texts = list(space.texts or ())
    of_group = [np.flatnonzero(labels == group).tolist() for group in range(n_groups)]
    most = [Counter(categories[row] for row in rows).most_common(1)[0][0] for rows in of_group]
    lengths = [sum(len(words) for words, _ in stretches(name)) for name in named.names]
    assert space.encoder is not None
    middles = group_middles(space.vectors, labels, np.bincount(labels))
    nearest = (unit_rows(space.encoder.encode(list(named.names))) @ middles.T).argmax(axis=1)
    n_texts = [sum(_stands(name, texts[row]) for row in rows) for name, rows in zip(named.names, of_group, strict=True)]
    held = {"ours": _held([name.split() for name in named.names], most)}
    if with_peers:
        for peer, lists in _peers(space, labels, texts).items():
            cut = [terms[:length] for terms, length in zip(lists, lengths, strict=True)]
            held[peer] = _held(cut, most)
            if peer == "class-based TF-IDF":
                held["its first term alone"] = _held([terms[:1] for terms in lists], most)
    return {
        "n_groups": n_groups,
        "n_words": float(np.mean(lengths)),
        "held": held,
        "nearest": float(np.mean(nearest == np.arange(n_groups))),
        "in_three": float(np.mean(np.array(n_texts) >= LEAST_TEXTS)),
        "names": [{"name": name, "category": kind} for name, kind in zip(named.names, most, strict=True)],
    }


def _held(lists: Sequence[Sequence[str]], categories: Sequence[str]) -> float:
    """The share of groups of whose category the terms hold a word."""

    def holds(terms: Sequence[str], category: str) -> bool:
        said = [word.normal for term in terms for word in naming_words(term)]
        wanted = [word.normal for word in naming_words(re.sub(r"[_-]", " ", category))]
        return any(same_word(one, other) for one in said for other in wanted)

    return float(np.mean([holds(*pair) for pair in zip(lists, categories, strict=True)]))


def _stands(phrase: str, text: str) -> bool:
    wanted = [word.casefold() for words, _ in stretches(phrase) for word in words]
    for words, _ in stretches(text):
        have, n = [word.casefold() for word in words], len(wanted)
        if any(have[start : start + n] == wanted for start in range(len(have) - n + 1)):
            return True
    return False


def _peers(space: EmbeddingSpace, labels: np.ndarray[Any, Any], texts: list[str]) -> dict[str, list[list[str]]]:
    """The terms of each group, best first, by BERTopic."""
    from bertopic import BERTopic
    from bertopic.backend import BaseEmbedder
    from bertopic.cluster import BaseCluster
    from bertopic.dimensionality import BaseDimensionalityReduction
    from bertopic.representation import KeyBERTInspired
    from sklearn.feature_extraction.text import CountVectorizer

    encoder = space.encoder
    assert encoder is not None

    class Same(BaseEmbedder):  # type: ignore[misc]
        def embed(self, documents: Sequence[str], verbose: bool = False) -> Any:
            return encoder.encode(list(documents))

    found = {}
    for words, ending in ((None, ""), ("english", ", without stop words")):
        model = BERTopic(
            embedding_model=Same(),
            umap_model=BaseDimensionalityReduction(),
            hdbscan_model=BaseCluster(),
            vectorizer_model=CountVectorizer(stop_words=words),
        ).fit(texts, embeddings=space.vectors, y=labels)
        # BERTopic counts topics by size.
        topics = dict(zip(labels.tolist(), model.topics_, strict=True))
        for name, representation in (("class-based TF-IDF", None), ("KeyBERTInspired", KeyBERTInspired())):
            if representation is not None:
                vectorizer = CountVectorizer(stop_words=words)
                model.update_topics(texts, vectorizer_model=vectorizer, representation_model=representation)
            found[name + ending] = [
                [term for term, _ in model.get_topic(topics[group])] for group in range(int(labels.max()) + 1)
            ]
    return found


def _words(found: Sequence[dict[str, Any]]) -> Table:
    kinds = list(found[0]["held"])
    rows = []
    for one in found:
        held = one["held"]
        first = held.get("its first term alone", 0.0)
        ahead = all(held["ours"] > held[name] for name in kinds if name not in ("ours", "its first term alone"))
        verdict = ("yes" if ahead and held["ours"] >= first else "NO") if len(kinds) > 1 else ""
        rows.append([_what(one), f"{one['n_words']:.1f}", *(f"{held[name]:.1%}" for name in kinds), verdict])
    return Table(
        "(a) Names that hold a word of their group's category", ["groups", "words of ours", *kinds, "ahead"], rows
    )


def _ours(found: Sequence[dict[str, Any]]) -> Table:
    rows = [
        [
            _what(one),
            f"{one['nearest']:.1%}",
            "yes" if one["nearest"] >= LEAST_NEAREST else "NO",
            f"{one['in_three']:.1%}",
            "yes" if one["in_three"] >= LEAST_PHRASES else "NO",
            "; ".join(pair["name"] for pair in one["names"][:12]),
        ]
        for one in found
    ]
    columns = [
        "groups", "(b) name nearest to its own", f"at least {LEAST_NEAREST:.0%}",
        f"(c) phrase of {LEAST_TEXTS} texts and more", f"at least {LEAST_PHRASES:.0%}", "the first names",
    ]  # fmt: skip
    return Table("Our names", columns, rows)


def _what(one: dict[str, Any]) -> str:
    return f"{one['data']}, {one['n_groups']} {one['groups']} groups"
