"""The words of a text that name something, and whether two words are forms of one."""

import re

from embedcore.words.stop_words import STOP_WORDS

_WORD = re.compile(r"[^\W\d_](?:[\w'’-]*\w)?")
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\u0e00-\u0e7f]")


def words(text: str) -> list[str]:
    """The words of a text, lower case, without those that name nothing.

    Scripts that put no spaces between words are cut into overlapping pairs of characters.
    """
    found = []
    for word in _WORD.findall(text.lower().replace("’", "'")):
        if _UNSPACED.search(word):
            found += [word[start : start + 2] for start in range(max(len(word) - 1, 1))]
        else:
            # "don't" and "i'm" are judged by what stands before the apostrophe, "l'hôtel" by what follows.
            stem, _, rest = word.partition("'")
            if len(stem) > 1 and stem not in STOP_WORDS:
                found.append(word.removesuffix("'s"))
            elif len(rest) > 1 and rest not in STOP_WORDS:
                found.append(rest)
    return found


def same_word(a: str, b: str) -> bool:
    """Whether two words are forms of one: login and logins, cancel and cancelled."""
    shorter = min(len(a), len(b))
    common = next((i for i in range(shorter) if a[i] != b[i]), shorter)
    return common == shorter if shorter < 5 else common >= max(5, shorter - 1)
