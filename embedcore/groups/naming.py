"""Words that set groups apart, names made of them, and what sets any rows apart, such as those in an outline."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from embedcore.space.space import EmbeddingSpace
from embedcore.types import Indices
from embedcore.words import Segments, naming_runs, same_word, segments_of, without_markup

if TYPE_CHECKING:
    from scipy import sparse

MAX_TERMS = 30_000
MIN_NAME_TERMS, MAX_NAME_TERMS, KEYWORDS_KEPT = 2, 4, 8


@dataclass(frozen=True)
class GroupTerm:
    """A word or phrase that sets a group apart.

    share, share_elsewhere: the share (0 to 1) of the texts with it, inside the group and outside.
    """

    term: str
    share: float
    share_elsewhere: float


class TermIndex:
    """Which words and phrases stand in which texts; made once for a dataset, counted for any grouping of it.

    terms: the words and pairs of neighbouring words of the texts; those in at least 2 texts (where there
    are 20 texts or more), the 30,000 most frequent; in the form in which words are compared. shown: the same as people
    spell them. frequency: (n_terms,) how many of the n_texts texts have each.
    """

    def __init__(self, texts: Sequence[str]) -> None:
        frequency: Counter[str] = Counter()
        spelled: dict[str, str] = {}
        terms_of_text = []
        segments = segments_of(texts)
        for text in texts:
            found = _terms(text, segments)
            frequency.update(found.keys())
            spelled.update(found)
            terms_of_text.append(found.keys())
        least = 2 if len(texts) >= 20 else 1
        self.terms = sorted(term for term, count in frequency.most_common(MAX_TERMS) if count >= least)
        self.shown = [spelled[term] for term in self.terms]
        self.n_texts = len(texts)
        self.frequency = np.array([frequency[term] for term in self.terms], dtype=np.int64)
        number = {term: position for position, term in enumerate(self.terms)}
        entries = [(row, number[term]) for row, found in enumerate(terms_of_text) for term in found if term in number]
        table = np.array(entries, dtype=np.int32).reshape(-1, 2)
        self._row_of, self._term_of = table[:, 0], table[:, 1]

    def count(self, labels: NDArray[np.int64], n_groups: int) -> NDArray[np.float64]:
        """In how many texts of each group each term stands: (n_groups, n_terms). A label of -1 is no group."""
        groups = labels[self._row_of]
        cells = groups[groups >= 0] * len(self.terms) + self._term_of[groups >= 0]
        counts = np.bincount(cells, minlength=n_groups * len(self.terms))
        return counts.reshape(n_groups, len(self.terms)).astype(np.float64)

    def counted(self, labels: NDArray[np.int64], n_groups: int) -> "sparse.csr_array":
        """The same for many small groups: most counts are 0. A label of -1 is no group."""
        from scipy import sparse

        groups = labels[self._row_of]
        known = groups >= 0
        entries = (np.ones(int(known.sum())), (groups[known], self._term_of[known]))
        found = sparse.coo_array(entries, shape=(n_groups, len(self.terms))).tocsr()
        found.sort_indices()
        return found

    def rows_with(self, term_of: Mapping[int, int], labels: NDArray[np.int64]) -> Iterator[tuple[int, Indices]]:
        """Of each of some groups, the rows that have one term. term_of: the number of that term by group."""
        wanted = np.full(int(labels.max(initial=-1)) + 2, -1, dtype=np.int64)  # the last one for rows without a group
        for group, term in term_of.items():
            wanted[group] = term
        groups = labels[self._row_of]
        fits = wanted[groups] == self._term_of
        groups, rows = groups[fits], self._row_of[fits].astype(np.int64)
        order = np.argsort(groups, kind="stable")
        found, starts = np.unique(groups[order], return_index=True)
        yield from zip(found.tolist(), np.split(rows[order], starts[1:]), strict=True)


def terms_of(space: EmbeddingSpace) -> TermIndex | None:
    """The words and phrases of the space's texts, made once; None where it has no texts."""
    texts = space.texts
    return None if texts is None else space.memo("terms", lambda: TermIndex(texts), reads=("texts",))


def name_groups(
    texts: Sequence[str] | TermIndex | None, labels: NDArray[np.int64], n_groups: int
) -> tuple[tuple[str, ...], tuple[tuple[GroupTerm, ...], ...]]:
    """A name for each group from its words alone, and the keywords behind it. A label of -1 is no group."""
    index = texts if isinstance(texts, TermIndex) else TermIndex(texts or ())
    terms, inside = index.terms, index.count(labels, n_groups)
    sizes = np.bincount(labels[labels >= 0], minlength=n_groups)[:, None]
    outside = index.frequency - inside
    share = inside / np.maximum(sizes, 1)
    elsewhere = outside / np.maximum(len(labels) - sizes, 1)
    scores = divergence(share, elsewhere, len(labels))
    # A term of a single text names nobody's group, unless the group is that small.
    scores[(inside < 2) & (sizes > 3)] = 0
    names: list[str] = []
    reasons = []
    for group in range(n_groups):
        chosen = distinct_terms(terms, scores[group], share[group])
        reasons.append(
            tuple(GroupTerm(index.shown[t], float(share[group, t]), float(elsewhere[group, t])) for t in chosen)
        )
        names.append(_name([index.shown[t] for t in chosen], scores[group, chosen], names, group))
    return tuple(names), tuple(reasons)


def divergence(share: NDArray[np.float64], share_elsewhere: NDArray[np.float64], n_texts: int) -> NDArray[np.float64]:
    """p * log(p / q) of each term: p the share of the group's texts with it, q the share of the others.

    Its part of the Kullback-Leibler divergence between the two. Unlike class-based TF-IDF (Grootendorst 2022) it counts
    texts, not occurrences, so that one long text can't name a group. n_texts: of all groups; one more smooths both.
    """
    smooth = 1 / n_texts
    found: NDArray[np.float64] = share * np.log((share + smooth) / (share_elsewhere + smooth))
    return found


def _terms(text: str, segments: Segments) -> dict[str, str]:
    """The words and pairs of neighbouring words of a text, with the spelling of each."""
    single, both = list[tuple[str, str]](), list[tuple[str, str]]()
    for run in naming_runs(without_markup(text), segments):
        single.extend((word.normal, word.shown) for word in run)
        joint = "" if run and run[0].unspaced else " "
        both.extend((f"{a.normal} {b.normal}", f"{a.shown}{joint}{b.shown}") for a, b in pairwise(run))
    return dict(single + both)


def distinct_terms(terms: list[str], scores: NDArray[np.float64], share: NDArray[np.float64]) -> list[int]:
    """The best terms that do not say the same thing twice."""
    chosen: list[int] = []
    best = [int(t) for t in np.argsort(-scores, kind="stable")[:60] if scores[t] > 0]
    position = {terms[t]: t for t in best}
    for t in best:
        if len(chosen) == KEYWORDS_KEPT:
            break
        # A word that mostly stands in one phrase ("gift" in "gift card") gives way to the phrase.
        phrases = [p for p in best if " " in terms[p] and terms[t] in terms[p].split()]
        if " " not in terms[t] and any(share[p] >= 0.6 * share[t] for p in phrases):
            t = max(phrases, key=lambda p: share[p])
        if not _said(terms[t], chosen, terms):
            chosen.append(position[terms[t]])
    # Where every word left gave way to a phrase that repeats the first term, words alone make up the name.
    for t in best:
        if len(chosen) < MIN_NAME_TERMS and not _said(terms[t], chosen, terms):
            chosen.append(t)
    return chosen


def _said(term: str, chosen: list[int], terms: list[str]) -> bool:
    """Whether a word of the term stands in one of the terms chosen."""
    return any(same_word(a, b) for a in term.split() for c in chosen for b in terms[c].split())


def _name(terms: list[str], scores: NDArray[np.float64], taken: Sequence[str], group: int) -> str:
    if not terms:
        return f"Group {group + 1}"
    # The third and fourth word only where they tell nearly as much as the second.
    strong = sum(score >= 0.6 * scores[min(1, len(scores) - 1)] for score in scores[:MAX_NAME_TERMS])
    for length in range(max(MIN_NAME_TERMS, strong), MAX_NAME_TERMS + 1):
        name = ", ".join(terms[:length])
        if name not in taken:
            return name
    return f"{name} ({group + 1})"


@dataclass(frozen=True, eq=False)
class Contrast:
    """What is typical for some rows.

    keywords: words that they have and others lack, the most telling first; empty without texts, or for all rows.
    typical: up to three of the rows, those nearest to their middle.
    """

    rows: Indices
    keywords: tuple[GroupTerm, ...]
    typical: tuple[int, ...]


def contrast(space: EmbeddingSpace, rows: Indices) -> Contrast:
    """What sets these rows apart from the others. rows: (n,) at least one, each of them once."""
    labels = np.ones(space.n_rows, dtype=np.int64)
    labels[rows] = 0
    keywords = name_groups(terms_of(space), labels, 2)[1][0] if len(rows) < space.n_rows else ()
    middle = space.vectors[rows].mean(axis=0)
    nearest = np.argsort(np.linalg.norm(space.vectors[rows] - middle, axis=1), kind="stable")[:3]
    return Contrast(rows, keywords, tuple(int(row) for row in rows[nearest]))
