"""Checks of what is handed to an encoder of texts, and its way through in batches."""

from collections.abc import Iterator, Sequence

from embedcore.errors import DataError
from embedcore.types import OnProgress

TEXTS_AT_ONCE = 1_024


def checked_texts(items: object) -> Sequence[str]:
    """items as a list of texts. Raises DataError where they are none, or one of them is none, by position."""
    if isinstance(items, (str, bytes, dict)) or not hasattr(items, "__iter__"):
        raise DataError(f"items must be a list of texts (got one {type(items).__name__}); put a single text in a list")
    texts = items if isinstance(items, (list, tuple)) else list(items)
    for position, item in enumerate(texts):
        if not isinstance(item, str):
            raise DataError(f"items must be texts (got {type(item).__name__} at position {position})")
    return texts


def batches(n_texts: int, on_progress: OnProgress | None) -> Iterator[slice]:
    """The places of the texts, batch by batch; progress is reported when the caller comes back for the next."""
    for start in range(0, n_texts, TEXTS_AT_ONCE):
        end = min(start + TEXTS_AT_ONCE, n_texts)
        yield slice(start, end)
        if on_progress:
            on_progress(end, n_texts, "embedding texts")
