"""The phrases that stand in several texts, and in which of them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from embedcore.types import Indices
from embedcore.words import Word, n_unspaced, names_alone, naming_words, normal_form, segments_of, stretches, tells

if TYPE_CHECKING:
    from scipy import sparse

MOST_READ = 20_000
"""Of more texts, so many drawn at random are read."""
MOST_PHRASES = 30_000
LONGEST, LONGEST_UNSPACED = 5, 12
"""Words of a phrase; characters of one of several words in scripts without spaces."""
WITHIN = 0.8
"""A phrase that stands in a longer one, a word more, so often is a part of that."""
CLOSES, AT_END = 0.5, 0.2
"""A small word may close a phrase ("top up") that follows what is before it so often, and ends a stretch so often."""


@dataclass(frozen=True, eq=False)
class _Words:
    """The words of all texts that are read, one after another, each as a number.

    numbers: (n,) of the word in the one form in which words are compared. rows: (n,) the text, among those read.
    stretch: (n,) words of one number stand side by side. unspaced: (n,) of scripts without spaces. content: (n_words,)
    whether the word may begin and end a phrase; alone: whether it may be one. shown: (n_words,) as most people write
    it.
    """

    numbers: Indices
    rows: Indices
    stretch: Indices
    unspaced: NDArray[np.bool_]
    content: NDArray[np.bool_]
    alone: NDArray[np.bool_]
    shown: tuple[str, ...]


class PhraseIndex:
    """Phrases of two and more texts, of up to 5 words, and single words.

    A phrase begins and ends with a word that tells something, and nothing but white space stands inside. What mostly
    stands in a longer phrase ("gift" in "gift card") is left out. Made once for the texts, counted for any groups.

    read: (n_read,) the texts that were read, in an order by chance. words: (n_read, n_words) 1 where a text has a word,
    of the words in at least two. content: (n_words,) whether a word tells something. phrases: (n_phrases, n_read) 1
    where a text has a phrase. parts: (n_phrases, n_words) 1 for each word of a phrase. lengths: (n_phrases,) in words;
    at least 2 in scripts without spaces, where what is cut off may be several. shown: the phrases as people write them.
    """

    read: Indices
    words: "sparse.csr_array"
    content: NDArray[np.bool_]
    phrases: "sparse.csr_array"
    parts: "sparse.csr_array"
    lengths: Indices
    shown: tuple[str, ...]

    def __init__(self, texts: Sequence[str]) -> None:
        self.read = np.random.default_rng(0).permutation(len(texts))[:MOST_READ]
        found = _words_of([texts[row] for row in self.read.tolist()])
        n_read, n_words = len(self.read), len(found.content)
        self.words = _table(found.rows, found.numbers, (n_read, n_words))
        several = np.asarray(self.words.sum(axis=0)).ravel() > 1
        self.words, self.content = self.words[:, several].tocsr(), found.content[several]
        place = np.cumsum(several) - 1
        starts, lengths, entries = _mined(found)
        phrases = _table(entries[0], entries[1], (len(starts), n_read))
        counts = np.diff(phrases.indptr)
        order = np.argsort(-counts, kind="stable")[: min(MOST_PHRASES, int((counts > 1).sum()))]
        self.phrases = phrases[order]
        self.lengths = lengths[order]
        is_unspaced = found.unspaced[starts[order]]
        spans = [
            found.numbers[start : start + length]
            for start, length in zip(starts[order].tolist(), self.lengths.tolist(), strict=True)
        ]
        joints = ["" if joined else " " for joined in is_unspaced.tolist()]
        self.shown = tuple(
            joint.join(found.shown[number] for number in span.tolist())
            for span, joint in zip(spans, joints, strict=True)
        )
        of = np.repeat(np.arange(len(spans)), self.lengths)
        words = place[np.concatenate(spans)] if spans else np.empty(0, np.int64)
        self.lengths = np.where(is_unspaced, np.maximum(self.lengths, 2), self.lengths)
        self.parts = _table(of, words, (len(spans), int(several.sum())))


def _table(rows: Indices, columns: Indices, shape: tuple[int, int]) -> "sparse.csr_array":
    """1 where a row has a column, however often."""
    from scipy import sparse

    found = sparse.coo_array((np.ones(len(rows), np.float32), (rows, columns)), shape=shape).tocsr()
    found.data[:] = 1
    return found


def _words_of(texts: Sequence[str]) -> _Words:
    number: dict[str, int] = {}
    written: dict[str, int] = {}
    normals: list[int] = []  # of each way to write a word, the number of the word
    content: list[bool] = []
    alone: list[bool] = []
    segments = segments_of(texts)
    forms, rows, stretch, unspaced = list[int](), list[int](), list[int](), list[bool]()
    n_stretches = 0
    for row, text in enumerate(texts):
        for found, is_unspaced in stretches(text, segments):
            for form in found:
                if form not in written:
                    written[form] = len(normals)
                    normal = normal_form(form)
                    normals.append(number.setdefault(normal, len(number)))
                    if normals[-1] == len(content):
                        word = Word(form, 0, normal, is_unspaced)
                        content.append(tells(word) if is_unspaced else _tells(form))
                        alone.append(names_alone(word) if is_unspaced else content[-1])
                forms.append(written[form])
            rows.extend([row] * len(found))
            stretch.extend([n_stretches] * len(found))
            unspaced.extend([is_unspaced] * len(found))
            n_stretches += 1
    form_of, stretch_of = np.array(forms, np.int64), np.array(stretch, np.int64)
    normal_of = np.array(normals, np.int64)
    inside = np.append(False, stretch_of[1:] == stretch_of[:-1])[: len(form_of)]
    uses = np.bincount(form_of[inside], minlength=len(normals))
    return _Words(
        normal_of[form_of], np.array(rows, np.int64), stretch_of, np.array(unspaced, bool),
        np.array(content, bool), np.array(alone, bool), _shown(list(written), normal_of, uses, len(number)),
    )  # fmt: skip


@lru_cache(maxsize=50_000)
def _tells(written: str) -> bool:
    return bool(naming_words(written))


def _shown(written: list[str], normal_of: Indices, uses: Indices, n_words: int) -> tuple[str, ...]:
    """Each word as it is written most often where it does not begin a sentence; never in capitals where all shout."""
    shouted = np.array([len(form) > 1 and form.isupper() for form in written], bool)
    shouts = uses[shouted].sum() > 0.5 * max(1, uses.sum())
    best, most = [""] * n_words, [0] * n_words
    for form, normal, n_uses, loud in zip(written, normal_of.tolist(), uses.tolist(), shouted.tolist(), strict=True):
        if not best[normal]:
            best[normal] = form.lower()
        if n_uses > most[normal] or (n_uses == most[normal] > 0 and form.islower()):
            best[normal], most[normal] = form.lower() if loud and shouts else form, n_uses
    return tuple(best)


def _mined(found: _Words) -> tuple[Indices, Indices, tuple[Indices, Indices]]:
    """Of each phrase a place where it begins, and its length; and as entries which phrase stands in which text."""
    places, lengths, phrase_of, row_of = list[Indices](), list[Indices](), list[Indices](), list[Indices]()
    n_phrases = 0
    for length, starts, codes, kept in _lengths(found):
        first = np.full(len(kept), -1)
        first[codes[::-1]] = starts[::-1]
        number = np.where(kept, np.cumsum(kept) - 1 + n_phrases, -1)
        with_phrase = kept[codes]
        places.append(first[kept])
        lengths.append(np.full(int(kept.sum()), length))
        phrase_of.append(number[codes[with_phrase]])
        row_of.append(found.rows[starts[with_phrase]])
        n_phrases += int(kept.sum())
    none = [np.empty(0, np.int64)]
    return (
        np.concatenate(places or none),
        np.concatenate(lengths or none),
        (np.concatenate(phrase_of or none), np.concatenate(row_of or none)),
    )


def _lengths(found: _Words) -> Iterator[tuple[int, Indices, Indices, NDArray[np.bool_]]]:
    """By length: where runs of words begin, the number of the run there, and which runs are phrases."""
    n, n_words = len(found.numbers), len(found.content)
    ends = np.append(found.stretch[1:] != found.stretch[:-1], True)[:n]
    starts = np.flatnonzero(found.content[found.numbers])
    codes = np.unique(found.numbers[starts], return_inverse=True)[1].ravel()
    sizes = np.append(0, np.cumsum(np.array([n_unspaced(shown) for shown in found.shown], np.int64)[found.numbers]))
    before = np.zeros(0, np.int64)  # how often what is before the last word stands there
    for length in range(1, LONGEST + 1):
        counts = np.bincount(codes)
        last = starts + length - 1
        closes = found.content[found.numbers[last]]
        if length > 1:
            at_end = np.bincount(codes, weights=ends[last])
            closes |= (counts >= CLOSES * before)[codes] & (at_end >= AT_END * counts)[codes]
        kept = np.zeros(len(counts), bool)
        kept[codes] = closes & found.alone[found.numbers[starts]] if length == 1 else closes
        kept &= counts > 1
        # The same runs with a word more, and how often the most frequent of them stands there.
        longer = (counts[codes] > 1) & ~ends[last]
        longer &= length < LONGEST
        ahead = np.minimum(starts + length + 1, n)
        longer &= ~found.unspaced[starts] | (sizes[ahead] - sizes[starts] <= LONGEST_UNSPACED)
        onward, parent = starts[longer], codes[longer]
        if not len(onward):
            yield length, starts, codes, kept
            return
        following = found.numbers[onward + length]
        next_codes = np.unique(parent * n_words + following, return_inverse=True)[1].ravel()
        next_counts = np.bincount(next_codes)
        most = np.zeros(len(counts), np.int64)
        np.maximum.at(most, parent, next_counts[next_codes])
        code_at = np.full(n + 1, -1)
        code_at[starts] = codes
        behind = code_at[onward + 1]
        np.maximum.at(most, behind[behind >= 0], next_counts[next_codes[behind >= 0]])
        yield length, starts, codes, kept & (most < WITHIN * counts)
        before = np.zeros(len(next_counts), np.int64)
        before[next_codes] = counts[parent]
        starts, codes = onward, next_codes
