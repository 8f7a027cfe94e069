"""Words in scripts without spaces, as the texts themselves show them: Chinese, Japanese, Thai, Lao, Khmer, Burmese."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import chain, groupby

import numpy as np
from numpy.typing import NDArray

from embedcore.types import Indices
from embedcore.words.stop_words import CUT_OFF, NEVER_FIRST, NEVER_LAST, UNSPACED_STOP_WORDS
from embedcore.words.tokenizer import Word, n_unspaced, units, words

MOST_MEASURED = 20_000
"""Of more texts, the boundaries are measured on so many drawn at random."""
LONGEST = 20
"""Units of a word or set phrase."""
LEAST_VARIETY = 2
ENOUGH_KANA = 0.1
"""The share of unspaced characters from which on texts are Japanese."""

_KATAKANA = r"[\u30a1-\u30fa\u30fc-\u30ff\uff66-\uff9f]"
_HIRAGANA = r"[\u3041-\u309f]"
_PARTICLES = "から|まで|より|だけ|など|[をがはにのでとへや]|も(?![りるっれ])"
# What follows two characters and more, which are mostly a noun, is no ending of theirs.
_AFTER_NOUN = r"[しさすせなだ]|でき|いた|ござ|くださ|お|ご|ありが"
_JAPANESE = re.compile(
    rf"(?P<katakana>{_KATAKANA}++)"
    rf"|(?P<word>[おご]?(?:(?!{_HIRAGANA}|{_KATAKANA}).)++)(?P<rest>{_HIRAGANA}*?)(?=[おご]?(?!{_HIRAGANA}|{_KATAKANA}).|{_KATAKANA}|$)"
    rf"|(?P<small>{_HIRAGANA}+?)(?=[おご]?(?!{_HIRAGANA}|{_KATAKANA}).|{_KATAKANA}|$)"
)
_ENDS = re.compile(rf"(?:{_PARTICLES})+$")


class Segments:
    """How runs of unspaced characters are cut into words.

    A run of characters is a word where much stands before it and much behind it (accessor variety, Feng et al. 2004,
    "Accessor variety criteria for Chinese word extraction"); of all ways to cut a run the one is taken whose words
    have the greatest length * log(variety) in sum (Zhao and Kit 2008). What nothing tells stays in one piece. Small
    words of the language are cut off at the ends. Japanese is cut where the script changes and at its particles.
    """

    def __init__(self, texts: Iterable[str]) -> None:
        counts = Counter(word.written for text in texts if n_unspaced(text) for word in words(text) if word.unspaced)
        n_kana = sum(n * len(re.findall(f"{_HIRAGANA}|{_KATAKANA}", run)) for run, n in counts.items())
        self._is_japanese = n_kana > ENOUGH_KANA * sum(n * len(run) for run, n in counts.items())
        self.told: dict[str, list[list[Word]] | None] = {}  # what `naming_runs` found, of each run
        self._known: dict[str, tuple[tuple[int, int], ...]] = {}
        self._scores = {} if self._is_japanese else _measured(list(counts))

    def __call__(self, run: Word) -> list[Word]:
        """The words of a run, all of its characters in their order."""
        places = self._known.get(run.written)
        if places is None:
            places = self._known[run.written] = tuple(self._places(run))
        return [run.cut(start, end) for start, end in places]

    def _places(self, run: Word) -> list[tuple[int, int]]:
        if self._is_japanese:
            return _japanese(run.written)
        found = [(unit.start - run.start, unit.end - run.start) for unit in units(run)]
        return [place for piece in self._cut(run.written, found) for place in _without_small(run.written, piece)]

    def _cut(self, written: str, places: list[tuple[int, int]]) -> list[list[tuple[int, int]]]:
        """The units of each word, by the best sum of scores; neighbouring ones that no score tells are one piece."""
        n = len(places)
        best, length = [0.0] * (n + 1), [1] * (n + 1)
        for end in range(1, n + 1):
            best[end] = best[end - 1]
            for size in range(2, min(LONGEST, end) + 1):
                score = self._scores.get(written[places[end - size][0] : places[end - 1][1]])
                if score is not None and best[end - size] + score > best[end]:
                    best[end], length[end] = best[end - size] + score, size
        pieces, end = list[list[tuple[int, int]]](), n
        while end:
            pieces.append(places[end - length[end] : end])
            end -= length[end]
        pieces.reverse()
        alone = groupby(pieces, key=lambda piece: len(piece) == 1 and not _is_small(written, piece))
        return [one for told, some in alone for one in ([list(chain.from_iterable(some))] if told else some)]


def tells(word: Word) -> bool:
    """Whether a word of a script without spaces may begin and end a phrase: no small word, and no ending."""
    text = word.normal
    if text in UNSPACED_STOP_WORDS or not word.has_letters:
        return False
    return re.fullmatch(f"{_HIRAGANA}+", text) is None


def _is_small(written: str, piece: list[tuple[int, int]]) -> bool:
    return written[piece[0][0] : piece[-1][1]] in CUT_OFF


def _without_small(written: str, piece: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The word without small words at its beginning and end, and these; a word of less than two units stays whole."""
    before, after = list[tuple[int, int]](), list[tuple[int, int]]()
    piece = list(piece)
    while size := _n_small(written, piece, at_end=False):
        before.append((piece[0][0], piece[size - 1][1]))
        piece = piece[size:]
    while size := _n_small(written, piece, at_end=True):
        after.insert(0, (piece[-size][0], piece[-1][1]))
        piece = piece[:-size]
    return [*before, (piece[0][0], piece[-1][1]), *after]


def _n_small(written: str, piece: list[tuple[int, int]], *, at_end: bool) -> int:
    """How many units the longest small word at that end has, where two units are left."""
    for size in range(min(4, len(piece) - 2), 0, -1):
        part = piece[-size:] if at_end else piece[:size]
        if written[part[0][0] : part[-1][1]] in CUT_OFF:
            return size
    return 0


def _japanese(written: str) -> list[tuple[int, int]]:
    places = list[tuple[int, int]]()
    for found in _JAPANESE.finditer(written):
        if found["word"] is None:
            places.append(found.span())
            continue
        start, end = found.span("word")
        rest = found["rest"]
        is_none = re.match(f"{_PARTICLES}|{_AFTER_NOUN}" if end - start > 1 else _PARTICLES, rest)
        behind = _ENDS.search(rest)
        n_own = 0 if is_none else behind.start() if behind else len(rest)
        places.append((start, end + n_own))
        if n_own < len(rest):
            places.append((end + n_own, found.end()))
    return places


def _measured(runs: Sequence[str]) -> dict[str, float]:
    """length * log(variety) of each piece of 2 to 20 units that has something else on both sides at times.

    runs: the different runs of unspaced characters. Where one ends counts as something else: a run that is often
    repeated tells no more than once.
    """
    cut = [units(word) for run in runs for word in words(run)]
    number: dict[str, int] = {}
    codes = np.array([number.setdefault(unit.written, len(number)) for run in cut for unit in run], np.int64)
    run_of = np.repeat(np.arange(len(cut)), [len(run) for run in cut])
    begins = np.array([unit.start for run in cut for unit in run], np.int64)
    ends = np.array([unit.end for run in cut for unit in run], np.int64)
    goes_on = np.append(run_of[1:] == run_of[:-1], False)[: len(codes)]
    before = np.append(-1, np.where(goes_on, codes, -1))[: len(codes)]  # -1: the run begins
    behind = np.append(np.where(goes_on[:-1], codes[1:], -1), -1)[: len(codes)]
    starts, pieces = np.arange(len(codes)), codes
    scores = dict[str, float]()
    for size in range(2, LONGEST + 1):
        longer = goes_on[starts + size - 2]
        starts = starts[longer]
        pieces = np.unique(pieces[longer] * len(number) + codes[starts + size - 1], return_inverse=True)[1].ravel()
        often = np.bincount(pieces) > 1
        starts, pieces = starts[often[pieces]], pieces[often[pieces]]
        if not len(starts):
            break
        variety = np.minimum(_variety(pieces, before[starts]), _variety(pieces, behind[starts + size - 1]))
        which, place = np.unique(pieces, return_index=True)
        for piece, start in zip(which.tolist(), starts[place].tolist(), strict=True):
            written = runs[run_of[start]][begins[start] : ends[start + size - 1]]
            if variety[piece] >= LEAST_VARIETY and written[0] not in NEVER_FIRST and written[-1] not in NEVER_LAST:
                scores[written] = size * float(np.log(variety[piece]))
    return scores


def _variety(pieces: Indices, others: Indices) -> NDArray[np.int64]:
    """(n_pieces,) how many different units stand beside each, and how many runs end there (-1)."""
    n_pieces, n_others = int(pieces.max()) + 1, int(others.max()) + 2
    different = np.unique(pieces[others >= 0] * n_others + others[others >= 0]) // n_others
    at_end = np.bincount(pieces[others < 0], minlength=n_pieces)
    return np.asarray(np.bincount(different, minlength=n_pieces) + at_end)


def segments_of(texts: Sequence[str]) -> Segments:
    """The words of these texts, measured on at most 20,000 of them."""
    some = np.random.default_rng(0).permutation(len(texts))[:MOST_MEASURED]
    return Segments(texts[row] for row in some.tolist())
