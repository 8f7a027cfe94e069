"""What an encoder that knows a list of words sees of a text."""

from collections.abc import Mapping

from embedcore.types import Tokens
from embedcore.words.tokenizer import Word, characters, parts, words


def word_tokens(text: str, numbers: Mapping[str, int]) -> Tokens:
    """The known words of a text as tokens, and the words that are not known. numbers: of each known word."""
    found = [(word.written, _known(word, numbers)) for word in _whole_words(text)]
    return Tokens(
        pieces=tuple(form for _, forms in found for form in forms),
        n_tokens=len(found),
        max_tokens=0,
        cut_off="",
        unknown=tuple(dict.fromkeys(written for written, forms in found if not forms)),
        split_words=tuple({written: tuple(forms) for written, forms in found if len(forms) > 1}.items()),
    )


def numbers_of(text: str, numbers: Mapping[str, int]) -> list[int]:
    """The numbers of the known words of a text, in their order."""
    return [numbers[form] for word in _whole_words(text) for form in _known(word, numbers)]


def _whole_words(text: str) -> list[Word]:
    """The words, joined ones whole, since a file of vectors may know them; characters of scripts without spaces."""
    return [piece for word in words(text) for piece in (characters(word) if word.unspaced else [word])]


def _known(word: Word, numbers: Mapping[str, int]) -> list[str]:
    """The forms of a word that are known: its own, else that of its parts."""
    for pieces in ([word], parts(word)):
        if forms := [form for piece in pieces if (form := _form(piece, numbers))]:
            return forms
    return []


def _form(word: Word, numbers: Mapping[str, int]) -> str:
    """As it is written, or without upper case."""
    return next((form for form in (word.written, word.normal) if form in numbers), "")
