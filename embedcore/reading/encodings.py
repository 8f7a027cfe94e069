"""Which legacy encoding bytes are written in: the one in which they read most like a language."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from math import inf

from embedcore.reading.letters import plausibility

_WEST = ("english", "french", "german", "spanish", "portuguese", "italian", "swedish", "danish", "icelandic", "western")
_CENTRAL = ("polish", "czech", "slovak", "hungarian", "romanian", "croatian", "german")
_CYRILLIC = ("russian", "ukrainian", "bulgarian", "serbian")
_BALTIC = ("lithuanian", "latvian", "estonian")
# (encoding, what it is for, its languages, how much rarer it is than cp1252, as a logarithm)
_ENCODINGS: tuple[tuple[str, str, tuple[str, ...], float], ...] = (
    ("cp1252", "Western European", _WEST, 0.0),
    ("cp1250", "Central European", _CENTRAL, 2.0),
    ("cp1251", "Cyrillic", _CYRILLIC, 2.0),
    ("cp932", "Japanese", ("japanese",), 3.0),
    ("gb18030", "Chinese", ("chinese",), 3.0),
    ("big5", "traditional Chinese", ("traditional",), 3.5),
    ("cp949", "Korean", ("korean",), 3.0),
    ("euc_jp", "Japanese", ("japanese",), 4.5),
    ("cp1254", "Turkish", ("turkish",), 3.0),
    ("cp1253", "Greek", ("greek",), 3.0),
    ("cp1255", "Hebrew", ("hebrew",), 3.0),
    ("cp1256", "Arabic", ("arabic", "persian"), 3.0),
    ("cp1257", "Baltic", _BALTIC, 3.5),
    ("koi8-r", "Cyrillic", ("russian",), 3.5),
    ("koi8-u", "Cyrillic", ("ukrainian",), 4.0),
    ("cp866", "Cyrillic of DOS", ("russian", "ukrainian", "bulgarian"), 4.5),
    ("iso8859-2", "Central European", _CENTRAL, 4.0),
    ("iso8859-5", "Cyrillic", _CYRILLIC, 5.0),
    ("iso8859-6", "Arabic", ("arabic",), 5.0),
    ("iso8859-7", "Greek", ("greek",), 4.0),
    ("iso8859-8", "Hebrew", ("hebrew",), 5.0),
    ("iso8859-9", "Turkish", ("turkish",), 4.5),
    ("iso8859-13", "Baltic", _BALTIC, 5.0),
    ("iso8859-4", "Baltic", _BALTIC, 6.0),
    ("iso8859-15", "Western European", _WEST, 5.0),
    ("iso8859-16", "Romanian", ("romanian",), 6.0),
    ("mac_roman", "Western European of the Mac", _WEST, 5.0),
    ("cp850", "Western European of DOS", _WEST, 5.0),
    ("cp437", "Western European of DOS", _WEST, 5.5),
    ("cp852", "Central European of DOS", _CENTRAL, 5.5),
    ("cp857", "Turkish of DOS", ("turkish",), 6.0),
    ("cp737", "Greek of DOS", ("greek",), 6.0),
    ("mac_cyrillic", "Cyrillic of the Mac", _CYRILLIC, 6.0),
    ("mac_latin2", "Central European of the Mac", _CENTRAL, 6.0),
    ("mac_greek", "Greek of the Mac", ("greek",), 7.0),
    ("mac_turkish", "Turkish of the Mac", ("turkish",), 7.0),
    ("cp874", "Thai", ("thai",), 3.0),
)
NAMES = tuple(encoding for encoding, *_ in _ENCODINGS)
USES = {encoding: what for encoding, what, *_ in _ENCODINGS}
"""What each of them is for."""
# Between bytes that no character of several bytes has inside.
_BETWEEN = re.compile(rb"[\x00-\x20!\"'(),./:;<=>?*+&%$#]+")
_BEYOND = re.compile(rb"[\x80-\xff]")
_MOST_BYTES = 8_000
_SLICE, _SLICES = 1 << 16, 16
_OTHERS = 5
_LOST_AWAY = dict.fromkeys(range(0xDC80, 0xDD00))
_FEW, _FEW_LOST, _LOST = 3, -8.0, -18.0
_SURE = 6.0
"""So much likelier, as a logarithm, that the second best need not be looked at."""


@dataclass(frozen=True)
class Guess:
    """The likeliest encoding of a text, what it is for, and the next likely ones. sure: whether all in which the text
    reads otherwise are much less likely."""

    encoding: str
    what: str
    others: tuple[str, ...]
    sure: bool


def guess(data: bytes) -> Guess:
    """The likeliest encoding of a text that is not UTF-8."""
    words = list(_words(data))
    scores = sorted(
        (
            (_score(words, encoding, languages) - rarer, encoding, what)
            for encoding, what, languages, rarer in _ENCODINGS
        ),
        key=lambda scored: -scored[0],
    )
    most, best, what = scores[0]
    read = _read_as(words, best)
    rival = next((score for score, encoding, _ in scores[1:] if _read_as(words, encoding) != read), -inf)
    others = tuple(encoding for _, encoding, _ in scores[1 : 1 + _OTHERS])
    return Guess(best, what, others, most - rival >= _SURE)


def _read_as(words: list[bytes], encoding: str) -> str:
    return " ".join(word.decode(encoding, "surrogateescape") for word in words)


def _words(data: bytes) -> Iterator[bytes]:
    """Different pieces of the text that hold bytes beyond ASCII, from all over the file, up to a few thousand bytes."""
    starts, size = [0], len(data)
    if size > _SLICE * _SLICES:
        size = _SLICE
        starts = [start for start in range(0, len(data), size) if not data[start : start + size].isascii()]
        starts = starts[:: -(-len(starts) // _SLICES)]
    share = _MOST_BYTES // len(starts)
    seen: set[bytes] = set()
    for start in starts:
        room = share
        for word in _BETWEEN.split(data[start : start + size])[1 if start else 0 :]:
            if word not in seen and _BEYOND.search(word):
                seen.add(word)
                room -= len(word)
                if room < 0:
                    break
                yield word


def _score(words: list[bytes], encoding: str, languages: tuple[str, ...]) -> float:
    """How likely the words are, in the likeliest of the languages; bytes that are no characters cost."""
    text = _read_as(words, encoding)
    n_lost = sum("\udc80" <= character <= "\udcff" for character in text)
    lost = _FEW_LOST * min(n_lost, _FEW) + _LOST * max(n_lost - _FEW, 0)
    readable = text.translate(_LOST_AWAY) if n_lost else text
    return lost + max(plausibility(readable, language) for language in languages)
