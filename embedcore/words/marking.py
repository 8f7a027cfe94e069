"""Whether two words are forms of one, and the words that a text shares with a query, so that they can be marked."""

from embedcore.words.purposes import indexed_words, searched_words
from embedcore.words.tokenizer import words

LEAST_FOR_FORMS = 4
"""Shorter words must be equal: cats are forms of a cat, but cares none of a car."""


def shared_places(query: str, text: str) -> list[tuple[int, int]]:
    """From where to where the text says what the query says too, in this or another form (parcel, parcels).

    Whatever a search by words finds is among it. Small words don't count, unless the query has no others.
    In order, without overlaps.
    """
    asked, standing = {word.normal for word in searched_words(query)}, indexed_words(text)
    if not asked:
        asked, standing = {word.normal for word in words(query)}, words(text)
    shared = [word for word in standing if word.normal in asked or any(_is_form(word.normal, other) for other in asked)]
    places: list[tuple[int, int]] = []
    for start, end in sorted((word.start, word.end) for word in shared):
        if places and start <= places[-1][1]:
            start, end = places[-1][0], max(end, places.pop()[1])
        places.append((start, end))
    return places


def same_word(a: str, b: str) -> bool:
    """Whether two words, in their normal form, are forms of one: login and logins, cancel and cancelled.

    Numbers have no forms: covid-19 and covid-20 are two words.
    """
    shorter = min(len(a), len(b))
    common = next((i for i in range(shorter) if a[i] != b[i]), shorter)
    if any(character.isdigit() for character in a[common:] + b[common:]):
        return False
    return common == shorter if shorter < 5 else common >= max(5, shorter - 1)


def _is_form(word: str, other: str) -> bool:
    return min(len(word), len(other)) >= LEAST_FOR_FORMS and same_word(word, other)
