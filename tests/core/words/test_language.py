"""The language of a text, by its small words or its letters."""

import pytest

from embedcore.words import language_of


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("my parcel is late and the driver did not ring", "English"),
        ("Mein Paket ist noch nicht da, und niemand hat geklingelt", "German"),
        ("Bonjour, je n'ai pas reçu ma commande et le livreur est parti", "French"),
        ("No he recibido mi pedido y el repartidor no ha llamado", "Spanish"),
        ("Il mio pacco non è arrivato e il corriere non ha suonato", "Italian"),
        ("Mijn pakket is er nog niet en de bezorger heeft niet gebeld", "Dutch"),
        ("Ainda não recebi a minha encomenda e o estafeta não tocou", "Portuguese"),
        ("Moja paczka nie przyszła, a kurier się nie odezwał", "Polish"),
        ("Mitt paket har inte kommit och jag vill ha pengarna tillbaka", "Swedish"),
        ("Min pakke er ikke kommet, og jeg vil gerne have pengene tilbage", "Danish or Norwegian"),
        ("Tilaus ei ole tullut ja haluan rahat takaisin, mutta en saa niitä", "Finnish"),
        ("Můj balík ještě nepřišel a kurýr se neozval, co mám dělat", "Czech"),
        ("Siparişim gelmedi ve kargo için çok bekledim", "Turkish"),
        ("Moja paczka nie przyszła".upper(), "Polish"),
        ("Моя посылка не пришла", "Russian or another language in Cyrillic letters"),
        ("荷物がまだ届きません", "Japanese"),
        ("我的包裹还没有到", "Chinese"),
        ("제 소포가 아직 오지 않았어요", "Korean"),
        ("Το δέμα μου δεν ήρθε", "Greek"),
        ("החבילה שלי לא הגיעה", "Hebrew"),
        ("พัสดุของฉันยังไม่มา", "Thai"),
        ("iPhone 15 の注文が届きません", "Japanese"),
    ],
)
def test_languages(text: str, language: str) -> None:
    assert language_of(text) == language


@pytest.mark.parametrize("text", ["", "  ", "M-12345", "invoice pdf", "café", "w/ 24 h", "12 €", "ᚠᚢᚦ"])
def test_nothing_tells(text: str) -> None:
    assert language_of(text) == ""


def test_a_word_of_two_languages_tells_nothing_alone() -> None:
    assert language_of("die") == ""  # German or Dutch
    assert language_of("die und") == "German"
