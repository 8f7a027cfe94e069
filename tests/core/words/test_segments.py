"""Where words are in texts of scripts without spaces, as the texts themselves show it."""

import itertools

import pytest

from embedcore.words import Segments, naming_runs, segments_of, tells
from embedcore.words.tokenizer import units, words

CHINESE = (
    ("快递员", "这个水壶", "酒店房间", "手机应用", "在线课程"),
    ("质量很好", "用了一周就坏了", "态度非常耐心", "更新以后打不开"),
    ("，下次还会再买。", "，希望可以退款。"),
)
TRADITIONAL = (
    ("外送員", "這個保溫瓶", "飯店房間", "手機程式", "線上課程"),
    ("品質很好", "用了一個月就壞了", "態度非常親切", "更新以後打不開"),
    ("，下次還會再買。", "，希望可以退費。"),
)
THAI = (
    ("พนักงานส่งของ", "กระติกน้ำ", "ห้องพักโรงแรม", "คอร์สออนไลน์"),
    ("คุณภาพดีมาก", "บริการอย่างใจเย็น", "เปิดไม่ได้หลังอัปเดต", "ต้องรอนานเกินไป"),
    (" อยากได้เงินคืน", " ไม่แนะนำให้คนอื่น"),
)
LAO = (("ພະນັກງານສົ່ງເຄື່ອງ", "ຫ້ອງພັກໂຮງແຮມ", "ແອັບມືຖື"), ("ຄຸນນະພາບດີຫຼາຍ", "ບໍລິການສຸພາບ", "ເປີດບໍ່ໄດ້"), (" ຈະຊື້ອີກ", ""))
KHMER = (("អ្នកដឹកជញ្ជូន", "បន្ទប់សណ្ឋាគារ", "កម្មវិធីទូរស័ព្ទ"), ("មានគុណភាពល្អ", "យឺតពេក", "បើកមិនចេញ"), ("។", ""))
BURMESE = (("ပစ္စည်းပို့သူ", "ဟိုတယ်အခန်း", "ဖုန်းအက်ပ်"), ("အရည်အသွေးကောင်းတယ်", "အရမ်းနှေးတယ်", "ဖွင့်လို့မရဘူး"), ("။", ""))


def texts_of(parts: tuple[tuple[str, ...], ...]) -> list[str]:
    return ["".join(chosen) for chosen in itertools.product(*parts)]


def cut(segments: Segments, text: str) -> list[str]:
    return [piece.written for word in words(text) for piece in segments(word)]


@pytest.mark.parametrize("parts", [CHINESE, TRADITIONAL, THAI, LAO, KHMER, BURMESE])
def test_what_stands_in_many_places_is_a_word(parts: tuple[tuple[str, ...], ...]) -> None:
    segments = segments_of(texts_of(parts))
    for subject, predicate in itertools.product(*parts[:2]):
        known = cut(segments, subject + predicate)
        assert known[-1] == predicate
        assert known[:-1] in ([subject], [subject[:2], subject[2:]])  # 这个|水壶
        assert (len(known) == 3) == subject.startswith(("这个", "這個"))


@pytest.mark.parametrize("parts", [CHINESE, THAI, KHMER, BURMESE])
def test_nothing_is_lost_and_places_are_those_of_the_text(parts: tuple[tuple[str, ...], ...]) -> None:
    for text in texts_of(parts):
        segments = segments_of(texts_of(parts))
        for word in words(text):
            pieces = segments(word)
            assert "".join(piece.written for piece in pieces) == word.written
            assert all(text[piece.start : piece.end] == piece.written for piece in pieces)


def test_a_run_that_is_repeated_is_no_word_of_all_its_words() -> None:
    texts = ["酒店房间更新以后打不开"] * 30 + [
        "酒店房间很好",
        "酒店房间太小",
        "手机更新以后打不开",
        "系统更新以后打不开",
    ]
    assert cut(segments_of(texts), "酒店房间更新以后打不开") == ["酒店房间", "更新以后打不开"]


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("店員さんの対応が使いにくい", ["店員", "さんの", "対応", "が", "使いにくい"]),
        ("返金をお願いします", ["返金", "を", "お願いします"]),
        ("アプリの更新ができません", ["アプリ", "の", "更新", "ができません"]),
        ("また利用したいと思います", ["また", "利用", "したいと", "思います"]),
        ("見積もりとお支払い方法", ["見積もり", "と", "お支払い", "方法"]),
        ("クレジットカードの請求額", ["クレジットカード", "の", "請求額"]),
        ("人々に", ["人々", "に"]),
        ("ありがとう", ["ありがとう"]),
    ],
)
def test_japanese_is_cut_where_the_script_changes_and_at_particles(text: str, pieces: list[str]) -> None:
    assert cut(segments_of([text]), text) == pieces


def test_chinese_words_that_contain_a_small_word_stay_whole() -> None:
    for word in ("在线客服", "了解情况", "个人账户", "到货通知", "和平饭店"):
        assert cut(segments_of([word, f"{word}很好", f"联系{word}"]), word) == [word]


def test_vowels_and_stacked_consonants_stay_with_their_syllable() -> None:
    def of(text: str) -> list[str]:
        return [unit.written for unit in units(words(text)[0])]

    assert of("ต้องคืนน้ำ") == ["ต้อ", "ง", "คืน", "น้ำ"]
    assert of("ໂຮງແຮມ") == ["ໂຮ", "ງ", "ແຮ", "ມ"]
    assert of("ប្តូរ") == ["ប្តូ", "រ"]
    assert of("ဖုန်းပျက်") == ["ဖုန်း", "ပျက်"]


def test_small_words_and_endings_tell_nothing() -> None:
    told = [word.written for word in (words(text)[0] for text in ("水壶", "这个", "です", "แอป", "ครับ")) if tells(word)]
    assert told == ["水壶", "แอป"]


def test_names_are_made_of_what_tells_in_any_mixture() -> None:
    texts = [*texts_of(CHINESE), "iPhone 15的快递员质量很好", "the 快递员 was late"]
    segments = segments_of(texts)
    runs = [[word.shown for word in run] for run in naming_runs("iPhone 15的快递员质量很好, the parcel", segments)]
    assert [run for run in runs if run] == [["iphone"], ["快递员", "质量很好"], ["parcel"]]


def test_texts_without_such_scripts_need_nothing() -> None:
    assert cut(segments_of(["a b", "größe", ""]), "日本") == ["日本"]
    assert cut(segments_of([]), "日本") == ["日本"]


def test_thai_is_shown_as_it_is_spelled() -> None:
    assert words("น้ำ")[0].shown == "น้ำ"
