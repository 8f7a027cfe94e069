"""Texts as words, for the encoders that learn from words: any script, with or without spaces."""

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache

from embedcore.types import Tokens

# Scripts that write without spaces between words: Thai, Lao, Burmese, Khmer, Japanese, Chinese.
_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"


def words_of(text: str) -> list[str]:
    """The words of a text in their order, without upper case.

    A character of a script that writes without spaces is a word of its own, with the signs that belong to it.
    """
    return [_plain(found.group()) for found in _pattern().finditer(text)]


def terms_of(text: str) -> list[str]:
    """The words of a text, and each two neighbouring characters of a script without spaces, which make about a word."""
    words, pairs = list[str](), list[str]()
    end = -1  # where the last such character ended
    for found in _pattern().finditer(text):
        words.append(_plain(found.group()))
        if found["unspaced"] is None:
            continue
        if found.start() == end:
            pairs.append(words[-2] + words[-1])
        end = found.end()
    return words + pairs


def words_written(text: str) -> list[tuple[str, str]]:
    """The words of a text in their order, each as it is written and without upper case."""
    return [(found.group(), _plain(found.group())) for found in _pattern().finditer(text)]


def word_tokens(text: str, numbers: Mapping[str, int]) -> Tokens:
    """What an encoder that knows these words sees of a text."""
    found = [(written, _known(written, word, numbers)) for written, word in words_written(text)]
    return Tokens(
        pieces=tuple(word for _, word in found if word is not None),
        n_tokens=len(found),
        max_tokens=0,
        cut_off="",
        unknown=tuple(dict.fromkeys(written for written, word in found if word is None)),
        split_words=(),
    )


def numbers_of(text: str, numbers: Mapping[str, int]) -> list[int]:
    """The numbers of the known words of a text, in their order."""
    found = (_known(written, word, numbers) for written, word in words_written(text))
    return [numbers[word] for word in found if word is not None]


def _known(written: str, word: str, numbers: Mapping[str, int]) -> str | None:
    """The form of a word that is known: as it is written, or without upper case."""
    return written if written in numbers else word if word in numbers else None


def _plain(word: str) -> str:
    if word.isascii():
        return word.lower()
    return unicodedata.normalize("NFKC", word).casefold().replace("’", "'")


@lru_cache(maxsize=1)
def _pattern() -> re.Pattern[str]:
    # \w leaves out the vowel signs of Indian scripts, which would cut their words in pieces.
    marks = "".join(
        re.escape(chr(code)) for code in range(0x300, 0xFFFF) if unicodedata.category(chr(code)).startswith("M")
    )
    letter = rf"(?:[^\W_{_UNSPACED}][{marks}]*)"
    return re.compile(rf"(?P<unspaced>[{_UNSPACED}][{marks}]*)|{letter}+(?:['’]{letter}+)*")
