"""What the playground shows where nothing is loaded, and its one-click experiments; no model is needed for either."""

from dataclasses import dataclass
from functools import cache

import numpy as np

from embedcore.types import Vectors
from ui import samples

TOPIC = "topic"
"""The column that says what a phrase is about."""
PRESET = ("The quick brown fox", "A fast dark fox", "The rapid russet canine", "Stock market predictions")
"""What stands in the playground at first: three that mean the same in other words, and one that does not."""


@dataclass(frozen=True)
class Experiment:
    """A text, the same text with one thing changed, and what to look at.

    before, after: the two texts. observe: true of any model; the page shows the figures.
    """

    name: str
    title: str
    icon: str
    before: str
    after: str
    observe: str


EXPERIMENTS = (
    Experiment(
        "synonym",
        "A synonym",
        ":material/swap_horiz:",
        "The doctor examined the patient",
        "The physician examined the patient",
        "One word was replaced by another for the same thing. See how little the text moves, and that its neighbours "
        "stay: that is how a text is found that uses other words than yours.",
    ),
    Experiment(
        "sense",
        "Another sense of a word",
        ":material/alt_route:",
        "She sat down on the bank of the river",
        "She opened an account at the bank",
        "Both have the word “bank”, once of a river and once for money. See whether the neighbours are of another "
        "subject now: a model that reads the sentence keeps the two senses apart, a search by words can't.",
    ),
    Experiment(
        "negation",
        "A negation",
        ":material/do_not_disturb_on:",
        "The delivery arrived on time",
        "The delivery did not arrive on time",
        "The second says the opposite. See how close it still is, and what became of its neighbours: models hear "
        "what a text is about better than whether it says yes or no, so check before you count on a search to tell.",
    ),
    Experiment(
        "typo",
        "Typing errors",
        ":material/spellcheck:",
        "I forgot my password",
        "I forgto my pasword",
        "Two words are mistyped. See how far the text moves: a model reads unknown words in pieces, which may mean "
        "something else. “The numbers” below shows the pieces.",
    ),
    Experiment(
        "capitals",
        "Capital letters",
        ":material/format_size:",
        "my parcel never arrived",
        "MY PARCEL NEVER ARRIVED",
        "Only the capitals differ. Where nothing moves and all neighbours stay, the model does not see them.",
    ),
    Experiment(
        "language",
        "Another language",
        ":material/translate:",
        "My parcel never arrived",
        "Mein Paket ist nie angekommen",
        "The same in German. A model for many languages leaves it near its old place; one for English alone puts it "
        "with whatever looks like it, so texts in other languages end up apart.",
    ),
    Experiment(
        "order",
        "Word order",
        ":material/low_priority:",
        "The dog bites the man",
        "The man bites the dog",
        "The same words, and another story. See how little it moves: what is done to whom counts for little.",
    ),
)


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
