"""Arithmetic with words: king - man + woman."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np

from embedcore.errors import DataError, ParameterError
from embedcore.metrics import Metric, unit_rows
from embedcore.parameters import whole_number
from embedcore.space.space import EmbeddingSpace
from embedcore.types import Indices, Scores, Vectors
from embedcore.words import normal_form

# A sign stands at an end of a word, or is a plus or a true minus between two; a hyphen inside a word is part of it.
_OPERATOR = re.compile(r"(?<!\S)[-+−–]+|(?<![-+−–])[-+−–](?!\S)|(?<=\w)[+−](?=\w)")


@dataclass(frozen=True)
class Expression:
    """Words, or phrases, to add and to subtract. signed: each with "+" or "−", in the order written."""

    signed: tuple[tuple[str, str], ...]

    def __str__(self) -> str:
        return " ".join(f"{sign} {word}" for sign, word in self.signed).removeprefix("+ ")

    @property
    def terms(self) -> tuple[str, ...]:
        return tuple(word for _, word in self.signed)

    @property
    def plus(self) -> tuple[str, ...]:
        return tuple(word for sign, word in self.signed if sign == "+")

    @property
    def minus(self) -> tuple[str, ...]:
        return tuple(word for sign, word in self.signed if sign != "+")


@dataclass(frozen=True, eq=False)
class Arithmetic:
    """The words closest to a sum of words, the words of the sum left out.

    indices: (n_words,) rows of the space of words, closest first, ties in row order. scores: (n_words,)
    cosine similarity to the sum. left_out: the words of the sum that would be among the answers, with
    their scores: where one of them is first, the arithmetic has hardly moved away from it. unknown: what is
    not among the words, and was embedded as a text.
    """

    expression: Expression
    words: tuple[str, ...]
    indices: Indices
    scores: Scores
    left_out: tuple[tuple[str, float], ...]
    unknown: tuple[str, ...]
    vector: Vectors
    ranks: dict[str, int]

    def rank(self, word: str) -> int | None:
        """The place of a word among all answers, from 1; None where it is not in the vocabulary."""
        return self.ranks.get(normal_form(word))


def parse_expression(text: str, words: Collection[str] = ()) -> Expression:
    """What is added and subtracted in "king - man + woman".

    A sign has a space before or after it; a hyphen inside a word is part of the word. words: known words, in
    lower case; where nothing has a space, as in "king-man+woman", hyphens between known words are signs as well.
    Raises ParameterError where a word is missing or nothing is added.
    """
    if not isinstance(text, str) or not text.strip():
        raise ParameterError('an expression must hold words (got nothing); write for instance "king - man + woman"')
    text = _spaced(text.strip(), words)
    pieces = _OPERATOR.split(text)
    signs = ["+", *("+" if found.group()[0] == "+" else "−" for found in _OPERATOR.finditer(text))]
    if not pieces[0].strip() and len(pieces) > 1:  # it begins with a sign
        pieces, signs = pieces[1:], signs[1:]
    terms = [" ".join(piece.split()) for piece in pieces]
    if not all(terms):
        raise ParameterError(f'each + and − must be followed by a word (got "{text}"); add the word')
    expression = Expression(tuple(zip(signs, terms, strict=True)))
    if not expression.plus:
        raise ParameterError(f'at least one word must be added (got "{text}"); put a word first')
    return expression


def _spaced(text: str, words: Collection[str]) -> str:
    """An expression without any space whose hyphens stand between known words, with spaces around its signs."""
    parts = re.split(r"([-+−–])", text)
    known = all(normal_form(part) in words for part in parts[::2])
    return " ".join(parts) if known and normal_form(text) not in words else text


def word_arithmetic(space: EmbeddingSpace, expression: Expression | str, *, n_words: int = 10) -> Arithmetic:
    """The words closest to the sum of the unit vectors of its words, minus the others (3CosAdd).

    Mikolov, Yih and Zweig 2013. space: a space of words, `texts` the words; the cosine decides, whatever its
    metric. What is not among them, such as a phrase, is embedded by the space's encoder. The words of the
    expression, those inside phrases too, are left out of the answers, whatever their case, as is usual;
    `left_out` says how close they are.

    Raises ParameterError for an expression that can't be read, whose words cancel each other out, or n_words
    below 1; DataError for a space without words, or a word that it does not hold and has no encoder for, or whose
    encoder does not know it.
    """
    n_words = whole_number("n_words", n_words, low=1)
    words = space.texts
    if words is None:
        raise DataError("arithmetic needs a space of words (this one has no texts); make one with texts=words")
    row_of = {normal_form(word): row for row, word in reversed(list(enumerate(words)))}
    expression = parse_expression(expression, row_of) if isinstance(expression, str) else expression
    unknown = tuple(dict.fromkeys(term for term in expression.terms if normal_form(term) not in row_of))
    plus, minus = (unit_rows(_vectors(space, terms, row_of)) for terms in (expression.plus, expression.minus))
    vector = combine(list(plus), list(minus), written=str(expression))
    ranking = space.with_metric(Metric.COSINE).scorer.all_scores(vector)
    order = np.lexsort((np.arange(len(ranking)), -ranking))
    used = {word for term in expression.terms for word in (normal_form(term), *normal_form(term).split())}
    own = np.array([normal_form(words[row]) in used for row in order.tolist()])
    answers = order[~own]
    best = answers[:n_words]
    last = ranking[best[-1]] if len(best) else -np.inf
    return Arithmetic(
        expression=expression,
        words=tuple(words[row] for row in best.tolist()),
        indices=best,
        scores=ranking[best],
        left_out=tuple((words[row], float(ranking[row])) for row in order[own].tolist() if ranking[row] >= last),
        unknown=unknown,
        vector=vector,
        ranks={normal_form(words[row]): place for place, row in reversed(list(enumerate(answers.tolist(), start=1)))},
    )


def combine(plus: Sequence[Vectors], minus: Sequence[Vectors], *, written: str) -> Vectors:
    """The sum of some vectors minus the sum of others, (n_dims,), as long as the first one.

    plus: at least one. A single vector with nothing to subtract is left as it is. written: the sum, for the error.
    Raises ParameterError where they cancel each other out.
    """
    if len(plus) == 1 and not len(minus):
        return plus[0]
    total = np.sum(plus, axis=0, dtype=np.float64) - np.sum(minus, axis=0, dtype=np.float64)
    length, wanted = float(np.linalg.norm(total)), float(np.linalg.norm(plus[0])) or 1.0
    if length < 1e-4 * wanted:
        raise ParameterError(
            f"what is added and taken away must differ (got {written}: they cancel each other out); change one"
        )
    return np.asarray(total * (wanted / length), dtype=np.float32)


def _vectors(space: EmbeddingSpace, terms: Sequence[str], row_of: dict[str, int]) -> Vectors:
    known = {term: row_of[normal_form(term)] for term in terms if normal_form(term) in row_of}
    others = [term for term in dict.fromkeys(terms) if term not in known]
    if others and space.encoder is None:
        raise DataError(
            f'every word must be one of the {space.n_rows:,} of the vocabulary (got "{others[0]}"), since this space '
            "has no model that could read another; choose another word"
        )
    read = dict(zip(others, space.encoder.encode(others), strict=True)) if others and space.encoder else {}
    for term, vector in read.items():
        if not vector.any():
            raise DataError(f'every word must be one that the model knows (got "{term}", which it does not); change it')
    found = [space.vectors[known[term]] if term in known else read[term] for term in terms]
    return np.array(found, dtype=np.float32).reshape(len(terms), space.n_dims)
