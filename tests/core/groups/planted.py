"""Groups whose kind is known: topics, and beside them a channel, a language, a template or leftovers."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

import embedcore as ec
from embedcore.groups import GroupFacts, describe_groups

N_DIMS = 40
WORDS = (
    "parcel courier delivery driver", "refund return money bank", "password login account reset",
    "invoice tax receipt company", "lamp bulb light switch", "garden hose plant soil",
)  # fmt: skip
FRAMES = (
    "The {} was not as it should be, {} neither", "Where is my {}? I have waited for the {} since day {}",
    "My {} and the {} do not work", "{} {} please, this is the {}th time", "Why can I not change the {} of this {}?",
    "Is there a {} for the {} with number {}", "I would like to have another {} but not with that {}",
)  # fmt: skip
N_TOPICS, N_EACH = len(WORDS), 30


@dataclass
class Rows:
    """Rows to be put together: unit-free vectors, texts, groups, and one more column."""

    vectors: list[NDArray[np.float64]]
    texts: list[str]
    labels: list[int]
    values: list[str]

    def add(self, vector: NDArray[np.float64], text: str, label: int, value: str) -> None:
        self.vectors.append(vector)
        self.texts.append(text)
        self.labels.append(label)
        self.values.append(value)

    def space(self, column: str = "channel") -> ec.EmbeddingSpace:
        content = (
            "text,"
            + column
            + "\n"
            + "".join(f'"{text}",{value}\n' for text, value in zip(self.texts, self.values, strict=True))
        )
        dataset = ec.read_table(content.encode(), filename="planted.csv", text_column="text")
        assert dataset.n_rows == len(self.texts)
        return ec.EmbeddingSpace(np.array(self.vectors, dtype=np.float32), dataset=dataset)

    def facts(self, column: str = "channel") -> tuple[GroupFacts, ...]:
        return describe_groups(self.space(column), np.array(self.labels), max(self.labels) + 1)

    def kinds(self, column: str = "channel") -> list[str]:
        return [one.kind.what for one in self.facts(column)]


def topics(rng: np.random.Generator, values: Sequence[str] = ("email", "chat")) -> Rows:
    """Six topics, each a group, with values drawn at random."""
    rows = Rows([], [], [], [])
    for topic in range(N_TOPICS):
        for number in range(N_EACH):
            rows.add(vector(rng, topic), text(rng, topic, number), topic, str(rng.choice(values)))
    return rows


def vector(rng: np.random.Generator, topic: int, *, strength: float = 1.0, style: float = 0.0) -> NDArray[np.float64]:
    """Axis 0 is what all rows have, 1 to 6 the topics, 7 a style."""
    made = rng.normal(scale=0.1, size=N_DIMS)
    made[0] += 0.5
    made[1 + topic] += strength
    made[7] += style
    return made


def text(rng: np.random.Generator, topic: int, number: int) -> str:
    first, second = rng.choice(WORDS[topic].split(), 2, replace=False)
    return str(rng.choice(FRAMES)).format(first, second, number)
