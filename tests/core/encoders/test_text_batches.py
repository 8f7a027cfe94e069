"""What is handed to an encoder: a list of texts, of pictures, or of both."""

import re
from collections.abc import Sequence

import numpy as np
import pandas as pd
import pytest

from embedcore.encoders.text_batches import checked_items, checked_texts, in_batches
from embedcore.errors import DataError
from embedcore.types import Vectors


def test_any_list_of_texts_will_do() -> None:
    for items in (["a", "b"], ("a", "b"), pd.Series(["a", "b"], index=[7, 3]), iter("ab")):
        assert list(checked_texts(items)) == ["a", "b"]
    assert checked_items([b"x", "a"], str, bytes) == [b"x", "a"]


@pytest.mark.parametrize(
    ("items", "kinds", "message"),
    [
        ("one", (str,), "items must be a list of texts (got one str); put a single text in a list"),
        ({"a": 1}, (str,), "items must be a list of texts (got one dict)"),
        (None, (str,), "items must be a list of texts (got one NoneType)"),
        (["a", None], (str,), "items must be texts (got NoneType at position 1)"),
        (["a", b"b"], (str,), "items must be texts (got bytes at position 1)"),
        (b"png", (bytes,), "items must be a list of pictures (bytes) (got one bytes); put a single picture in a list"),
        (["a"], (bytes,), "items must be pictures (bytes) (got str at position 0)"),
        ([b"", 3], (str, bytes), "items must be texts or pictures (bytes) (got int at position 1)"),
    ],
)
def test_anything_else_is_refused_with_its_place(items: object, kinds: tuple[type, ...], message: str) -> None:
    with pytest.raises(DataError, match=re.escape(message)):
        checked_items(items, *kinds)


def test_batches_cover_all_and_progress_follows_each() -> None:
    reports: list[tuple[int, int, str]] = []
    parts: list[Sequence[str]] = []

    def read(part: Sequence[str]) -> Vectors:
        parts.append(part)
        return np.full((len(part), 3), len(parts), dtype=np.float32)

    texts = [str(n) for n in range(2_500)]
    vectors = in_batches(texts, 3, read, lambda *report: reports.append(report))
    assert parts == [texts[:1_024], texts[1_024:2_048], texts[2_048:]]
    assert vectors[[0, 1_023, 1_024, 2_047, 2_048, 2_499]].tolist() == [[n] * 3 for n in (1, 1, 2, 2, 3, 3)]
    assert [done for done, _, _ in reports] == [1_024, 2_048, 2_500]
