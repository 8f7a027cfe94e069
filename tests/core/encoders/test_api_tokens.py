"""The estimate of tokens, and where texts are cut."""

import pytest

from embedcore.encoders.api.params import RequestLimits
from embedcore.encoders.api.tokens import batch_length, cut, estimated_tokens, is_longer

# Counted once with cl100k_base (tiktoken 0.14), the vocabulary of OpenAI's embedding models.
COUNTED = {
    "Wir haben gestern auf dem Marktplatz frische Kartoffeln gekauft.": 18,
    "Вчера мы долго гуляли по набережной и разговаривали о погоде, о книгах и о дальних поездках.": 47,
    "昨日は友達と一緒に京都の古いお寺を見に行って、とても美味しい抹茶を飲みました。": 46,
    "昨天我和朋友去北京看了故宫，天气非常好，我们还吃了烤鸭。": 36,
    "เมื่อวานนี้ฉันกับเพื่อนไปเที่ยววัดเก่าและดื่มชาอร่อยมาก": 49,
    "어제 친구와 함께 오래된 절을 보러 가서 아주 맛있는 차를 마셨습니다.": 35,
    "कल हम दोस्तों के साथ पुराने मंदिर देखने गए और बहुत स्वादिष्ट चाय पी।": 64,
    "😀😂🥰🤷🏽‍♀️👨‍👩‍👧": 30,
}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", 0),
        (" ", 0),
        ("a", 1),
        ("cat", 1),
        ("lost", 2),
        ("lost card", 2 + 2),
        ("Lost card!", 2 + 2 + 1),
        ("12345", 2),
        ("a 12345", 1 + 1 + 2),
        ("aB3dE6gH", 6),  # eight of a key at three quarters each
        ("é", 1),
        ("東京", 3),
        ("😀", 3),
        ("a\nb", 3),
    ],
)
def test_the_estimate_by_hand(text: str, expected: int) -> None:
    assert estimated_tokens(text) == expected


@pytest.mark.parametrize("text", COUNTED)
def test_the_estimate_errs_upwards_but_not_by_twice(text: str) -> None:
    assert COUNTED[text] <= estimated_tokens(text) <= 2 * COUNTED[text]


def test_short_texts_stay_as_they_are() -> None:
    for text in ("", "one two three", "x" * 24, "é" * 10):
        assert not is_longer(text, 30)
        assert cut(text, 30) is text


@pytest.mark.parametrize("unit", ["word ", "Grundstücksverkehr ", "x", "0123456789", "東", "😀", "кни ", "aB3$", "a\n"])
def test_what_is_kept_fits_and_is_most_of_what_fits(unit: str) -> None:
    text = unit * 3_000
    kept = cut(text, 200)
    assert text.startswith(kept)
    assert estimated_tokens(kept) <= 200
    assert estimated_tokens(kept) >= 175
    assert cut(kept, 200) == kept
    assert is_longer(text, 200)


def test_words_stay_whole() -> None:
    assert cut("alpha beta gamma delta epsilon zeta eta theta iota", 10) == "alpha beta gamma delta"
    assert cut("alpha beta\ngamma delta", 6) == "alpha beta"


@pytest.mark.parametrize("unit", ["e\u0301", "👍🏽", "👨\u200d👩\u200d👧", "❤\ufe0f", "की"])
def test_what_belongs_together_is_not_torn(unit: str) -> None:
    for max_tokens in range(12, 60):
        kept = cut(unit * 200, max_tokens)
        assert kept == unit * (len(kept) // len(unit)), (unit, max_tokens)
        assert kept


def test_how_many_texts_go_into_one_request() -> None:
    limits = RequestLimits(items=3, tokens=10)
    assert batch_length([1, 1, 1, 1], 0, limits) == 3
    assert batch_length([1, 1, 1, 1], 3, limits) == 1
    assert batch_length([4, 6, 1], 0, limits) == 2
    assert batch_length([4, 7], 0, limits) == 1
    assert batch_length([50, 1], 0, limits) == 1
