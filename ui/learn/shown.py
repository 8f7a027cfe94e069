"""What several sections show: a score with its meaning, a list of neighbours, a row to choose, work that goes on."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

import embedcore as ec
from embedcore import jobs
from embedcore.metrics import pair_scores
from embedcore.phrases import shortened
from embedcore.scores import CUTS, verdict
from embedcore.types import Vectors
from ui import progress
from ui.learn.material import Material
from ui.markup import literal

TEXT_LENGTH = 110
QUICK_S = 0.5


def cosine(a: Vectors, b: Vectors) -> float:
    """The similarity by direction of two vectors, (n_dims,) each."""
    return float(pair_scores(ec.Metric.COSINE, a, b)[0])


def meaning(score: float) -> str:
    """What the rule of thumb says of a cosine similarity."""
    return verdict(score, CUTS[-1])


def text(material: Material, row: int) -> str:
    """The row as Markdown that shows it to the letter, on one line."""
    return literal(shortened(material.labels[row], TEXT_LENGTH))


def nearest(material: Material, found: ec.Neighbors, metric: ec.Metric) -> str:
    """Rows with their scores as a list in Markdown, closest first; of distances it is said which way they count."""
    pairs = zip(found.indices.tolist(), found.scores.tolist(), strict=True)
    lines = "\n".join(f"- **{score:.2f}** {text(material, row)}" for row, score in pairs)
    return lines if metric.greater_is_closer else f"{lines}\n\n{closer(metric)}"


def closer(metric: ec.Metric) -> str:
    """What kind of numbers its scores are, and which are closer."""
    return {
        ec.Metric.COSINE: "These numbers are similarities: greater is closer.",
        ec.Metric.EUCLIDEAN: "These numbers are distances: smaller is closer, and there is no upper limit.",
        ec.Metric.DOT: "These numbers have no limit: greater is closer.",
    }[metric]


def chosen_row(material: Material, *, key: str, start: int = 0) -> int:
    """A row that a person chooses by its number; its text stands beside it."""
    n_rows = material.space.n_rows
    left, right = st.columns([1, 3], vertical_alignment="bottom")
    label = f"Which of the {n_rows:,} {material.rows(n_rows)}"
    # Of other data it is another field.
    field = f"{key}_{material.space.fingerprint[:8]}"
    row = int(left.number_input(label, 1, n_rows, min(start, n_rows - 1) + 1, key=field)) - 1
    right.markdown(f"“{text(material, row)}”")
    return row


def typed(label: str, start: str, *, key: str) -> str:
    """A text that is typed, on one line; at first one that is known."""
    return " ".join(st.text_input(label, start, key=key, max_chars=300).split())


def result(job: jobs.Job, title: str, *, key: str, seconds: float = QUICK_S) -> Any:
    """What the job gives; None while it runs, which is shown."""
    if progress.ends_within(job, seconds):
        return job.result
    progress.show(job, title, key=key)
    return None


def table(heads: Sequence[str], lines: Sequence[Sequence[str]]) -> None:
    """A small table of words, as Markdown. lines: cells as Markdown, one line each."""
    cells = [heads, ["---"] * len(heads), *lines]
    st.markdown("\n".join(f"| {' | '.join(line)} |" for line in cells))
