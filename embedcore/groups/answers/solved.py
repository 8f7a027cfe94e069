"""The ways in which some rows were solved: their answers by what was done, counted, each with an example."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from weakref import WeakKeyDictionary

import numpy as np

from embedcore.encoders import STATIC_MODEL, Encoder, get_encoder, list_models
from embedcore.errors import DataError, ParameterError
from embedcore.groups.answers.acts import Acts, find_acts, parts, telling_words
from embedcore.groups.answers.column import answer_texts, find_answer_column
from embedcore.table.dataset import Dataset
from embedcore.types import Indices, OnProgress
from embedcore.words import same_word

READ_ROWS = 100
"""Of a way, so many answers are read for its example, evenly spread."""
ALSO = 0.5
"""A word stands in a way's name beside the most frequent one where it stands at least so often in comparison."""
MOST_WORDS = 3
LEAST_WORDS = 3
"""An example has at least so many telling words, where there is one."""
N_BEST = 10
SHORT = 0.75
"""By this power of its number of words, what a text shares with others counts less: 0.5 is the cosine, 1 the mean."""

_known: WeakKeyDictionary[Dataset, dict[str, Answers]] = WeakKeyDictionary()


@dataclass(frozen=True, eq=False)
class Way:
    """One way in which rows were solved.

    name: the words for what was done ("suggested, recommended"), or the answer itself where answers repeat. rows: (n,)
    those whose answer says it. share: of the rows with an answer (0 to 1). example_row: the row with the most typical
    answer, example: that answer.
    """

    name: str
    rows: Indices
    share: float
    example_row: int
    example: str

    @property
    def n_rows(self) -> int:
        return len(self.rows)


@dataclass(frozen=True, eq=False)
class Solved:
    """How some rows were solved.

    ways: the most frequent first; an answer that says two things ("cancelled it and refunded") is in both. n_rows: of
    all rows looked at, n_answered: of those with an answer. otherwise: (n,) the rows whose answer is in none of the
    ways, since what it says was done is said by hardly any other. notes: what was not looked at.
    """

    ways: tuple[Way, ...]
    n_rows: int
    n_answered: int
    otherwise: Indices
    notes: tuple[str, ...] = ()

    @property
    def n_unanswered(self) -> int:
        return self.n_rows - self.n_answered

    def rest(self, n_shown: int) -> Indices:
        """The rows with an answer that is in none of the first so many ways."""
        shown = [way.rows for way in self.ways[:n_shown]]
        others = [way.rows for way in self.ways[n_shown:]]
        return np.setdiff1d(np.concatenate([self.otherwise, *others]), np.concatenate([self.otherwise[:0], *shown]))


@dataclass(frozen=True, eq=False)
class Answers:
    """The answers of a table, read. texts: (n_rows,) in one line each, "" for none. acts: what they say was done."""

    column: str
    texts: Sequence[str]
    acts: Acts

    @cached_property
    def answered(self) -> np.ndarray:
        """(n_rows,) whether the row has an answer."""
        return np.array([bool(text) for text in self.texts], dtype=bool)

    def solved(self, rows: Indices) -> Solved:
        """How these rows were solved. rows: (n,) each once.

        Raises ParameterError for rows that the table does not have.
        """
        rows = np.asarray(rows, dtype=np.int64)
        if len(rows) and not (rows.min() >= 0 and rows.max() < len(self.texts)):
            raise ParameterError(
                f"rows must be in 0..{len(self.texts) - 1} (got {rows.min()} to {rows.max()}); number them by their "
                "places in the dataset"
            )
        inside = np.zeros(len(self.texts), dtype=bool)
        inside[rows] = True
        said = inside[self.acts.answer]
        row_of, act_of = self.acts.answer[said], self.acts.act[said]
        n_answered = int((inside & self.answered).sum())
        counts = np.bincount(act_of, minlength=self.acts.n_acts)
        ways = [
            self._way(act, row_of[act_of == act], n_answered)
            for act in np.argsort(-counts, kind="stable").tolist()
            if counts[act]
        ]
        inside[row_of] = False
        return Solved(tuple(ways), len(rows), n_answered, np.flatnonzero(inside & self.answered), self.acts.notes)

    def _way(self, act: int, rows: Indices, n_answered: int) -> Way:
        words = self.acts.words[act]
        if self.acts.whole:
            return Way(words[0], rows, len(rows) / n_answered, int(rows[0]), self.texts[rows[0]])
        spread = np.unique(np.linspace(0, len(rows) - 1, READ_ROWS).astype(np.int64))
        read = {row: telling_words(self.texts[row]) for row in rows[spread].tolist()}
        counts = Counter(word for found in read.values() for word in found)
        example = self._example(read, counts, words)
        return Way(", ".join(_shown(words, counts)), rows, len(rows) / n_answered, example, self.texts[example])

    def _example(self, read: Mapping[int, set[str]], counts: Counter[str], words: Sequence[str]) -> int:
        """The row whose answer stands for its way: it is more than a word, says little else, and its words stand in
        many of the others; of the best ones, the first in which a part begins or ends with what was done."""

        def fit(row: int) -> tuple[bool, int, float]:
            found = read[row]
            typical = sum(counts[word] for word in found) / max(len(found), 1) ** SHORT
            return len(found) >= LEAST_WORDS, -int(self._n_acts[row]), typical

        best = sorted(read, key=fit, reverse=True)[:N_BEST]
        for row in best:
            edges = {word for part in parts(self.texts[row]) for word in (part[0][0], part[-1][0])}
            if edges & set(words):
                return row
        return best[0]

    @cached_property
    def _n_acts(self) -> np.ndarray:
        """(n_rows,) how many things each answer says were done."""
        return np.bincount(self.acts.answer, minlength=len(self.texts))


def read_answers(
    dataset: Dataset,
    column: str | None = None,
    *,
    encoder: Encoder | None = None,
    on_progress: OnProgress | None = None,
) -> Answers:
    """The answers of a column, read once for a dataset.

    column: None takes the one that `find_answer_column` finds. encoder: for words of the same meaning; None takes the
    static model where it is here.
    Raises DataError where no column looks like answers, ParameterError for one that holds no words.
    """
    if column is None:
        found = find_answer_column(dataset)
        if found is None:
            raise DataError(
                "answers need a column that holds how rows were solved, named like it (got none); name it with column"
            )
        column = found.name
    known = known_answers(dataset, column)
    if known is not None:
        return known
    acts = find_acts(*texts_of(dataset, column), encoder or quick_encoder(), on_progress=on_progress)
    return answers_from(dataset, column, acts)


def texts_of(dataset: Dataset, column: str) -> tuple[list[str], list[str]]:
    """The answers and the questions, as `find_acts` takes them. Raises ParameterError for a column without words."""
    return answer_texts(dataset, column), dataset.texts if dataset.text_column is not None else []


def answers_from(dataset: Dataset, column: str, acts: Acts) -> Answers:
    """What `read_answers` gives, from then on too, from acts that were found before or in another process."""
    return _known.setdefault(dataset, {}).setdefault(column, Answers(column, answer_texts(dataset, column), acts))


def known_answers(dataset: Dataset, column: str) -> Answers | None:
    """What `read_answers` would give, where it is there already."""
    return _known.get(dataset, {}).get(column)


def _shown(words: Sequence[str], counts: Counter[str]) -> list[str]:
    """The words that a way is called by: the most frequent, and those that are nearly as frequent, in one form each."""
    used = sorted((word for word in words if counts[word]), key=lambda word: -counts[word])
    shown: list[str] = []
    for word in used:
        is_new = not any(same_word(word, other) for other in shown)
        if is_new and len(shown) < MOST_WORDS and counts[word] >= ALSO * counts[used[0]]:
            shown.append(word)
    return shown


def quick_encoder() -> Encoder | None:
    """The static model, where it is on this machine."""
    card = next(card for card in list_models() if card.name == STATIC_MODEL)
    return get_encoder(STATIC_MODEL) if card.available else None


def ways(dataset: Dataset, rows: Indices, *, column: str | None = None) -> tuple[Way, ...]:
    """The ways in which these rows were solved, the most frequent first; `read_answers` says more.

    column: that holds the answers; None takes the one that `find_answer_column` finds.
    Raises DataError where no column looks like answers, ParameterError for one that holds no words, or for rows that
    the table does not have.
    """
    return read_answers(dataset, column).solved(rows).ways
