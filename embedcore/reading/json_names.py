"""Rows that are no list: a text or a vector by name, and the lists inside several envelopes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from embedcore.reading.column_names import is_known_name
from embedcore.reading.rows import Rows

_LEAST_NAMES = 10
_LEAST_WORDS = 3
_SHARED = 0.6  # of the values are texts of so many words
_USUAL_DIMS = frozenset((100, 128, 200, 256, 300, 384, 512, 768, 1024, 1536, 2048, 3072, 4096))
_BY_NAME = 'The rows are the values of an object by their names, which are the column "id".'


def listings(value: Sequence[object]) -> list[object]:
    """The rows of several envelopes in a list, as Reddit gives a post and its comments; none where it is another."""
    found: list[object] = []
    for item in value:
        data = item.get("data") if isinstance(item, dict) and item.get("kind") == "Listing" else None
        rows = data.get("children") if isinstance(data, dict) else None
        if not isinstance(rows, list):
            return []
        found += rows
    return found


def rows_by_name(value: Mapping[str, object]) -> Rows | None:
    """The rows of an object that gives a text, or a vector, to each of many names: {"doc 1": "...", "doc 2": "..."}."""
    items = list(value.values())
    if len(items) < _LEAST_NAMES or not (
        _are_vectors(items) or (_are_texts(items) and not any(map(is_known_name, value)))
    ):
        return None
    column = "vector" if isinstance(items[0], np.ndarray) else "text"
    return Rows([{"id": name, column: item} for name, item in value.items()], notes=[_BY_NAME])


def _are_vectors(items: Sequence[object]) -> bool:
    """Columns of numbers are written so too: more rows than names, unless there are as many as models give."""
    sizes = {len(item) if isinstance(item, np.ndarray) and item.dtype.kind == "f" else 0 for item in items}
    size = next(iter(sizes))
    return len(sizes) == 1 and size > 0 and (size < len(items) or size in _USUAL_DIMS)


def _are_texts(items: Sequence[object]) -> bool:
    texts = [item for item in items if isinstance(item, str)]
    return len(texts) == len(items) and sum(len(t.split()) >= _LEAST_WORDS for t in texts) >= _SHARED * len(items)
