"""The words of a text: where each stands, as it is written, and in the one form in which words are compared.

A word is a run of letters and digits with their marks (accents, vowel signs), and a number is whole ("3.5"). A hyphen,
underscore or apostrophe between two runs joins them to one word ("re-open", "COVID-19", "l'hôtel"). A run of a script
that writes without spaces between words is one word that is known to be several.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

# Chinese, Japanese, Thai, Lao, Burmese, Khmer, Tai.
_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u1950-\u19df\u1a20-\u1aaf\u3005-\u3007\u3040-\u312f\u31a0-\u31bf"
    "\u31f0-\u31ff\u3400-\u9fff\ua9e0-\ua9ff\uaa60-\uaa7f\uf900-\ufaff\uff66-\uff9d\U00020000-\U0003ffff"
)
APOSTROPHES = "'’‘ʼ＇"
_HYPHENS = "‐‑-"
_UNSEEN = "\u00ad\u200c\u200d"  # places for a hyphen, and what joins or parts the shapes of letters
_ONE_SIGN = str.maketrans(dict.fromkeys(APOSTROPHES, "'") | dict.fromkeys(_HYPHENS, "-") | dict.fromkeys(_UNSEEN))


class Word(NamedTuple):
    """A word of a text, or a part of one. A NamedTuple because a table has millions of them.

    written: as it stands in the text, from the character start on. normal: the form in which words are compared.
    unspaced: written in a script without spaces, so that it may be several words.
    """

    written: str
    start: int
    normal: str
    unspaced: bool

    @property
    def end(self) -> int:
        return self.start + len(self.written)

    @property
    def shown(self) -> str:
        """Without upper case, but spelled as people spell it: "straße", where the normal form is "strasse"."""
        if self.written.isascii():
            return self.normal
        composed = unicodedata.normalize("NFKC", self.written.translate(_ONE_SIGN)).lower()
        return composed.replace("\u0e4d\u0e32", "\u0e33").replace("\u0ecd\u0eb2", "\u0eb3")  # Thai and Lao "am"

    @property
    def has_letters(self) -> bool:
        """Whether it is more than a number."""
        return any(character.isalpha() for character in self.written)

    @property
    def has_digits(self) -> bool:
        return any(character.isdigit() for character in self.written)

    def cut(self, start: int, end: int | None = None) -> "Word":
        """The part between two places of the word."""
        written = self.written[start:end]
        return Word(written, self.start + start, normal_form(written), self.unspaced)


def words(text: str) -> list[Word]:
    """The words of a text in their order."""
    return list(words_in_turn(text))


def words_in_turn(text: str) -> Iterator[Word]:
    """The same for who reads only the first ones."""
    for found in _word(text).finditer(text):
        yield Word(found[0], found.start(), normal_form(found[0]), found.lastgroup == "unspaced")


def written_words(text: str) -> Iterator[str]:
    """The words of a text as they are written, which is quicker."""
    return (found[0] for found in _word(text).finditer(text))


def normal_form(written: str) -> str:
    """One form for all ways to write a word: in capitals, in full width, composed or not, with any apostrophe."""
    if written.isascii():
        return written.lower()
    folded = unicodedata.normalize("NFKC", written.translate(_ONE_SIGN)).casefold()
    return unicodedata.normalize("NFKC", folded)  # folding may take letters apart


def parts(word: Word) -> list[Word]:
    """What was joined into a word: "COVID" and "19"; a word that was not joined, and an unspaced one, is one part."""
    if word.unspaced or word.written.isalnum():
        return [word]
    return [word.cut(found.start(), found.end()) for found in _patterns().run.finditer(word.written)]


def characters(word: Word) -> list[Word]:
    """The characters of a word in a script without spaces, each with the marks that belong to it."""
    return [word.cut(found.start(), found.end()) for found in _patterns().character.finditer(word.written)]


def pairs(word: Word) -> list[Word]:
    """Each two neighbouring characters of a word in a script without spaces: about what is a word there."""
    places = [(found.start(), found.end()) for found in _patterns().character.finditer(word.written)]
    return [word.cut(start, end) for (start, _), (_, end) in pairwise(places)]


def units(word: Word) -> list[Word]:
    """The least pieces that a word of a script without spaces can consist of: characters, and syllables of those whose
    vowels stand around the consonant (Thai, Lao) or whose consonants are stacked (Khmer, Burmese)."""
    return [word.cut(found.start(), found.end()) for found in _patterns().unit.finditer(word.written)]


def n_unspaced(text: str) -> int:
    """How many characters of scripts without spaces stand in a text."""
    return 0 if text.isascii() else len(_patterns().character.findall(text))


# The same as the pattern for all scripts makes of ASCII, four times as fast.
_ASCII_WORD = re.compile(r"[A-Za-z0-9]++(?:(?:['_-]|(?<=[0-9])[.,](?=[0-9]))[A-Za-z0-9]++)*+")


def _word(text: str) -> re.Pattern[str]:
    return _ASCII_WORD if text.isascii() else _patterns().word


class _Patterns(NamedTuple):
    word: re.Pattern[str]
    run: re.Pattern[str]
    character: re.Pattern[str]
    unit: re.Pattern[str]


@lru_cache(maxsize=1)
def _patterns() -> _Patterns:
    # \w leaves out the vowel signs of Indian scripts, which would cut their words in pieces.
    marks = "".join(chr(code) for code in range(0x300, 0x20000) if unicodedata.category(chr(code)).startswith("M"))
    marked = rf"[{marks}{_UNSEEN}\uff9e\uff9f]*+"
    character = rf"(?:(?=[^\W_])[{_UNSPACED}]{marked})"
    run = rf"(?:[^\W_ʼ{_UNSPACED}]++{marked}(?:(?<=\d)[.,](?=\d))?+)++"
    word = rf"(?P<unspaced>{character}++)|{run}(?:[{APOSTROPHES}_{_HYPHENS}]{run})*+"
    stacked = rf"(?:(?<=[\u17d2\u1039]){character})*+(?:[\u1000-\u1021]\u103a[{marks}]*+)*+"
    behind = r"[\u0e2f\u0e30\u0e32\u0e33\u0e45\u0e46\u0eb0\u0eb2\u0eb3\u0ebd]*+"
    # A vowel or tone that no Thai or Lao syllable ends with takes in what closes it ("ต้อ", "คืน").
    tones = r"[\u0e48-\u0e4b\u0ec8-\u0ecb]"
    open_vowels = r"[\u0e31\u0e37\u0eb1\u0eb7]"
    closed = rf"[\u0e01-\u0e2e\u0e81-\u0eae](?:{open_vowels}?{tones}|{open_vowels})"
    unit = rf"[\u0e40-\u0e44\u0ec0-\u0ec4]?{character}{stacked}{behind}"
    return _Patterns(
        re.compile(word), re.compile(run), re.compile(character), re.compile(f"(?:{closed})?{unit}|{character}")
    )
