"""Checks of what is handed to an encoder, and the way of texts through it in batches."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

import numpy as np

from embedcore.errors import DataError, ItemError
from embedcore.types import Indices, OnProgress, Vectors

T = TypeVar("T")

TEXTS_AT_ONCE = 1_024
_NAMES: dict[type, str] = {str: "texts", bytes: "pictures (bytes)"}
_ONE: dict[type, str] = {str: "text", bytes: "picture"}


def checked_texts(items: object) -> Sequence[str]:
    """items as a list of texts. Raises DataError where they are none, or one of them is none, by position."""
    return checked_items(items, str)


def checked_items(items: object, *kinds: type) -> Sequence[Any]:
    """items as a list of texts (str), pictures (bytes) or both. Raises DataError as checked_texts does."""
    names = " or ".join(_NAMES[kind] for kind in kinds)
    if isinstance(items, (str, bytes, dict)) or not hasattr(items, "__iter__"):
        raise DataError(
            f"items must be a list of {names} (got one {type(items).__name__}); put a single {_ONE[kinds[0]]} in a list"
        )
    found = items if isinstance(items, (list, tuple)) else list(items)
    for position, item in enumerate(found):
        if not isinstance(item, kinds):
            raise DataError(f"items must be {names} (got {type(item).__name__} at position {position})")
    return found


def in_batches(
    items: Sequence[Any],
    n_dims: int,
    read: Callable[[Sequence[Any]], Vectors],
    on_progress: OnProgress | None,
    *,
    at_once: int | None = None,
    what: str = "embedding texts",
) -> Vectors:
    """(n_items, n_dims) float32: what read makes of the items, part by part. what: the words of the progress.

    An ItemError of read, which has the place in its part, is raised with the place among all items.
    """
    vectors = np.empty((len(items), n_dims), dtype=np.float32)
    at_once = at_once or TEXTS_AT_ONCE
    for start in range(0, len(items), at_once):
        part = items[start : start + at_once]
        try:
            vectors[start : start + len(part)] = read(part)
        except ItemError as error:
            raise ItemError(start + error.position, error.reason) from error
        if on_progress:
            on_progress(start + len(part), len(items), what)
    return vectors


def distinct(items: Iterable[T]) -> tuple[list[T], Indices]:
    """Each item once, in their order, and where each of the items stands among these: (n_items,) int64."""
    items = list(items)
    places = {item: place for place, item in enumerate(dict.fromkeys(items))}
    return list(places), np.array([places[item] for item in items], dtype=np.int64)
