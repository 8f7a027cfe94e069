"""Names of groups: a phrase that people write, chosen without a language model or the model of the vectors."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from embedcore.groups.middles import group_middles
from embedcore.groups.naming import GroupTerm, divergence, name_groups, terms_of
from embedcore.groups.phrase_index import PhraseIndex
from embedcore.metrics import unit_rows
from embedcore.phrases import sentence
from embedcore.space.space import EmbeddingSpace
from embedcore.types import Indices, Vectors

if TYPE_CHECKING:
    from scipy import sparse

LEAST_TEXTS, LEAST_OF_FEW, FEW = 3, 2, 10
"""Texts of a group that must have the phrase; of a group of fewer rows than the last, the second is enough."""
LONGEST_NAME = 40
"""Characters of a name, so that it has room on a map."""
LOOKED_AT, PHRASES_KEPT = 100, 5
FAR_ENOUGH = 0.2
"""A phrase that is so much nearer to its own middle than to any other is as good as one that is even nearer."""
OWN_CONTRAST = 1 / 3
"""The power of a phrase's own contrast beside that of its words."""
LEAST_NEAR, NEAR_ENOUGH = 0.4, 0.75
"""How near a phrase must be to the middle, at least, and beside how near the texts of the group are on average: what is
said of a corner of a group does not name it."""
ONE_WORD, ONE_WORD_SHARE = 0.2, 0.1
"""What a single word counts beside a phrase of several, and the share of a group's texts that must have it."""
PENALTY, N_STEPS = 1.0, 12
MOST_NUMBERS = 500_000
"""Similarities that are learned from: fewer texts where there are very many groups."""


@dataclass(frozen=True)
class GroupPhrase:
    """A phrase that could name a group.

    n_texts: texts of the group that have it. share, share_elsewhere: the share (0 to 1) of the texts with it, inside
    the group and outside. nearness: how similar such a phrase is to the group's middle, as the texts with its words
    let expect (cosine; texts of the group lie at their cohesion). ahead: how much less similar it is to the next
    middle. Of more than 20,000 texts, so many drawn at random are counted.
    """

    phrase: str
    n_texts: int
    share: float
    share_elsewhere: float
    nearness: float
    ahead: float


@dataclass(frozen=True)
class GroupNames:
    """names: one a group, unique. words: what sets each apart. phrases: the name's first, then those that were next.

    Where no phrase will do, the name is made of the words, and phrases are empty.
    """

    names: tuple[str, ...]
    words: tuple[tuple[GroupTerm, ...], ...]
    phrases: tuple[tuple[GroupPhrase, ...], ...]


def group_names(space: EmbeddingSpace, labels: NDArray[np.int64], n_groups: int) -> GroupNames:
    """A name for each group. labels: (n_rows,) each row's group; -1 is none.

    A phrase scores the mean contrast of its words (see `divergence`) and a power of its own, times the square of its
    nearness to the group's middle, times how far it is ahead of the other middles. The nearness is foretold from the
    texts: ridge regression of their similarities to the middles on the words that they have. So it needs no model, and
    vectors of any origin serve. A phrase that is not ahead could name another group and names none; one that is
    clearly less near than the texts of the group are on average speaks of a part of it.
    """
    from_words, words = _from_words(space, labels, n_groups)
    index = phrases_of(space)
    if index is None or not index.shown:
        return GroupNames(tuple(map(_begun, from_words)), words, ((),) * n_groups)
    found = _Counted(space, index, labels, n_groups)
    names, phrases, taken = list[str](), list[tuple[GroupPhrase, ...]](), set[str]()
    for group in range(n_groups):
        best = [one for one in found.phrases(group) if one.phrase.casefold() not in taken]
        names.append(_begun(best[0].phrase if best else free_name(from_words[group], taken)))
        phrases.append(tuple(best[:PHRASES_KEPT]))
        taken.add(names[-1].casefold())
    return GroupNames(tuple(names), words, tuple(phrases))


def _from_words(
    space: EmbeddingSpace, labels: NDArray[np.int64], n_groups: int
) -> tuple[tuple[str, ...], tuple[tuple[GroupTerm, ...], ...]]:
    """As `name_groups`; rows in no group count among those that a group is set apart from."""
    if labels.min(initial=0) >= 0:
        return name_groups(terms_of(space), labels, n_groups)
    names, words = name_groups(terms_of(space), np.where(labels < 0, n_groups, labels), n_groups + 1)
    return names[:n_groups], words[:n_groups]


def _begun(name: str) -> str:
    """The name begun with a capital letter, but where its first word has one elsewhere ("iPhone")."""
    first = name.split(" ", 1)[0]
    return sentence(name) if first == first.lower() else name


def phrases_of(space: EmbeddingSpace) -> PhraseIndex | None:
    """The phrases of the space's texts, made once; None where it has no texts."""
    texts = space.texts
    return None if texts is None else space.memo("phrases", lambda: PhraseIndex(texts), reads=("texts",))


def free_name(name: str, taken: set[str]) -> str:
    """The name, with a number behind it where it is taken, whatever its case."""
    number, free = 2, name
    while free.casefold() in taken:
        free, number = f"{name} ({number})", number + 1
    return free


class _Counted:
    """The phrases counted by group, and how near their words are to each group's middle."""

    def __init__(self, space: EmbeddingSpace, index: PhraseIndex, labels: NDArray[np.int64], n_groups: int) -> None:
        self._index, self._n_groups = index, n_groups
        read = labels[index.read]
        self._sizes, self._n_read = np.bincount(read[read >= 0], minlength=n_groups), len(read)
        member = _members(read, n_groups)
        self._phrases = (index.phrases @ member).tocsc()
        self._words = (index.words.T @ member).tocsc()
        self._frequency = np.asarray(index.phrases.sum(axis=1)).ravel()
        self._word_frequency = np.asarray(index.words.sum(axis=0)).ravel()
        self._usual, self._effect, similar = _word_effects(space, index, labels, n_groups)
        some = read[: len(similar)]
        grouped = np.flatnonzero(some >= 0)
        sizes = np.bincount(some[grouped], minlength=n_groups)
        sums = np.bincount(some[grouped], weights=similar[grouped, some[grouped]], minlength=n_groups)
        self._cohesion = sums / np.maximum(sizes, 1)

    def phrases(self, group: int) -> list[GroupPhrase]:
        """Those that can name the group, the best first."""
        rows, counts = _column(self._phrases, group)
        least = LEAST_TEXTS if self._sizes[group] >= FEW else LEAST_OF_FEW
        rows, counts = rows[counts >= least], counts[counts >= least]
        share, elsewhere, contrast = self._contrast(counts, self._frequency[rows], group)
        telling = (contrast > 0) & np.array(
            [len(self._index.shown[row]) <= LONGEST_NAME for row in rows.tolist()], bool
        )
        rows, counts, share, elsewhere = rows[telling], counts[telling], share[telling], elsewhere[telling]
        scores = self._mean_contrast(rows, group) * contrast[telling] ** OWN_CONTRAST
        first = np.argsort(-scores, kind="stable")[:LOOKED_AT]
        rows, counts, share, elsewhere, scores = (one[first] for one in (rows, counts, share, elsewhere, scores))
        near, ahead = self._nearness(rows, group)
        scores *= np.clip(near, 0, None) ** 2 * np.clip(ahead, 0, FAR_ENOUGH)
        alone = self._index.lengths[rows] == 1
        scores[alone] *= ONE_WORD * (share[alone] >= ONE_WORD_SHARE)
        scores[near < max(LEAST_NEAR, NEAR_ENOUGH * self._cohesion[group])] = 0
        order = np.argsort(-scores, kind="stable")
        return [
            GroupPhrase(
                self._index.shown[rows[at]], int(counts[at]), float(share[at]), float(elsewhere[at]), float(near[at]),
                float(ahead[at]),
            )
            for at in order[: 2 * PHRASES_KEPT].tolist()
            if scores[at] > 0
        ]  # fmt: skip

    def _contrast(
        self, counts: NDArray[np.float64], frequency: NDArray[np.float64], group: int
    ) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
        size = max(1, int(self._sizes[group]))
        share, elsewhere = counts / size, (frequency - counts) / max(1, self._n_read - size)
        return share, elsewhere, divergence(share, elsewhere, self._n_read)

    def _mean_contrast(self, rows: Indices, group: int) -> NDArray[np.float64]:
        """Of the words of each phrase; small words tell nothing."""
        words, counts = _column(self._words, group)
        contrast = np.zeros(len(self._word_frequency))
        contrast[words] = np.clip(self._contrast(counts, self._word_frequency[words], group)[2], 0, None)
        contrast[~self._index.content] = 0
        found: NDArray[np.float64] = (self._index.parts[rows] @ contrast) / self._index.lengths[rows]
        return found

    def _nearness(self, rows: Indices, group: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """How similar each phrase is to the group's middle, and how much more than to any other."""
        parts = self._index.parts[rows]
        n_parts = np.maximum(np.asarray(parts.sum(axis=1)).ravel(), 1)
        near = self._usual + (parts @ self._effect) / np.sqrt(n_parts)[:, None]
        own = near[:, group].copy()
        if self._n_groups == 1:
            return own, np.ones(len(own))
        near[:, group] = -np.inf
        return own, own - near.max(axis=1)


def _members(labels: NDArray[np.int64], n_groups: int) -> "sparse.csr_array":
    """(n_rows, n_groups) 1 for the group of each row."""
    from scipy import sparse

    rows = np.flatnonzero(labels >= 0)
    return sparse.csr_array((np.ones(len(rows)), (rows, labels[rows])), shape=(len(labels), n_groups))


def _column(table: "sparse.csc_array", column: int) -> tuple[Indices, NDArray[np.float64]]:
    place = slice(table.indptr[column], table.indptr[column + 1])
    order = np.argsort(table.indices[place])
    return table.indices[place][order], table.data[place][order]


def _word_effects(
    space: EmbeddingSpace, index: PhraseIndex, labels: NDArray[np.int64], n_groups: int
) -> tuple[Vectors, Vectors, Vectors]:
    """(n_groups,) the usual similarity to each middle, (n_words, n_groups) what each word adds to it, and (n_used,
    n_groups) the similarities of the texts that were learned from.

    A text counts as its words, divided by the root of their number, so that long texts weigh no more than short ones.
    """
    from scipy import sparse

    middles = group_middles(space.vectors, labels, np.bincount(labels[labels >= 0], minlength=n_groups))
    n_used = max(1_000, MOST_NUMBERS // n_groups)
    similar = unit_rows(space.vectors[index.read[:n_used]]) @ middles.T
    usual = similar.mean(axis=0)
    words = index.words[:n_used]
    lengths = np.maximum(np.asarray(words.sum(axis=1)).ravel(), 1)
    scale = (1 / np.sqrt(lengths)).astype(np.float32)
    scaled = sparse.dia_array((scale[None], [0]), shape=(len(lengths),) * 2) @ words
    return usual, _ridge(scaled.tocsr(), similar - usual), similar


def _ridge(known: "sparse.csr_array", wanted: Vectors) -> Vectors:
    """(n_columns, n_wanted) the coefficients, by conjugate gradients (Hestenes and Stiefel 1952), each column apart."""
    turned = known.T.tocsr()
    left: Vectors = turned @ wanted
    found: Vectors = np.zeros_like(left)
    way = left.copy()
    size = np.einsum("ij,ij->j", left, left)
    for _ in range(N_STEPS):
        pushed = turned @ (known @ way) + PENALTY * way
        step = size / np.maximum(np.einsum("ij,ij->j", way, pushed), 1e-30)
        found += step * way
        left -= step * pushed
        size, before = np.einsum("ij,ij->j", left, left), size
        way = left + size / np.maximum(before, 1e-30) * way
    return found
