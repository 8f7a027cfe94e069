"""Words side by side: what stands between them, and what is no word."""

import pytest

from embedcore.words.stretches import without_markup


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("write to a.b+c@mail.example.org today", "write to  |  today"),
        ("see https://example.com/x?y=1, or www.example.org", "see  |  or  | "),
        ("<b>Fish</b> &amp; chips", " | Fish |   |  chips"),
        ("a < b, x@y, AT&T", "a < b, x@y, AT&T"),
    ],
)
def test_markup_and_addresses_are_not_read(text: str, read: str) -> None:
    assert without_markup(text) == read


def test_a_long_run_of_letters_is_read_once() -> None:
    """By a pattern that looks for an address from each of its letters it would not end."""
    long = "x" * 1_000_000
    assert without_markup(f"{long} <b>") == f"{long}  | "
    assert without_markup(f"{long}@a.b") == " | "
