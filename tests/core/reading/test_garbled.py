"""Texts that were read in a wrong encoding before the file was saved."""

import pytest

from embedcore.table import read_table

GERMAN = ("Größe passt nicht", "Schöne Farbe, “toll”", "Über Nacht kaputt", "Café für alle")
RUSSIAN = ("Посылка пришла поздно", "Верните деньги", "Товар не работает")
LANGUAGES = (
    "Não é a Ângela, são CORAÇÕES e PÃES", "À bientôt, l'« Âge d'or » et l'été", "Đường Ấm Ắ ÂÃ", "Straße, Öl, Äpfel",
    "ÅÄÖ ja Ålesund – 20 °C", "Ñandú, ¿qué? ¡ÑOÑO!", "Î, â, Ș, Ț: Însă câine", "Größe € 5 “ja”",
)  # fmt: skip


def garbled(text: str, *, latin1: bool = False) -> str:
    """The text's bytes in UTF-8 read as cp1252; what that has no letter for as Latin 1 has it."""
    one = [bytes([byte]).decode("latin1" if latin1 else "cp1252", "ignore") or chr(byte) for byte in text.encode()]
    return "".join(one)


def notes(texts: list[str], **options: str) -> list[str]:
    data = "id,text\n" + "".join(f'{i},"{text} {i}"\n' for i, text in enumerate(texts))
    found = read_table(data.encode(), filename="a.csv", **options)
    assert options or found.frame["text"].tolist() == [f"{text} {i}" for i, text in enumerate(texts)]
    return [note for note in found.report.notes if "read wrongly" in note]


@pytest.mark.parametrize("latin1", [False, True])
@pytest.mark.parametrize("said", [GERMAN, RUSSIAN])
def test_garbled_texts_are_said_and_left(said: tuple[str, ...], latin1: bool) -> None:
    (note,) = notes([garbled(text, latin1=latin1) for text in said] * 5)
    assert 'Texts in "text" hold sequences such as' in note and note.endswith("saved; nothing was changed.")
    assert not latin1 or all(sign.isprintable() for sign in note) or said == RUSSIAN


def test_the_sequence_and_its_letter_are_shown() -> None:
    (note,) = notes(["GrÃ¶ÃŸe passt nicht", "SchÃ¶n"] * 5)
    assert 'such as "Ã¶", which is "ö"' in note


@pytest.mark.parametrize("text", LANGUAGES)
def test_letters_of_a_language_are_not_garbled(text: str) -> None:
    assert notes([text] * 10) == []


def test_a_few_garbled_cells_among_good_ones_are_not_said() -> None:
    assert notes(["Schöne Größe"] * 20 + ["GrÃ¶ÃŸe"] * 2) == []


def test_an_encoding_that_was_asked_for_is_named() -> None:
    (note,) = notes([*GERMAN] * 5, encoding="cp1252")
    assert "likelier UTF-8 than cp1252" in note
