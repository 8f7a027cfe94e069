"""The everyday phrases that the playground shows where nothing is loaded; no model is needed to see them."""

from functools import cache

import numpy as np

from embedcore.types import Vectors
from ui import samples
from ui.playground.experiments import EXPERIMENTS

TOPIC = "topic"
"""The column that says what a phrase is about."""
PRESET = ("The quick brown fox", "A fast dark fox", "The rapid russet canine", "Stock market predictions")
"""What stands in the playground at first: three that mean the same in other words, and one that does not."""


def experiment_texts() -> list[str]:
    return list(dict.fromkeys(text for one in EXPERIMENTS for text in (one.before, one.after)))


@cache
def known_vectors() -> dict[str, Vectors]:
    """The precomputed vectors, by the default model, of the phrases and of the experiments' texts.

    Raises DataError where they were made from other texts.
    """
    dataset, vectors = samples.read(samples.PHRASES)
    more = samples.read_vectors(samples.PHRASES, experiment_texts(), "experiments")
    texts = [*dataset.texts, *experiment_texts()]
    return dict(zip(texts, np.concatenate([vectors, more]), strict=True))
