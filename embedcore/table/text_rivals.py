"""The columns among which it is unclear which one is the text."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from embedcore.table.dataset import Dataset

_ALL, _HARDLY = 0.9, 0.2
"""Shares of rows with a text of their own: of a column whose texts all differ, and of one whose texts hardly do."""


def text_rivals(dataset: Dataset) -> list[str]:
    """The columns that could be the text, in the table's order: the text column, and those that read like texts, too.

    Where the texts of the text column all differ, a column that says the same in nearly every row ("ok"), or nothing
    in most, is no rival of it.
    """
    names = [name for name in map(str, dataset.frame.columns) if dataset.column_roles.get(name) == "text"]
    chosen = dataset.text_column
    if chosen is None or len(names) < 2 or _of_their_own(dataset, chosen) < _ALL:
        return names
    return [name for name in names if name == chosen or _of_their_own(dataset, name) > _HARDLY]


def _of_their_own(dataset: Dataset, name: str) -> float:
    """The share of rows (0 to 1) that say in this column what no earlier row said."""
    said = {str(text).strip().casefold() for text in dataset.frame[name].dropna().tolist()}
    return len(said) / dataset.n_rows
