"""What an encoder that knows a list of words sees of a text."""

import pytest

from embedcore.words.purposes import numbers_of, word_tokens


def test_words_are_looked_up_as_written_then_without_upper_case() -> None:
    numbers = {"Paris": 0, "card": 1, "paris": 2}
    assert numbers_of("Paris CARD paris London", numbers) == [0, 1, 2]
    found = word_tokens("Paris CARD London London", numbers)
    assert found.pieces == ("Paris", "card")
    assert found.unknown == ("London",)
    assert (found.n_tokens, found.max_tokens, found.cut_off, found.split_words) == (4, 0, "", ())


@pytest.mark.parametrize(
    ("text", "pieces", "unknown"),
    [
        ("re-open", ("open",), ()),
        ("top-up", ("top-up",), ()),  # known whole
        ("Top-Card", ("top", "card"), ()),
        ("l'hôtel", ("hôtel",), ()),
        ("the card's", ("card",), ("the",)),
        ("won't", (), ("won't",)),
        ("zig-zag", (), ("zig-zag",)),
        ("東京", ("東", "京"), ()),
    ],
)
def test_a_joined_word_that_is_not_known_is_looked_up_by_its_parts(
    text: str, pieces: tuple[str, ...], unknown: tuple[str, ...]
) -> None:
    numbers = {word: n for n, word in enumerate(["open", "top-up", "top", "card", "hôtel", "東", "京"])}
    found = word_tokens(text, numbers)
    assert (found.pieces, found.unknown) == (pieces, unknown)
    assert numbers_of(text, numbers) == [numbers[piece] for piece in pieces]


def test_a_word_known_in_pieces_is_told_with_them() -> None:
    assert word_tokens("a Top-Card", {"top": 0, "card": 1}).split_words == (("Top-Card", ("top", "card")),)
