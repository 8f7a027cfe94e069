"""Words that stand side by side in a text, as phrases are made of them."""

import re
from collections.abc import Iterator

from embedcore.words.segments import Segments
from embedcore.words.tokenizer import words_in_turn

MOST_WORDS = 150
"""Of each text; what comes later is not read."""
_HINT = re.compile(r"[<&@]|://|www\.")
_MARKUP = re.compile(
    r"<[a-zA-Z/!][^<>]{0,500}>|&(?:#\d{1,7}|#x[0-9a-fA-F]{1,6}|[a-zA-Z]{2,8}\d?);"
    r"|\b(?:[a-zA-Z][a-zA-Z+.-]{1,15}://|www\.)[^\s<>\"]+|(?<![\w.+-])[\w.+-]++@[\w-]++\.[\w.-]+"
)


def without_markup(text: str) -> str:
    """The text with a bar in place of each tag, entity, web address and e-mail address, which nobody reads out."""
    return _MARKUP.sub(" | ", text) if _HINT.search(text) else text


def stretches(text: str, segments: Segments) -> Iterator[tuple[list[str], bool]]:
    """The words of a text as they are written, cut wherever more than white space stands between two of them.

    A run of a script without spaces is a stretch of its own, cut by `segments`; then the second is True.
    """
    text = without_markup(text)
    stretch: list[str] = []
    end = n_read = 0
    for word in words_in_turn(text):
        if n_read >= MOST_WORDS:
            break
        if stretch and (word.unspaced or text[end : word.start].strip() or end == word.start):
            yield stretch, False
            stretch = []
        end = word.end
        if word.unspaced:
            found = [segment.written for segment in segments(word)]
            yield found, True
            n_read += len(found)
        else:
            stretch.append(word.written)
            n_read += 1
    if stretch:
        yield stretch, False
