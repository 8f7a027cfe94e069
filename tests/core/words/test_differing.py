"""Where two texts differ, by hand."""

import pytest

from embedcore.words import MOST_WORDS, differing_places


def marked(text: str, other: str) -> list[str]:
    return [text[start:end] for start, end in differing_places(text, other)]


@pytest.mark.parametrize(
    ("text", "other", "expected"),
    [
        ("My parcel never arrived", "My parcel has arrived", ["never"]),
        ("the same  text", "the same\ntext", []),
        ("a new card, please!", "a new card please", [",", "!"]),
        ("Red card", "red card", ["Red"]),
        ("I want my money back now", "money back", ["I want my", "now"]),
        ("我想退款", "我想换货", ["退款"]),
        ("", "anything", []),
        ("all of it", "", ["all of it"]),
        ("café (old)", "café (new)", ["old"]),
    ],
)
def test_by_hand(text: str, other: str, expected: list[str]) -> None:
    assert marked(text, other) == expected


def test_very_long_texts_are_compared_up_to_a_bound() -> None:
    text = "word " * MOST_WORDS + "here is the end"
    assert differing_places(text, "word " * MOST_WORDS + "elsewhere") == []
