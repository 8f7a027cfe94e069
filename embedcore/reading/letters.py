"""How often letters beyond ASCII occur in languages: what tells one legacy encoding from another.

The letters of each language stand in the order of their frequency in running text.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from functools import cache
from math import log

LETTERS = {
    "western": "éüäöáíóàßçèñãåøêúæõâôëîùïìòûðþýÿœ¿¡ªº",
    "english": "éèçñöüïáí",
    "french": "éàèêçôîùâûïœëæ",
    "german": "üäöß",
    "spanish": "óíáéñúü¿¡",
    "portuguese": "ãçáéíóõêâúàô",
    "italian": "àèùòéì",
    "swedish": "äåöé",
    "danish": "øåæé",
    "icelandic": "áíðþóéæöúý",
    "polish": "łąęóśżćńź",
    "czech": "íáěéřčžýšůúďťóň",
    "slovak": "áíéčžšýúľťôóňďä",
    "hungarian": "áéöóőüíúű",
    "romanian": "ăîâşţșțé",
    "croatian": "čšžćđ",
    "turkish": "ışüğöçİâ",
    "estonian": "äõüöšž",
    "latvian": "āīēšņūļčģžķ",
    "lithuanian": "ėšžįųūčąę",
    "russian": "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфёъ",
    "ukrainian": "оанивіертсклдумпягзьбчйхєїжцшюфщґ",
    "bulgarian": "аоиетнрсвлкдпмзгуябъчцжщхшйюфь",
    "serbian": "аоиенрстјукмдвпзлгбчшцжхћђњљфџ",
    "greek": "αοιετσνηυρπκμλςωάίόδγέήχθφύβξώζψϊϋ",
    "hebrew": "יוהלאברתשמנכדעחקפםסטגצזןךףץ",
    "arabic": "اليمونربتعدفسهكقحةجشصضزخطغأذثظإءئىؤآ",
    "persian": "اینرمدهوتبسشکلزگپخفقچحعجآصطغضثذظژءئ",
    "thai": "านรกเงอมย่ล้วีัดทิสตะปบคห็แจพชำขใไุูืโถซผ์ณธภศฟฉญ",
}
_CHINESE = (
    "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行所然家种事成方"
    "多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心她本前开但因只从想实日军者意无力它与长把机十民第公此已工使情"
    "明性知全三又关点正业外将两高间由问很最重并物手应战向头文体政美相见被利什二等产或新己制身果加西斯月话合回特代内信表化老给"
    "世位次度门任常先海通教儿原东声提立及比员解水名真论处走义各入几口认条平系气题活尔更别打女变四神总何电数安少报才结反受目太"
    "量再感建务做接必场件计管期市直德资命山金指克许统区保至队形社便空决治展马科司五基眼书非则听白却界达光放强即像难且权思王象"
    "完设式色路记南品住告类求据程北边死张该交规万取拉格望觉术领共确传师观清今切院让识候带导争运买店货质服退款送快慢坏包装客订单评价差喜欢"
)
_TRADITIONAL = (
    "的一是不了在人有我他這個們中來上大為和國地到以說時要就出會可也你對生能而子那得於著下自之年過發後作裡用道行所然家種事成方"
    "多經麼去法學如都同現當沒動面起看定天分還進好小部其些主樣理心她本前開但因只從想實日軍者意無力它與長把機十民第公此已工使情"
    "明性知全三又關點正業外將兩高間由問很最重並物手應戰向頭文體政美相見被利什二等產或新己制身果加西斯月話合回特代內信表化老給"
    "世位次度門任常先海通教兒原東聲提立及比員解水名真論處走義各入幾口認條平系氣題活爾更別打女變四神總何電數安少報才結反受目太"
    "量再感建務做接必場件計管期市直德資命山金指克許統區保至隊形社便空決治展馬科司五基眼書非則聽白卻界達光放強即像難且權思王象"
    "完設式色路記南品住告類求據程北邊死張該交規萬取拉格望覺術領共確傳師觀清今切院讓識候帶導爭運買店貨質服退款送快慢壞包裝客訂單評價差喜歡"
)
_KANJI = (
    "日一大年人国会本中上長出三時行間事自者月分後前生五十社新手高的四今場下部学私来性円合動気思内最見地第明力間目同家用問先感"
    "対度商品届注文電話料金送返買使良悪早遅壊遅連絡店対応説明書箱包装色質価格便利非常満足残念客様開始終了更必要理由主体方法経"
    "済代表業務情報機能設定画面入数名前住所番号件変確認作成全取引物小安安全心週再何無有不多少別次々"
)
_HANGUL = (
    "이다는에의을가지고하어한로사기도리를은자서나아그시있대해인스보정라니들수과전제부구일만장여게거상주으오유성공원비위것면적동국"
    "조안요음습합세우모소있었안없때무마관연경계방진분용회미영생중재신문개당배내신물송품불질좋빨늦매고객너무정말감사했더야네데와"
    "력심발단교민선통트입터남호치예명학히건식화강속목금람러임간청년현산양된각실바말점업작려행"
)
_KANA = (
    "のにをはたがでてとしれさいるなもっかすりらこまくきよけおえそあせわうみつめどちだ"
    "ばべじぎげごずぶむやびほひへゆねぬろざぜぞづぐぼぱぴぷぺぽぁぃぅぇぉゃゅょふん"
)
_COMMON_MARKS = "“”‘’–—…"
_OTHER_MARKS = "«»„‚°€£§©®™·•½¼²³µ×±´\u00a0†‹›№"
_WIDE_MARKS = "，。、！？：；“”（）《》「」『』・ー…～　"
_INSIDE = "’'-·´‑\u00ad\u200c"
_NO_CHARACTER = ("Cc", "Cn", "Co", "Cs")
_NOTHING, _ODD, _FOREIGN = log(1e-8), log(1e-6), log(3e-5)


@cache
def table(language: str) -> dict[str, float]:
    """The logarithm of how often each character stands among those beyond ASCII; what is not in it is rare."""
    if language in ("chinese", "traditional", "japanese", "korean"):
        return _wide_table(language)
    marks = 0.5 if language == "english" else 0.1
    letters = LETTERS[language]
    by_rank = _by_rank(letters, 0.98 - 1.2 * marks)
    found = {_upper(letter): 0.08 * share for letter, share in by_rank.items() if _upper(letter) != letter}
    found.update(by_rank)
    found.update(_evenly(_OTHER_MARKS, 0.2 * marks, found))
    found.update(_evenly(_COMMON_MARKS, marks, found))
    return {character: log(share) for character, share in found.items()}


def _upper(letter: str) -> str:
    upper = letter.upper()
    return upper if len(upper) == 1 else letter


def _by_rank(letters: Iterable[str], mass: float) -> dict[str, float]:
    ordered = list(dict.fromkeys(letters))
    weights = [1 / (rank + 3) for rank in range(len(ordered))]
    return {letter: mass * weight / sum(weights) for letter, weight in zip(ordered, weights, strict=True)}


def _evenly(characters: Iterable[str], mass: float, taken: dict[str, float]) -> dict[str, float]:
    fresh = [character for character in characters if character not in taken]
    return dict.fromkeys(fresh, mass / max(len(fresh), 1))


def _wide_table(language: str) -> dict[str, float]:
    found: dict[str, float] = {}
    if language == "japanese":
        found = _by_rank(_KANA, 0.45) | _evenly(map(chr, range(0x30A1, 0x30FB)), 0.15, {})
        found |= _evenly(_KANJI, 0.2, found)
        found |= _evenly(_encodable("euc_jp", range(0xB0, 0xD0)), 0.1, found)
    elif language == "korean":
        found = _evenly(_HANGUL, 0.75, {})
        found |= _evenly(map(chr, range(0xAC00, 0xD7A4)), 0.15, found)
    else:
        simplified = language == "chinese"
        found = _by_rank(_CHINESE if simplified else _TRADITIONAL, 0.55)
        rest = _encodable("gb2312", range(0xB0, 0xD8)) if simplified else _encodable("big5", range(0xA4, 0xC7))
        found |= _evenly(rest, 0.35, found)
    found |= _evenly(_WIDE_MARKS, 0.1, found)
    return {character: log(share) for character, share in found.items()}


def _encodable(codec: str, leads: range) -> str:
    """The frequent characters of a double-byte set: those whose first byte is in this range."""
    trails = range(0x40, 0xFF)
    return "".join(bytes((lead, trail)).decode(codec, "ignore") for lead in leads for trail in trails)


@cache
def _rare(character: str, language: str) -> float:
    """For a character that is not in the language's table."""
    kind = unicodedata.category(character)
    if kind in _NO_CHARACTER or "\u2500" <= character <= "\u259f" or character == "\ufffd":
        return _NOTHING
    if kind[0] != "L":
        return _ODD
    latin = "\u00c0" <= character <= "\u024f"
    return _FOREIGN if latin and language in LETTERS and LETTERS[language][0] < "\u0250" else _ODD


def plausibility(text: str, language: str) -> float:
    """How likely the characters beyond ASCII are in a language, as a logarithm; how they stand in words counts too."""
    known = table(language)
    total = 0.0
    before = " "
    for place, character in enumerate(text):
        if character > "\x7f":
            after = text[place + 1] if place + 1 < len(text) else " "
            found = known.get(character)
            total += _rare(character, language) if found is None else found
            if character < "\u2e80":  # beyond: no cases, no words between spaces
                total += _in_word(before, character, after)
        before = character
    return total


@cache
def _in_word(before: str, character: str, after: str) -> float:
    """What the neighbours of a character take from its likelihood: "lTd", "a»b", "яz"."""
    if not character.isalpha():
        inside = before.isalpha() and after.isalpha() and character not in _INSIDE
        return -5.0 if inside and unicodedata.category(character)[0] != "M" else 0.0
    lost = 0.0
    if character.isupper() and before.islower():
        lost -= 5.0
    if character.islower() and before.isupper() and after.isupper():
        lost -= 3.0
    if character > "\u036f" and ("a" <= before.lower() <= "z" or "a" <= after.lower() <= "z"):
        lost -= 4.0
    if not before.isalpha() and not after.isalpha():
        lost -= 2.0
    return lost
