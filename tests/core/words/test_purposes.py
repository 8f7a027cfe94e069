"""Which words count for what: one table, a row for each text that is hard to cut."""

import pytest

from embedcore.words.purposes import (
    indexed_words,
    learned_words,
    naming_words,
    plain_words,
    running_words,
    searched_words,
)

PURPOSES = (naming_words, searched_words, indexed_words, learned_words, running_words, plain_words)
TABLE = {
    # text: names; searched; indexed (None: as searched); learned; running; plain
    "COVID-19": ("covid-19", "covid-19 covid 19", None, "covid-19 covid 19", "covid-19", "covid"),
    "to re-open": ("re-open", "re-open open", None, "to re-open re open", "to re-open", "to re open"),
    "top-up": ("top-up", "top-up top", None, "top-up top up", "top-up", "top up"),
    "l'hôtel": ("hôtel", "hôtel", None, "l'hôtel hôtel", "l'hôtel", "l hôtel"),
    "dell’arte": ("arte", "arte", None, "dell'arte dell arte", "dell'arte", "dell arte"),
    "I don't": ("", "", None, "i don't don", "i don't", "i don t"),
    "O'Brien's": ("brien", "brien", None, "o'brien's brien", "o'brien's", "o brien s"),
    "the card’s": ("card", "card", None, "the card's card", "the card's", "the card s"),
    "aujourd'hui": (
        "aujourd'hui",
        "aujourd'hui aujourd hui",
        None,
        "aujourd'hui aujourd hui",
        "aujourd'hui",
        "aujourd hui",
    ),
    "naïve nai\u0308ve": ("naïve naïve", "naïve naïve", None, "naïve naïve", "naïve naïve", "naïve naïve"),
    "3.5 of 100": ("", "3.5 100", None, "3.5 of 100", "3.5 of 100", "of"),
    "24h x 7": ("24h", "24h 7", None, "24h x 7", "24h x 7", "x"),
    "हिन्दी में": ("हिन्दी में", "हिन्दी में", None, "हिन्दी में", "हिन्दी में", "हिन्दी में"),
    "東京塔": ("東京 京塔", "東京 京塔", "東 京 塔 東京 京塔", "東 京 塔 東京 京塔", "東 京 塔", "東京塔"),
    "猫 cat": ("猫 cat", "猫 cat", "猫 cat", "猫 cat", "猫 cat", "猫 cat"),
    "รัก": ("รัก", "รัก", "รั ก รัก", "รั ก รัก", "รั ก", "รัก"),
    "the and of": ("", "", None, "the and of", "the and of", "the and of"),
    "": ("", "", None, "", "", ""),
}


@pytest.mark.parametrize("text", TABLE)
def test_the_words_for_each_purpose(text: str) -> None:
    _, searched, *_ = TABLE[text]
    for purpose, expected in zip(PURPOSES, TABLE[text], strict=True):
        found = purpose(text)
        assert " ".join(word.normal for word in found) == (searched if expected is None else expected), purpose.__name__
        assert all(text[word.start : word.end] == word.written for word in found)


@pytest.mark.parametrize("text", TABLE)
def test_what_a_text_is_searched_by_finds_it(text: str) -> None:
    searched, indexed = ({word.normal for word in purpose(text)} for purpose in (searched_words, indexed_words))
    assert searched <= indexed
    assert {word.normal for word in naming_words(text)} <= searched
