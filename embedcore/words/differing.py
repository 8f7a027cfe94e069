"""Where two texts differ, word by word."""

from difflib import SequenceMatcher

from embedcore.words.tokenizer import characters, words

MOST_WORDS = 1_500
"""Of each text; what comes later is not compared, since the time grows with the product of both."""


def differing_places(text: str, other: str) -> list[tuple[int, int]]:
    """From where to where the text says what the other one does not say there: words and the signs between them.

    White space makes no difference. In order, without overlaps; words that stand side by side are one place.
    """
    own, others = _pieces(text), _pieces(other)
    matcher = SequenceMatcher(None, [text[a:b] for a, b in own], [other[a:b] for a, b in others], autojunk=False)
    changed = [(start, end) for tag, start, end, *_ in matcher.get_opcodes() if tag in ("replace", "delete")]
    return [(own[start][0], own[end - 1][1]) for start, end in changed]


def _pieces(text: str) -> list[tuple[int, int]]:
    """The words (single characters in scripts without spaces) and the signs between them."""
    found = [(part.start, part.end) for word in words(text) for part in (characters(word) if word.unspaced else [word])]
    pieces, last = list[tuple[int, int]](), 0
    for start, end in [*found[:MOST_WORDS], (len(text), len(text))]:
        between = text[last:start]
        if between.strip() and len(found) <= MOST_WORDS:
            lead = len(between) - len(between.lstrip())
            pieces.append((last + lead, last + len(between.rstrip())))
        if end > start:
            pieces.append((start, end))
        last = end
    return pieces
