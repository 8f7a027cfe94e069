"""Which language a text is in, by its small words, or by its letters where they are those of few languages."""

import unicodedata
from collections import Counter
from functools import lru_cache

from embedcore.words.purposes import plain_words, without_places
from embedcore.words.stop_words import STOP_WORDS_OF

_SMALL_WORDS = {
    "Spanish": "buenas buenos han he hemos nada pues sigue tardes usted",
    "Swedish": """
att av den det de detta du eller en ett för från fick från går ha hade han har hej här hon hur i igen ingen inte jag kan
man med men mig min mitt mina mycket måste ni nu någon något när och om på sig som så till tack under upp ut var vad vi
vill vid är även över
""",
    "Danish or Norwegian": """
af alle at av blev ble bliver den der det de denne deres efter eller en er et etter fik fikk for fra få få har hvad hva
hvordan hvor hvorfor hej hei ikke ikkje jeg kan kunne man med meg men mig min mit mitt mine mange nå når nu og også om
opp op på selv skal som så til tak takk var ved vi vil være været vært
""",
    "Finnish": """
ei ette en ennen ja jo joka jos kanssa kiitos kuin kun koska kuinka minun minulla minä mitä miksi mikä mutta myös nyt
ole oli olen olla on onko saa sain se sen siitä tai tämä tämän vain vielä voi voiko voinko
""",
    "Czech": """
ale aby ani až bez bych být byl byla bylo co dobrý děkuji do jak jako je jeho jen již jsem jsme jsou jste kde když který
která které má mám mi může můj na nebo není o od po pro proč prosím při se si s tak také to už v ve že z za
""",
    "Hungarian": """
a az azt be csak de egy el én és ez ezt ha hogy hogyan igen ki kell köszönöm le már még meg mert mi mikor miért mint nem
nincs és sem szeretnék van vagy volt
""",
    "Romanian": """
a acest această ai al am ar are au bună că când care ce cu cum dar de din după este eu fi fost în la le mă mai mea meu
mi nu o pe pentru prin și să sau se sunt un una unde vă
""",
    "Turkish": """
ama bana bir bu beni ben benim çok da daha de değil diye en gibi hiç için ile ise kadar ki mi mı merhaba ne neden nasıl
o olarak oldu olan sonra şey var ve veya ya yok
""",
    "Indonesian or Malay": """
ada adalah akan apa bagaimana bisa boleh dan dari dengan di dia ini itu juga kami karena ke kenapa lagi mengapa mohon
pada pun saya sangat sudah tapi telah tidak tolong untuk yang
""",
    "Vietnamese": """
anh bị bạn các cho chưa có cũng của cái được đã đang đến để đây gì hàng khi không là làm lại mà mình một này nhưng những
như rất ra sao thì tôi trong từ và vào về với vẫn xin
""",
}  # fmt: skip
_OF_LETTERS = {
    "HIRAGANA": "Japanese",
    "KATAKANA": "Japanese",
    "HANGUL": "Korean",
    "CJK": "Chinese",
    "CYRILLIC": "Russian or another language in Cyrillic letters",
    "GREEK": "Greek",
    "ARABIC": "Arabic or another language in its letters",
    "HEBREW": "Hebrew",
    "THAI": "Thai",
    "DEVANAGARI": "Hindi or another language in its letters",
}
ENOUGH_KANA = 0.1
"""The share of the letters from which on a text with Chinese characters is Japanese."""


def language_of(text: str) -> str:
    """The English name of the language that the text is most likely in; empty where nothing tells.

    By letters where most of them are not Latin. Else by small words ("the", "und"): a word that several languages have
    counts for each a part, and the language must lead by more than any other. A text of a word or two is rarely told;
    of many texts that belong together, the most frequent answer is meant to be taken.
    """
    by_letters = _by_letters(text)
    if by_letters is not None:
        return by_letters
    found: Counter[str] = Counter()
    small = _languages_of_words()
    for word in without_places(plain_words, text):
        languages = small.get(word.normal, ())
        for language in languages:
            found[language] += 60 // len(languages)  # whole numbers, so that equal scores are equal
    ranked = found.most_common(2)
    if not ranked or (len(ranked) == 2 and ranked[0][1] == ranked[1][1]):
        return ""
    return ranked[0][0]


def _by_letters(text: str) -> str | None:
    """By the script of most letters; empty for a script that is not known here, None for Latin letters or none."""
    if text.isascii():
        return None
    letters = [character for character in text if character.isalpha()]
    scripts = Counter(_script(letter) for letter in letters if not letter.isascii())
    latin = len(letters) - sum(n for script, n in scripts.items() if script != "LATIN")
    if 2 * latin >= len(letters):
        return None
    if scripts["HIRAGANA"] + scripts["KATAKANA"] > ENOUGH_KANA * len(letters):
        return "Japanese"
    return _OF_LETTERS.get(max(scripts, key=lambda script: scripts[script] * (script != "LATIN")), "")


@lru_cache(maxsize=10_000)
def _script(letter: str) -> str:
    return unicodedata.name(letter, "").partition(" ")[0]


@lru_cache(maxsize=1)
def _languages_of_words() -> dict[str, tuple[str, ...]]:
    """The languages of each small word."""
    more = {language: frozenset(found.split()) for language, found in _SMALL_WORDS.items()}
    lists = {one: STOP_WORDS_OF.get(one, frozenset()) | more.get(one, frozenset()) for one in (*STOP_WORDS_OF, *more)}
    every = frozenset[str]().union(*lists.values())
    many = (word for word in every if len(word) > 1)  # a letter alone stands for much else ("w/", "24 h")
    return {word: tuple(language for language, known in lists.items() if word in known) for word in many}
