"""The words of a text: how it is cut into them, which of them count for what, and search by them."""

from embedcore.words.bm25 import BM25Index
from embedcore.words.marking import shared_places
from embedcore.words.purposes import searched_words

__all__ = ["BM25Index", "searched_words", "shared_places"]
