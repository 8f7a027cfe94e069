"""Words that the model does not know, or knows only in pieces, and what its scores make of such texts."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from embedcore.encoders.base import Encoder
from embedcore.metrics import unit_rows
from embedcore.phrases import sentence, share
from embedcore.scores.baselines import reached_by
from embedcore.trust.health.finding import Evidence, Finding, Severity
from embedcore.trust.health.inspected import Inspected, Unseen
from embedcore.trust.health.ordinary import SENTENCES
from embedcore.types import Indices, OnProgress, Tokens
from embedcore.words import n_unspaced
from embedcore.words.tokenizer import Word, parts, words

BROKEN_PIECES = 3
"""A word in so many pieces is broken up: what it means is not in any of them."""
BROKEN, MANY_BROKEN = 0.08, 0.3
"""Shares of words. all-MiniLM-L6-v2 breaks up 0.6 % of those of banking77, 3 % of the support tickets (6 % of which are
not English) and 40 % of notes of physicians."""
TIMES_ORDINARY = 4
"""A model that breaks up more of ordinary sentences is measured by them: so many times as much."""
OF_A_TEXT, SOME_TEXTS = 0.3, 0.1
"""A text with so large a share of broken words is not understood; and the share of such texts that is a fault."""
PIECES_OF_CODES = 4.0
"""Pieces a word in texts of numbers and codes, in which no word can be broken."""
LEARNED, MANY_LEARNED = 0.4, 0.7
"""Shares of unknown words for a model that learned from these texts: it leaves out rare words on purpose."""
NARROW = 0.5
"""Scores that spread less than so much of what they do on ordinary sentences, and lie above them, tell little apart."""
N_WORDS, N_SHOWN = 12, 5
READ = 1_500
"""Of a longer text so many characters are looked at, about what a usual model reads of it, to the end of a word."""
REPORTED = 50


@dataclass
class Counts:
    """broken: how many texts each has; n_words: of all texts, each once a text; parts: (n_texts,) of each."""

    broken: Counter[str] = field(default_factory=Counter)
    n_words: int = 0
    parts: list[float] = field(default_factory=list)

    @property
    def share(self) -> float:
        return self.broken.total() / max(self.n_words, 1)


def out_of_domain(seen: Inspected) -> Finding | Unseen:
    """Words that the model breaks up or does not know, and the spread of its scores, beside ordinary text."""
    reader, texts = seen.reader, seen.texts
    if isinstance(reader, Unseen):
        return reader
    assert texts is not None
    rows = seen.some_texts()
    counts = counted_words(reader, [texts[row] for row in rows.tolist()], on_progress=seen.on_progress)
    if counts is None:
        return Unseen(f"{reader.card.name} does not say how it reads words")
    learns = reader.card.learns
    ordinary = counted_words(reader, SENTENCES) if not learns else None
    usual = ordinary.share if ordinary is not None else 0.0
    some, many = (LEARNED, MANY_LEARNED) if learns else (max(BROKEN, TIMES_ORDINARY * usual), MANY_BROKEN)
    shares = np.array(counts.parts)
    hard = np.flatnonzero(shares >= OF_A_TEXT)
    spread = None if learns else _spread(seen, reader)
    is_narrow = spread is not None and spread.is_narrow
    level: Severity = "ok"
    if counts.share >= some or (len(hard) >= SOME_TEXTS * len(rows) and not learns) or is_narrow:
        level = "serious" if counts.share >= many else "warning"
    bad = level != "ok"
    far = _far(seen)
    figures = {"broken_words": counts.share, "of_ordinary_text": usual, "hard_texts": len(hard) / len(rows),
               "far_rows": len(far) / seen.space.n_rows}  # fmt: skip
    how = "does not know" if _by_words(reader) else "knows only in pieces, or not at all"
    technical = (
        f"words in {BROKEN_PIECES} or more pieces, or unknown: {counts.share:.3f}; ordinary sentences {usual:.3f}"
    )
    if spread is not None:
        figures |= {"spread": spread.here, "ordinary_spread": spread.ordinary}
        technical += f"; cosine of random pairs {spread.mean:.3f} ± {spread.here:.3f}, of ordinary sentences "
        technical += f"{spread.ordinary_mean:.3f} ± {spread.ordinary:.3f}"
    return Finding(
        name="out_of_domain",
        title="Words that the model does not know",
        severity=level,
        measured=sentence(f"{share(counts.share)} of the words are ones that {reader.card.name} {how}"
        + (f" ({share(usual)} in ordinary text)" if ordinary is not None else "")
        + f"; {len(hard):,} of {len(rows):,} texts consist of them for a third or more"
        + (", and nearly all pairs of rows look equally alike." if is_narrow else ".")),
        meaning="What these words mean is lost on the model: it compares such texts by their spelling and by what "
        "stands around." if bad else "The model reads these texts as it reads ordinary ones.",
        advice="Try a model for this field, one that learns from your data (lsa or word2vec), or adapt it to labels "
        "or judged pairs; compare both to see whether it helps." if bad else "Nothing.",
        technical=technical,
        rows=rows[hard[np.argsort(-shares[hard], kind="stable")]] if bad else np.empty(0, np.int64),
        figures=figures,
        evidence=_evidence(counts, seen, rows, shares, far),
    )  # fmt: skip


def counted_words(reader: Encoder, texts: Sequence[str], *, on_progress: OnProgress | None = None) -> Counts | None:
    """How many words of these texts the model breaks up or does not know; None where it does not say."""
    counts = Counts()
    for done, text in enumerate(map(_beginning, texts)):
        if on_progress and not done % REPORTED:
            on_progress(done, len(texts), "looking for words that the model does not know")
        tokens = reader.tokens(text)
        if tokens is None:
            return None
        broken, n_words = _broken(text, tokens, by_words=_by_words(reader))
        counts.broken.update(broken)
        counts.n_words += n_words
        counts.parts.append(min(len(broken) / n_words, 1.0) if n_words else _of_codes(text, tokens))
    return counts


def _beginning(text: str) -> str:
    head = text[:READ]
    return text if len(text) <= READ else head[: head.rfind(" ")] if " " in head else head


def _by_words(reader: Encoder) -> bool:
    """Whether it looks words up whole: then "pieces" are the parts of joined words ("top-up"), which it knows."""
    return reader.card.own_words or reader.card.learns


def _broken(text: str, tokens: Tokens, *, by_words: bool) -> tuple[list[str], int]:
    """The words of a text that are broken up or unknown, and how many there are, each once. Codes of letters and digits
    are words, numbers are not. Of a script without spaces two characters count as a word."""
    told = [word for word in words(text) if word.has_letters and not word.unspaced]
    found = {word.written.casefold() for word in told}
    unspaced = n_unspaced(text)
    unknown = [part.casefold() for part in tokens.unknown if any(map(str.isalpha, part))]
    pieces = {} if by_words else {word.casefold(): len(made_of) for word, made_of in tokens.split_words}
    split = [word for word, n in pieces.items() if n >= BROKEN_PIECES and word.isalpha() and not n_unspaced(word)]
    codes = [word.written for word in told if word.has_digits and _is_broken(word, pieces)]
    return list(dict.fromkeys([*codes, *unknown, *split])), len(found) + (unspaced + 1) // 2


def _is_broken(code: Word, pieces: Mapping[str, int]) -> bool:
    """Whether a code, as a whole, is in many pieces, and not only because known words are joined in it ("4-digit")."""
    counts = [pieces.get(part.written.casefold(), 1) for part in parts(code)]
    return sum(counts) >= BROKEN_PIECES and max(counts) > 1


def _of_codes(text: str, tokens: Tokens) -> float:
    """1 for a text without words whose numbers and codes are in very many pieces."""
    n_words = len(list(words(text)))
    return float(n_words > 0 and len(tokens.pieces) / n_words >= PIECES_OF_CODES)


@dataclass(frozen=True)
class _Spread:
    """Mean and deviation of the cosine of random pairs, here and of ordinary sentences."""

    mean: float
    here: float
    ordinary_mean: float
    ordinary: float

    @property
    def is_narrow(self) -> bool:
        return self.here < NARROW * self.ordinary and self.mean > self.ordinary_mean + 2 * self.ordinary


def _spread(seen: Inspected, reader: Encoder) -> _Spread | None:
    ordinary = ordinary_pairs(seen, reader)
    if ordinary is None or seen.space.n_rows < 3:
        return None
    pairs = seen.cosine_pairs
    return _Spread(float(pairs.mean()), float(pairs.std()), *ordinary)


def ordinary_pairs(seen: Inspected, reader: Encoder) -> tuple[float, float] | None:
    """Mean and deviation of the cosine of all pairs of ordinary sentences, by this model."""
    if not seen.is_of_texts or reader.card.learns:
        return None

    def made() -> tuple[float, float]:
        unit = unit_rows(reader.encode(list(SENTENCES)))
        pairs = (unit @ unit.T)[np.triu_indices(len(unit), k=1)]
        return float(pairs.mean()), float(pairs.std())

    return seen.once("ordinary pairs", made)


def _far(seen: Inspected) -> Indices:
    """The rows whose nearest neighbour is no closer than two random rows often are, the farthest first."""
    if seen.space.n_rows < 20:
        return np.empty(0, np.int64)
    key = seen.space.metric.order_key
    nearest = key(seen.graph.scores[:, 0])
    usual = float(key(np.array([reached_by(seen.pairs, 0.05)]))[0])
    rows = np.flatnonzero(nearest >= usual)
    return rows[np.argsort(-nearest[rows], kind="stable")]


def _evidence(counts: Counts, seen: Inspected, rows: Indices, shares: np.ndarray, far: Indices) -> tuple[Evidence, ...]:
    lines = tuple((word, n) for word, n in counts.broken.most_common(N_WORDS))
    found = [Evidence("Words that it does not know as such", ("word", "texts"), lines)] if lines else []
    hardest = np.argsort(-shares, kind="stable")[:N_SHOWN]
    if len(hardest) and shares[hardest[0]] >= OF_A_TEXT:
        texts = tuple((seen.shown(int(rows[one])), share(float(shares[one]))) for one in hardest if shares[one])
        found.append(Evidence("Texts with most of them", ("text", "of its words"), texts))
    if len(far):
        found.append(
            Evidence("Rows far from all others", ("row",), tuple((seen.shown(int(one)),) for one in far[:N_SHOWN]))
        )
    return tuple(found)
