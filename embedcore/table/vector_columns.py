"""Which columns of a table hold vectors: one column of lists, or one column for each dimension."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from embedcore.errors import DataError
from embedcore.reading.vector_texts import why_no_vector
from embedcore.table.vector_cells import numbers_in, reads_as_numbers

if TYPE_CHECKING:
    import pandas as pd

_LOOKED_AT = 20
_NUMBERED = re.compile(r"(.*?)(\d{1,5})")
_NOT_A_LETTER = re.compile(r"[\W\d_]+")
# Names of dimensions: so many columns of that name, numbered without a gap, are a vector.
_LEAST_BY_NAME = {
    **dict.fromkeys(("dim", "dims", "dimension", "emb", "embed", "embedding", "vec", "vector", "latent"), 2),
    **dict.fromkeys(
        ("pc", "svd", "lsa", "component", "feature", "feat", "x", "v", "d", "e", "f", "z", "", "column"), 8
    ),
}
_LEAST = 16  # under any other name: fewer are the questions of a survey
_STARTS_ANYWHERE = ("column", "")  # names that were made up, where something else may stand in the first columns


@dataclass(frozen=True)
class VectorColumns:
    """Where the vectors of a table stand.

    columns: one column of lists (is_list), or one for each dimension, in the order of their numbers.
    """

    columns: tuple[str, ...]
    n_dims: int
    is_list: bool

    def describe(self) -> str:
        """'384 numbers a row in "embedding"', '384 columns from "dim_0" to "dim_383"'."""
        if self.is_list:
            return f'{self.n_dims:,} numbers a row in "{self.columns[0]}"'
        return f'{self.n_dims:,} columns from "{self.columns[0]}" to "{self.columns[-1]}"'


def find_vectors(frame: pd.DataFrame, roles: Mapping[str, str]) -> tuple[VectorColumns, ...]:
    """The columns that look like vectors, those of lists first, then runs such as dim_0 to dim_383, longest first."""
    lists = [found for name in frame.columns if roles.get(name) == "vector" and (found := _of_lists(frame, name))]
    runs = sorted(_runs(frame, roles), key=lambda run: -run.n_dims)
    return (*lists, *runs)


def unreadable_vectors(frame: pd.DataFrame, roles: Mapping[str, str]) -> dict[str, str]:
    """Columns of vectors that can't be read, with what happened to them: cut when they were saved, or sparse."""
    found = {}
    for name in map(str, frame.columns):
        if roles.get(name) == "vector":
            whys = map(why_no_vector, frame[name].dropna().iloc[:_LOOKED_AT].tolist())
            if why := next(filter(None, whys), None):
                found[name] = why
    return found


def refuse_unreadable(frame: pd.DataFrame, roles: Mapping[str, str], name: str) -> None:
    """Raises DataError if a table's vectors are there but can't be read. name: the file's."""
    for column, why in unreadable_vectors(frame, roles).items():
        raise DataError(f'{name} must hold whole vectors (got in its column "{column}" {why})')


def _of_lists(frame: pd.DataFrame, name: str) -> VectorColumns | None:
    """The column, if its first cells are lists of numbers, most of one length."""
    cells = frame[name].dropna().iloc[:_LOOKED_AT].tolist()
    lengths = [n for n in (len(numbers_in(cell) or ()) for cell in cells) if n]
    usual = max(set(lengths), key=lengths.count, default=0)
    if usual < 2 or lengths.count(usual) < 0.5 * len(lengths):
        return None
    return VectorColumns((name,), usual, True)


def _between_labels(numbers: list[int], are_numbers: list[bool]) -> list[int]:
    """The places without those at both ends that hold words: the label of each row."""
    first = next((at for at, is_number in enumerate(are_numbers) if is_number), 0)
    last = next((at for at, is_number in enumerate(reversed(are_numbers)) if is_number), 0)
    return numbers[first : len(numbers) - last]


def _runs(frame: pd.DataFrame, roles: Mapping[str, str]) -> list[VectorColumns]:
    numbered: dict[str, dict[int, str]] = {}
    for name in map(str, frame.columns):
        found = _NUMBERED.fullmatch(name)
        if found and roles.get(name) not in ("text", "user", "item", "rating", "time", "vector", "image"):
            numbered.setdefault(found[1], {})[int(found[2])] = name
    runs = []
    for stem, columns in numbered.items():
        word = _NOT_A_LETTER.sub("", stem).lower()
        numbers = sorted(columns)
        if word in _STARTS_ANYWHERE:
            numbers = _between_labels(
                numbers, [reads_as_numbers(frame[columns[n]].iloc[: 10 * _LOOKED_AT]) for n in numbers]
            )
        if len(numbers) < _LEAST_BY_NAME.get(word, _LEAST):
            continue
        gapless = numbers == list(range(numbers[0], numbers[0] + len(numbers)))
        starts = numbers[0] in (0, 1) or word in _STARTS_ANYWHERE
        ordered = tuple(columns[number] for number in numbers)
        if gapless and starts and all(reads_as_numbers(frame[name].iloc[: 10 * _LOOKED_AT]) for name in ordered):
            runs.append(VectorColumns(ordered, len(ordered), False))
    return runs
