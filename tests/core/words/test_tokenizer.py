"""How a text is cut into words, in any script."""

import numpy as np
import pytest

from embedcore.words.stop_words import STOP_WORDS
from embedcore.words.tokenizer import characters, n_unspaced, normal_form, pairs, parts, words, written_words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Where is my parcel? It's LATE!!", ["where", "is", "my", "parcel", "it's", "late"]),
        ("don’t don't don‘t donʼt ＤＯＮ＇Ｔ", ["don't"] * 5),
        ("'quoted' ‘words’ rock'n'roll", ["quoted", "words", "rock'n'roll"]),
        ("l'hôtel L’HÔTEL", ["l'hôtel"] * 2),
        ("COVID-19 Covid\u201119 covid\u201019", ["covid-19"] * 3),
        ("re-open e-mail-address -5 a--b top–up", ["re-open", "e-mail-address", "5", "a", "b", "top", "up"]),
        ("snake_case _private __", ["snake_case", "private"]),
        ("3.5 1,000 v2.1 24h 10.", ["3.5", "1,000", "v2.1", "24h", "10"]),
        ("one.two,three 1 .5", ["one", "two", "three", "1", "5"]),
        ("Straße STRASSE ＡＢＣ ÄÖÜ", ["strasse", "strasse", "abc", "äöü"]),
        ("naïve nai\u0308ve NAÏVE cafe\u0301", ["naïve", "naïve", "naïve", "café"]),
        ("हिन्दी में लिखा", ["हिन्दी", "में", "लिखा"]),
        ("தமிழ் மொழி", ["தமிழ்", "மொழி"]),
        ("می\u200cخواهم", ["میخواهم"]),
        ("Donau\u00addampf", ["donaudampf"]),
        ("한국어를 배우다", ["한국어를", "배우다"]),
        ("Λογαριασμός ΛΟΓΑΡΙΑΣΜΌΣ", ["λογαριασμόσ"] * 2),
        ("東京タワー に cafe", ["東京タワー", "に", "cafe"]),
        ("iPhoneケース・東京、大阪", ["iphone", "ケース", "東京", "大阪"]),
        ("ｶﾞｰﾄﾞ カ\u3099ート\u3099", ["ガード"] * 2),
        ("人々〆", ["人々〆"]),
        ("ภาษาไทย ฿100", ["ภาษาไทย", "100"]),
        ("ព្រះ မြန်မာ", ["ព្រះ", "မြန်မာ"]),
        ("😀 ... ", []),
        ("\ud83d half", ["half"]),
        ("", []),
    ],
)
def test_the_words_of_a_text(text: str, expected: list[str]) -> None:
    found = words(text)
    assert [word.normal for word in found] == expected
    assert all(text[word.start : word.end] == word.written for word in found)
    assert all(normal_form(word.normal) == word.normal for word in found)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("COVID-19", ["covid", "19"]),
        ("l’hôtel", ["l", "hôtel"]),
        ("snake_case", ["snake", "case"]),
        ("v2.1", ["v2.1"]),
        ("हिन्दी", ["हिन्दी"]),
        ("nai\u0308ve-x", ["naïve", "x"]),
        ("東京", ["東京"]),
        ("plain", ["plain"]),
    ],
)
def test_the_parts_of_a_joined_word(text: str, expected: list[str]) -> None:
    found = parts(words(f"! {text}")[0])
    assert [part.normal for part in found] == expected
    assert all(f"! {text}"[part.start : part.end] == part.written for part in found)


def test_characters_and_pairs_keep_their_marks_and_places() -> None:
    text = "x รักกัน"
    word = words(text)[1]
    assert [character.normal for character in characters(word)] == ["รั", "ก", "กั", "น"]
    assert [pair.normal for pair in pairs(word)] == ["รัก", "กกั", "กัน"]
    assert all(text[part.start : part.end] == part.written for part in [*characters(word), *pairs(word)])
    assert pairs(words("猫")[0]) == []


def test_what_is_shown_is_spelled_as_people_spell_it() -> None:
    found = words("STRAẞE Straße ΛΟΓΑΡΙΑΣΜΌΣ NAI\u0308VE don’t COVID\u201119")
    assert [word.shown for word in found] == ["straße", "straße", "λογαριασμός", "naïve", "don't", "covid-19"]


def test_characters_without_spaces_are_counted() -> None:
    assert n_unspaced("東京 tower 1、") == 2
    assert n_unspaced("한국어 हिन्दी naïve") == 0


def test_words_of_ascii_are_cut_like_those_of_any_text() -> None:
    """A character of another script, which is no word, chooses the other pattern."""
    rng = np.random.default_rng(0)
    for _ in range(3_000):
        text = "".join(rng.choice(list("aB19'-_., "), 12))
        assert words(text) == words(f"{text} …")
        assert [word.written for word in words(text)] == list(written_words(text))


def test_a_long_text_takes_no_longer_than_its_length() -> None:
    for piece in ("a-", "a'", "1.", "1,", "_", "東", "e\u0301", "-"):
        assert len(words(piece * 200_000)) <= 1


def test_small_words_are_in_their_normal_form() -> None:
    assert {word for word in STOP_WORDS if normal_form(word) != word} == set()
