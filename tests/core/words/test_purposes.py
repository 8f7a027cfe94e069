"""Which words count for what: one table, a row for each text that is hard to cut."""

import pytest

from embedcore.words.purposes import (
    indexed_words,
    learned_words,
    naming_words,
    plain_words,
    running_words,
    searched_words,
    without_places,
)

PURPOSES = (naming_words, searched_words, indexed_words, running_words, learned_words, plain_words)
TABLE = {
    # text: names; searched; indexed (None: as searched); running; learned (None: as running); plain (None: as running)
    "COVID-19": ("covid-19", "covid-19 covid 19", None, "covid 19", None, "covid"),
    "to re-open": ("re-open", "re-open open", None, "to re open", None, None),
    "top-up": ("top-up", "top-up top", None, "top up", None, None),
    "l'hôtel": ("hôtel", "hôtel", None, "l hôtel", None, None),
    "dell’arte": ("arte", "arte", None, "dell arte", None, None),
    "I don't": ("", "", None, "i don t", None, None),
    "O'Brien's": ("brien", "brien", None, "o brien s", None, None),
    "the card’s": ("card", "card", None, "the card s", None, None),
    "aujourd'hui": ("aujourd'hui", "aujourd'hui aujourd hui", None, "aujourd hui", None, None),
    "naïve nai\u0308ve": ("naïve naïve", "naïve naïve", None, "naïve naïve", None, None),
    "snake_case": ("snake_case", "snake_case snake case", None, "snake case", None, None),
    "3.5 of 100": ("", "3.5 100", None, "3.5 of 100", None, "of"),
    "24h x 7": ("24h", "24h 7", None, "24h x 7", None, "x"),
    "हिन्दी में": ("हिन्दी में", "हिन्दी में", None, "हिन्दी में", None, None),
    "東京塔": ("東京 京塔", "東京 京塔", "東 京 塔 東京 京塔", "東 京 塔", "東 京 塔 東京 京塔", "東京塔"),
    "猫 cat": ("猫 cat", "猫 cat", None, "猫 cat", None, None),
    "รัก": ("รัก", "รัก", "รั ก รัก", "รั ก", "รั ก รัก", "รัก"),
    "the and of": ("", "", None, "the and of", None, None),
    "": ("", "", None, "", None, None),
}


@pytest.mark.parametrize("text", TABLE)
def test_the_words_for_each_purpose(text: str) -> None:
    naming, searched, indexed, running, learned, plain = TABLE[text]
    expected = (naming, searched, indexed or searched, running, learned or running, running if plain is None else plain)
    for purpose, normal in zip(PURPOSES, expected, strict=True):
        found = purpose(text)
        assert " ".join(word.normal for word in found) == normal, purpose.__name__
        assert all(text[word.start : word.end] == word.written for word in found)


def test_without_places_the_words_are_the_same() -> None:
    text = " ".join(TABLE)
    for purpose in PURPOSES:
        quick = without_places(purpose, text)
        assert [(w.written, w.normal, w.shown) for w in quick] == [
            (w.written, w.normal, w.shown) for w in purpose(text)
        ]


@pytest.mark.parametrize("text", TABLE)
def test_what_a_text_is_searched_by_finds_it(text: str) -> None:
    searched, indexed = ({word.normal for word in purpose(text)} for purpose in (searched_words, indexed_words))
    assert searched <= indexed
    assert {word.normal for word in naming_words(text)} <= searched
