"""The words of a text: how it is cut into them, which of them count for what, and search by them.

`tokenizer` alone decides where a word begins and ends and in which form words are compared; `purposes` says which of
them count for names of groups, search, learned models and the language.
"""

from embedcore.words.bm25 import BM25Index
from embedcore.words.differing import MOST_WORDS, differing_places
from embedcore.words.language import language_of
from embedcore.words.marking import same_word, shared_places
from embedcore.words.plain_text import has_markup, plain_text
from embedcore.words.purposes import (
    learned_words,
    names_alone,
    naming_runs,
    naming_words,
    numbers_of,
    plain_words,
    running_words,
    searched_words,
    without_places,
    word_tokens,
)
from embedcore.words.segments import Segments, segments_of, tells
from embedcore.words.stretches import stretches, without_markup
from embedcore.words.tokenizer import Word, n_unspaced, normal_form

__all__ = [
    "MOST_WORDS",
    "BM25Index",
    "Segments",
    "Word",
    "differing_places",
    "has_markup",
    "language_of",
    "learned_words",
    "n_unspaced",
    "names_alone",
    "naming_runs",
    "naming_words",
    "normal_form",
    "numbers_of",
    "plain_text",
    "plain_words",
    "running_words",
    "same_word",
    "searched_words",
    "segments_of",
    "shared_places",
    "stretches",
    "tells",
    "without_markup",
    "without_places",
    "word_tokens",
]
