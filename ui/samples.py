"""The samples that come with the project: their vectors are precomputed, so no model is needed to see them."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

import embedcore as ec
from embedcore.table import digest_of
from embedcore.types import Vectors

FOLDER = Path(__file__).resolve().parent.parent / "sample_data"


@dataclass(frozen=True)
class Sample:
    """file: in sample_data; the vectors of texts lie beside it as .npz. question: something to search for.

    kind: one of embedcore.table.data_kind.KINDS.
    """

    file: str
    title: str
    description: str
    icon: str
    question: str = ""
    kind: str = "texts"

    @property
    def vectors_path(self) -> Path:
        return (FOLDER / self.file).with_suffix(".npz")


SAMPLES = (
    Sample(
        "support_tickets.csv",
        "Support tickets",
        "1,694 messages to an online shop and its software, each with how it was solved.",
        ":material/support_agent:",
        "my parcel never arrived",
    ),
    Sample(
        "product_reviews.csv",
        "Product reviews",
        "640 customer reviews of headphones, boots, novels and seven other kinds of things.",
        ":material/reviews:",
        "broke after two weeks",
    ),
)


OTHER_SAMPLES = (
    Sample(
        "cookery_club.csv",
        "Cookery club",
        "14,951 ratings of 150 dishes by 400 members: what would they like next, and why?",
        ":material/restaurant:",
        kind="ratings",
    ),
    Sample(
        "handwritten_digits.zip",
        "Handwritten digits",
        "1,797 pictures of digits, written by 13 people: which look alike?",
        ":material/draw:",
        kind="images",
    ),
)
"""Learned when they are opened, which takes a second or two."""


PHRASES = Sample(
    "everyday_phrases.csv",
    "Everyday phrases",
    "156 short phrases on 13 subjects.",
    ":material/chat:",
    "The quick brown fox",
)
"""What the playground shows where nothing is loaded."""


def find(file: str) -> Sample:
    return next(sample for sample in (*SAMPLES, *OTHER_SAMPLES) if sample.file == file)


def read(sample: Sample) -> tuple[ec.Dataset, Vectors]:
    """The sample's dataset and its precomputed vectors, (n_rows, 384) float32.

    Raises DataError where the vectors were made from other texts.
    """
    dataset = ec.read_table(FOLDER / sample.file)
    return dataset, read_vectors(sample, dataset.texts)


def read_vectors(sample: Sample, texts: Sequence[str], name: str = "vectors") -> Vectors:
    """The vectors of that name beside the sample, (n_texts, 384) float32.

    Raises DataError where they were made from other texts.
    """
    with np.load(sample.vectors_path, allow_pickle=False) as content:
        if content[f"{name}_of"].tobytes() != digest_of(texts):
            raise ec.DataError(
                f"the {name} of {sample.file} must be made from its present texts (they were made from others); "
                "run: python -m sample_data.make_vectors"
            )
        return np.asarray(content[name], dtype=np.float32)
