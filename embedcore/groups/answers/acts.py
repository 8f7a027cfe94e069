"""What answers say was done: the words for it, found by how answers differ from questions, and which answers say them.

No list of such words, and no language, is assumed. A word for what was done is said by answers more often than by
questions ("refunded", not "parcel"), and it begins a part of a sentence ("Refunded in full and sent a voucher"), or
ends one where the language does that ("Betrag erstattet"); nouns do neither as often, and are left out where they
follow an article or are written with a capital. Words for the same act are joined by their vectors.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from embedcore.encoders import Encoder
from embedcore.facets.chance import adjusted, chance_of_as_many
from embedcore.types import Indices, OnProgress
from embedcore.words import naming_words, same_word, without_places
from embedcore.words.tokenizer import words

LEARNED_ROWS = 10_000
"""Beyond so many answers, the words are learned from so many of them drawn at random, and it is said."""
MOST_ACTS, MOST_WORDS = 300, 600
FEW_VALUES = 0.5
"""Where answers have at most so many different values per answer, each value is a way, as it is written."""
EDGE_SHARE, OFTENER, NOUN_SHARE = 0.4, 2.0, 0.2
"""Of a word's places, so many must be at the edge of a part; its share of the answers in that of the questions; and of
its places, so many at most may be those of a noun."""
MOST_ANSWERS = 0.8
"""A word in more of the answers ("regards") tells none apart."""
LEVEL = 0.2
"""Of the words that are taken, so many at most are expected to be chance; a way needs several rows besides."""
NEARNESS = 0.5
"""Words join while their vectors' cosine similarities are all at least this: "suggested" and "recommended"."""
CAPITALS, CAPITALS_LEAST = 0.25, 0.5
"""Where more than this share of the words inside parts have a capital, nouns have one, as in German; then the words at
the ends of parts need to stand for half as many answers as those at the beginnings."""
TOGETHER = 0.8
"""Words that share so many of the answers that say either also join: two halves of one phrase."""
LEAST_COVERED = 0.25
"""Where the words at edges stand for fewer of the answers, all words that answers say oftener are taken."""

_ARTICLES = frozenset(
    """
    the a an this that these those his her its their my your our no any each every der die das den dem des ein eine
    einen einem einer le la les l un une du des el los las una lo il gli i uno de het een o os as um uma
    """.split()
)
_BETWEEN = re.compile(
    r"[.!?;:,()\n]+(?!\d)|[。、，！？；：]+"
    r"|\b(?:and|but|then|or|und|oder|aber|et|ou|mais|puis|y|pero|e|ma|poi|en|maar|i|oraz|ale|mas)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, eq=False)
class Acts:
    """What was done, over all answers of a table.

    words: of each act, the words for it, the most frequent first; of a table whose answers repeat, the answers. answer,
    act: (n_pairs,) which answer, by its row, says which act, in the order of the rows. whole: whether acts are whole
    answers. notes: what of the answers was not looked at.
    """

    words: tuple[tuple[str, ...], ...]
    answer: Indices
    act: Indices
    whole: bool = False
    notes: tuple[str, ...] = ()

    @property
    def n_acts(self) -> int:
        return len(self.words)


def find_acts(
    answers: Sequence[str],
    questions: Sequence[str],
    encoder: Encoder | None = None,
    *,
    random_state: int = 42,
    on_progress: OnProgress | None = None,
) -> Acts:
    """The acts of the answers. answers: (n_rows,), "" for none. questions: (n_rows,) or none at all.

    encoder: of texts, for words of the same meaning; without one, only forms of a word are joined ("refund",
    "refunds"). Where at most half of the answers are different, each is an act as it is written.
    """
    filled = np.flatnonzero([bool(text) for text in answers])
    values = Counter(_normal(answers[row]) for row in filled.tolist())
    if len(values) <= FEW_VALUES * len(filled):
        return _values(answers, filled, values)
    report = on_progress or (lambda done, total, what: None)
    report(0, 3, "reading the answers")
    learned, notes = filled, tuple[str, ...]()
    if len(filled) > LEARNED_ROWS:
        rng = np.random.default_rng(random_state)
        learned = np.sort(rng.choice(filled, LEARNED_ROWS, replace=False))
        notes = (f"the words for what was done were learned from {LEARNED_ROWS:,} of {len(filled):,} answers",)
    asked = [questions[row] for row in learned.tolist()] if questions else []
    counts = _Counts.of((answers[row] for row in learned.tolist()), asked)
    found = _act_words(counts)
    report(1, 3, "joining words for the same")
    joined = _joined(found, counts, encoder)
    report(2, 3, "reading the answers")
    number = {word: act for act, group in enumerate(joined) for word in group}
    pairs = [(row, act) for row in filled.tolist() for act in sorted(_acts_in(answers[row], number))]
    table = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    report(3, 3, "reading the answers")
    return Acts(tuple(tuple(group) for group in joined), table[:, 0], table[:, 1], notes=notes)


def parts(text: str) -> Iterator[list[tuple[str, bool, bool]]]:
    """The parts of sentences, each as its telling words: the word's normal form, whether it stands after an article,
    whether with a capital inside a part."""
    for part in _BETWEEN.split(text):
        told, before = list[tuple[str, bool, bool]](), ""
        for place, word in enumerate(words(part)):
            capital = place > 0 and word.written[:1].isupper()
            pieces = without_places(naming_words, word.written)
            told += [(piece.normal, before in _ARTICLES, capital) for piece in pieces]
            before = word.normal
        if told:
            yield told


def telling_words(text: str) -> set[str]:
    """The words of a text that tell something, in the form in which words are compared."""
    return {word.normal for word in without_places(naming_words, text)}


def _normal(answer: str) -> str:
    return answer.casefold().rstrip(".! ")


def _values(answers: Sequence[str], filled: NDArray[np.int64], values: Counter[str]) -> Acts:
    """Each value that stands there twice is an act."""
    kept = [value for value, n in values.most_common(MOST_ACTS) if n > 1]
    number, written = {value: act for act, value in enumerate(kept)}, dict[int, str]()
    pairs = []
    for row in filled.tolist():
        act = number.get(_normal(answers[row]))
        if act is not None:
            written.setdefault(act, answers[row])
            pairs.append((row, act))
    table = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    return Acts(tuple((written[act],) for act in range(len(kept))), table[:, 0], table[:, 1], whole=True)


@dataclass(eq=False)
class _Counts:
    """In how many answers and questions each word stands; of its places in answers, how many begin a part, end one, and
    are those of a noun. said: the words of each answer."""

    n_questions: int = 0
    n_parts: int = 0
    n_capitals: int = 0
    said: list[frozenset[str]] = field(default_factory=list)
    answers: Counter[str] = field(default_factory=Counter)
    questions: Counter[str] = field(default_factory=Counter)
    places: Counter[str] = field(default_factory=Counter)
    begins: Counter[str] = field(default_factory=Counter)
    ends: Counter[str] = field(default_factory=Counter)
    nouns: Counter[str] = field(default_factory=Counter)

    @property
    def capital_ratio(self) -> float:
        """The share (0 to 1) of the words inside parts that begin with a capital."""
        return self.n_capitals / max(self.places.total() - self.n_parts, 1)

    @property
    def n_answers(self) -> int:
        return len(self.said)

    @classmethod
    def of(cls, answers: Iterable[str], questions: Sequence[str]) -> "_Counts":
        made = cls(n_questions=len(questions))
        for text in answers:
            read = list(parts(text))
            said = dict.fromkeys(word for part in read for word, _, _ in part)  # in order, so that ties are the same
            made.answers.update(said.keys())
            made.said.append(frozenset(said))
            for part in read:
                made.n_parts += 1
                made.n_capitals += sum(capital for _, _, capital in part)
                made.places.update(word for word, _, _ in part)
                made.nouns.update(word for word, after_article, capital in part if after_article or capital)
                made.begins[part[0][0]] += not part[0][1]
                made.ends[part[-1][0]] += 1
        for text in questions:
            made.questions.update(telling_words(text))
        return made


def _act_words(counts: _Counts) -> list[str]:
    """The words for what was done, the most frequent first."""
    rarest = min(max(2, counts.n_answers // 400), 20)
    known = [word for word, n in counts.answers.most_common() if n >= rarest]
    if not known:
        return []

    def of(counter: Counter[str]) -> NDArray[np.int64]:
        return np.array([counter[word] for word in known], dtype=np.int64)

    said, asked, places = of(counts.answers), of(counts.questions), of(counts.places)
    both = counts.n_answers + counts.n_questions
    oftener = chance_of_as_many(said, said + asked, np.full_like(said, counts.n_answers), both)
    is_oftener = said / counts.n_answers >= OFTENER * asked / max(counts.n_questions, 1)
    is_oftener &= said <= MOST_ANSWERS * counts.n_answers
    is_noun = of(counts.nouns) > NOUN_SHARE * places
    found = [_at_edge(of(edge), places, oftener, edge.total()) for edge in (counts.begins, counts.ends)]
    first, last = (at_edge & is_oftener & ~is_noun for at_edge in found)
    # A language puts what was done first, or last. Where nouns have a capital, a noun that comes first looks the same.
    least = CAPITALS_LEAST if counts.capital_ratio > CAPITALS else 1.0
    chosen = last if said[last].sum() > least * said[first].sum() else first
    if said[chosen].sum() < LEAST_COVERED * counts.n_answers:
        # Neither: answers in some other order of words, or in no sentences.
        chosen = chosen | ((adjusted(oftener) <= LEVEL) & is_oftener)
    return [known[place] for place in np.flatnonzero(chosen)[:MOST_WORDS]]


def _at_edge(
    edges: NDArray[np.int64], places: NDArray[np.int64], oftener: NDArray[np.float64], n_edges: int
) -> NDArray[np.bool_]:
    """(n_words,) whether the two signs together are beyond chance, by Fisher's sum of logarithms of two chances."""
    total = max(int(places.sum()), n_edges)
    edge = chance_of_as_many(edges, places, np.full_like(places, n_edges), total)
    both = np.maximum(oftener * edge, 1e-300)
    return (adjusted(both * (1 - np.log(both))) <= LEVEL) & (edges >= EDGE_SHARE * places)


def _joined(found: list[str], counts: _Counts, encoder: Encoder | None) -> list[list[str]]:
    """The words in acts, the most frequent act first."""
    if len(found) < 2:
        return [[word] for word in found]
    from scipy.cluster.hierarchy import complete, fcluster
    from scipy.spatial.distance import squareform

    near = np.zeros((len(found), len(found)))
    if encoder is not None:
        vectors = encoder.encode(found).astype(np.float64)
        vectors /= np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12)
        near = vectors @ vectors.T
    forms = np.array([[same_word(one, other) for other in found] for one in found])
    apart = np.where(forms | _together(found, counts), 0.0, np.clip(1 - near, 0, 2))
    np.fill_diagonal(apart, 0)
    labels = fcluster(complete(squareform((apart + apart.T) / 2, checks=False)), 1 - NEARNESS, "distance")
    groups: dict[int, list[str]] = {}
    for word, label in zip(found, labels.tolist(), strict=True):
        groups.setdefault(label, []).append(word)
    ranked = sorted(groups.values(), key=lambda group: -sum(counts.answers[word] for word in group))
    return ranked[:MOST_ACTS]


def _together(found: list[str], counts: _Counts) -> NDArray[np.bool_]:
    """(n_words, n_words) whether two words mostly stand in the same answers, so that they say one thing."""
    number = {word: place for place, word in enumerate(found)}
    stands = np.zeros((len(counts.said), len(found)), dtype=np.float32)
    for row, said in enumerate(counts.said):
        stands[row, [number[word] for word in said if word in number]] = 1
    both = stands.T @ stands
    either = np.diag(both)[:, None] + np.diag(both) - both
    return np.asarray(both >= TOGETHER * np.maximum(either, 1))


def _acts_in(text: str, number: dict[str, int]) -> set[int]:
    return {number[word] for word in telling_words(text) if word in number}
