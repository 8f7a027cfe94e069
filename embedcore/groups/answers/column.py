"""Which column of a table holds how a row was solved."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from embedcore.errors import ParameterError
from embedcore.phrases import quoted
from embedcore.reading.column_names import ANSWER_NAMES, is_named, squashed, words_of
from embedcore.table.dataset import Dataset, checked_column

if TYPE_CHECKING:
    import pandas as pd

ROLES = ("text", "category")
LEAST_FILLED = 0.05
"""Of the rows: cases that are still open have no answer yet."""
_ABOUT_IT = frozenset("status state time date days hours minutes rating score by at code count id no flag".split())
"""Words in a column's name that make it a figure of the answer, not the answer."""


@dataclass(frozen=True)
class AnswerColumn:
    """name: of the column. reason: why it is taken to hold the answers, as a sentence. filled: the share of rows with
    an answer (0 to 1)."""

    name: str
    reason: str
    filled: float


def find_answer_column(dataset: Dataset) -> AnswerColumn | None:
    """The column that holds how rows were solved, by its name and by what stands in it; None where there is none.

    Its name says so in one of several languages ("resolution", "Antwort"), it holds words (not dates, numbers or the
    like), it is another column than the text and says something else than that, and at least 5 % of the rows have it.
    """
    best = max(_candidates(dataset), key=lambda pair: pair[0], default=None)
    return None if best is None else best[1]


def answer_columns(dataset: Dataset) -> tuple[str, ...]:
    """The columns that a person can choose to hold the answers: those of words, without the text, in their order."""
    names = map(str, dataset.frame.columns)
    return tuple(name for name in names if name != dataset.text_column and dataset.column_roles.get(name) in ROLES)


def answer_texts(dataset: Dataset, column: str) -> list[str]:
    """(n_rows,) the answers in one line each; empty where there is none.

    Raises ParameterError for a column that is not there, or holds no words.
    """
    name = checked_column(dataset.frame, column)
    if dataset.column_roles.get(name) not in ROLES:
        raise ParameterError(
            f'answers must be in a column of words (got "{name}" of role {dataset.column_roles.get(name)}); choose one '
            f"of {quoted(answer_columns(dataset))}, or give it the role text with with_role"
        )
    values = dataset.frame[name]
    cells = zip(values.tolist(), values.isna().tolist(), strict=True)
    return ["" if gap else " ".join(dataset.in_words(value).split()) for value, gap in cells]


def _candidates(dataset: Dataset) -> Iterator[tuple[tuple[bool, bool, float], AnswerColumn]]:
    for name in answer_columns(dataset):
        if not is_named(name, ANSWER_NAMES) or set(words_of(name)) & _ABOUT_IT:
            continue
        values = dataset.frame[name]
        filled = float(values.notna().mean()) if len(values) else 0.0
        if filled < LEAST_FILLED or values.nunique() < 2 or _repeats_the_text(dataset, values):
            continue
        is_text = dataset.column_roles[name] == "text"
        some = "" if filled == 1 else f", and {filled:.0%} of the rows have it"
        reason = f'"{name}" holds how it was solved: its name says so{some}.'
        yield (squashed(name) in ANSWER_NAMES, is_text, filled), AnswerColumn(name, reason, filled)


def _repeats_the_text(dataset: Dataset, values: pd.Series) -> bool:
    """Whether at least half of the cells say what the text of their row says."""
    if dataset.text_column is None:
        return False
    pairs = zip(values.tolist(), values.isna().tolist(), dataset.texts, strict=True)
    same = [str(value).strip() == text.strip() for value, gap, text in pairs if not gap]
    return sum(same) >= len(same) / 2
