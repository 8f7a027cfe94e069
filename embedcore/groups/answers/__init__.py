"""How rows were solved: the column that says it, what its answers say was done, and the ways of some rows, counted."""

from embedcore.groups.answers.acts import Acts, find_acts
from embedcore.groups.answers.column import AnswerColumn, answer_columns, answer_texts, find_answer_column
from embedcore.groups.answers.solved import (
    Answers,
    Solved,
    Way,
    answers_from,
    known_answers,
    read_answers,
    texts_of,
    ways,
)

__all__ = [
    "Acts",
    "AnswerColumn",
    "Answers",
    "Solved",
    "Way",
    "answer_columns",
    "answer_texts",
    "answers_from",
    "find_acts",
    "find_answer_column",
    "known_answers",
    "read_answers",
    "texts_of",
    "ways",
]
