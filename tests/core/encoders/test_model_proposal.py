"""Which model is proposed: by what the data is, its language and its size."""

from dataclasses import replace
from pathlib import Path

import pytest

import embedcore as ec
from embedcore.encoders import model_proposal
from embedcore.encoders.model_proposal import ModelProposal, propose_model, whole_word_share
from tests.core.pictures import picture, zipped

ROOT = Path(__file__).resolve().parents[3]
GERMAN = [
    "Mein Paket ist nie angekommen und niemand weiß, wo es ist",
    "Ich habe mein Passwort vergessen und komme nicht mehr in mein Konto",
    "Die Suppe war kalt und der Kellner unfreundlich",
]
MULTILINGUAL, CLIP = "paraphrase-multilingual-mpnet-base-v2", "clip-ViT-B-32"


def texts(*some: str) -> ec.Dataset:
    return ec.Dataset.from_texts(list(some))


def with_models(monkeypatch: pytest.MonkeyPatch, *extra: str, without: tuple[str, ...] = ()) -> None:
    """As if these models were (not) on this machine."""
    real = model_proposal.list_models
    monkeypatch.setattr(
        model_proposal,
        "list_models",
        lambda: [
            replace(card, available=(card.available or card.name in extra) and card.name not in without)
            for card in real()
        ],
    )


@pytest.mark.parametrize("sample", ["support_tickets.csv", "product_reviews.csv"])
def test_english_texts_get_the_default_model(sample: str) -> None:
    found = propose_model(ec.read_table(ROOT / "sample_data" / sample))
    assert found.name == "all-MiniLM-L6-v2"
    assert "the texts seem to be English (9" in found.reason


def test_many_texts_get_the_fast_model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(model_proposal, "MANY_TEXTS", 3)
    assert propose_model(texts("where is my parcel", "it is late")).name == "all-MiniLM-L6-v2"
    found = propose_model(texts("where is my parcel", "it is late", "I want my money back"))
    assert found.name == "all-MiniLM-L6-v2-static"
    assert found.reason.startswith("for 3 texts it is many times as fast")


def test_other_languages_get_a_model_that_reads_them_where_there_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    found = propose_model(texts(*GERMAN))
    assert found.name == "lsa"
    share = whole_word_share(GERMAN)
    assert share < 0.6
    assert f"the bundled model reads English and knows only {share:.0%} of these words" in found.reason
    assert "this one learns from your texts, whatever their language" in found.reason
    assert found.unusual.startswith("the texts seem not to be English")
    with_models(monkeypatch, MULTILINGUAL)
    found = propose_model(texts(*GERMAN))
    assert found.name == MULTILINGUAL
    assert "reads more than 50 languages" in found.reason
    usual = propose_model(texts("where is my parcel"))
    assert (usual.name, usual.unusual) == ("all-MiniLM-L6-v2", "")
    with_models(monkeypatch, without=(MULTILINGUAL, "lsa"))
    assert propose_model(texts(*GERMAN)).reason.endswith("no model for other languages is on this machine")


def test_the_share_of_words_that_the_model_has_whole() -> None:
    assert whole_word_share(["where is my PARCEL", "Café!"]) == 1
    assert whole_word_share(["parcel zxqvwk"]) == 0.5
    assert whole_word_share(["荷物が届かない"]) == 0
    assert whole_word_share(["12 345", "!?"]) == 1  # no words: nothing speaks against it


def test_the_language_is_judged_by_texts_from_all_of_the_file() -> None:
    english_first = ["the parcel is late"] * 600 + ["Paketzustellung verspätet angekündigt"] * 600
    assert 0.4 < whole_word_share(english_first) < 0.65


@pytest.mark.parametrize(("side", "name"), [(64, "image-pixels"), (65, "image-histogram")])
def test_small_pictures_are_compared_by_their_pixels(side: int, name: str) -> None:
    dataset = ec.read_table(zipped({f"{n}.png": picture(size=(side, 20)) for n in range(3)}))
    assert propose_model(dataset).name == name


def test_large_pictures_get_clip_where_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    with_models(monkeypatch, CLIP)
    large, small = (
        ec.read_table(zipped({f"{n}.png": picture(size=(side, side)) for n in range(3)})) for side in (100, 8)
    )
    assert propose_model(large).name == CLIP
    assert propose_model(small).name == "image-pixels"


def test_a_table_of_numbers_needs_no_model_but_its_columns() -> None:
    numbers = ec.read_table(b"a,b\n1,2\n3,4\n5,7\n")
    assert propose_model(numbers) == ModelProposal(
        "table-numbers", "the columns of numbers and categories themselves become the coordinates"
    )


def test_the_kind_that_is_chosen_decides() -> None:
    reviews = ec.read_table(ROOT / "sample_data" / "product_reviews.csv")
    assert propose_model(reviews, "numbers").name == "table-numbers"
    assert propose_model(reviews, "texts") == propose_model(reviews)


def test_no_model_at_all_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    with_models(monkeypatch, without=("image-pixels", "image-histogram"))
    pictures = ec.read_table(zipped({f"{n}.png": picture() for n in range(3)}))
    with pytest.raises(ec.BackendMissingError, match=r"image-pixels, clip-ViT-B-32, image-histogram must be on this"):
        propose_model(pictures)
