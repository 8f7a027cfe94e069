"""Names of groups: phrases that people write, what is counted of them, and what can't be a name."""

from collections.abc import Sequence

import numpy as np
import pytest

import embedcore as ec
from embedcore.groups import GroupEdits, GroupPhrase, edited
from embedcore.groups.group_names import LONGEST_NAME, _ridge, group_names
from embedcore.groups.phrase_index import PhraseIndex
from embedcore.words import normal_form
from tests.core.words.test_segments import CHINESE, THAI, TRADITIONAL

FILLS = ("today", "again", "please", "since Monday", "for my wife", "at home")


def space(groups: Sequence[Sequence[str]], *, n_dims: int = 12) -> tuple[ec.EmbeddingSpace, np.ndarray]:
    """The texts with vectors near the unit vector of their group."""
    texts = [text for group in groups for text in group]
    labels = np.repeat(np.arange(len(groups)), [len(group) for group in groups])
    vectors = np.eye(n_dims)[labels] + np.random.default_rng(0).normal(size=(len(texts), n_dims)) * 0.1
    return ec.EmbeddingSpace(vectors, texts=texts), labels


def filled(*sentences: str) -> list[str]:
    return [f"{sentence} {fill}" for sentence in sentences for fill in FILLS]


GROUPS = (
    filled("How do I reset my password", "I want to reset my password"),
    filled("The parcel never arrived", "my Parcel never arrived"),
    filled("Charged twice by PayPal", "I was charged twice"),
)


def test_a_name_is_a_phrase_that_people_write() -> None:
    made, labels = space(GROUPS)
    found = group_names(made, labels, 3)
    assert found.names == ("Reset my password", "Parcel never arrived", "Charged twice")
    assert all(found.words)
    for name, phrases in zip(found.names, found.phrases, strict=True):
        assert phrases[0] == GroupPhrase(phrases[0].phrase, 12, 1.0, 0.0, phrases[0].nearness, phrases[0].ahead)
        assert phrases[0].phrase.casefold() == name.casefold()
        assert phrases[0].nearness > phrases[0].ahead > 0.3
    assert found == group_names(made, labels, 3)


def test_a_phrase_that_fits_two_groups_names_none() -> None:
    shared = "cannot open the app"
    groups = [[f"{shared} {fill} lamp" for fill in FILLS], [f"{shared} {fill} fridge" for fill in FILLS]]
    found = group_names(*space(groups), 2)
    assert not any("app" in name.casefold() for name in found.names)
    assert "lamp" in found.names[0].casefold()
    assert "fridge" in found.names[1].casefold()


def test_names_are_unique_whatever_their_case() -> None:
    made, labels = space([*GROUPS, *GROUPS])
    found = group_names(made, labels, 6)
    assert len({name.casefold() for name in found.names}) == 6


def test_markup_and_addresses_are_in_no_name() -> None:
    texts = [
        f"<p>reset&nbsp;my <b>password</b></p> see https://example.com/a?b={n} or help@example.com" for n in range(9)
    ]
    index = PhraseIndex(texts)
    words = {word for phrase in index.shown for word in phrase.split()}
    assert words <= {"reset", "my", "password", "see"}


@pytest.mark.parametrize("close", [".", ",", " - ", "?", "\n* "])
def test_a_phrase_does_not_cross_what_parts_sentences(close: str) -> None:
    index = PhraseIndex([f"broken lamp{close}cold soup {fill}" for fill in FILLS])
    assert "broken lamp" in index.shown
    assert not any("lamp" in phrase and "soup" in phrase for phrase in index.shown)


def test_halves_give_way_to_the_whole() -> None:
    texts = [f"{fill} my gift card is empty" for fill in FILLS] + ["the card reader", "a red card", "card games"]
    shown = PhraseIndex(texts).shown
    assert "gift" not in shown
    assert "card" in shown  # it stands elsewhere, too


def test_a_small_word_closes_a_phrase_that_it_belongs_to() -> None:
    texts = ["I want to top up", "how to top up", "can I top up?", "top up by card", "top up with cash"]
    shown = PhraseIndex(texts).shown
    assert "top up" in shown
    assert "top" not in shown
    assert not any(phrase.endswith((" by", " with")) for phrase in shown)


@pytest.mark.parametrize(
    ("texts", "phrase"),
    [
        (["My PIN is lost", "the PIN is wrong", "lost my PIN"], "PIN"),
        (["MY CARD IS LOST", "THE CARD IS LOST", "LOST MY CARD"], "card"),
        (["Card is lost", "Card is gone", "a card"], "card"),
        (["die Straße gesperrt", "eine Straße", "STRASSE"], "Straße"),
    ],
)
def test_words_are_written_as_most_people_write_them(texts: list[str], phrase: str) -> None:
    assert phrase in PhraseIndex(texts).shown


def test_what_is_counted_equals_what_stands_in_the_texts() -> None:
    texts = [text for group in GROUPS for text in group]
    index = PhraseIndex(texts)
    plain = [f" {normal_form(text)} " for text in texts]
    for phrase, row in zip(index.shown, index.phrases.toarray(), strict=True):
        expected = [f" {normal_form(phrase)} " in plain[text] for text in index.read.tolist()]
        assert (row.astype(bool) == expected).all(), phrase
        assert row.sum() > 1


def test_scripts_without_spaces() -> None:
    chinese = (
        ["我的信用卡丢了", "信用卡不见了怎么办", "昨天信用卡被盗", "补办信用卡"],
        ["汇率是多少", "今天的汇率", "汇率变化大吗", "查询汇率"],
    )
    found = group_names(*space(chinese), 2)
    assert found.names == ("信用卡", "汇率")
    japanese = (
        ["カードを紛失しました", "カードが届かない", "新しいカードはいつ"],
        ["為替レートは", "為替の手数料", "今日の為替"],
    )
    assert group_names(*space(japanese), 2).names == ("カード", "為替")


@pytest.mark.parametrize("parts", [CHINESE, TRADITIONAL, THAI])
def test_names_in_scripts_without_spaces_are_words(parts: tuple[tuple[str, ...], ...]) -> None:
    subjects, predicates, endings = parts
    by_subject = [[f"{one}{two}{end}" for two in predicates for end in endings] for one in subjects]
    found = group_names(*space(by_subject), len(subjects))
    wanted = [subject.removeprefix("这个").removeprefix("這個") for subject in subjects]
    assert list(found.names) == wanted
    texts = " ".join(text for group in by_subject for text in group)
    assert all(word.term in texts for words in found.words for word in words)
    by_predicate = [[f"{one}{two}{end}" for one in subjects for end in endings] for two in predicates]
    assert list(group_names(*space(by_predicate), len(predicates)).names) == list(predicates)


def test_japanese_names_are_phrases_of_whole_words() -> None:
    endings = "、返金をお願いします。", "、また利用したいと思います。", "、次は別の店で買います。"
    subjects = "アプリの画面", "部屋の掃除", "お問い合わせ窓口"
    said = "がすぐに壊れてしまいました", "が使いにくいと感じました", "が丁寧で安心しました"
    groups = [[f"{one}{two}{end}" for two in said for end in endings] for one in subjects]
    assert group_names(*space(groups), 3).names == subjects


@pytest.mark.parametrize(
    "groups",
    [
        (["1 2 3", "42 42"] * 6, ["7 7 7"] * 6),
        (["the and of"] * 6, ["of the"] * 6),
        ([""] * 6, ["!!!"] * 6),
    ],
)
def test_texts_without_words_number_their_groups(groups: Sequence[Sequence[str]]) -> None:
    found = group_names(*space(groups), 2)
    assert found.names == ("Group 1", "Group 2")
    assert found.phrases == ((), ())


def test_one_and_two_texts() -> None:
    assert "card" in group_names(*space([["lost my card"]]), 1).names[0].casefold()
    found = group_names(*space([["lost my card"], ["the parcel arrived"]]), 2)
    assert found.phrases == ((), ())
    assert "card" in found.names[0].casefold()
    assert "parcel" in found.names[1].casefold()


def test_a_single_group_and_rows_without_a_group() -> None:
    made, labels = space(GROUPS)
    assert group_names(made, np.zeros(len(labels), np.int64), 1).phrases[0][0].share_elsewhere == 0
    labels = np.where(labels == 2, -1, labels)
    found = group_names(made, labels, 2)
    assert found.names == ("Reset my password", "Parcel never arrived")


def test_names_have_room_on_a_map() -> None:
    long = "the extraordinarily complicated refrigeration compartment thermostat"
    found = group_names(*space([filled(long), *GROUPS]), 4)
    assert all(len(name) <= LONGEST_NAME for name, phrases in zip(found.names, found.phrases, strict=True) if phrases)


def test_without_texts_groups_are_numbered() -> None:
    found = group_names(ec.EmbeddingSpace(np.eye(4)), np.array([0, 0, 1, 1]), 2)
    assert (found.names, found.words, found.phrases) == (("Group 1", "Group 2"), ((), ()), ((), ()))


def test_a_group_made_by_hand_is_named_in_the_same_way() -> None:
    made, _ = space(GROUPS)
    found = ec.cluster(made, n_clusters=3)
    shown = edited(made, found, GroupEdits().merged(edited(made, found), [0, 1]))
    assert shown.phrases[0][0].phrase.casefold() == shown.names[0].casefold()
    whole = edited(made, found)
    assert (whole.names, whole.phrases) == (found.names, found.phrases)


def test_the_ridge_is_that_of_the_normal_equations() -> None:
    from scipy import sparse

    rng = np.random.default_rng(0)
    known = (rng.random((60, 8)) < 0.3).astype(np.float32)
    wanted = rng.normal(size=(60, 3)).astype(np.float32)
    expected = np.linalg.solve(known.T @ known + np.eye(8), known.T @ wanted)
    assert _ridge(sparse.csr_array(known), wanted) == pytest.approx(expected, abs=1e-3)


def test_a_name_begins_with_a_capital_letter_unless_its_first_word_has_one() -> None:
    made, labels = space([[f"my iPhone breaks {n}" for n in "abcd"], [f"lost parcel again {n}" for n in "abcd"]])
    assert all(name[0].isupper() or name.startswith("iPhone") for name in group_names(made, labels, 2).names)
