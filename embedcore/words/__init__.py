"""The words of a text: how it is cut into them, which of them count, and search by them."""

from embedcore.words.bm25 import KeywordIndex, searched_words
from embedcore.words.stop_words import STOP_WORDS
from embedcore.words.text_words import same_word

__all__ = ["STOP_WORDS", "KeywordIndex", "same_word", "searched_words"]
