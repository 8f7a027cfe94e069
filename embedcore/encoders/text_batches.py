"""Checks of what is handed to an encoder, and the way of texts through it in batches."""

from collections.abc import Iterator, Sequence
from typing import Any

from embedcore.errors import DataError
from embedcore.types import OnProgress

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


def batches(n_texts: int, on_progress: OnProgress | None) -> Iterator[slice]:
    """The places of the texts, batch by batch; progress is reported when the caller comes back for the next."""
    for start in range(0, n_texts, TEXTS_AT_ONCE):
        end = min(start + TEXTS_AT_ONCE, n_texts)
        yield slice(start, end)
        if on_progress:
            on_progress(end, n_texts, "embedding texts")
